"""By what a sealed number is found: its HMAC under a key that lies apart from the database, another for each field."""

import hashlib
import hmac

from desbumi.book import keys

LENGTH = 16  # bytes


def index_of(field: str, number: str) -> str:
    """The mark of a number in an index: 32 hex digits, nothing for nothing. `field` is "person.nik", "person.phone", "household.card".

    Without the key a NIK could be found by trying: region, day and serial of a district leave about a million. Raises KeysLocked.
    """
    if not number:
        return ""
    return hmac.digest(keys.derived(f"index.{field}"), number.encode(), hashlib.sha256)[:LENGTH].hex()
