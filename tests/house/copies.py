"""Copies of the tree that a test may do anything to."""

import os
import shutil

from tools.house import ROOT, House

FOLDERS = ("src", "docs", "tests", "tools", "bench", "locks", "deploy")
LEFT_BEHIND = ("__pycache__", "results")
HEAVY = ("*.mo", "*.xz", "*.png")  # what guards do not read


def copy_to(folder, *, whole=False):
    """A copy of whatever guards read; `whole`: one that runs, too."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*LEFT_BEHIND, *(() if whole else HEAVY)))
    for path in ROOT.iterdir():
        if path.suffix in (".md", ".toml") or path.name in ("Makefile", "LICENSE"):
            shutil.copy(path, folder)
    for picture in (ROOT / "docs/pictures").iterdir():
        (folder / "docs/pictures" / picture.name).touch()
    return House(folder)


def linked_to(folder, base):
    """A copy of a copy by links, made in a moment; `plant` changes a file of it and leaves the one it is linked to."""
    shutil.copytree(base.root, folder, copy_function=os.link, dirs_exist_ok=True)
    return House(folder)


def plant(house, name, change):
    """Change what a file says, or make it."""
    path = house.root / name
    text = change(path.read_text() if path.exists() else "")
    path.unlink(missing_ok=True)
    path.write_text(text)
