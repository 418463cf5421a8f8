"""The stages of one journey, and which deed leads from where to where. No database here."""

from desbumi.ways import Way

STAGES = ("interested", "preparing", "departed", "working", "returned", "stopped", "died_abroad")
ABROAD = ("departed", "working")
OVER = ("returned", "stopped", "died_abroad")
WAY = Way(
    ("prepare", ("", "interested"), "preparing"),
    ("depart", ("", "interested", "preparing"), "departed"),
    ("begin", ("", "preparing", "departed"), "working"),
    ("come_home", ("", "departed", "working"), "returned"),
    ("stop", ("", "interested", "preparing"), "stopped"),
    ("die", ("", "departed", "working"), "died_abroad"),
)
