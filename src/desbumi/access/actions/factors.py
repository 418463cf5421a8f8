"""Deeds about a lost second factor: two people take it away, neither of them its owner."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from desbumi.access.actions.accounts import NotBoth, end_sessions
from desbumi.access.actions.assignments import AlreadyClosed
from desbumi.access.models import Account, Assignment, FactorReset
from desbumi.access.policy import NotAllowed, require
from desbumi.access.queries import has_renewed_link, locked, may_reset
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory


class NothingToReset(Refusal):
    """An account without a second factor."""

    code, status = "factor_reset.nothing", 409
    says = _("This account has no second lock.")
    way_forward = _("Nothing needs to be done: it is set up at the next sign-in.")


class AlreadyAsked(Refusal):
    """Someone asked already; another must confirm."""

    code, status, constraint = "factor_reset.asked", 409, ("access_reset_one_open",)
    says = _("Someone has asked for this already.")
    way_forward = _("Another person must confirm it on this person's page.")


class SecondPersonNeeded(Refusal):
    """Who asked cannot confirm."""

    code, status, constraint = "factor_reset.second_person", 403, ("access_reset_two_people",)
    says = _("You asked for this yourself; a second person must confirm it.")
    way_forward = _("Ask another coordinator, the programme manager or an administrator to open this page.")


class NotInYourOwnCase(Refusal):
    """One's own factor, or while one's own is asked to be reset: two people do not reset each other."""

    code, status, constraint, leads_to = "factor_reset.own_case", 403, ("access_reset_not_oneself",), "usersessions_list"
    says = _("Nobody decides in the own case, and two people do not reset each other.")
    way_forward = _(
        "Two others who look after accounts do it. If nobody else is there, a recovery code opens the second lock, or the command line makes a new account."
    )


class ResetOver(Refusal):
    """A reset that was done, stopped, waited longer than three days, or was asked for by someone who is out."""

    code, status = "factor_reset.over", 409
    says = _("This was done already, was stopped, or waited too long.")
    way_forward = _("Look at what stands there now; ask anew if it is still needed.")


def ask_reset(*, by: Actor, assignment: Assignment, reason: str, op: UUID | None = None, device: str = "") -> FactorReset:
    """Ask that the second factor of the account that holds this assignment be taken away. Another confirms within three days.

    Raises NothingToReset, AlreadyAsked, NotInYourOwnCase, AlreadyClosed, NotBoth.
    """
    require(by, "factor.reset", assignment)
    account = assignment.account
    _check_case(by, account)
    if not locked([account.pk]):
        raise NothingToReset
    if has_renewed_link(account, by):
        raise NotBoth
    with writing(assignment.territory, *_territories(account), by=by, deed="factor_reset.asked", op=op, device=device) as book:
        waiting = FactorReset.objects.filter(account=account, status="asked").order_by("id").first()
        if waiting is not None:
            if waiting.is_open:
                raise AlreadyAsked
            book.change(waiting, status=waiting.WAYS["status"].after("stop", waiting.status))
        return book.create(FactorReset(account=account, territory=assignment.territory, reason=reason.strip(), asked_by_id=by.id))


def confirm_reset(*, by: Actor, reset: FactorReset, seen: int | None = None, op: UUID | None = None, device: str = "") -> FactorReset:
    """Confirm as the second person: all second factors of the account are taken away and its sessions end.

    Raises SecondPersonNeeded, NotInYourOwnCase, ResetOver, AlreadyMoved, NotBoth.
    """
    require(by, "factor.reset", reset)
    _check_case(by, reset.account)
    if reset.asked_by_id == by.id:
        raise SecondPersonNeeded
    if has_renewed_link(reset.account, by):
        raise NotBoth
    with writing(reset.territory, by=by, deed="factor_reset.done", op=op, device=device) as book:
        stored = FactorReset.objects.select_related("account", "asked_by").get(pk=reset.pk)
        if not stored.is_open or not may_reset(stored.asked_by, stored.account):  # whoever asked may be out by now
            raise ResetOver
        changed = book.change(reset, seen=seen, status=stored.WAYS["status"].after("confirm", stored.status), confirmed_by_id=by.id)
        Authenticator.objects.filter(user=reset.account).delete()
        end_sessions(reset.account)
        return changed


def stop_reset(*, by: Actor, reset: FactorReset, op: UUID | None = None, device: str = "") -> FactorReset:
    """Stop a reset that waits: whoever may ask for one can, and its owner, who perhaps never asked. Raises ResetOver."""
    if by.id != reset.account_id:
        require(by, "factor.reset", reset)
    with writing(reset.territory, by=by, deed="factor_reset.stopped", op=op, device=device) as book:
        stored = reset.refreshed()
        if stored.status != "asked":
            raise ResetOver
        return book.change(reset, status=stored.WAYS["status"].after("stop", stored.status))


def _territories(account: Account) -> list[Territory]:
    return [each.territory for each in FactorReset.objects.filter(account=account, status="asked").select_related("territory").order_by("id")]


def _check_case(by: Actor, account: Account) -> None:
    """Both people look after all that the account holds, and neither is its owner or has an own case open."""
    if account.closed_at is not None:
        raise AlreadyClosed
    if not isinstance(by, Account):
        raise NotAllowed
    if by.pk == account.pk or any(each.is_open for each in FactorReset.objects.filter(account=by, status="asked").order_by("id")):
        raise NotInYourOwnCase
    if not may_reset(by, account):
        raise NotAllowed
