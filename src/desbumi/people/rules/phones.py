"""Phone numbers as people write them. No database here."""

import re

BETWEEN = re.compile(r"[\s().\-/‐-―]")
SHORTEST, LONGEST = 8, 15  # digits with the country's; 15 is the most that ITU E.164 allows


def number(text: str) -> str | None:
    """A phone number as it is kept: `+6281233447788`; empty for nothing, None for what is no number.

    `0812…`, `62812…`, `+62 812…` and `+62 0812…` are one number; another country's begins with `+` or `00`.
    """
    bare = BETWEEN.sub("", text)
    if not bare:
        return ""
    told = re.fullmatch(r"(\+|00)?([0-9]+)", bare)
    if told is None:
        return None
    digits = told[2]
    if not told[1]:
        if not re.match(r"0[1-9]|62[1-9]|8", digits):
            return None
        digits = "62" + digits.removeprefix("0") if not digits.startswith("62") else digits
    if digits.startswith("620"):
        digits = "62" + digits[3:]
    return f"+{digits}" if SHORTEST <= len(digits) <= LONGEST and not digits.startswith("0") else None


def shown(kept: str) -> str:
    """A kept number as people read it: `0812 3344 7788`; one of another country as it is."""
    if not kept.startswith("+62"):
        return kept
    national = "0" + kept[3:]
    return " ".join(part for part in (national[:4], national[4:8], national[8:]) if part)


def masked(kept: str) -> str:
    """A kept number in a list: `0812 •••• 7788`, enough to know it again, too little to call; of a short one less."""
    national = "0" + kept[3:] if kept.startswith("+62") else kept
    if not re.fullmatch(r"\+?[0-9]{8,16}", national):
        return "••••" if kept else ""
    first, last = (4, 4) if len(national) > 10 else (3, 2)
    return f"{national[:first]} •••• {national[-last:]}"
