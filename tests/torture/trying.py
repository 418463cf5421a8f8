"""Restores tried one after another in an empty DESBUMI_HOME; prints what each was answered.

python -m tests.torture.trying < [[source, keys, reason, by, with], …]
"""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desbumi.settings")
django.setup()

from desbumi.cli.backups import restoring  # noqa: E402 -- Django is set up above
from desbumi.cli.frame import bar  # noqa: E402
from desbumi.refusals import Refusal  # noqa: E402


def answer(source, keys, *declared):
    try:
        return restoring.restore(Path(source), Path(keys), declared=restoring.Declared(*declared), bar=bar).verdict["entries"]
    except Refusal as refusal:
        return refusal.code


home = Path(os.environ["DESBUMI_HOME"])


def left():
    """What lies in the folder afterwards."""
    return sorted(path.name for path in home.iterdir() if path.name != "lock") if home.exists() else []


sys.stdout.write(json.dumps([[answer(*case), left()] for case in json.load(sys.stdin)]))
