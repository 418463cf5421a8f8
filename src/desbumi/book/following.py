"""The reactions at work: who has news, how far each reaction has come in each book, what failed and when it is tried again.

A position is moved in the transaction of the reaction's effect: killed in between, both are undone; with two workers at
once the second finds it moved. A book with `size > told` has news; what failed is tried again by `next_at`.
"""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from desbumi.book.models import Beginning, Entry, Head, Position
from desbumi.book.once import AlreadyDone
from desbumi.book.pace import LONGEST, is_due, later
from desbumi.book.reactions import DAILY, REACTIONS, Heard, Reaction, gather, reason_of

MANY = 500


def begin() -> list[str]:
    """Let new reactions and daily works begin: with what is recorded from now on, not with the past. Returns their names."""
    gather()
    known = set(Beginning.objects.order_by().values_list("reaction", flat=True))
    fresh = sorted((REACTIONS.keys() | DAILY.keys()) - known)
    for name in fresh:
        with transaction.atomic():
            _row, is_new = Beginning.objects.get_or_create(reaction=name)
            if is_new and name in REACTIONS:
                heads = Head.objects.filter(size__gt=0).order_by("id").values_list("id", "size")
                Position.objects.bulk_create((Position(reaction=name, book_id=book, seq=size) for book, size in heads), batch_size=200)
    return fresh


def books_with_news() -> list[str]:
    """Books in which something was recorded that not every reaction was offered yet; cheap by its partial index."""
    return list(Head.objects.filter(size__gt=F("told")).order_by("id").values_list("id", flat=True)[:MANY])


def offer(book: str) -> None:
    """Offer a book's news to every reaction; then it has none, but for what comes meanwhile."""
    size = Head.objects.values_list("size", flat=True).get(pk=book)
    for reaction in REACTIONS.values():
        position = _position(reaction, book)
        if position.next_at is None or is_due(position.next_at, timezone.now()):
            catch_up(reaction, position, size)
    Head.objects.filter(pk=book, told__lt=size).update(told=size)


def retry() -> int:
    """Try again those who failed and whose time has come; returns how many."""
    now = timezone.now()
    found = list(Position.objects.filter(Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST)).select_related("book").order_by("id")[:MANY])
    for position in found:
        if reaction := REACTIONS.get(position.reaction):
            catch_up(reaction, position, position.book.size)
        else:
            Position.objects.filter(pk=position.pk).update(next_at=None)  # nobody knows this reaction any more
    return len(found)


def catch_up(reaction: Reaction, position: Position, size: int) -> None:
    """Let a reaction act on the entries of its deeds between its position and `size`; at the first that fails it stops."""
    entries = Entry.objects.filter(book=position.book_id, seq__gt=position.seq, seq__lte=size, deed__in=reaction.deeds)
    for entry in entries.order_by("seq").iterator(chunk_size=MANY):
        try:
            _act(reaction, position, entry)
        except Exception as problem:  # whatever a room's mistake is, it must stop this reaction in this book alone
            if (because := reason_of(problem)) is None:
                raise
            _keep_failure(position, because)
            return
    Position.objects.filter(pk=position.pk, seq__lt=size).update(seq=size)
    if position.failed_count:
        Position.objects.filter(pk=position.pk).update(failed_count=0, failed_because="", next_at=None)


def _act(reaction: Reaction, position: Position, entry: Entry) -> None:
    """The effect and the move of the position: both or neither."""
    with transaction.atomic():
        held = Position.objects.select_for_update().get(pk=position.pk)
        if held.seq >= entry.seq:
            return  # another worker was quicker
        try:
            with transaction.atomic():
                reaction.act(Heard(entry), op=reaction.op_of(entry))
        except AlreadyDone:
            pass  # its op stands in the book: a position older than its effect
        Position.objects.filter(pk=position.pk).update(seq=entry.seq)


def _position(reaction: Reaction, book: str) -> Position:
    """Where the reaction is in this book; one that was begun after the reaction is heard from its first entry."""
    return Position.objects.get_or_create(reaction=reaction.name, book_id=book, defaults={"seq": 0})[0]


def _keep_failure(position: Position, because: str) -> None:
    failed = position.failed_count + 1
    Position.objects.filter(pk=position.pk).update(failed_count=min(failed, 32_000), failed_because=because, next_at=timezone.now() + later(failed))


def work(is_stopped: Callable[[], bool] = lambda: False) -> int:
    """One round: offer all news, then try again what failed; returns how much there was. Stops between two books."""
    there = 0
    for book in books_with_news():
        if is_stopped():
            return there
        offer(book)
        there += 1
    return there + retry()
