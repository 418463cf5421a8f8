"""The guards of the house: each reads the tree and says what is not as it was agreed.

A guard is a function of a House that yields findings; its name is its name everywhere, its docstring what it keeps.
What is meant to be otherwise stands in `tests/house/exceptions.toml` with its reason. Guards prove themselves in
`test_sins.py`: each planted sin is found by the guard that it is for, and by no other.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tools.house import House

EXCEPTIONS = "tests/house/exceptions.toml"


@dataclass(frozen=True)
class Finding:
    """What a guard found: `key` is what an exception would name, `says` what is wrong, in a line."""

    key: str
    says: str


Guard = Callable[[House], Iterator[Finding]]
GUARDS: dict[str, Guard] = {}


def guard(function: Guard) -> Guard:
    """Put a guard on the list."""
    GUARDS[function.__name__] = function
    return function


@lru_cache(maxsize=64)
def _exceptions(text: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(text)


def exceptions(house: House) -> dict[str, dict[str, str]]:
    """Guard → what it lets pass → why."""
    return _exceptions(house.text(EXCEPTIONS)) if house.has(EXCEPTIONS) else {}


def watch(house: House) -> dict[str, list[Finding]]:
    """Let every guard look; what each found that is no exception. A guard that found nothing is not named."""
    raw = {name: list(look(house)) for name, look in GUARDS.items()}
    known = exceptions(house)
    found = {name: [each for each in findings if each.key not in known.get(name, {})] for name, findings in raw.items()}
    found["stale_exceptions"] = list(stale_exceptions(known, raw))
    return {name: findings for name, findings in found.items() if findings}


def stale_exceptions(known: dict[str, dict[str, str]], raw: dict[str, list[Finding]]) -> Iterator[Finding]:
    """An exception that lets nothing pass any more, gives no reason, or is of no guard."""
    for name, rows in known.items():
        if name not in raw:
            yield Finding(name, "there is no such guard")
            continue
        keys = {finding.key for finding in raw[name]}
        for key, reason in rows.items():
            if key not in keys:
                yield Finding(f"{name}.{key}", "nothing needs this exception any more")
            if len(reason.split()) < 3:
                yield Finding(f"{name}.{key}", "an exception gives its reason")


from tests.house.guards import code, docs, pages, words  # noqa: E402, F401 -- they put their guards on the list
