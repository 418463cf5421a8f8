"""Guards of the docs: what stands in the code stands there too, links lead somewhere, promises can be run."""

import ast
import re
from collections.abc import Iterable, Iterator

from tests.house.guards import Finding, guard
from tools.docs import WRITTEN, access, changes, commands, refusals
from tools.house import PACKAGE, House

LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
THREATS = "docs/threats.md"
UNDERWAY, MOST_UNDERWAY = "docs/underway.md", 5
LONGEST_DECISION, LONGEST_CHANGE = 400, 80
FIRST_WORDS = 5  # lines of the README's first paragraph
# Hosts of registries, folders of one machine: in two halves, so that this file does not name them.
NOWHERE = ["py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "/ro" + "ot/", "/wo" + "rk/"]


def pages_of(house: House) -> list[str]:
    """Everything that is read: the files at the top and docs/."""
    return house.files("*.md", "docs/**/*.md")


def bash_lines(house: House) -> Iterator[tuple[str, str]]:
    """The commands that the docs tell people to type: (page, command without its comment)."""
    for name in pages_of(house):
        for block in BLOCK.findall(house.text(name)):
            yield from ((name, line.partition(" #")[0].strip()) for line in block.splitlines() if line.strip() and not line.startswith("#"))


def quoted(text: str) -> set[str]:
    """What stands in `backticks` on a page."""
    return set(re.findall(r"`([^`\n]+)`", text))


def only_one_has(doc: str, wanted: Iterable[str], told: Iterable[str]) -> Iterator[Finding]:
    """Findings for what one side has and the other has not."""
    here, there = set(wanted), set(told)
    yield from (Finding(name, f"does not stand in {doc}") for name in sorted(here - there))
    yield from (Finding(name, f"stands in {doc} and nowhere else") for name in sorted(there - here))


@guard
def settings_stand_in_docs(house: House) -> Iterator[Finding]:
    """Whatever the program reads from the environment stands in docs/settings.md, and nothing else does."""
    told = set(re.findall(r"^\| `([A-Z_]+)`", house.text("docs/settings.md"), re.MULTILINE))
    yield from only_one_has("docs/settings.md", environment(house), told)


def environment(house: House) -> set[str]:
    """Names that settings, command line and server read: `env.str("NAME")`, `os.environ.get("NAME")`."""
    found = set()
    for name in [*house.files(f"{PACKAGE}/*.py"), *house.files(f"{PACKAGE}/cli/**/*.py")]:
        for each in ast.walk(house.parsed(name)):
            if isinstance(each, ast.Call) and re.match(r"env\.|env$|os\.environ\.|os\.getenv", ast.unparse(each.func)):
                found |= {str(told.value) for told in each.args[:1] if isinstance(told, ast.Constant)}
            elif isinstance(each, ast.Subscript) and ast.unparse(each.value) == "os.environ" and isinstance(each.slice, ast.Constant):
                found.add(str(each.slice.value))
    return found


@guard
def commands_stand_in_docs(house: House) -> Iterator[Finding]:
    """Every command, group of commands and make target stands in docs/commands.md."""
    doc = "docs/commands.md"
    groups = {f"desbumi {name}" for name in commands.groups(house) if name != "app"}
    wanted = {*groups, *(f"make {name}" for name in commands.targets(house)), *(each.typed for each in commands.commands(house))}
    text = house.text(doc)
    told = {*re.findall(r"^[|-] `((?:make|desbumi) [^`]+)`", text, re.MULTILINE), *re.findall(r"^### (desbumi .+)$", text, re.MULTILINE)}
    yield from only_one_has(doc, wanted, told)


@guard
def refusals_stand_in_docs(house: House) -> Iterator[Finding]:
    """Every Refusal stands in docs/refusals.md."""
    told = re.findall(r"^\| `([a-z_.]+)` \|", house.text("docs/refusals.md"), re.MULTILINE)
    yield from only_one_has("docs/refusals.md", (each.code for each in refusals.all_refusals(house)), told)


@guard
def roles_stand_in_docs(house: House) -> Iterator[Finding]:
    """Every role stands in docs/access.md."""
    told = re.findall(r"^### ([a-z_]+)$", house.text("docs/access.md"), re.MULTILINE)
    yield from only_one_has("docs/access.md", access.roles_of(house)["ROLES"], told)


@guard
def words_stand_in_docs(house: House) -> Iterator[Finding]:
    """docs/words.md has four columns, no word twice, and a line for whatever the rooms store."""
    seen: set[str] = set()
    for line in re.findall(r"^\|.*\|$", house.text("docs/words.md"), re.MULTILINE):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 4:
            yield Finding(line, "a line of docs/words.md has four columns")
        terms = set(re.findall(r"`(\w+)`", "".join(cells[1:2])))
        yield from (Finding(term, "stands in docs/words.md twice") for term in sorted(terms & seen))
        seen |= terms
    yield from (Finding(name, "is stored and has no line in docs/words.md") for name in sorted(stored(house) - seen))


def stored(house: House) -> set[str]:
    """What the rooms store, as words: `AgreementParty` → agreement_party."""
    classes = [each for room in house.rooms() for name in house.of_room(room, "models") for each in house.parsed(name).body if isinstance(each, ast.ClassDef)]
    models = [each.name for each in classes if any(re.search(r"\b(Model|Recorded|AbstractBaseUser)$", ast.unparse(base)) for base in each.bases)]
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in models}


