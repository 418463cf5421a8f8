"""What waits for a person to decide between two values."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from desbumi.access.policy import can, visible
from desbumi.access.queries import names_of
from desbumi.book import conflicts
from desbumi.book.actors import Actor
from desbumi.book.fields import plain
from desbumi.book.models import Conflict, Entry, Recorded
from desbumi.book.queries import in_words, last_change


@dataclass(frozen=True)
class Sides:
    """A conflict in words: the field, both values, who wrote which and when."""

    conflict: Conflict
    record: Recorded
    label: str
    stands: Any
    offered: Any
    stands_since: Entry | None
    names: dict[str, str]


def waiting(user: Actor) -> QuerySet[Conflict]:
    """Conflicts that nobody decided yet and the user may see, oldest first."""
    return visible(user, Conflict).filter(choice="").select_related("territory", "book").order_by("created_at", "id")


def may_decide(user: Actor, record: Recorded) -> bool:
    """Whether the user may see this record and change it."""
    return can(user, record.CHANGED_BY, record) and visible(user, type(record)).filter(pk=record.pk).exists()


def sides(conflict: Conflict, record: Recorded) -> Sides:
    """Both sides of a conflict in words. Raises KeyGone when its subject was erased."""
    stands = getattr(record, record._meta.get_field(conflict.field).attname)  # type: ignore[union-attr]
    since = last_change(record, conflict.field)
    label, standing = in_words(type(record), conflict.field, plain(stands))
    offered = in_words(type(record), conflict.field, conflicts.offered(conflict, conflict.subject or conflict.book.subject))[1]
    return Sides(conflict, record, label, standing, offered, since, names_of([conflict.offered_by, *([since.actor] if since else [])]))
