"""Questions about contact persons."""

from typing import Any

from desbumi.access.models import Account
from desbumi.access.policy import can, visible
from desbumi.access.queries import names_of
from desbumi.book.queries import history
from desbumi.people.models import Contact, Person


def contact(user: Account, of: Contact) -> dict[str, Any]:
    """Everything that the page of a contact person shows."""
    lines = history([of])
    return {
        "stands_for": getattr(of, "stands_for", None),
        "in_register": visible(user, Person).filter(pk=of.person_id).first() if of.person_id else None,
        "may_join": can(user, "contact.join", of),
        "may_record": can(user, "contact.record", of),
        "may_erase": can(user, "erasure.ask", of),
        "lines": lines,
        "names": names_of(line.entry.actor for line in lines),
    }
