"""One Refusal, every surface: what cannot be done now, why, and what to do instead."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A "no" that a person can act on. Rooms subclass it in their `actions.py`.

    Shown as a page or partial with its `status`, as problem+json, as the reason of an import row, as the
    outcome of a synced operation, and as one line on the command line. `facts` fill the sentence and are
    readable as attributes.
    """

    code: ClassVar[str] = ""
    status: ClassVar[int] = 422
    says: ClassVar[Any] = ""
    way_forward: ClassVar[Any] = ""
    field: ClassVar[str | None] = None
    leads_to: ClassVar[str] = ""  # name of the address where the way forward begins
    leads_back: ClassVar[bool] = False  # whether that address is told where to go on to afterwards
    constraint: ClassVar[tuple[str, ...]] = ()  # names of the database constraints that say the same

    stops_the_house: ClassVar[bool] = False  # ring locked, database away, disk full: nobody's deed has failed, everything waits

    known: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init_subclass__(cls) -> None:
        """Keep every Refusal on one list; a code is given once."""
        super().__init_subclass__()
        taken = Refusal.known.get(cls.code)
        if not cls.code or (taken and taken.__qualname__ != cls.__qualname__):
            raise TypeError(f"{cls.__qualname__} needs a code of its own, not {cls.code!r}")
        Refusal.known[cls.code] = cls

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts
        self.__dict__.update(facts)

    @property
    def sentence(self) -> str:
        """What is so, in the language of the moment."""
        return str(self.says) % self.facts if self.facts else str(self.says)

    @property
    def way(self) -> str:
        """What to do instead."""
        return str(self.way_forward) % self.facts if self.facts else str(self.way_forward)

    def __str__(self) -> str:
        return f"{self.sentence} {self.way}".strip()


class AlreadyMoved(Refusal):
    """Another person changed the record after the form was opened."""

    code, status = "already_moved", 409
    says = _("Someone else was quicker: this has changed since you opened the page.")
    way_forward = _("Nothing of yours was lost. Look at what stands there now, then decide again.")


class NotNow(Refusal):
    """A deed that the state of the record does not allow."""

    code, status = "not_now", 409
    says = _("This cannot be done at this point.")
    way_forward = _("Look at what stands there now and choose one of the steps that are offered.")


class Invalid(Refusal):
    """A form whose fields need another look; the form says which."""

    code, status = "invalid", 422
    says = _("Some fields need another look.")
    way_forward = _("They are marked below. Everything you typed is still there.")
