"""How often a wrong word is looked at: limits for doors that open by a word, as those of sign-in."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core import ratelimit

from desbumi.pages.asking import Request
from desbumi.refusals import Refusal


@contextmanager
def few_wrong(request: Request, action: str, *, wrong: type[Refusal], over: type[Refusal]) -> Iterator[None]:
    """Around a deed that raises `wrong` for a wrong word: once too many came from one line, `over` is raised, whatever the next one is.

    How many are too many says ACCOUNT_RATE_LIMITS for the action.
    """
    if not ratelimit.consume(request, action=action, dry_run=True):
        raise over
    try:
        yield
    except wrong:
        ratelimit.consume(request, action=action)
        raise
