"""What can become of a row, and the way of a sheet that was brought. No database here."""

from desbumi.ways import Way

OUTCOMES = ("imported", "updated", "same_person_again", "needs_a_look", "left_out", "rejected")
WAY = Way(
    ("bring", None, "brought"),
    ("agree", "brought", "agreed"),
    ("write", "agreed", "done"),
    ("leave", "brought", "left"),
    ("undo", "done", "undone"),
)
