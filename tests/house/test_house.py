"""The house watches itself: vendored files, words, deeds, undefined template variables."""

import ast
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src/desbumi"
VENDOR = PACKAGE / "ui/static/ui/vendor"

# Functions of `actions.py` that ask no permission themselves, each with its reason.
NEED_NOT_ASK = {
    "access.first_administrator": "the token that the console printed is the permission",
    "access.free_name": "makes a name, no account",
    "access.link_ends": "a question about an account that its caller holds",
    "access.end_sessions": "a part of deeds that have asked",
    "access.end_now": "a part of deeds that have asked",
    "access.ending": "the fields of an end",
    "access.check_hand": "is itself a question",
    "access.books_of": "a question",
    "access.keep_an_administrator": "is itself a question",
    "access.has_factor": "a question",
    "access.link_for": "makes a token of an account that its caller holds",
    "access.account_of": "opens a token: the token is the permission",
    "access.choose_password": "follows on a token that was opened",
    "programme.check_step": "a question that its deed asks too, under the lock",
}


@pytest.mark.parametrize("folder", [VENDOR, ROOT / "tests/vendor"])
def test_vendored_files_are_those_of_the_manifest(folder):
    listed = json.loads((folder / "manifest.json").read_text())

    assert {row["file"] for row in listed} == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for row in listed:
        assert hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert row["licence"]


def actions():
    for path in sorted([*PACKAGE.glob("*/actions.py"), *PACKAGE.glob("*/actions/*.py")]):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path.relative_to(PACKAGE).parts[0]}.{node.name}", node


def test_each_deed_asks_require_or_stands_on_the_list_with_its_reason():
    names = dict(actions())
    silent = {
        name for name, node in names.items() if not any(isinstance(each, ast.Call) and getattr(each.func, "id", "") == "require" for each in ast.walk(node))
    }

    assert silent == set(NEED_NOT_ASK)
    assert set(NEED_NOT_ASK) <= set(names)


def test_each_deed_is_keyword_only_with_by_first():
    for name, node in actions():
        if name not in NEED_NOT_ASK:
            assert not node.args.args, name
            assert node.args.kwonlyargs[0].arg == "by", name
            assert {"op", "device"} <= {argument.arg for argument in node.args.kwonlyargs}, name


def test_rules_know_no_database():
    for path in sorted(PACKAGE.glob("*/rules.py")):
        imported = [node.module or "" for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        assert all(not name.startswith("django") or name == "django.utils.translation" for name in imported), path


def test_every_word_of_the_interface_is_translated():
    told = subprocess.run([sys.executable, ROOT / "tools/messages.py", "missing"], capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout


def test_an_undefined_template_variable_fails_a_test():
    template = engines["django"].from_string("{{ nobody_said_what_this_is }}")

    with pytest.raises(pytest.fail.Exception, match="nobody_said"):
        template.render({})


def test_a_component_inside_a_partial_renders_whole_and_as_a_part(world, browser_of):
    browser = browser_of(world.leader)

    for response in (browser.get("/programme/board/?regency=33.07"), browser.part("/programme/board/", regency="33.07")):
        assert '<section class="empty">' in response.content.decode()


def test_colours_stand_in_tokens_alone():
    for path in sorted((PACKAGE / "ui/static/ui/css").glob("*.css")):
        if path.name not in ("tokens.css", "print.css", "desbumi.css"):
            found = re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text())
            assert set(found) <= {"#fff", "#ffffff14", "#ffffff66", "#1e22331a", "#0000", "#0f142bb3", "#14", "#66"}, (path.name, found)


def test_templates_carry_no_inline_style_or_script():
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", text), path


def test_the_second_verifier_imports_nothing_of_the_package():
    tree = ast.parse((ROOT / "tools/verify_book.py").read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names} | {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }

    assert names <= {"hashlib", "sqlite3", "sys", "psycopg", "collections.abc", "typing"}


def test_the_founding_document_in_the_package_is_valid_json_with_eight_villages():
    assert len(json.loads((PACKAGE / "programme/data/programme.json").read_text())["villages"]) == 8
