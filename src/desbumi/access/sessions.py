"""What a session on the web tells the policy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Session:
    """The state of a sign-in; the command line has none, there the operating system's account is the session."""

    has_second_factor: bool
