"""What the pages of a person's journeys show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language

from desbumi.access.models import Account
from desbumi.access.policy import can, visible
from desbumi.access.queries import names_of
from desbumi.book.models import Recorded
from desbumi.book.queries import history
from desbumi.journeys.models import Confided, Contract, Document, DocumentScan, Journey, Promise
from desbumi.journeys.models.papers import OTHERS, PAPERS
from desbumi.journeys.rules import hearing

TOLD = 12  # lines of the history on the page itself


def of_persons(user: Account, persons: Iterable[UUID]) -> list[Journey]:
    """The journeys of a person (and of whoever was merged into it), newest first."""
    rows = visible(user, Journey).filter(person__in=list(persons))
    return sorted(rows.order_by("id"), key=lambda each: (each.departed_year or 9999, each.created_at), reverse=True)


@dataclass(frozen=True)
class Paper:
    """A paper that the law asks for: whether it is there, until when, how that stands, its pages."""

    kind: str
    label: str
    document: Document | None
    state: str
    scans: list[DocumentScan]


def page_of(user: Account, journey: Journey) -> dict[str, Any]:
    """Everything that the page of a journey shows."""
    today = journey.belongs_to.today
    documents = {each.kind: each for each in Document.objects.filter(journey=journey).order_by("id")}
    scans = list(DocumentScan.objects.filter(document__journey=journey).select_related("file").order_by("id"))
    contract = Contract.objects.filter(journey=journey).first()
    promises = list(Promise.objects.filter(journey=journey).order_by("-due_on", "-id"))
    confided = list(visible(user, Confided).filter(journey=journey).order_by("id"))
    records: list[Recorded] = [journey, *documents.values(), *([contract] if contract else []), *promises, *confided]
    lines = history(records)[:TOLD]
    return {
        "today": today,
        "papers": [
            Paper(kind, str(label), (found := documents.get(kind)), hearing.runs_out(found.until, today) if found else "", [each for each in scans if found and each.document_id == found.pk])
            for kind, label in (*PAPERS, *OTHERS) if kind in dict(PAPERS) or kind in documents
        ],
        "contract": contract,
        "wage": wage(contract),
        "missing": sum(not is_there for _name, _label, is_there in contract.contents) if contract else 0,
        "promises": promises,
        "open": next((each for each in promises if each.answered_on is None), None),
        "kept": (sum(each.is_kept for each in promises), sum(each.answered_on is not None or each.due_on < today for each in promises)),
        "silent_since": hearing.silent_since(journey.last_heard_on, journey.usual_days, today) if journey.stage in ("departed", "working") else None,
        "confided": confided,
        "may_record": can(user, "person.record", journey),
        "may_confide": can(user, "confided.tell", journey),
        "lines": lines,
        "names": names_of(line.entry.actor for line in lines),
    }  # fmt: skip


def wage(contract: Contract | None) -> str:
    """The wage a month, as people write money."""
    if contract is None or contract.wage_amount is None:
        return ""
    whole = contract.wage_amount / 10 ** get_currency_precision(contract.currency)
    return str(format_currency(whole, contract.currency, locale="en" if get_language() == "en" else "id", decimal_quantization=False))


def known_of(journey: Journey) -> dict[str, Any]:
    """What stands in a journey, as its form shows it first."""
    names = ("stage", "destination", "city", "occupation", "recruiter_told", "employer", "last_heard_on", "usual_days")
    days = {"departed": _as_written(journey.departed_on, journey.departed_year), "returned": _as_written(journey.returned_on, journey.returned_year)}
    return {name: getattr(journey, name) for name in names} | days


def _as_written(day: date | None, year: int | None) -> str:
    return day.strftime("%d-%m-%Y") if day else str(year or "")


def known_of_contract(contract: Contract | None) -> dict[str, Any]:
    """What stands of a contract, as its form shows it first."""
    if contract is None:
        return {}
    whole = None if contract.wage_amount is None else contract.wage_amount // 10 ** get_currency_precision(contract.currency)
    return {
        "contents": [name for name, _label, is_there in contract.contents if is_there], "from_on": contract.from_on, "until_on": contract.until_on,
        "wage_amount": whole, "currency": contract.currency,
    }  # fmt: skip
