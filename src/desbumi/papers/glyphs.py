"""Which letters our own fonts have, read from the fonts themselves: what they lack is shown by a sign, never left out silently."""

import unicodedata
from functools import lru_cache
from pathlib import Path
from struct import unpack_from

FONTS = Path(__file__).parent / "fonts"
LACKING = "\ufffd"  # a question mark on a black diamond
CONTROLS = {*range(0x20), 0x2028, 0x2029, 0xFFFF}  # in the map of a font, and no letters
JOINERS = "\u200c\u200d"  # scripts need them; other invisible marks could turn a line around


def printable(value: object) -> object:
    """The same texts, lists and tables, with only letters that can be printed; whatever else comes passes as it is."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    return [printable(each) for each in value] if isinstance(value, (list, tuple)) else value


def _text(text: str) -> str:
    known = covered()
    plain = unicodedata.normalize("NFC", text)
    if plain.isascii() and plain.isprintable():
        return plain
    seen = (letter for letter in plain if letter in "\n" + JOINERS or unicodedata.category(letter) not in ("Cc", "Cf"))
    return "".join(letter if letter in "\n" + JOINERS or ord(letter) in known else LACKING for letter in seen)


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Code points that the regular faces have."""
    found: set[int] = set()
    for name in sorted(FONTS.glob("*_400Regular.ttf")):
        found |= _of_font(name.read_bytes())
    return frozenset(found - CONTROLS)


def _of_font(font: bytes) -> set[int]:
    """The code points of a font's character map (OpenType table `cmap`, formats 4 and 12)."""
    tables = {font[at : at + 4]: unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * unpack_from(">H", font, 4)[0], 16)}
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for number in range(unpack_from(">H", font, cmap + 2)[0]):
        table = cmap + unpack_from(">I", font, cmap + 4 + 8 * number + 4)[0]
        kind = unpack_from(">H", font, table)[0]
        if kind == 12:
            for group in range(unpack_from(">I", font, table + 12)[0]):
                first, last = unpack_from(">II", font, table + 16 + 12 * group)
                found.update(range(first, last + 1))
        elif kind == 4:
            double = unpack_from(">H", font, table + 6)[0]
            for at in range(0, double, 2):
                last, first = unpack_from(">H", font, table + 14 + at)[0], unpack_from(">H", font, table + 16 + double + at)[0]
                found.update(range(first, last + 1))
    return found
