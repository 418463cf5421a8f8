"""Heads, entries, data keys, outcomes, and Recorded: what every record of a book is."""

from datetime import UTC, datetime
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from desbumi.book.layout import FIRST, FORMAT, Header
from desbumi.refusals import AlreadyMoved
from desbumi.territory.models import CodeField, Territory
from desbumi.ways import Way

MAIN = "main"
M = TypeVar("M", bound=models.Model)


class Head(models.Model):
    """The head of a book: how many entries it has and the hash of the last. `id` is territory code, `/`, kind."""

    id = CodeField(max_length=40, primary_key=True)
    subject = models.UUIDField()
    epoch = models.PositiveIntegerField(default=1)
    size = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=FIRST)
    told = models.PositiveBigIntegerField(default=0)  # up to here the reactions have heard; who is behind has news

    class Meta:
        indexes = (models.Index(fields=["id"], condition=Q(size__gt=models.F("told")), name="book_head_news"),)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def territory_code(self) -> str:
        """Code of the territory that keeps this book."""
        return str(self.id).partition("/")[0]


class Entry(models.Model):
    """One change of one record, sealed and chained. Written by `writing`, changed by nobody (triggers)."""

    format = models.PositiveSmallIntegerField(default=FORMAT)
    book = models.ForeignKey(Head, models.PROTECT, related_name="entries")
    epoch = models.PositiveIntegerField()
    seq = models.PositiveBigIntegerField()
    op = models.CharField(max_length=32)
    part = models.PositiveIntegerField()
    deed = models.CharField(max_length=60)
    actor = models.CharField(max_length=32)
    device = models.CharField(max_length=32, blank=True)
    at = models.BigIntegerField()
    model = models.CharField(max_length=60)
    record = models.CharField(max_length=32)
    subject = models.CharField(max_length=32)
    schema = models.PositiveSmallIntegerField()
    commitment = models.CharField(max_length=64)
    sealed = models.BinaryField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["book", "seq"], name="book_entry_seq"),
            models.UniqueConstraint(fields=["op", "book", "part"], name="book_entry_op"),
        )
        indexes = (models.Index(fields=["record", "seq"], name="book_entry_record"),)

    def __str__(self) -> str:
        return f"{self.book_id} {self.seq}"

    @property
    def moment(self) -> datetime:
        """When it was written, by the clock of the machine."""
        return datetime.fromtimestamp(self.at / 1_000_000, UTC)

    @property
    def header(self) -> Header:
        """The plain fields of this entry, as the format orders them."""
        return Header(
            self.format, self.book_id, self.epoch, self.seq, self.op, self.part, self.deed, self.actor,
            self.device, self.at, self.model, self.record, self.subject, self.schema, self.commitment,
        )  # fmt: skip


class DataKey(models.Model):
    """A subject's data key, wrapped by the ring. Lives in the key store, never in the main database."""

    id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(null=True)  # nothing: erased, and never made again
    ring = models.PositiveIntegerField(default=1)  # which root of the ring wraps it
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Outcome(models.Model):
    """What a deed answered the first time, so that its repeat is answered alike."""

    op = models.UUIDField(primary_key=True)
    actor = models.CharField(max_length=32)
    asked = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.op)


class OutsideTheBook(TypeError):
    """A record was about to be saved past its book: a mistake of the program, not a Refusal."""


class RecordedQuerySet(models.QuerySet[M]):
    """Reads freely; whatever would write past the book raises."""

    def _only_in_the_book(self, *_args: Any, **_kwargs: Any) -> Any:
        raise OutsideTheBook(f"{self.model.__name__} is written through book.writing() alone")

    update = delete = bulk_create = bulk_update = get_or_create = update_or_create = _only_in_the_book


