"""A pytest plugin that runs before settings are read: folders and databases of the tests.

`DESBUMI_TEST_ON=postgresql` starts a cluster of its own on a socket in a temporary folder; the default is SQLite
in a file with the settings of production (in memory, two writers fail at once).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django

from desbumi.ui.styles import write_styles

HOME = Path(os.environ.get("DESBUMI_TEST_HOME") or tempfile.mkdtemp(prefix="desbumi-test-"))


def _prepare() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    home = HOME / worker
    (home / "keys").mkdir(parents=True, exist_ok=True)
    (home / "static").mkdir(exist_ok=True)
    os.environ |= {
        "DESBUMI_HOME": str(home),
        "DESBUMI_TEST_HOME": str(HOME),
        "DJANGO_SETTINGS_MODULE": "desbumi.testing.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright runs a loop in the thread of the tests
    }
    if worker == "main":
        atexit.register(shutil.rmtree, HOME, ignore_errors=True)
        write_styles()  # before the workers start: each reads it
        if os.environ.get("DESBUMI_TEST_ON") == "postgresql":
            from desbumi.testing.postgres import start  # -- only when asked for

            os.environ["DATABASE_URL"] = start(HOME)
    django.setup()


_prepare()
