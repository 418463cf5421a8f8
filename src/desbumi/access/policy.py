"""The policy: `require`, `can` and `visible`, all three from the same reach. Deny by default."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account, Assignment
from desbumi.access.roles import SYSTEM_GRANTS, VISITOR_GRANTS, Reach
from desbumi.book.actors import Actor, System, Visitor
from desbumi.book.models import reach as at_end_of
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory, within
from desbumi.territory.rules import above, is_within

M = TypeVar("M", bound=models.Model)


class NotAllowed(Refusal):
    """The deed is not granted to this account for this thing. Looks like an absent page."""

    code, status = "not_allowed", 404
    says = _("This page does not exist, or it is not for your account.")
    way_forward = _("Go back to the start, or ask your coordinator.")


class SecondFactorMissing(Refusal):
    """Veto: a role that needs a second factor, a session without one."""

    code, status, leads_to = "second_factor.missing", 403, "mfa_index"
    says = _("Your role needs a second lock on your account, and it is not there yet.")
    way_forward = _("Set it up now: with a passkey, or with an app on your phone. It takes two minutes.")


IN_ITS_TERRITORY = (Reach.OWN_REGENCY, Reach.OWN_AND_ABOVE)


@dataclass(frozen=True)
class Scope:
    """One stretch of territory that a grant reaches."""

    territory: str
    reach: Reach

    def holds(self, code: str) -> bool:
        """Whether a record of the territory with that code is reached."""
        if self.reach is Reach.OWN_VILLAGE:
            return code == self.territory
        if self.reach is Reach.OWN_AND_ABOVE and is_within(self.territory, code):
            return True
        return self.reach is Reach.EVERYWHERE or (self.reach in IN_ITS_TERRITORY and is_within(code, self.territory))

    def rows(self, path: str) -> Q | None:
        """The same as a filter over the column at `path`; None when no row is reached."""
        if self.reach is Reach.OWN_VILLAGE:
            return Q(**{path: self.territory})
        if self.reach is Reach.EVERYWHERE:
            return Q()
        if self.reach is Reach.OWN_AND_ABOVE:
            return within(self.territory, path) and within(self.territory, path) | Q(**{f"{path}__in": above(self.territory)})
        return within(self.territory, path) if self.reach in IN_ITS_TERRITORY else None


def roles_of(account: Account) -> list[Assignment]:
    """The assignments that hold today; read once for each request."""
    if account.session is None:
        return list(Assignment.objects.in_force().filter(account=account).order_by("id"))
    if account.roles_read is None:
        account.roles_read = list(Assignment.objects.in_force().filter(account=account).select_related("territory").order_by("id"))
    return account.roles_read


def scopes(actor: Actor, deed: str) -> list[Scope]:
    """Where a deed is granted to an actor, the veto aside."""
    if isinstance(actor, System):
        return [Scope("00", Reach.OWN_REGENCY)] if deed in SYSTEM_GRANTS else []
    if isinstance(actor, Visitor):
        return [Scope("00", Reach.OWN_REGENCY)] if deed in VISITOR_GRANTS else []
    if not isinstance(actor, Account):
        return []
    found = [(role.territory_id, role.role_class.grants.get(deed)) for role in roles_of(actor)]
    return [Scope(code, reach) for code, reach in found if reach]


def no_second_factor(actor: Actor, _deed: str, _thing: models.Model | None) -> Refusal | None:
    """A role that needs a second factor acts only with one."""
    if not isinstance(actor, Account) or actor.session is None or actor.session.has_second_factor:
        return None
    needed = any(role.role_class.needs_second_factor for role in roles_of(actor))
    return SecondFactorMissing() if needed else None


VETOES: tuple[Callable[[Actor, str, models.Model | None], Refusal | None], ...] = (no_second_factor,)


def vetoed(actor: Actor, deed: str, thing: models.Model | None = None) -> Refusal | None:
    """The first veto against a deed, if any. A veto beats every grant."""
    return next((refusal for veto in VETOES if (refusal := veto(actor, deed, thing))), None)


def can(actor: Actor, deed: str, thing: models.Model | None = None) -> bool:
    """Whether the actor may do the deed to the thing; without a thing: anywhere at all."""
    return vetoed(actor, deed, thing) is None and _is_granted(actor, deed, thing)


def require(actor: Actor, deed: str, thing: models.Model | None = None) -> None:
    """Raise the veto, or NotAllowed, when the actor may not do the deed."""
    if refusal := vetoed(actor, deed, thing):
        raise refusal
    if not _is_granted(actor, deed, thing):
        raise NotAllowed


def visible(actor: Actor, source: type[M] | models.QuerySet[M]) -> models.QuerySet[M]:
    """The rows that the actor may see: those whose territory the see-deed of their sensitivity reaches."""
    rows = source if isinstance(source, models.QuerySet) else source._default_manager.all()
    model: Any = rows.model
    return reached(actor, f"{model.SENSITIVITY}.see", rows)


def reached(actor: Actor, deed: str, rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Of these rows, those that a deed of the actor reaches by their territory."""
    found = None if vetoed(actor, deed) else any_of(scopes(actor, deed), path_of(rows.model))
    return rows.none() if found is None else rows.filter(found)


def any_of(found: Iterable[Scope], path: str) -> Q | None:
    """All stretches as one filter; None when nothing is reached."""
    parts = [rows for scope in found if (rows := scope.rows(path)) is not None]
    if not parts or any(not part for part in parts):
        return Q() if parts else None
    joined = parts[0]
    for part in parts[1:]:
        joined |= part
    return joined


def countable(actor: Actor, deed: str, rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """The rows that a named query may count for the actor, by territory; the actor need not see one of them."""
    stretches = [Scope(scope.territory, Reach.OWN_REGENCY) for scope in scopes(actor, deed)]
    found = None if vetoed(actor, deed) else any_of(stretches, path_of(rows.model))
    return rows.none() if found is None else rows.filter(found)


def path_of(model: Any) -> str:
    """The column that holds a model's territory code."""
    return f"{model.TERRITORY}_id" if model.TERRITORY else "code"


def _is_granted(actor: Actor, deed: str, thing: models.Model | None) -> bool:
    found = scopes(actor, deed)
    return bool(found) if thing is None else any(scope.holds(_code_of(thing)) for scope in found)


def _code_of(thing: Any) -> str:
    if isinstance(thing, Territory):
        return str(thing.code)
    code: str = at_end_of(thing, f"{thing.TERRITORY}_id")
    return code
