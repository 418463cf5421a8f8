"""By what people are found. Not records of a book: worked out of those, and made anew from them at any time."""

from django.db import models

from desbumi.people.models.persons import Person
from desbumi.territory.models import CodeField


class Sounding(models.Model):
    """How everything that a person can be found by sounds, in one text; both databases keep a full-text index over it."""

    WORKED_OUT = True

    id = models.BigAutoField(primary_key=True)
    person = models.OneToOneField(Person, models.CASCADE, related_name="sounding")
    village = CodeField(max_length=13)
    sounds = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)


class Clue(models.Model):
    """What leads to a sound that is written a little otherwise: itself (`.`), with one letter left out (`-`), or three letters of it (`=`)."""

    WORKED_OUT = True

    pk = models.CompositePrimaryKey("clue", "heard")
    clue = CodeField(max_length=121)  # what begins alike lies side by side
    heard = models.CharField(max_length=120)

    def __str__(self) -> str:
        return str(self.clue)
