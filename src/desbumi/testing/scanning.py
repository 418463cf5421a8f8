"""Looks for words in files as a thief would: plain, UTF-16, base64, hexadecimal, or inside of what zlib packed."""

import base64
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path

from django.db import connections

SHORTEST, MOST_UNPACKED = 5, 10_000_000
ZLIB_STARTS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b")


def spellings(word: str) -> dict[bytes, str]:
    """All ways in which a word may lie in a file: bytes → the word. Of base64 those parts that do not hang on what stands before it."""
    plain = word.encode()
    found = {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(), plain.hex().upper().encode()}
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + plain)
        found.add(whole[(0, 2, 3)[before] : len(whole) - 4 if (before + len(plain)) % 3 else len(whole)])
    found |= {each.replace(b"+", b"-").replace(b"/", b"_") for each in found}
    return dict.fromkeys(found, word)


def scan(words: Iterable[str], folders: Iterable[Path]) -> dict[str, set[str]]:
    """Which of these words lie in which files of these folders: file name → words. Quick for many that begin alike."""
    wanted = {spelt: word for each in words for spelt, word in spellings(each).items()}
    alike = "".join(letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, zip(*wanted.values(), strict=False)))
    marks = [mark for mark in spellings(alike) if mark] if len(alike) >= SHORTEST else []
    reach = max((len(spelt) for spelt in wanted), default=0) + SHORTEST
    found: dict[str, set[str]] = {}
    for path in files_in(folders):
        there = set[str]()
        for content in unpacked(path.read_bytes()):
            near = b"\0".join(_around(content, marks, reach)) if marks else content
            there |= {word for spelt, word in wanted.items() if spelt in near} if near else set()
        if there:
            found[path.name] = there
    return found


def _around(content: bytes, marks: list[bytes], reach: int) -> Iterator[bytes]:
    """What stands around each place where words may begin."""
    for mark in marks:
        at = content.find(mark)
        while at >= 0:
            yield content[max(0, at - reach) : at + reach]
            at = content.find(mark, at + 1)


def files_in(folders: Iterable[Path]) -> Iterator[Path]:
    """All files in these folders; one that is named itself too."""
    for folder in folders:
        yield from ([folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_socket()))


def unpacked(content: bytes) -> Iterator[bytes]:
    """The content, and everything in it that zlib can unpack, wherever it begins."""
    yield content
    for start in ZLIB_STARTS:
        at = content.find(start)
        while at >= 0:
            with suppress(zlib.error):  # mostly it only looked like a beginning, which the first bytes tell
                zlib.decompressobj(wbits=47).decompress(content[at : at + 64])
                yield zlib.decompressobj(wbits=47).decompress(content[at:], MOST_UNPACKED)
            at = content.find(start, at + 1)


def files_of_the_databases() -> list[Path]:
    """Files, logs and shared memory of both databases, where they are files."""
    names = [str(connections[alias].settings_dict["NAME"]) for alias in connections if connections[alias].vendor == "sqlite"]
    return [path for name in names for path in (Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")) if path.exists()]
