"""The way of an erasure. No database here."""

from datetime import datetime, timedelta

from desbumi.ways import Way

WAY = Way(
    ("ask", None, "asked"),
    ("confirm", "asked", "confirmed"),
    ("stop", {"asked", "confirmed"}, "stopped"),
    ("begin", "confirmed", "begun"),
    ("finish", "begun", "done"),
)
OPEN = ("asked", "confirmed", "begun")
DELAY = timedelta(hours=72)  # in which it can be stopped; what is to be erased is locked at once, well within the 72 hours of UU 27/2022


def begins_at(confirmed_at: datetime) -> datetime:
    """When a confirmed erasure begins, if nobody stops it."""
    return confirmed_at + DELAY
