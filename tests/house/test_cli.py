"""The command line is a contract: JSON on stdout, words on stderr, exit codes 0, 1, 2."""

import json
import socket

import pytest
from django.db import DatabaseError, OperationalError, connection
from pypdf import PdfReader
from typer.testing import CliRunner

from desbumi import cli
from desbumi.book import keys, triggers
from desbumi.cli import asking, door, installation
from desbumi.programme import actions, queries
from desbumi.refusals import Refusal
from desbumi.testing.world import founding_text

run = CliRunner()


def desbumi(*arguments):
    return run.invoke(cli.app, [str(each) for each in arguments])


def test_territory_find_prints_one_document(world):
    result = desbumi("territory", "find", "Indramyu", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)[0] == {"code": "32.12", "name": "Kabupaten Indramayu", "level": "regency", "parent": "32"}
    assert "Desa Kedungasri" in desbumi("territory", "find", "kedungasri").stdout
    assert json.loads(desbumi("territory", "find", "zzzzz", "--json").stdout) == []


def test_an_unknown_level_is_a_mistake_of_usage(world):
    assert desbumi("territory", "find", "x", "--level", "hamlet").exit_code == 2
    assert desbumi("territory").exit_code == 2


def test_user_add_makes_account_and_link(world, browser_of):
    result = desbumi("user", "add", "Baru", "--role", "coordinator", "--territory", "35.10", "--json")

    told = json.loads(result.stdout)
    assert (result.exit_code, told["name"], told["territory"]) == (0, "baru", "35.10")
    assert browser_of().get(told["link"].partition(":8000")[2]).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "code"), [(("--role", "king", "--territory", "35.10"), "role.unknown"), (("--role", "cadre", "--territory", "99.99"), "territory.unknown")]
)
def test_user_add_refuses_in_words(world, arguments, code):
    result = desbumi("user", "add", "baru", *arguments)

    assert isinstance(result.exception, Refusal)
    assert result.exception.code == code


def test_a_refusal_is_one_line_on_stderr_and_exit_code_one(world, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["desbumi", "user", "add", "raja", "--role", "king", "--territory", "35.10"])

    with pytest.raises(SystemExit) as stopped:
        cli.main()

    printed = capsys.readouterr()
    assert stopped.value.code == 1
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    assert "king" in printed.err


