"""Is an installation whole after a power cut: what was acknowledged is there, nothing stands half."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import desbumi  # noqa: F401 -- puts the locked SQLite in place
from desbumi.book.tests.tampering import second
from tests.torture import powercut

CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("DESBUMI", "DATABASE", "DJANGO", "PYTEST"))}
PROGRAM = "tests.torture.acknowledging"


def prepared(home):
    """An installation to work on."""
    Path(home, "keys").mkdir(parents=True)
    subprocess.run([sys.executable, "-m", PROGRAM, "prepare"], env=CLEAN | {"DESBUMI_HOME": str(home)}, check=True)


def examined(folder, told):
    """What is wrong with the files in a folder: words, empty when nothing is; and how many acknowledged deeds are lost."""
    database, store = folder / "desbumi.sqlite3", folder / "keys/keys.sqlite3"
    with sqlite3.connect(database) as main, sqlite3.connect(store) as keys:
        try:
            found = next((word for word, is_wrong in WRONG.items() if is_wrong(main, keys, folder)), "")
            return found, 0 if found else len(set(told) - {op for (op,) in main.execute("SELECT op FROM book_entry")})
        except sqlite3.DatabaseError as problem:
            return str(problem), 0
        finally:
            main.rollback()


def is_corrupt(main, keys, _folder):
    return (main.execute("PRAGMA quick_check").fetchone(), keys.execute("PRAGMA quick_check").fetchone()) != (("ok",), ("ok",))


def is_half_a_deed(main, _keys, _folder):
    state = main.execute("SELECT set_back_because FROM programme_place WHERE village_id = '35.10.04.2003'").fetchone()[0]
    last = main.execute("SELECT op FROM book_entry WHERE deed = 'place.set_back' ORDER BY seq DESC LIMIT 1").fetchone()
    return last and state != last[0]


def is_without_a_key(main, keys, _folder):
    known = {row[0] for row in keys.execute("SELECT id FROM book_datakey")}
    return not {row[0] for row in main.execute("SELECT subject FROM book_entry")} <= known


def is_without_a_file(main, _keys, folder):
    return not all(is_whole(folder, blob) for (blob,) in main.execute("SELECT blob FROM papers_file"))


WRONG = {
    "corrupt": is_corrupt,
    "the chain is broken": lambda main, _keys, _folder: second.check(main),
    "half a deed": is_half_a_deed,
    "a key is missing": is_without_a_key,
    "a file is missing or torn": is_without_a_file,
}


def is_whole(folder, blob):
    """Whether the file of a row lies there with all its bytes."""
    path = folder / "media" / blob[:2] / blob
    return path.exists() and sha256(path.read_bytes()).hexdigest() == blob


def cut(home, many, deeds, seed, **surroundings):
    """Work under the recorder, then `many` power cuts; returns {problem: how often} and how many acknowledged deeds were lost."""
    origin = shutil.copytree(home, home.with_name("origin"))
    events = powercut.trace(home, PROGRAM, "work", str(deeds), **(CLEAN | surroundings))
    shutil.rmtree(home)
    origin.rename(home)
    problems, lost = {}, 0
    for told, files in powercut.cuts(home, events, many, seed):
        folder = home.with_name("after")
        for path, content in files.items():
            to = folder / Path(path).relative_to(home)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(content)
        problem, gone = examined(folder, told)
        if problem:
            problems[problem] = problems.get(problem, 0) + 1
        lost += gone
        shutil.rmtree(folder)
    return problems, lost


def worked(home, deeds, *before, **surroundings):
    """Work, perhaps under another program; returns (acknowledged ops, codes of refusals, other words on stderr)."""
    done = subprocess.run(
        [*before, sys.executable, "-m", PROGRAM, "work", str(deeds)],
        env=CLEAN | {"DESBUMI_HOME": str(home)} | surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stderr.splitlines()
    codes = [line for line in lines if line.startswith(("storage.", "database.", "installation.", "keys."))]
    return done.stdout.split(), codes, [line for line in lines if line not in codes]


def killed(home, many, seed):
    """`many` times: a worker killed with SIGKILL at a random moment after its first deed. Returns problems and lost deeds, as `cut`."""
    dice, problems, lost, told = random.Random(seed), {}, 0, []
    with subprocess.Popen(
        [sys.executable, "-m", PROGRAM, "again"], env=CLEAN | {"DESBUMI_HOME": str(home)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        for _ in range(many):
            parent.stdin.write("go\n")
            parent.stdin.flush()
            child = int(parent.stdout.readline().split()[1])
            told.append(parent.stdout.readline().strip())
            time.sleep(dice.random() * 0.03)
            os.kill(child, signal.SIGKILL)
            told += [line.strip() for line in iter(parent.stdout.readline, "end\n")]
            problem, gone = examined(Path(home), told)
            if problem:
                problems[problem] = problems.get(problem, 0) + 1
            lost += gone
        parent.stdin.close()
    return problems, lost
