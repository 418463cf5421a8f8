"""The words of the interface in Indonesian, as a tree's catalogue has them."""

import io
from functools import lru_cache

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools.house import PACKAGE, House

WORDS = f"{PACKAGE}/locale/id/LC_MESSAGES/django.po"


@lru_cache(maxsize=16)
def _read(text: str) -> Catalog:
    return read_po(io.BytesIO(text.encode()), locale="id")


def catalogue(house: House) -> Catalog:
    """The Indonesian catalogue."""
    return _read(house.text(WORDS))


def in_indonesian(house: House, text: str) -> str:
    """A sentence of the interface in Indonesian; the sentence itself where it is not translated yet."""
    found = catalogue(house).get(text)
    return str(found.string) if found and isinstance(found.string, str) and found.string else text
