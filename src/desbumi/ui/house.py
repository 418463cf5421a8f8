"""The house picture: foundation, three pillars, roof; drawn in wax, dyed as far as work has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Measure = tuple[int, int] | None  # how many of how many; None where no room measures yet

PARTS = ("roof", "social", "economic", "political", "ground")
PILLARS = ("social", "economic", "political")


@dataclass(frozen=True)
class Size:
    """The geometry of one size, in its own units."""

    box: str
    roof: str
    roof_top: float
    roof_foot: float
    shaft: tuple[float, float, float]  # top, height, width
    shafts: tuple[float, float, float]  # left edges
    ground: str
    ground_box: tuple[float, float, float, float]
    bones: str


LARGE_SHAFT = '<path class="mark" d="M{a} 217h6M{b} 217h6M{a} 193h6M{b} 193h6M{a} 169h6M{b} 169h6"/><rect class="line" x="{x}" y="145" width="62" height="96"/><path class="wood" d="M{c} 137h78l-7 8h-64z"/><path class="plate" d="M{d} 241h74l6 40h-86z"/>'
SMALL_SHAFT = '<rect class="line" x="{x}" y="45" width="22.3" height="37.4"/><path class="wood" d="M{c} 42.1h28.1l-2.5 2.9h-23z"/><path class="wood" d="M{d} 82.4h25.2l2.2 3.2h-29.5z"/>'

LARGE = Size(
    box="0 0 360 332",
    roof="M118 12H242L276 60L354 96V106H6V96L84 60Z", roof_top=12, roof_foot=106,
    shaft=(145, 96, 62), shafts=(49, 149, 249),
    ground="M22 283h316v20h-316z", ground_box=(22, 283, 316, 20),
    bones='<path class="line" d="M118 12H242L276 60L354 96V106H6V96L84 60Z"/><path class="line thin" d="M84 60H276"/><path class="wood" d="M108 4h144v9h-144z"/><rect class="plate" x="30" y="108" width="300" height="28"/>'
    + "".join(LARGE_SHAFT.format(x=x, a=x - 8, b=x + 64, c=x - 8, d=x - 6) for x in (49, 149, 249))
    + '<path class="line" d="M22 283h316v20h-316z"/><rect class="plate" x="6" y="303" width="348" height="26"/>',
)  # fmt: skip
SMALL = Size(
    box="0 0 129.6 101.9",
    roof="M42.5 4.3H87.1L99.4 21.6L127.4 34.6V38.2H2.2V34.6L30.2 21.6Z", roof_top=4.3, roof_foot=38.2,
    shaft=(45, 37.4, 22.3), shafts=(17.6, 53.6, 89.6),
    ground="M9.4 86.4h110.9v7.2h6.5v7.2h-123.8v-7.2h6.5z", ground_box=(2.9, 86.4, 123.8, 14.4),
    bones='<path class="line" d="M42.5 4.3H87.1L99.4 21.6L127.4 34.6V38.2H2.2V34.6L30.2 21.6Z"/><path class="line thin" d="M30.2 21.6H99.4"/><path class="wood" d="M38.9 1.4h51.8v3.2h-51.8z"/><rect class="wood" x="10.8" y="39.2" width="108" height="2.5"/>'
    + "".join(SMALL_SHAFT.format(x=x, c=round(x - 2.8, 1), d=round(x - 1.4, 1)) for x in (17.6, 53.6, 89.6))
    + '<path class="line" d="M9.4 86.4h110.9v7.2h6.5v7.2h-123.8v-7.2h6.5z"/><path class="line thin" d="M9.4 93.6h110.9"/>',
)  # fmt: skip
GEOMETRY = {"l": LARGE, "m": LARGE, "s": SMALL}


def part_name(part: str) -> str:
    """What a part of the house is called."""
    return {"roof": _("Roof"), "social": _("Social"), "economic": _("Economic"), "political": _("Political"), "ground": _("Foundation")}[part]


def in_words(measure: Measure) -> str:
    """A measure as people say it: "2 of 5", or "not measured yet"."""
    return _("%(done)s of %(all)s") % {"done": measure[0], "all": measure[1]} if measure else _("not measured yet")


def draw(measures: Mapping[str, Measure], *, size: str, of: str) -> SafeString:
    """The picture as SVG; `of` names whose house it is; nothing measured at all draws no words. The page must hold the sprite of `sprite()` once."""
    shape = GEOMETRY[size]
    key = "s" if size == "s" else "l"
    shares = {part: _share(measures.get(part)) for part in PARTS}
    told = ", ".join(f"{part_name(part).lower()} {in_words(measures.get(part))}" for part in ("ground", *PILLARS, "roof"))
    label = escape(_("House of %(place)s: %(parts)s") % {"place": of, "parts": told})
    words = "" if size == "s" or not measures else _words(measures, with_names=size == "l")
    return mark_safe(  # noqa: S308 -- built of numbers and escaped words
        f'<svg class="house {size}" viewBox="{shape.box}" role="img" aria-label="{label}">'
        f'<use href="#wax-{key}"/>{_dyed(shape, key, shares)}<use href="#bones-{key}"/>{words}</svg>'
    )


def _share(measure: Measure) -> float:
    return min(1.0, measure[0] / measure[1]) if measure and measure[1] else 0.0


def _dyed(shape: Size, key: str, shares: Mapping[str, float]) -> str:
    """What work has dyed: the ground from the left, all else from below."""
    parts = []
    if shares["roof"]:
        height = (shape.roof_foot - shape.roof_top) * shares["roof"]
        parts.append(f'<rect clip-path="url(#clip-roof-{key})" y="{shape.roof_foot - height:.1f}" width="360" height="{height:.1f}" fill="url(#isen-roof)"/>')
    top, full, width = shape.shaft
    for part, left in zip(PILLARS, shape.shafts, strict=True):
        if shares[part]:
            height = full * shares[part]
            parts.append(f'<rect x="{left}" y="{top + full - height:.1f}" width="{width}" height="{height:.1f}" fill="url(#isen-{part})"/>')
    if shares["ground"]:
        left, top, width, height = shape.ground_box
        parts.append(
            f'<rect clip-path="url(#clip-ground-{key})" x="{left}" y="{top}" width="{width * shares["ground"]:.1f}" height="{height}" fill="url(#isen-ground)"/>'
        )
    return "".join(parts)


def _words(measures: Mapping[str, Measure], *, with_names: bool) -> str:
    """Numbers on beam, pedestals and lower step; names too on the large picture."""
    unknown = _("not yet")
    said = [_on_a_line("roof", measures.get("roof"), 128, with_names=with_names), _on_a_line("ground", measures.get("ground"), 322, with_names=with_names)]
    longest = max((len(in_words(measures[part])) for part in PILLARS if measures.get(part)), default=0)
    weight = "big" if longest <= 8 else "big long"  # "47 of 58" must not run into its neighbour
    for part, x in zip(PILLARS, (80, 180, 280), strict=True):
        measure = measures.get(part)
        number = f'<text class="{weight}" x="{x}" y="274">{in_words(measure)}</text>' if measure else f'<text class="none" x="{x}" y="272">{unknown}</text>'
        said += [f'<text x="{x}" y="256">{part_name(part)}</text>' if with_names else "", number]
    return "".join(said)


def _on_a_line(part: str, measure: Measure, y: int, *, with_names: bool) -> str:
    name = f"{part_name(part)} " if with_names else ""
    number = f'<tspan class="big">{in_words(measure)}</tspan>' if measure else in_words(measure)
    return f'<text x="180" y="{y}">{name}{number}</text>'


@lru_cache(maxsize=1)
def sprite() -> SafeString:
    """What every house on a page refers to, once: fillings, clips, wax and bones."""
    patterns = "".join(_pattern(f"isen-{part}", part, dyed=True) + _pattern(f"canting-{part}", part, dyed=False) for part in PARTS)
    shapes = "".join(
        f'<clipPath id="clip-roof-{key}"><path d="{shape.roof}"/></clipPath><clipPath id="clip-ground-{key}"><path d="{shape.ground}"/></clipPath>'
        f'<g id="wax-{key}"><path fill="url(#canting-roof)" d="{shape.roof}"/>'
        + "".join(
            f'<rect fill="url(#canting-{part})" x="{left}" y="{shape.shaft[0]}" width="{shape.shaft[2]}" height="{shape.shaft[1]}"/>'
            for part, left in zip(PILLARS, shape.shafts, strict=True)
        )
        + f'<path fill="url(#canting-ground)" d="{shape.ground}"/></g><g id="bones-{key}" class="house">{shape.bones}</g>'
        for key, shape in (("l", LARGE), ("s", SMALL))
    )
    return mark_safe(f"{patterns}{shapes}")  # noqa: S308 -- constants


FILLINGS: dict[str, tuple[str, str, str]] = {
    "social": ('width="10" height="10"', "10 10", '<circle {stroke} cx="5" cy="5" r="2.4" stroke-width="1.1"/><circle fill="{dot}" cx="5" cy="5" r=".8"/>'),
    "economic": ('width="8" height="8" patternTransform="rotate(45)"', "8 8", '<path {stroke} d="M0 2h8M0 6h8" stroke-width="1.1"/>'),
    "political": ('width="12" height="12"', "12 12", '<path {stroke} d="M6 .5 11.5 6 6 11.5 .5 6zM6 4v4" stroke-width="1.1"/>'),
    "roof": ('width="14" height="10"', "14 10", '<path {stroke} d="M0 0q3.5 7 7 0t7 0M-3.5 5q3.5 7 7 0t7 0t7 0" stroke-width="1"/>'),
    "ground": ('width="16" height="6"', "16 6", '<path {stroke} d="M0 3q4-3 8 0t8 0" stroke-width="1"/>'),
}


def _pattern(name: str, part: str, *, dyed: bool) -> str:
    size, box, lines = FILLINGS[part]
    width, height = box.split()
    stroke, dot = ('class="wax"', "var(--wax)") if dyed else ('stroke="var(--line)" fill="none"', "var(--line)")
    ground = f"var(--{part})" if dyed else "var(--plate)"
    drawn = lines.replace("{stroke}", stroke).replace("{dot}", dot)
    return f'<pattern id="{name}" {size} patternUnits="userSpaceOnUse"><rect fill="{ground}" width="{width}" height="{height}"/>{drawn}</pattern>'


def swatch(part: str) -> SafeString:
    """A small square with a part's filling."""
    return mark_safe(f'<svg class="swatch" aria-hidden="true"><rect width="100%" height="100%" fill="url(#isen-{part})"/></svg>')  # noqa: S308
