"""The test of the tests: a fault is planted in a copy of the tree, and the test that is named for it turns red.

Each is one careless line, as a hurried hand might write it.
"""

from typing import NamedTuple

import pytest

from tests.house.copies import copy_to, linked_to, plant
from tests.house.test_new_room import run

pytestmark = [pytest.mark.torture, pytest.mark.once]


class Fault(NamedTuple):
    """What is planted: in which file, which line becomes which; and the test that sees it."""

    what: str
    file: str
    line: str
    instead: str
    test: str


BOOK, PEOPLE, PAPERS, CLI = "src/desbumi/book", "src/desbumi/people", "src/desbumi/papers", "src/desbumi/cli"
FAULTS = (
    Fault("commits that the disk may drop", "src/desbumi/settings.py", "synchronous=FULL", "synchronous=NORMAL", "tests/torture/test_power.py::test_a_power_cut_loses_nothing_that_was_acknowledged"),
    Fault("a file that is not synced", f"{PAPERS}/store.py", "            os.fsync(file.fileno())\n", "", "tests/torture/test_power.py::test_a_power_cut_loses_nothing_that_was_acknowledged"),
    Fault("deleted words that stay in the file", "src/desbumi/settings.py", "secure_delete=ON", "secure_delete=OFF", "tests/house/test_cli.py::test_doctor_says_what_is_wrong_and_how_to_mend_it"),
    Fault("pages of the past that stay in the files", f"{BOOK}/erasing.py", "    _clean()\n    return outstanding", "    return outstanding", f"{PEOPLE}/tests/test_forgetting.py::test_of_five_people_with_twenty_strings_each_nothing_is_left_in_any_file"),
    Fault("answers of deeds that outlive the person", f"{BOOK}/erasing.py", "        Outcome.objects.filter(pk__in=ops[start : start + MOST_ASKED]).delete()\n", "        pass\n", f"{PEOPLE}/tests/test_erasures.py::test_what_deeds_answered_and_conflicts_go_along_and_others_stay"),
    Fault("one nonce for all", f"{BOOK}/layout.py", "nonce or os.urandom(NONCE)", "nonce or bytes(NONCE)", f"{BOOK}/tests/test_layout.py::test_no_nonce_serves_twice"),
    Fault("a deed that is done twice", f"{BOOK}/writing.py", "if op is not None and Entry.objects.filter(book_id__in=ids, op=op.hex).exists():", "if False:", "tests/house/test_writing.py::test_an_op_is_done_once"),
    Fault("whoever writes last wins", f"{BOOK}/writing.py", "if seen not in (None, stored.version):", "if False:", "src/desbumi/desk/tests/test_conflicts.py::test_the_same_field_becomes_a_conflict_and_nothing_is_overwritten"),
    Fault("an erasure that nobody can stop", f"{PEOPLE}/rules.py", "DELAY = timedelta(hours=72)", "DELAY = timedelta(hours=7)", f"{PEOPLE}/tests/test_erasures.py::test_until_it_begins_it_can_be_stopped_and_all_is_as_before"),
    Fault("a deed that asks nobody", f"{PEOPLE}/actions.py", '    require(by, "erasure.stop", erasure)\n', "", f"{PEOPLE}/tests/test_erasures.py::test_who_does_not_decide_about_erasures_neither_asks_nor_confirms_nor_stops"),
    Fault("no that says what it is about", "src/desbumi/pages/answers.py", '"ui/absent.html", status=404', '"ui/absent.html", status=403', "tests/matrix/test_matrix.py::test_each_role_gets_what_the_table_says_and_nothing_else_exists[cadre]"),
    Fault("a place in the photo", f"{PAPERS}/inside.py", 'drawn.save(fresh, "JPEG", quality=QUALITY)', 'drawn.save(fresh, "JPEG", quality=QUALITY, exif=opened.getexif())', f"{PAPERS}/tests/test_cell.py::test_a_photo_is_written_anew_upright_and_tells_nothing_of_where_it_was_taken"),
    Fault("a cell without walls", f"{PAPERS}/inside.py", "    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))\n", "", f"{PAPERS}/tests/test_cell.py::test_a_parser_that_was_taken_over_reaches_no_file_no_network_and_no_other_program"),
    Fault("a reaction that follows twice", f"{BOOK}/reactions.py", 'return uuid5(OURS, f"{self.name} {entry.hash}")', 'return UUID(bytes=__import__("os").urandom(16))', f"{BOOK}/tests/test_reactions.py::test_what_follows_from_an_entry_has_one_op_however_often_it_is_heard"),
    Fault("a head that is not looked at", f"{BOOK}/heads.py", "    said += [_compared(head) for head in own]\n", "", f"{BOOK}/tests/test_heads.py::test_a_cut_tail_that_every_verifier_takes_is_seen_by_a_kept_head"),
    Fault("people in the tables of a backup", f"{CLI}/backups/leaving.py", " if issubclass(model, Recorded) and names_its_subject(model)]", " if not model]", "tests/torture/test_backup.py::test_no_person_stands_in_a_copy_and_no_key_in_a_backup"),
)  # fmt: skip


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return copy_to(tmp_path_factory.mktemp("clean"), whole=True)


def is_green(house, test):
    done = run(house, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-x", test)
    assert done.returncode in (0, 1), done.stdout + done.stderr  # anything else is no outcome of a test
    return done.returncode == 0


@pytest.mark.parametrize("fault", FAULTS, ids=[each.what for each in FAULTS])
def test_a_planted_fault_is_seen_by_the_test_that_is_named_for_it(clean, tmp_path, fault, tell):
    house = linked_to(tmp_path, clean)
    assert is_green(house, fault.test)
    plant(house, fault.file, lambda text: text.replace(fault.line, fault.instead, 1))
    assert (house.root / fault.file).read_text() != (clean.root / fault.file).read_text()

    seen = not is_green(house, fault.test)

    tell(fault=fault.what, seen_by=fault.test.rpartition("::")[2], seen=seen)
    assert seen