@guard
def docs_are_current(house: House) -> Iterator[Finding]:
    """What `make docs` writes is what stands there, byte for byte; what is missing as a whole its own guard tells."""
    gaps = {
        "docs/access.md": roles_stand_in_docs,
        "docs/refusals.md": refusals_stand_in_docs,
        "docs/commands.md": commands_stand_in_docs,
    }
    for name, page in WRITTEN.items():
        whole = house.has(name) and not (name in gaps and next(gaps[name](house), None))
        if not house.has(name) or (whole and house.text(name) != page(house)):
            yield Finding(name, "is not what `make docs` writes")


def anchors(text: str) -> set[str]:
    """The places of a page that a link may lead to: its headings, as the web spells them."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@guard
def links_lead_somewhere(house: House) -> Iterator[Finding]:
    """Every link of the docs leads to a file that is there, and to a heading that it has."""
    for name in pages_of(house):
        folder = name.rpartition("/")[0]
        for link in LINK.findall(house.text(name)):
            path, _hash, anchor = link.partition("#")
            if "://" in link or link.startswith("mailto:"):
                continue
            target = (house.root / folder / path) if path else house.root / name
            if not target.exists():
                yield Finding(f"{name} {link}", "leads nowhere")
            elif anchor and anchor not in anchors(target.read_text(encoding="utf-8")):
                yield Finding(f"{name} {link}", "leads to a heading that is not there")


@guard
def every_page_is_led_to(house: House) -> Iterator[Finding]:
    """Every page of docs/ is linked from another page, itself or its folder."""
    linked = set()
    for name in pages_of(house):
        folder = house.root / name.rpartition("/")[0]
        linked |= {(folder / link.partition("#")[0]).resolve() for link in LINK.findall(house.text(name)) if "://" not in link and link[0] != "#"}
    root = house.root.resolve()
    for name in house.files("docs/**/*.md"):
        path = root / name
        if not {path, *(up for up in path.parents if up.is_relative_to(root / "docs") and up != root / "docs")} & linked:
            yield Finding(name, "no page leads here")


@guard
def targets_stand_in_the_makefile(house: House) -> Iterator[Finding]:
    """Every `make …` that the docs name is there."""
    known = set(re.findall(r"^([a-z-]+):", house.text("Makefile"), re.MULTILINE))
    for name in pages_of(house):
        text = house.text(name)
        for target in sorted(set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)) - known):
            yield Finding(f"{name} {target}", "is no target of the Makefile")


@guard
def commands_of_docs_can_be_run(house: House) -> Iterator[Finding]:
    """Every line of a bash block is `desbumi …` or `make …`, which test_docs.py runs, or an exception with its reason."""
    for name, line in bash_lines(house):
        if not re.match(r"(?:\.venv/bin/)?desbumi |make ", line):
            yield Finding(line, f"no test runs this line of {name}")


@guard
def decisions_are_numbered_and_short(house: House) -> Iterator[Finding]:
    """Decisions are numbered without a gap, and none is longer than 400 words."""
    for number, name in enumerate(house.files("docs/decisions/*.md"), start=1):
        if not name.startswith(f"docs/decisions/{number:04}-"):
            yield Finding(name, f"the next number is {number:04}")
        if len(house.text(name).split()) > LONGEST_DECISION:
            yield Finding(name, f"a decision has at most {LONGEST_DECISION} words")


@guard
def changes_are_small_and_of_a_known_kind(house: House) -> Iterator[Finding]:
    """A change is one short paragraph; the name of its file begins with its kind."""
    for name in house.files("docs/changes/**/*.md"):
        if changes.kind_of(name) not in changes.KINDS or name.count("/") != 3:
            yield Finding(name, f"is not docs/changes/<version>/<kind>-<words>.md; kinds are {', '.join(changes.KINDS)}")
        if len(house.text(name).split()) > LONGEST_CHANGE or "\n\n" in house.text(name).strip():
            yield Finding(name, f"a change is one paragraph of at most {LONGEST_CHANGE} words")


@guard
def underway_tells_what_is_left(house: House) -> Iterator[Finding]:
    """At most five changes are underway, and each names the command that counts what is left of it."""
    sections = re.split(r"^## ", house.text(UNDERWAY), flags=re.MULTILINE)[1:]
    if len(sections) > MOST_UNDERWAY:
        yield Finding(UNDERWAY, f"{len(sections)} changes are underway: finish one before the next")
    for section in sections:
        if not re.search(r"^What is left: `[^`]+`", section, re.MULTILINE):
            yield Finding(section.splitlines()[0], "does not say which command counts what is left: “What is left: `…`”")


@guard
def architecture_names_every_room(house: House) -> Iterator[Finding]:
    """docs/architecture.md has a word for each room."""
    known = quoted(house.text("docs/architecture.md"))
    yield from (Finding(room, "is not in docs/architecture.md") for room in house.rooms() if room not in known)


@guard
def the_readme_begins_with_five_lines(house: House) -> Iterator[Finding]:
    """The README's first paragraph says in five lines what this is."""
    if (lines := len(house.text("README.md").split("\n\n")[1].splitlines())) != FIRST_WORDS:
        yield Finding("README.md", f"begins with {lines} lines")


@guard
def nothing_names_a_registry_or_a_machine(house: House) -> Iterator[Finding]:
    """No file names a registry's host or a folder of one machine."""
    for name in [*pages_of(house), *house.files("Makefile", "pyproject.toml", "locks/*", "tools/**/*.py", "tests/house/**/*")]:
        text = house.text(name)
        yield from (Finding(f"{name} {word}", "names a registry's host or a folder of one machine") for word in NOWHERE if word in text)


@guard
def threats_name_tests_that_there_are(house: House) -> Iterator[Finding]:
    """Each test that docs/threats.md calls upon is there."""
    told = set(re.findall(r"`(test_\w+)`", house.text(THREATS)))
    there = {
        name
        for file in house.files("tests/**/test_*.py", f"{PACKAGE}/*/tests/test_*.py")
        for name in re.findall(r"^def (test_\w+)", house.text(file), re.MULTILINE)
    }
    yield from (Finding(name, "is no test") for name in sorted(told - there))
