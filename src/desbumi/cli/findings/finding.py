"""One thing examined."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing examined: `state` is good, watch or stop; `mend` says what to do."""

    name: str
    state: str
    says: str
    mend: str = ""


def of(name: str, is_good: bool, says: str, mend: str) -> Finding:
    """Good when it is, else a stop with what mends it."""
    return Finding(name, "good", says) if is_good else Finding(name, "stop", says, mend)
