"""Deeds about accounts: invited, let in by a one-time link, closed. Each is an entry on the account's assignments."""

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import compare_digest
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from desbumi.access import first
from desbumi.access.actions.assignments import AlreadyClosed, NotYoursToGive, assign, books_of, end_now, keep_an_administrator
from desbumi.access.models import Account, Assignment
from desbumi.access.policy import require
from desbumi.access.queries import LINK_LIVES, held_by, is_being_reset, is_in_hand
from desbumi.book import keys
from desbumi.book.actors import Actor, System
from desbumi.book.writing import writing
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory
from desbumi.territory.rules import NATION

LINK_SALT = "desbumi.access.link"
NAME = re.compile(r"[a-z][a-z0-9.-]{1,39}")


class BadName(Refusal):
    """A user name that cannot be typed on every keyboard."""

    code, status, field = "account.bad_name", 422, "name"
    says = _("“%(name)s” cannot be a user name.")
    way_forward = _("Use 2 to 40 small letters, digits, dots or hyphens, beginning with a letter.")


class NameMissing(Refusal):
    """A name that holds nothing to be seen."""

    code, status, field = "account.name_missing", 422, "full_name"
    says = _("The name is still empty.")
    way_forward = _("Write how others call the person. One word is enough.")


class NameTaken(Refusal):
    """Another account signs in with this name."""

    code, status, field = "account.name_taken", 422, "name"
    says = _("Someone already signs in with the name “%(name)s”.")
    way_forward = _("Choose another name, for instance with the village behind it.")


class AlreadyInvited(Refusal):
    """Someone of that name holds a role there already: probably the same person."""

    code, status, field = "account.already_invited", 409, "full_name"
    says = _("%(name)s already has a role there.")
    way_forward = _("Open that person's page for a new link or a further role. If it is another person, write the name so that the two can be told apart.")


class NotBoth(Refusal):
    """Password and second factor taken away by one person within a week, or at once: that would be the whole account."""

    code, status = "account.not_both", 403
    says = _("Nobody makes a new link and takes part in resetting the second lock of the same account.")
    way_forward = _("Ask someone else who looks after accounts, or wait a week. While a reset waits, finish or stop it first.")


class LinkSpent(Refusal):
    """A one-time link that was used, renewed, altered, or is older than a week."""

    code, status = "link.spent", 410
    says = _("This link has been used, or it is older than a week.")
    way_forward = _("Ask whoever invited you for a new one.")


def invite(*, by: Actor, full_name: str, role: str, territory: Territory, name: str = "", op: UUID | None = None, device: str = "") -> Account:
    """Make an account with its first assignment. Raises NameMissing, BadName, NameTaken, AlreadyInvited, and what `assign` raises.

    Without a user name one is made of the full name. The account has no password: its owner sets one through the
    link that `link_for` makes.
    """
    require(by, "account.add", territory)
    full_name = " ".join("".join(letter for letter in full_name if unicodedata.category(letter) not in ("Cc", "Cf")).split())[:120]
    if not full_name:
        raise NameMissing
    with writing(territory, by=by, deed="assignment.given", op=op, device=device):  # of two at once the second waits here
        if isinstance(by, Account) and Assignment.objects.not_over().filter(territory=territory, account__full_name__iexact=full_name).exists():
            raise AlreadyInvited(name=full_name)
        account = _made(name.strip().lower() or free_name(full_name), full_name)
        assign(by=by, account=account, role=role, territory=territory, device=device)
    return account


def _made(name: str, full_name: str) -> Account:
    if not NAME.fullmatch(name):
        raise BadName(name=name)
    if Account.objects.filter(name__iexact=name).exists():
        raise NameTaken(name=name)
    account = Account(name=name, full_name=full_name)
    account.set_unusable_password()
    keys.ensure([account.id])
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise NameTaken(name=name) from None
    return account


def free_name(full_name: str) -> str:
    """A user name that nobody has, made of a full name: the first word, then with the second, then numbered."""
    plain = unicodedata.normalize("NFKD", full_name).encode("ascii", "ignore").decode().lower()
    parts = [part for part in re.findall(r"[a-z]+", plain) if len(part) > 1] or ["warga"]
    wanted = [parts[0][:30], ".".join(parts[:2])[:36]]
    taken = {name.lower() for name in Account.objects.filter(name__istartswith=parts[0][:30]).order_by("id").values_list("name", flat=True)}
    name: str
    for name in (*wanted, *(f"{wanted[-1]}{number}" for number in range(2, len(taken) + 3))):
        if name not in taken:
            return name
    raise BadName(name=full_name)


