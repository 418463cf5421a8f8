"""CHANGELOG.md: the small files of docs/changes, gathered by version and kind."""

from tools.house import House

HEAD = """# Changes

Made by `make docs` from the small files in [docs/changes](docs/changes/): one change, one file
(`docs/changes/<version>/<kind>-<words>.md`), so that two changes at once never meet in one line.
"""
KINDS = {"added": "Added", "changed": "Changed", "mended": "Mended", "removed": "Removed"}


def files_of(house: House, version: str) -> list[str]:
    """The small files of a version, by name."""
    return house.files(f"docs/changes/{version}/*.md")


def versions(house: House) -> list[str]:
    """Versions that have changes, the newest first."""
    found = {name.split("/")[2] for name in house.files("docs/changes/*/*.md")}
    return sorted(found, key=lambda version: [int(part) for part in version.split(".")], reverse=True)


def kind_of(name: str) -> str:
    """What kind of change a file tells: the word before the first hyphen of its name."""
    return name.rpartition("/")[2].partition("-")[0]


def _version(house: House, version: str) -> str:
    told = {kind: [house.text(name).strip() for name in files_of(house, version) if kind_of(name) == kind] for kind in KINDS}
    return f"\n## {version}\n" + "".join(f"\n### {KINDS[kind]}\n\n" + "".join(f"- {text}\n" for text in texts) for kind, texts in told.items() if texts)


def page(house: House) -> str:
    """The whole document."""
    return HEAD + "".join(_version(house, version) for version in versions(house))
