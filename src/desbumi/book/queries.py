"""Questions to the book: what happened to a record, what state does it tell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from desbumi.book import keys
from desbumi.book.fields import python, values
from desbumi.book.layout import unseal
from desbumi.book.models import Entry, Head, Recorded
from desbumi.territory.rules import NATION

MOST_ASKED = 400  # ids in one question: SQLite takes 999 parameters


def books_in(scope: str, column: str = "id") -> Q:
    """Heads (or entries, by `book_id`) of the books that a territory and all within it keep."""
    return Q() if scope == NATION else Q(**{f"{column}__gte": f"{scope}.", f"{column}__lt": f"{scope}0"})


def opened(entry: Entry) -> dict[str, list[Any]] | None:
    """The payload of an entry, field → [before, after]; None when its key was destroyed."""
    try:
        return unseal(entry.header, bytes(entry.sealed), keys.of(UUID(entry.subject)).cipher)
    except keys.KeyGone:
        return None


def state_of(entry: Entry) -> tuple[dict[str, list[Any]] | None, str]:
    """The payload of an entry if it opens, and whether it is "open", "erased" or "altered"."""
    try:
        payload = opened(entry)
    except (InvalidTag, ValueError):
        return None, "altered"
    return payload, "open" if payload is not None else "erased"


def replay(book: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The state that a book tells: (model, record) → field → value, as plain as in a payload."""
    return _replay(book)[0]


def _replay(book: str) -> tuple[dict[tuple[str, str], dict[str, Any]], set[tuple[str, str]]]:
    """The state that a book tells, and of which records it cannot tell all: a key was destroyed."""
    state: dict[tuple[str, str], dict[str, Any]] = {}
    erased: set[tuple[str, str]] = set()
    for entry in Entry.objects.filter(book=book).order_by("seq"):
        key, changes = (entry.model, entry.record), opened(entry)
        if changes is None:
            erased.add(key)
            continue
        record = state.setdefault(key, {})
        record.update({name: after for name, (_before, after) in changes.items()})
        if all(value is None for value in record.values()):  # only a removal leaves nothing
            del state[key]
    return state, erased


def differing(scope: str = NATION) -> list[dict[str, str]]:
    """Records that are not what their book tells: altered, added or removed past it. Opens every entry.

    Of a record with erased entries only what the others tell is compared, and it may be gone; when they tell nothing it must be,
    unless its room keeps it blank.
    """
    recorded = [model for model in apps.get_models() if issubclass(model, Recorded)]
    found: list[dict[str, str]] = []
    for head in Head.objects.filter(books_in(scope)).order_by("id"):
        replayed, erased = _replay(head.id)
        told = {key: _without_nothing(fields) for key, fields in replayed.items()}
        stored = {
            (model._meta.label_lower, row.pk.hex): _without_nothing(values(row))
            for model in recorded
            for row in model._base_manager.filter(book=head).order_by("pk")
        }
        for key in erased & stored.keys() & told.keys():
            stored[key] = {name: value for name, value in stored[key].items() if name in told[key]}
        for key in erased - stored.keys():
            told.pop(key, None)
        for key in (erased & stored.keys()) - told.keys():
            if getattr(apps.get_model(key[0]), "STAYS_BLANK", False):  # its room blanked it, since others point to it
                stored.pop(key)
        found += [{"book": head.id, "model": key[0], "record": key[1]} for key in sorted(told.keys() | stored.keys()) if told.get(key) != stored.get(key)]
    return found


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def last_deeds(records: Iterable[UUID]) -> dict[tuple[UUID, str], str]:
    """(record, field) → the deed that last changed it; what has been erased tells nothing."""
    found: dict[tuple[UUID, str], str] = {}
    ids = sorted(each.hex for each in records)
    for start in range(0, len(ids), MOST_ASKED):
        for entry in Entry.objects.filter(record__in=ids[start : start + MOST_ASKED]).order_by("seq"):
            found |= {(UUID(entry.record), name): entry.deed for name in opened(entry) or ()}
    return found


@dataclass(frozen=True)
class Done:
    """What a deed did to one record: made it, or changed fields of it, of which `before` tells what stood there."""

    model: str
    record: UUID
    subject: UUID
    seq: int
    at: datetime
    before: dict[str, Any]


def done_by(book: str, op: UUID) -> list[Done]:
    """What one deed did in a book, in order; fields as Python has them. Of what is erased nothing is told."""
    found = []
    for entry in Entry.objects.filter(book=book, op=op.hex).order_by("part").iterator(chunk_size=MOST_ASKED):
        meta: Any = apps.get_model(entry.model)._meta
        told = {name: python(meta.get_field(name), values[0]) for name, values in (opened(entry) or {}).items()}
        before = {meta.get_field(name).attname: _empty(meta.get_field(name)) if value is None else value for name, value in told.items()}
        found.append(Done(entry.model, UUID(entry.record), UUID(entry.subject), entry.seq, entry.moment, before))
    return found


def _empty(field: Any) -> Any:
    """What a field holds while nothing is known."""
    return None if field.null else ""


def written_since(book: str, seq: int, *, but_by: Iterable[UUID] = ()) -> set[UUID]:
    """About whom something was written behind this entry, by other deeds than these."""
    later = Entry.objects.filter(book=book, seq__gt=seq).exclude(op__in=[each.hex for each in but_by])
    return {UUID(each) for each in later.order_by("subject").values_list("subject", flat=True).distinct()}


@dataclass(frozen=True)
class Change:
    """One field of one entry, in words."""

    label: str
    before: Any
    after: Any
    field: str = ""