def renew_link(*, by: Actor, assignment: Assignment, op: UUID | None = None, device: str = "") -> Account:
    """Make a new one-time link for an account: its old link and its password open nothing any more, its sessions end.

    Raises NotYoursToGive, AlreadyClosed, NotBoth. The second factor stays: who has the link alone is not in yet.
    """
    require(by, "account.add", assignment)
    account = _in_hand(by, assignment.account)
    with writing(assignment.territory, by=by, deed="account.link_renewed", op=op, device=device) as book:
        account = _in_hand(by, Account.objects.get(pk=account.pk))
        if is_being_reset(account, by):
            raise NotBoth
        account.set_unusable_password()
        account.invited_at = timezone.now()
        account.save(update_fields=["password", "invited_at"])
        book.note(assignment)
        end_sessions(account)
    return account


def close(*, by: Actor, assignment: Assignment, reason: str = "", op: UUID | None = None, device: str = "") -> Account:
    """Close the account that holds this assignment: all its roles end at once, its sessions too; it is not opened again.

    Raises AlreadyClosed, NotYoursToGive, LastAdministrator.
    """
    require(by, "account.add", assignment)
    account = _in_hand(by, assignment.account)
    held = list(held_by(account)) or [assignment]
    with writing(*books_of(*held), by=by, deed="account.closed", op=op, device=device) as book:
        account = _in_hand(by, Account.objects.get(pk=account.pk))
        keep_an_administrator(*held)
        for each in held:
            if each.state == "over":
                book.note(each)
            else:
                end_now(book, each, reason.strip())
        if not Account.objects.filter(pk=account.pk, closed_at__isnull=True).update(closed_at=timezone.now()):
            raise AlreadyClosed
        end_sessions(account)
    return account


def _in_hand(by: Actor, account: Account) -> Account:
    """The account, when it is open and all that it holds is in the actor's hand."""
    if account.closed_at is not None:
        raise AlreadyClosed
    if not is_in_hand(by, account):
        raise NotYoursToGive
    return account


def end_sessions(account: Account) -> None:
    """Sign the account out on every device."""
    for each in UserSession.objects.filter(user=account).order_by("id"):
        each.end()


def choose_password(account: Account, password: str) -> None:
    """Set the first password through a one-time link; of two at once one is told that the link is spent. Raises LinkSpent.

    An entry on the account's assignments, of the account itself.
    """
    before = account.password
    account.set_password(password)
    held = list(held_by(account))
    with writing(*{each.territory for each in held}, by=account, deed="account.password_chosen") as book:
        if Account.objects.filter(pk=account.pk, password=before, closed_at__isnull=True).update(password=account.password) != 1:
            raise LinkSpent
        for each in held:
            book.note(each)


def link_for(account: Account) -> str:
    """The token of an account's one-time link: spent when a password is set or the link renewed, a week old at most."""
    key = urlsafe_b64encode(account.id.bytes).decode().rstrip("=")
    return f"{key}.{_seal(account)}"  # short: it must fit a picture that an old phone can read


def _seal(account: Account) -> str:
    return salted_hmac(LINK_SALT, f"{account.id.hex} {account.password}", algorithm="sha256").hexdigest()[:32]


def account_of(token: str) -> Account:
    """The account that a one-time link is for. Raises LinkSpent."""
    key, _dot, seal = token.partition(".")
    try:
        account = Account.objects.filter(pk=UUID(bytes=urlsafe_b64decode(f"{key}==")), closed_at__isnull=True).first()
    except ValueError:
        raise LinkSpent from None
    if account is None or account.has_usable_password() or not compare_digest(seal.encode(), _seal(account).encode()):
        raise LinkSpent
    if timezone.now() >= account.invited_at + LINK_LIVES:
        raise LinkSpent
    return account


def first_administrator(*, token: str, full_name: str, name: str, password: str) -> Account:
    """The first account of an empty installation, through the token that the console printed.

    Raises FirstRunOver when the token is another's or someone is there already, and what `invite` raises.
    """
    first.check(token)
    nation = Territory.objects.get(pk=NATION)
    with writing(nation, by=System(), deed="assignment.given", device="first-run"):  # of two at once the second waits here
        first.check(token)
        account = invite(by=System(), full_name=full_name, name=name, role="administrator", territory=nation, device="first-run")
        choose_password(account, password)
    return account
