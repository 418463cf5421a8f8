"""A person at a terminal: what is asked, what is taken for an answer, and what a mistake is answered with."""

import os
import pty
import subprocess
import sys
import time

import pytest

from desbumi.book import keys
from desbumi.book.keys.refusals import PassphraseWrong
from desbumi.book.tests.conftest import PASSPHRASE, closed, home  # noqa: F401 -- fixtures
from desbumi.cli import asking
from tests.torture import power

OPENS = "import django; django.setup(); from desbumi.cli import asking; from desbumi.book.keys import opening; print(len(asking.opened(opening.look()[0])))"


def typed(home, *lines):  # noqa: F811 -- the fixture
    """What a program says to someone who types these lines at its terminal; and its code."""
    ours, theirs = pty.openpty()
    surroundings = power.CLEAN | {"DESBUMI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "desbumi.settings", "DESBUMI_LANGUAGE": "en", "XDG_RUNTIME_DIR": ""}
    with subprocess.Popen([sys.executable, "-c", OPENS], env=surroundings, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as program:
        os.close(theirs)
        said, waiting = "", list(lines)
        while program.poll() is None or said.endswith(": "):
            try:
                said += os.read(ours, 4096).decode(errors="replace")
            except OSError:
                break
            if waiting and said.rstrip("\r\n ").endswith(":"):
                time.sleep(0.1)
                os.write(ours, f"{waiting.pop(0)}\n".encode())
        code = program.wait()
    os.close(ours)
    return said, code


@pytest.mark.once
@pytest.mark.django_db(databases=["default", "keys"])
def test_whoever_mistypes_is_told_and_asked_again(home, closed):  # noqa: F811 -- the fixtures
    said, code = typed(home, "salah ketik sekali", PASSPHRASE)

    assert code == 0, said
    assert "does not open" in said
    assert "salah ketik" not in said


@pytest.mark.once
@pytest.mark.django_db(databases=["default", "keys"])
def test_whoever_has_forgotten_it_types_two_shares_and_a_mistyped_one_is_told_at_once(home, closed):  # noqa: F811 -- the fixtures
    said, code = typed(home, "", "bukan bagian sama sekali", closed[0], closed[2])

    assert code == 0, said
    assert said.index("Share 1") < said.rindex("Share 1") < said.index("Share 2")


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_passphrase_in_the_environment_that_does_not_fit_is_called_wrong(home, closed, monkeypatch, capsys):  # noqa: F811 -- the fixtures
    monkeypatch.setenv("DESBUMI_PASSPHRASE", "bukan kalimat yang benar")
    with pytest.raises(PassphraseWrong):
        asking.see_that_told_fits()

    monkeypatch.setattr(keys, "state", lambda: "locked")
    asking.for_serving()

    assert "tidak membuka" in capsys.readouterr().err
