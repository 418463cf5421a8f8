"""Canaries: an unmistakable word in every text field of every record, so that a leak shows wherever it happens."""

import re
from typing import Any

from django.apps import apps
from django.db import models

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import can, visible
from desbumi.book.actors import System, Visitor
from desbumi.book.models import Entry, Recorded
from desbumi.book.writing import writing
from desbumi.papers.models import File
from desbumi.people.models import Erasure

WORD = re.compile(r"kenari\d{6}")
SHORTEST = len("kenari000000")


class Canaries:
    """Which word sits where; `leaked` says which of those in a text its reader may not see."""

    def __init__(self) -> None:
        self.where: dict[str, tuple[type[models.Model], str, Any]] = {}

    def plant(self) -> None:
        """Put a word into each text field of each record that there is, by deeds, so that the book holds it too."""
        for model in apps.get_models():
            names = [field.name for field in model._meta.concrete_fields if _holds_text(field)]
            if issubclass(model, Recorded):
                for row in model._base_manager.order_by("pk"):
                    with writing(row.belongs_to, by=System(), deed="canary.planted") as book:
                        planted: dict[str, Any] = {name: self._word(model, name, row.pk) for name in names}
                        book.change(row, **planted)
        for account in Account.objects.order_by("pk"):
            account.full_name, account.email = self._word(Account, "full_name", account.pk), f"{self._word(Account, 'email', account.pk)}@example.org"
            account.save(update_fields=["full_name", "email"])

    def _word(self, model: type[models.Model], name: str, pk: Any) -> str:
        word = f"kenari{len(self.where):06}"
        self.where[word] = (model, name, pk)
        return word

    def fields_in(self, text: str) -> set[str]:
        """The fields whose words stand in a text, as `room.model.field`."""
        return {f"{model._meta.label_lower}.{name}" for model, name, _pk in (self.where[word] for word in set(WORD.findall(text)) & self.where.keys())}

    def leaked(self, reader: Account | None, text: str) -> set[str]:
        """The fields, as `room.model.field`, whose word stands in a text though the reader may not see the record."""
        actor: Any = reader or Visitor()
        found = [self.where[word] for word in set(WORD.findall(text)) & self.where.keys()]
        return {f"{model._meta.label_lower}.{name}" for model, name, pk in found if not _is_seen(actor, model, pk)}


def _is_seen(reader: Any, model: type[models.Model], pk: Any) -> bool:
    if model is Account:
        return reader.id == pk or visible(reader, Assignment).filter(account=pk).exists() or _has_acted_on_what_is_seen(reader, pk)
    is_held = model is File and _is_held_by_what_is_seen(reader, pk)
    return visible(reader, model).filter(pk=pk).exists() or is_held or _decides_about_erasing(reader, pk)


def _is_held_by_what_is_seen(reader: Any, file: Any) -> bool:
    """A file is seen by whoever sees the record that holds it."""
    holders = (relation for relation in File._meta.related_objects if relation.one_to_one)
    return any(visible(reader, relation.related_model).filter(**{relation.field.name: file}).exists() for relation in holders)


def _decides_about_erasing(reader: Any, pk: Any) -> bool:
    """Who confirms that a locked record be erased sees on the erasure's page what it is."""
    return can(reader, "erasure.confirm") and visible(reader, Erasure).filter(record=pk).exists()


def _has_acted_on_what_is_seen(reader: Any, account: Any) -> bool:
    """Who did something stands in its history: whoever sees the record may know who it was."""
    done: dict[str, list[str]] = {}
    for model, record in Entry.objects.filter(actor=account.hex).order_by("seq").values_list("model", "record"):
        done.setdefault(model, []).append(record)
    return any(visible(reader, apps.get_model(model)).filter(pk__in=records).exists() for model, records in done.items())


def _holds_text(field: Any) -> bool:
    is_text = (
        isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and field.name not in ("role", "book", "model", "field", "offered_by", "blob", "sheet")
    )
    return is_text and (field.max_length or 99) >= SHORTEST