def test_programme_load_and_show(world, tmp_path):
    file = tmp_path / "programme.json"
    file.write_text(founding_text())

    assert desbumi("programme", "load", file).exit_code == 0
    told = json.loads(desbumi("programme", "show", "--json").stdout)
    assert len(told["regencies"]) == 7
    assert len(told["villages"]) == 8
    assert "Kedungasri" in desbumi("programme", "show").stdout
    assert desbumi("programme", "load", tmp_path / "nowhere.json").exit_code == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{", b"[]", b"", b'{"programme": 1}'])
def test_a_file_that_is_none_is_refused(world, tmp_path, content):
    file = tmp_path / "programme.json"
    file.write_bytes(content)

    assert isinstance(desbumi("programme", "load", file).exception, Refusal)


def test_book_verify_and_show(world):
    world.step(world.village(), "assessed")

    verdict = json.loads(desbumi("book", "verify", "--json").stdout)
    entries = json.loads(desbumi("book", "show", "--territory", "35.10.04.2003", "--json").stdout)

    assert verdict["broken"] == []
    assert json.loads(desbumi("book", "verify", "--territory", "35.10.04.2003", "--json").stdout)["entries"] == len(entries)
    assert entries[-1]["changes"]["kind"] == [None, "assessed"]
    assert "mencatat langkah" in desbumi("book", "show", "--territory", "35.10.04.2003").stdout


def test_book_verify_exits_one_and_names_the_broken_entry(world):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_head SET hash = %s WHERE id = '00/main'", ["f" * 64])

    result = desbumi("book", "verify", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["broken"][0]["book"] == "00/main"


def test_doctor_says_what_is_wrong_and_how_to_mend_it(world, monkeypatch):
    told = json.loads(desbumi("doctor", "--json").stdout)
    assert {each["state"] for each in told} <= {"good", "watch"}
    assert any(each["check"] == "ring" and each["state"] == "watch" for each in told)

    monkeypatch.setattr(triggers, "missing", lambda _connection: ["book_entry_no_update"])
    result = desbumi("doctor")

    assert result.exit_code == 1
    assert "desbumi init" in result.stdout


def test_doctor_sees_triggers_that_are_gone(world):
    assert triggers.missing(connection) == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER book_entry_no_update" + ("" if connection.vendor == "sqlite" else " ON book_entry"))

    assert triggers.missing(connection) == ["book_entry_no_update"]


def test_a_taken_port_says_which_other_to_choose():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = desbumi("up", "--port", port)

    assert isinstance(result.exception, door.PortTaken)
    assert str(port + 1) in result.exception.way


def test_the_slow_look_tells_records_that_are_not_what_the_book_says(world):
    assert json.loads(desbumi("book", "verify", "--state", "--json").stdout)["differing"] == []

    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_place SET stage = 'independent' WHERE village_id = '35.10.04.2003'")
    result = desbumi("book", "verify", "--state", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["differing"][0]["book"] == "35.10.04.2003/main"


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (OperationalError("database or disk is full"), "storage.full"), (OperationalError("attempt to write a readonly database"), "storage.closed"),
        (OperationalError("no such table: book_head"), "installation.not_set_up"), (DatabaseError("file is not a database"), "database.unusable"),
        (OSError(28, "No space left on device"), "storage.full"), (OSError(30, "Read-only file system"), "storage.closed"),
        (OperationalError("connection failed: Connection refused"), "database.unusable"),
    ],
)  # fmt: skip
def test_a_full_closed_or_absent_store_is_said_in_words_everywhere(world, browser_of, monkeypatch, capsys, problem, code):
    def fails(*_args, **_kwargs):
        raise problem

    monkeypatch.setattr("sys.argv", ["desbumi", "programme", "show"])
    monkeypatch.setattr(queries, "facts", fails)
    monkeypatch.setattr(actions, "pause", fails)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    response = browser_of(world.leader).do(f"/programme/places/{world.village().pk}/pause/", reason="Pilkades")

    assert stopped.value.code == 1
    assert Refusal.known[code]().sentence in capsys.readouterr().err
    assert response.status_code == Refusal.known[code].status
    assert Refusal.known[code]().sentence in response.content.decode()


def test_a_lost_database_is_not_quietly_made_anew(world, monkeypatch, tmp_path, settings):
    settings.DESBUMI_HOME = tmp_path
    (tmp_path / "made").touch()
    monkeypatch.setattr(installation, "_subjects_of_books", lambda: None)

    with pytest.raises(installation.DatabaseMissing):
        installation.make(is_empty=False, progress=lambda _done, _of: None)


def test_init_twice_changes_nothing(world, monkeypatch):
    from desbumi.book.models import Entry

    monkeypatch.setattr(installation, "make_static", lambda: False)
    monkeypatch.setattr(keys, "check", lambda: None)
    before = Entry.objects.count()

    assert installation.make(is_empty=False, progress=lambda _done, _of: None) == []
    assert Entry.objects.count() == before


def test_shares_go_into_a_folder_as_a_sheet_for_each_holder_that_nobody_else_reads(world, tmp_path, capsys):
    made = [" ".join(f"kata{which}x{number}" for number in range(20)) for which in range(3)]

    asking.hand_out(made, tmp_path / "bagian")

    sheets = sorted((tmp_path / "bagian").iterdir())
    told = [" ".join(page.extract_text() for page in PdfReader(sheet).pages) for sheet in sheets]
    assert [sheet.name for sheet in sheets] == [f"desbumi-share-{which}.pdf" for which in (1, 2, 3)]
    assert all(word in text for text, share in zip(told, made, strict=True) for word in share.split())
    assert "sekretaris desa" in told[0]
    assert {sheet.stat().st_mode & 0o077 for sheet in sheets} == {0}
    assert "kata" not in capsys.readouterr().err


def test_heads_are_kept_in_a_file_and_agree_later(world, tmp_path):
    kept = tmp_path / "heads.json"
    kept.write_text(desbumi("book", "heads", "--json").stdout)
    line = next(line for line in desbumi("book", "heads").stdout.splitlines() if line.startswith("35.10.04.2003 "))
    world.step(world.village(), "assessed")

    agreed = desbumi("book", "witness", kept, line)

    assert agreed.exit_code == 0
    told = json.loads(kept.read_text())
    told["heads"][0]["hash"] = "0" * 64
    kept.write_text(json.dumps(told))
    assert desbumi("book", "witness", kept).exit_code == 1
    assert isinstance(desbumi("book", "witness", "nothing").exception, Refusal)
