"""The guards prove themselves: each planted sin is found by the guard that it is for, and by no other."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.house import guards
from tests.house.copies import copy_to, linked_to, plant
from tools.house import PACKAGE

pytestmark = pytest.mark.once

REFUSAL = '''

class Elsewhere(NotYetPast):
    """Another day."""

    code = "date.elsewhere"
'''
ROLE = '''

class Guest(Observer):
    """Tamu: looks on."""

    code = "guest"


ROLES["guest"] = Guest
'''


@dataclass(frozen=True)
class Sin:
    """What is done to one file, and which guard is to find it."""

    name: str
    guard: str
    file: str
    commit: Callable[[str], str]


def instead(old, new):
    """The text with one place changed, which must be there."""

    def change(text):
        assert old in text, f"“{old}” is not there any more: plant this sin elsewhere"
        return text.replace(old, new, 1)

    return change


def behind(more):
    """The text with more behind it."""
    return lambda text: text + more


PROGRAMME = f"{PACKAGE}/programme"
BOARD, NATION = f"{PROGRAMME}/templates/programme/board.html", f"{PROGRAMME}/templates/programme/nation.html"
PO = f"{PACKAGE}/locale/id/LC_MESSAGES/django.po"
SINS = (
    Sin("a deed that asks nobody", "actions_ask_require", f"{PROGRAMME}/actions/places.py", instead('    require(by, "place.set_back", place)\n', "")),
    Sin("a deed that asks only sometimes", "actions_ask_require", f"{PROGRAMME}/actions/places.py", instead('    require(by, "place.set_back", place)\n', '    if reason:\n        require(by, "place.set_back", place)\n')),
    Sin("a deed that asks about nothing", "actions_ask_require", f"{PROGRAMME}/actions/places.py", instead('require(by, "place.set_back", place)', 'require(by, "place.set_back")')),
    Sin("a view that catches", "views_have_no_try", f"{PROGRAMME}/views/places.py", behind("\n\ntry:\n    1 / 1\nexcept ZeroDivisionError:\n    pass\n")),
    Sin("a question that writes a row", "queries_write_nothing", f"{PROGRAMME}/queries.py", behind('\n\ndef again() -> None:\n    """Nothing."""\n    Place._base_manager.filter().update()\n')),
    Sin("a question that opens a book", "queries_write_nothing", f"{PROGRAMME}/queries.py", behind('\n\ndef again() -> None:\n    """Nothing."""\n    with writing() as book:\n        book\n')),
    Sin("a deed by position", "deeds_are_keyword_only", f"{PROGRAMME}/actions/places.py", instead("def resume(*, by: Actor, place: Place,", "def resume(by: Actor, place: Place, *,")),
    Sin("a rule that asks the database", "rules_know_no_database", f"{PROGRAMME}/rules.py", behind("\nfrom django.db import models  # noqa\n")),
    Sin("a rule that asks a model", "rules_know_no_database", f"{PROGRAMME}/rules.py", behind("\nfrom desbumi.territory.models import Territory  # noqa\n")),
    Sin("a room that imports what stands on it", "imports_keep_the_contract", f"{PACKAGE}/book/keys/store.py", behind("\nfrom desbumi.programme import rules  # noqa\n")),
    Sin("a room that nobody placed", "imports_keep_the_contract", f"{PACKAGE}/gudang.py", behind('"""Somewhere."""\n')),
    Sin("a file that fits in no head", "files_fit_in_a_head", f"{PROGRAMME}/words.py", behind("# one line more\n" * 500)),
    Sin("a vendored file that was mended", "vendored_files_are_those_listed", f"{PACKAGE}/ui/static/ui/vendor/htmx-4.0.1.min.js", behind(" ")),
    Sin("a file of others that nobody lists", "vendored_files_are_those_listed", f"{PACKAGE}/ui/static/ui/vendor/other.js", behind(" ")),
    Sin("a second verifier that leans on us", "the_second_verifier_stands_alone", "tools/verify_book.py", behind("\nimport desbumi  # noqa\n")),
    Sin("a script in a template", "no_inline_script", BOARD, behind("<script>1</script>")),
    Sin("a handler in a template", "no_inline_script", BOARD, instead("<details ", '<details onclick="1" ')),
    Sin("a style in a template", "no_inline_script", BOARD, instead("<details ", '<details style="color: red" ')),
    Sin("a colour without a name", "colours_stand_in_tokens_alone", f"{PACKAGE}/ui/static/ui/css/base.css", behind("p { color: #c0ffee }\n")),
    Sin("a field that its deed does not take", "forms_spell_their_deeds", f"{PROGRAMME}/forms/places.py", instead('    signed_on = DayField(label=_("On which day was it signed?"))\n', '    signed_on = DayField(label=_("On which day was it signed?"))\n    until_on = DayField(label=_("Until"))\n')),
    Sin("a parameter that its form forgot", "forms_spell_their_deeds", f"{PROGRAMME}/actions/places.py", instead("place: Place, to: str, reason: str,", "place: Place, to: str, reason: str, kindly: str,")),
    Sin("a form of no deed", "forms_spell_their_deeds", f"{PROGRAMME}/forms/places.py", instead('"""programme.pause; place', '"""programme.rest; place')),
    Sin("a percentage in a template", "words_to_avoid", NATION, behind("<p>40 %</p>")),
    Sin("a percentage in code", "words_to_avoid", f"{PROGRAMME}/rules.py", behind('\n\ndef told(share: float) -> str:\n    """A share."""\n    return f"{share:.0%}"\n')),
    Sin("an avoided word on the screen", "words_to_avoid", PO, instead('msgstr "Papan desa"', 'msgstr "Papan desa mandiri"')),
    Sin("the statutory register for our book", "words_to_avoid", PO, instead('msgstr "Papan desa"', 'msgstr "Buku induk desa"')),
    Sin("a word of contempt on the screen", "words_to_avoid", PO, instead('msgstr "Papan desa"', 'msgstr "Desa tanpa TKI ilegal"')),
    Sin("a share among the words", "words_to_avoid", PO, instead('msgstr "Papan desa"', 'msgstr "Papan desa 100%"')),
    Sin("an avoided word in a name", "words_to_avoid", f"{PROGRAMME}/rules.py", behind("\nILLEGAL_STAGES = ()\n")),
    Sin("a name that says nothing", "words_to_avoid", f"{PROGRAMME}/queries.py", behind('\n\ndef handle_places() -> None:\n    """Nothing."""\n')),
    Sin("an avoided word in a variable of a template", "words_to_avoid", NATION, behind("{{ tki_count }}")),
    Sin("an avoided word in an address", "words_to_avoid", f"{PROGRAMME}/urls.py", instead('name="programme_board"', 'name="programme_wave"')),
    Sin("a word without translation", "missing_translations", NATION, behind('{% translate "Somewhere else entirely" %}')),
    Sin("a translation that is a guess", "missing_translations", PO, instead('\nmsgid "Board of villages"', '\n#, fuzzy\nmsgid "Board of villages"')),
    Sin("a translation that forgot the number", "missing_translations", PO, instead('msgstr "%(entries)s catatan dalam', 'msgstr "Catatan dalam')),
    Sin("a translation of nothing", "missing_translations", PO, behind('\nmsgid "Nobody says this"\nmsgstr "Tidak ada"\n')),
    Sin("words in a template past the catalogue", "missing_translations", NATION, behind("<p>Selamat datang</p>")),
    Sin("an exception that nothing needs", "stale_exceptions", guards.EXCEPTIONS, instead("[actions_ask_require]\n", '[actions_ask_require]\n"programme.pause" = "somebody thought so once"\n')),
    Sin("an exception without a reason", "stale_exceptions", guards.EXCEPTIONS, instead('"a question that its deed asks too, under the lock"', '"because"')),
    Sin("an exception of no guard", "stale_exceptions", guards.EXCEPTIONS, behind('\n[nobody_looks]\n"a" = "there was once a guard"\n')),
    Sin("a setting that no page names", "settings_stand_in_docs", f"{PACKAGE}/settings.py", behind('\nLOUD = env.bool("DESBUMI_LOUD", default=False)\n')),
    Sin("a setting that nobody reads", "settings_stand_in_docs", "docs/settings.md", instead("| `DESBUMI_DEBUG`", "| `DESBUMI_NOWHERE` | | |\n| `DESBUMI_DEBUG`")),
    Sin("a command that no page names", "commands_stand_in_docs", f"{PACKAGE}/cli/commands/books.py", instead('@book.command("show"', '@book.command("read"')),
    Sin("a target that no page names", "commands_stand_in_docs", "Makefile", behind("\nsing: ## Sing\n")),
    Sin("a Refusal that no page names", "refusals_stand_in_docs", f"{PROGRAMME}/actions/places.py", behind(REFUSAL)),
    Sin("a role that no page names", "roles_stand_in_docs", f"{PACKAGE}/access/roles.py", behind(ROLE)),
    Sin("a thing that is stored and has no word", "words_stand_in_docs", f"{PROGRAMME}/models.py", behind("\n\nclass Attic(Recorded):\n    pass\n")),
    Sin("a word told twice", "words_stand_in_docs", "docs/words.md", behind("| rumah | `book` | | |\n")),
    Sin("a generated page mended by hand", "docs_are_current", "docs/access.md", instead("A veto beats every grant.", "A veto beats most grants.")),
    Sin("a generated page that is older than the code", "docs_are_current", f"{PROGRAMME}/actions/places.py", instead('"""Let a village rest', '"""Let a village sleep')),
    Sin("a link to nowhere", "links_lead_somewhere", "docs/architecture.md", behind("\n[more](more.md)\n")),
    Sin("a link to no heading", "links_lead_somewhere", "docs/architecture.md", behind("\n[more](rooms.md#attic)\n")),
    Sin("a page that nobody finds", "every_page_is_led_to", "docs/attic.md", behind("# Attic\n")),
    Sin("a target that is not there", "targets_stand_in_the_makefile", "docs/architecture.md", behind("\nRun `make coffee`.\n")),
    Sin("a command that no test runs", "commands_of_docs_can_be_run", "docs/architecture.md", behind("\n```bash\ncurl example\n```\n")),
    Sin("a decision out of order", "decisions_are_numbered_and_short", "docs/decisions/0099-later.md", behind("# 99. Later\n")),
    Sin("a decision without end", "decisions_are_numbered_and_short", "docs/decisions/0001-hashed-requirements-as-lock.md", behind("and so on " * 200)),
    Sin("a change of no kind", "changes_are_small_and_of_a_known_kind", "docs/changes/0.1.0/wonderful-thing.md", behind("Wonderful.\n")),
    Sin("a change without a count", "underway_tells_what_is_left", "docs/underway.md", behind("\n## Tidying\n\nMore of it.\n")),
    Sin("six changes at once", "underway_tells_what_is_left", "docs/underway.md", behind("\n## One more\n\nWhat is left: `grep -c x y`\n" * 6)),
    Sin("a room that the architecture does not know", "architecture_names_every_room", "docs/architecture.md", instead("| `desk` |", "| the desk |")),
    Sin("a threat answered by no test", "threats_name_tests_that_there_are", "docs/threats.md", behind("\nSee `test_that_nobody_wrote`.\n")),
    Sin("a README that begins at length", "the_readme_begins_with_five_lines", "README.md", instead('Desbumi (Desa Peduli Buruh Migran, "villages', 'Desbumi\n(Desa Peduli Buruh Migran, "villages')),
    Sin("a folder of one machine", "nothing_names_a_registry_or_a_machine", "docs/architecture.md", behind("\nSee /ro" + "ot/notes.\n")),
)  # fmt: skip


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    return copy_to(tmp_path_factory.mktemp("base"))


@pytest.mark.parametrize("sin", SINS, ids=lambda sin: sin.name.replace(" ", "_"))
def test_the_sin_is_found_by_its_guard_and_by_no_other(base, tmp_path, sin):
    house = linked_to(tmp_path, base)
    plant(house, sin.file, sin.commit)

    found = guards.watch(house)

    assert set(found) == {sin.guard}, found


def test_a_copy_without_sin_is_found_clean(base):
    assert guards.watch(base) == {}


def test_every_guard_has_a_sin_to_prove_itself_on():
    assert {sin.guard for sin in SINS} == {*guards.GUARDS, "stale_exceptions"}