class Recorded(models.Model):
    """A record of a book: every change of it is an entry there.

    A subclass says where it belongs: TERRITORY is the path to its territory, SUBJECT the path to whoever its
    entries are about, or to their id (their data key seals them; None: the book's own), SENSITIVITY who may see it, CHANGED_BY the
    deed that lets someone decide a conflict about it (none: whoever comes later is refused), WAYS the fields that follow a way, SCHEMA the shape of its payload, NOT_TOLD the fields that its history leaves out,
    COVERED those of which it tells that they changed, and not what they say (a number),
    TOGETHER groups of fields that say one thing (who comes later with an older one is refused, they never merge),
    DERIVED the fields that `derive` works out of the others (what a list is ordered by, what a number is found by): no entry tells of them.
    """

    TERRITORY: ClassVar[str] = "territory"
    SUBJECT: ClassVar[str | None] = None
    SENSITIVITY: ClassVar[str] = ""
    CHANGED_BY: ClassVar[str] = ""
    STAYS_BLANK: ClassVar[bool] = False  # of a subject that is forgotten: the room blanks the row, since others point to it
    WAYS: ClassVar[dict[str, Way]] = {}
    SCHEMA: ClassVar[int] = 1
    NOT_TOLD: ClassVar[tuple[str, ...]] = ()
    COVERED: ClassVar[tuple[str, ...]] = ()
    TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = ()
    DERIVED: ClassVar[tuple[str, ...]] = ()
    WITH: ClassVar[tuple[str, ...]] = ()  # relations that its page reads with it, in the same question

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.ForeignKey(Head, models.PROTECT, related_name="+", editable=False)
    version = models.PositiveBigIntegerField(editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    _writing = False  # set by `writing` around its own save

    @property
    def belongs_to(self) -> Territory:
        """The territory that answers for this record."""
        found: Territory = reach(self, self.TERRITORY)
        return found

    @property
    def subject_id(self) -> UUID | None:
        """Whose data key seals the entries; None for the book's own."""
        found = reach(self, self.SUBJECT) if self.SUBJECT else None
        return found.pk if isinstance(found, models.Model) else found

    def derive(self) -> None:
        """Set the fields of DERIVED from the others; called whenever the row is written."""

    def refreshed(self) -> Self:
        """This record as it stands in the table now. Raises AlreadyMoved when it is gone."""
        found: Self | None = type(self)._base_manager.filter(pk=self.pk).first()
        if found is None:
            raise AlreadyMoved
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to be saved past the book."""
        if not self._writing:
            raise OutsideTheBook(f"{type(self).__name__} is written through book.writing() alone")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to be deleted past the book."""
        if not self._writing:
            raise OutsideTheBook(f"{type(self).__name__} is removed through book.writing() alone")
        return super().delete(*args, **kwargs)


def reach(record: models.Model, path: str) -> Any:
    """What stands at the end of a path of relations: `place__village`."""
    found: Any = record
    for name in path.split("__"):
        found = getattr(found, name)
    return found


class Epoch(Recorded):
    """A book goes on from a backup: what came after the backup is lost, and that is said, with reason and two names."""

    SENSITIVITY = "programme"
    NOT_TOLD = ("territory",)

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    number = models.PositiveIntegerField(_("epoch"))
    reason = models.CharField(_("reason"), max_length=300)
    declared_by = models.CharField(_("declared by"), max_length=120)
    declared_with = models.CharField(_("and by"), max_length=120)
    backup_at = models.DateTimeField(_("backup of"))

    class Meta:
        verbose_name = _("epoch")
        constraints = (models.UniqueConstraint(fields=["book", "number"], name="book_epoch_once"),)

    def __str__(self) -> str:
        return str(self.number)


class Conflict(Recorded):
    """Two people changed the same field: what stands stays, what was offered is kept sealed beside it until a person decides."""

    SUBJECT = "subject"
    SENSITIVITY = "conflict"
    NOT_TOLD = ("territory", "model", "record", "subject", "offered", "seen")
    CHOICES = (("", _("open")), ("stored", _("kept as it was")), ("offered", _("changed to what was offered")))

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    model = models.CharField(_("of what"), max_length=60)
    record = models.UUIDField(_("of which"))
    subject = models.UUIDField(_("about whom"), null=True)
    field = models.CharField(_("field"), max_length=60)
    offered = models.BinaryField(_("offered value"))
    offered_by = models.CharField(_("offered by"), max_length=32)
    seen = models.PositiveBigIntegerField(_("version seen"))
    choice = models.CharField(_("decision"), max_length=10, choices=CHOICES, blank=True)

    class Meta:
        verbose_name = _("conflict")
        indexes = (models.Index(fields=["record"], name="book_conflict_record"),)

    def __str__(self) -> str:
        return str(self.field)

    @property
    def about(self) -> str:
        """The field and the kind of thing, in words: never whose it is."""
        meta: Any = apps.get_model(self.model)._meta
        return f"{meta.get_field(self.field).verbose_name}, {meta.verbose_name}".capitalize()

    def get_absolute_url(self) -> str:
        """The page on which a person decides."""
        return f"/desk/conflicts/{self.pk}/"


class Position(models.Model):
    """How far a reaction has come in a book; when it failed there, how often, and when it is tried again."""

    reaction = models.CharField(max_length=80)
    book = models.ForeignKey(Head, models.CASCADE, related_name="+")
    seq = models.PositiveBigIntegerField()
    failed_count = models.PositiveSmallIntegerField(default=0)
    failed_because = models.CharField(max_length=300, blank=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reaction", "book"], name="book_position_once"),)
        indexes = (models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="book_position_failed"),)

    def __str__(self) -> str:
        return f"{self.reaction} {self.book_id} {self.seq}"


class Beginning(models.Model):
    """A reaction or daily work that this installation knows; a new reaction starts at the heads of that moment."""

    reaction = models.CharField(max_length=80, primary_key=True)
    since = models.DateTimeField(auto_now_add=True)
    done_on = models.DateField(null=True)  # of daily work: the last day on which it was done
    failed_count = models.PositiveSmallIntegerField(default=0)
    failed_because = models.CharField(max_length=300, blank=True)
    next_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reaction
