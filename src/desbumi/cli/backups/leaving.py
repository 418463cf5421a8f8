"""What a backup leaves out: whoever a record is about is told by the book alone; sessions end with the laptop, and answers of deeds may name someone."""

from django.apps import apps
from django.db import models

from desbumi.book.erasing import names_its_subject
from desbumi.book.models import Recorded

ENDED = ("django_session", "usersessions_usersession", "book_outcome")


def about_people() -> list[type[models.Model]]:
    """Models whose rows are left out and rebuilt from the book: erased people then never come back from a backup.

    An erasure stays: it tells that something was erased, its reason lies sealed.
    """
    return [model for model in apps.get_models() if issubclass(model, Recorded) and names_its_subject(model)]


def tables() -> list[str]:
    """The tables whose rows do not go into a copy; what is worked out of rows of people is made anew with them."""
    worked_out = [model._meta.db_table for model in apps.get_models() if getattr(model, "WORKED_OUT", False)]
    return [model._meta.db_table for model in about_people()] + worked_out + list(ENDED)
