"""Questions about places."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from desbumi.refusals import Refusal
from desbumi.territory.models import Edition, Territory
from desbumi.territory.rules import LEVELS, NATION, Reading, above, is_within, level_of, readings, slips

BEGINNING = 3  # a beginning counts like three slips: after every misspelling that is forgiven
LEAST_TYPED = 3


class UnknownTerritory(Refusal):
    """A code or name that the register does not hold."""

    code, status, field = "territory.unknown", 422, "territory"
    says = _("The register knows no place “%(text)s”.")
    way_forward = _("Look for it by name, also roughly: desbumi territory find NAME.")


@dataclass(frozen=True)
class Names:
    """The names of one edition, held in memory: spelling → codes, and spellings by length."""

    codes: dict[str, tuple[str, ...]]
    by_length: dict[int, list[str]]
    in_order: list[str]
    key: dict[str, str]


@lru_cache(maxsize=2)
def _names(_edition: int) -> Names:
    codes: dict[str, list[str]] = defaultdict(list)
    by_length: dict[int, list[str]] = defaultdict(list)
    for code, key in Territory.objects.order_by("code").values_list("code", "key"):
        codes[key].append(code)
    for key in codes:
        by_length[len(key)].append(key)
    return Names(
        {key: tuple(found) for key, found in codes.items()},
        dict(by_length),
        sorted(codes),
        {code: key for key, found in codes.items() for code in found},
    )


def names() -> Names:
    """The names of the edition that is loaded now."""
    return _names(Edition.objects.order_by("-id").values_list("id", flat=True).first() or 0)


@lru_cache(maxsize=1)
def districts() -> frozenset[str]:
    """Codes of all districts, read once in the life of a process."""
    return frozenset(Territory.objects.filter(level="district").order_by("code").values_list("code", flat=True))


def get(code: str) -> Territory:
    """The place with that code. Raises UnknownTerritory."""
    found = Territory.objects.filter(code=code).first()
    if found is None:
        raise UnknownTerritory(text=code)
    return found


def find(text: str, *, level: str | None = None, among: Iterable[str] = (NATION,), limit: int = 20) -> list[Territory]:
    """Places by name, best first; spelling, spacing, old orthography and words for the level are forgiven.

    `level` narrows to one level, `among` to what lies in these places (codes).

    Among equal matches a level that the question named comes first, then places of a programme, then the
    larger place. A code finds its place.
    """
    if text.strip().replace(".", "").isdigit():
        found = Territory.objects.filter(code=text.strip())
        return [place for place in found if level in (None, place.level) and any(is_within(place.code, scope) for scope in among)]
    known, asked = names(), readings(text)
    scored = _score(known, asked, fuzzy=False) or _score(known, asked, fuzzy=True)
    scopes = tuple(among)
    scored = {code: score for code, score in scored.items() if level in (None, level_of(code)) and any(is_within(code, scope) for scope in scopes)}
    marked = set(Territory.objects.filter(in_programme=True).values_list("code", flat=True)) if scored else set()
    best = sorted(scored, key=lambda code: (*scored[code], code not in marked, LEVELS.index(level_of(code)), code))[:limit]
    places = Territory.objects.in_bulk(best)
    return [places[code] for code in best]


def with_place_above(found: list[Territory]) -> list[tuple[Territory, str]]:
    """Places with the names of district and regency, for telling namesakes apart."""
    above = Territory.objects.in_bulk([code for place in found for code in (place.code[:8], place.code[:5])])
    return [(place, ", ".join(above[code].title for code in (place.code[:8], place.code[:5]) if code in above and code != place.code)) for place in found]


def _score(known: Names, asked: Iterable[Reading], *, fuzzy: bool) -> dict[str, tuple[int, bool]]:
    """Code → (slips, level differs from the one named), lowest of all readings."""
    found: dict[str, tuple[int, bool]] = {}
    for reading in asked:
        for key, distance in _near(known, reading.name, fuzzy=fuzzy):
            for code in known.codes[key]:
                extra = _above_slips(known, code, reading.within, fuzzy=fuzzy)
                if extra is None:
                    continue
                score = (distance + extra, reading.level not in (None, level_of(code)))
                found[code] = min(found.get(code, score), score)
    return found


def _near(known: Names, name: str, *, fuzzy: bool) -> list[tuple[str, int]]:
    """Spellings near a name with their distance in slips (one wrong, missing, added or swapped letter each)."""
    if not fuzzy:
        return [(name, 0)] if name in known.codes else []
    near = [(key, BEGINNING) for key in _beginning(known, name)]
    allowed = slips(name)
    for length in range(len(name) - allowed, len(name) + allowed + 1):
        choices = known.by_length.get(length, [])
        matches = process.extract(name, choices, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        near += [(key, int(distance)) for key, distance, _index in matches]
    return near


def _beginning(known: Names, name: str) -> list[str]:
    """Spellings that begin with what was typed so far, at least three letters."""
    if len(name) < LEAST_TYPED:
        return []
    start = bisect_left(known.in_order, name)
    return known.in_order[start : bisect_left(known.in_order, f"{name}\x7f", lo=start)]


def _above_slips(known: Names, code: str, within: tuple[str, ...], *, fuzzy: bool) -> int | None:
    """Slips in the names of the places above, or None when one of them is not above this place."""
    total = 0
    for name in within:
        allowed = slips(name) if fuzzy else 0
        distances = [OSA.distance(name, known.key[place], score_cutoff=allowed) for place in above(code) if place != NATION and place in known.key]
        best = min(distances, default=allowed + 1)
        if best > allowed:
            return None
        total += best
    return total
