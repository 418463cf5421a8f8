"""What we measure ourselves against: the same record saved plainly, and with django-simple-history."""

from django.db import models
from simple_history.models import HistoricalRecords


class Fields(models.Model):
    """The fields of a village's place, without a book."""

    programme = models.UUIDField()
    village = models.CharField(max_length=13)
    cohort = models.CharField(max_length=10)
    joined_on = models.DateField(null=True)
    expansion_round = models.PositiveSmallIntegerField(null=True)
    entered_at = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)
    paused_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Plain(Fields):
    """Saved as Django saves."""


class Tracked(Fields):
    """Saved with its history beside it."""

    history = HistoricalRecords()


class Migrant(models.Model):
    """A row of a village's sheet as django-import-export keeps it: in plain columns."""

    name = models.CharField(max_length=120)
    nik = models.CharField(max_length=16, db_index=True)
    sex = models.CharField(max_length=6)
    born_on = models.DateField(null=True)
    hamlet = models.CharField(max_length=60)
    rt = models.CharField(max_length=3)
    rw = models.CharField(max_length=3)
    destination = models.CharField(max_length=80)
    occupation = models.CharField(max_length=80)
    recruiter = models.CharField(max_length=120)
    departed_on = models.DateField(null=True)
    stage = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)

    def __str__(self):
        return self.name
