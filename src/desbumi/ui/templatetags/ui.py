"""Tags and filters that every template has."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from django import template
from django.core.paginator import Page
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from uuid_utils.compat import uuid7

from desbumi.ui import charts
from desbumi.ui import house as pictures

register = template.Library()

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))
ZONE_LABELS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
MARK = '<path fill="#c9693f" d="M13 3h10l4 7 8 4.5v3H1v-3L9 10z"/><path fill="#f6f4ea" d="M5 19h6v9H5zM15 19h6v9h-6zM25 19h6v9h-6z"/><path fill="#f2b632" d="M3 29.5h30v4H3z"/>'


@lru_cache(maxsize=1)
def _icons() -> dict[str, str]:
    text = files("desbumi.ui").joinpath("static/ui/img/icons.svg").read_text()
    return dict(re.findall(r'<symbol id="i-([a-z0-9-]+)" viewBox="0 0 24 24">(.*?)</symbol>', text, re.DOTALL))


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """An icon, drawn in place; always beside a word."""
    return mark_safe(f'<svg class="icon {kind}" viewBox="0 0 24 24" aria-hidden="true">{_icons()[name]}</svg>')  # noqa: S308 -- a shipped file


@register.simple_tag
def mark() -> SafeString:
    """The sign of the house."""
    return mark_safe(f'<svg aria-hidden="true" viewBox="0 0 36 36">{MARK}</svg>')  # noqa: S308 -- a constant


@register.simple_tag
def house(measures: Mapping[str, Any], size: str, of: str) -> SafeString:
    """The house picture of a place: `l`, `m` or `s`."""
    return pictures.draw(measures, size=size, of=of)


@register.simple_tag
def empty_house() -> SafeString:
    """A house that waits for its first work, beside the words of an empty place."""
    return pictures.draw({}, size="m", of=gettext("an empty place"))


@register.simple_tag
def house_sprite() -> SafeString:
    """What the houses of a page refer to; once, at its end."""
    return pictures.sprite()


@register.simple_tag
def swatch(part: str) -> SafeString:
    """A small square with a part's filling."""
    return pictures.swatch(part)


@register.simple_tag
def part_name(part: str) -> str:
    """What a part of the house is called."""
    return pictures.part_name(part)


@register.filter
def measured(measures: Mapping[str, Any], part: str) -> str:
    """A part's measure in words: "2 of 5", or "not measured yet"."""
    return pictures.in_words(measures.get(part))


@register.filter
def item(table: Mapping[str, Any], key: str) -> Any:
    """What a table holds under a key."""
    return table.get(key, "")


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A date as people write it: 24 November 2026; of a moment the day in the zone of the house."""
    value = localtime(value) if isinstance(value, datetime) else value
    return format_date(value, "d MMMM y", locale=get_language() or "id") if isinstance(value, date) else str(value or "")


@register.filter
def moment(value: datetime, zone: str = "Asia/Jakarta") -> str:
    """A time in the zone of its place, with the zone's label: 24 Nov 2026, 09.14 WIB."""
    there, language = value.astimezone(ZoneInfo(zone)), get_language() or "id"
    return f"{format_date(there, 'd MMM y', locale=language)}, {format_time(there, 'HH.mm', locale=language)} {ZONE_LABELS.get(zone, zone)}"


@register.filter
def in_our_words(text: str) -> str:
    """A sentence of a loaded document in the language of the moment, where it is translated."""
    return gettext(text)


@register.filter
def as_text(value: Any) -> str:
    """A value of the history as a person reads it."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value)


@register.filter
def as_json(value: Any) -> str:
    """A value as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def browser(user_agent: str) -> str:
    """What a browser calls itself, in two words that its owner knows: Chrome, Android."""
    found = [next((word for sign, word in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS)]
    return ", ".join(word for word in found if word)


@register.simple_tag
def numbered(*labels: str) -> list[tuple[str, str]]:
    """Steps of a short task as the stepper takes them: ("1", first label), ("2", second label) …"""
    return [(str(number), label) for number, label in enumerate(labels, 1)]


@register.simple_tag
def way_of(steps: Iterable[tuple[Any, str]], now: Any, done: Collection[Any] | None) -> list[tuple[str, str]]:
    """Labels with their state: "done", "now" or ""; what is done is what `done` holds, or all before `now`."""
    keys = [str(key) for key, _label in steps]
    before = keys[: keys.index(str(now))] if str(now) in keys else []
    passed = set(before) if done is None else {str(key) for key in done}
    return [(label, "now" if str(key) == str(now) else "done" if str(key) in passed else "") for key, label in steps]


@register.filter
def page_numbers(shown: Page[Any]) -> list[int]:
    """The numbers that a pager offers: first, those about this one, last; 0 stands for what is left out."""
    told = shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in told]


@register.filter
def asks_by(field: Any) -> str:
    """By which component a form's field is asked: "check", "choice", "scan", "rows", "hidden" or "field"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    kinds = {"CheckboxInput": "check", "RadioSelect": "choice", "CheckboxSelectMultiple": "choice", "ScanInput": "scan", "RowsWidget": "rows"}
    return kinds.get(type(widget).__name__, "field")


@register.filter
def rupiah(amount: int | None) -> str:
    """An amount as people write it: Rp1.250.000."""
    return f"Rp{amount or 0:,}".replace(",", ".")


@register.filter
def figure(value: Any) -> str:
    """A figure as people write it: 2,5; 80; nothing for nothing."""
    return "" if value is None else format_decimal(value, format="#,##0.#", locale=get_language() or "id")


@register.simple_tag
def strip(parts: Any) -> SafeString:
    """Shares of a whole side by side; each of the parts has `part` and `many`. The numbers stand in the HTML beside it."""
    return charts.strip([(each.part, each.many) for each in parts])


@register.simple_tag
def bell(before: int, before_of: int, after: int, after_of: int) -> SafeString:
    """How many of how many before and after, as two marks on a line; the figures stand beside it in words."""
    return charts.bell(before, before_of, after, after_of)


@register.simple_tag
def way_chart(points: Any, goal: Any) -> SafeString:
    """Values over time, and the goal; the values stand beneath it in words."""
    return charts.way(points, goal)


@register.simple_tag
def deed_fields(thing: Any = None) -> SafeString:
    """What each form of a deed sends about itself: one op a form, and the version that was seen."""
    op = format_html('<input type="hidden" name="op" value="{}">', uuid7())
    return op + format_html('<input type="hidden" name="seen" value="{}">', str(thing.version)) if thing else op