@dataclass(frozen=True)
class Line:
    """One entry in words, for people; erased when its key was destroyed, altered when it does not open."""

    entry: Entry
    at: datetime
    deed: str
    changes: tuple[Change, ...]
    is_erased: bool = False
    is_altered: bool = False


def entries_of(book: str, models_told: Iterable[str]) -> models.QuerySet[Entry]:
    """Entries of a book about records of these models, newest first, also about those that are gone."""
    return Entry.objects.filter(book=book, model__in=list(models_told)).order_by("-seq")


def history(records: Iterable[models.Model]) -> list[Line]:
    """What happened to these records, newest first: as their book orders it; over several books by the clock. The caller has asked whether they may be seen."""
    found = list(Entry.objects.filter(record__in=[record.pk.hex for record in records]).order_by("-seq"))
    if len({entry.book_id for entry in found}) > 1:
        found.sort(key=lambda entry: (entry.at, entry.seq), reverse=True)
    return lines(found)


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Entries in words; names of related things are read once for all of them."""
    deeds = {deed: words for config in apps.get_app_configs() for deed, words in getattr(config, "deeds", {}).items()}
    read = [(entry, *_read(entry)) for entry in entries]
    named = _related(change for _entry, changes, _state in read for change in changes)
    return [
        Line(
            entry, datetime.fromtimestamp(entry.at / 1_000_000, UTC), str(deeds.get(entry.deed, entry.deed)),
            tuple(_change(field, before, after, named) for field, before, after in changes), state == "erased", state == "altered",
        )
        for entry, changes, state in read
    ]  # fmt: skip


COVER = "••••"

Raw = tuple[Any, Any, Any]  # field (or its bare name, when the model no longer has it), before, after


def _read(entry: Entry) -> tuple[list[Raw], str]:
    """The changes of an entry that people are told of; and whether it opened: "open", "erased" or "altered"."""
    payload, state = state_of(entry)
    if payload is None:
        return [], state
    try:
        model = apps.get_model(entry.model)
    except (LookupError, ValueError):
        return [(name, *pair) for name, pair in payload.items()], "open"
    known = {field.name: field for field in model._meta.concrete_fields}
    order = list(known)  # as the model lists its fields, not by the alphabet
    told = {name: payload[name] for name in sorted(payload, key=lambda name: order.index(name) if name in known else len(order))}
    told = {name: pair for name, pair in told.items() if name not in getattr(model, "NOT_TOLD", ())}
    told |= {name: [COVER if value else value for value in told[name]] for name in getattr(model, "COVERED", ()) if name in told}
    return [(known.get(name, name), *pair) for name, pair in told.items() if _says_something(*pair)], "open"


def _says_something(before: Any, after: Any) -> bool:
    """Whether a person is told of a change: not that something was empty, or not so, from the beginning."""
    return (before, after) != (None, False) and any(value not in (None, "") for value in (before, after))


def _related(changes: Iterable[Raw]) -> dict[tuple[type[models.Model], Any], str]:
    """(Model, key) → name, for all related things that these changes speak of."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for field, before, after in changes:
        if getattr(field, "is_relation", False):
            wanted[field.related_model] |= {value for value in (before, after) if value}
    return {(model, _key(thing.pk)): str(thing) for model, keys_of in wanted.items() for thing in model._base_manager.filter(pk__in=keys_of)}


def in_words(model: type[models.Model], name: str, value: Any) -> tuple[str, Any]:
    """A field's label and a plain value of it, as a person reads them."""
    field = model._meta.get_field(name)
    change = _change(field, value, None, _related([(field, value, None)]))
    return change.label, change.before


def last_change(record: Recorded, name: str) -> Entry | None:
    """The entry that gave a field of a record its present value; None when its key is gone."""
    for entry in Entry.objects.filter(book=record.book_id, record=record.pk.hex).order_by("-seq"):  # the chain's order: a clock may go back
        if name in (opened(entry) or {}):
            return entry
    return None


def changed_by(deed: str, of: Recorded, record: Recorded) -> dict[str, tuple[Any, bool]]:
    """What the newest such deed upon `of` changed in a record: field → its value before, and whether nobody has changed it since."""
    newest = Entry.objects.filter(record=of.pk.hex, deed=deed).order_by("-seq").first()
    if newest is None:
        return {}
    stands, told = values(record), {field.name: field for field in record._meta.concrete_fields}
    found: dict[str, tuple[Any, bool]] = {}
    for entry in Entry.objects.filter(op=newest.op, record=record.pk.hex, deed=deed).order_by("book_id", "seq"):
        for name, (before, after) in (opened(entry) or {}).items():
            found[name] = python(told[name], before), stands.get(name) == after
    return found


def _key(pk: Any) -> Any:
    return pk.hex if isinstance(pk, UUID) else pk


def _change(field: Any, before: Any, after: Any, named: dict[tuple[type[models.Model], Any], str]) -> Change:
    label = str(getattr(field, "verbose_name", field))
    return Change(label[:1].upper() + label[1:], _word(field, before, named), _word(field, after, named), str(getattr(field, "name", field)))


def _word(field: Any, value: Any, named: dict[tuple[type[models.Model], Any], str]) -> Any:
    """A value of a payload as a person reads it."""
    if value is None or value == "":
        return ""
    if getattr(field, "is_relation", False):
        return named.get((field.related_model, value), _("something that is no longer there"))
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateField):
        return (datetime if isinstance(field, models.DateTimeField) else date).fromisoformat(value)
    return value
