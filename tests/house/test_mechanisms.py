"""The mechanisms of the frame: a page cannot write, a deed is done once, a Refusal shows on every surface."""

import json
import socket
import warnings
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.test import RequestFactory

from desbumi.access.sessions import Session
from desbumi.book import keys
from desbumi.book.models import Outcome
from desbumi.pages.answers import answer as answer_to
from desbumi.pages.guard import PageWrites, reading_only
from desbumi.refusals import Refusal
from desbumi.territory.models import Edition, Territory

BOTH = ["default", "keys"]


@pytest.mark.django_db(databases=BOTH, transaction=True)
@pytest.mark.parametrize("alias", BOTH)
def test_a_page_cannot_write_to_either_database_and_the_next_deed_can(alias):
    keys.make_ring()
    table = "territory_edition" if alias == "default" else "book_datakey"
    with pytest.raises(PageWrites), reading_only(), connections[alias].cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")

    with reading_only():
        Edition.objects.count()
    Edition.objects.create(name="after", places=1)
    assert Edition.objects.filter(name="after").exists()


@pytest.mark.django_db(databases=BOTH, transaction=True)
def test_a_page_opens_no_writing_transaction_on_sqlite():
    if connections["default"].vendor != "sqlite":
        with reading_only(), transaction.atomic():
            Edition.objects.count()
        return
    with pytest.raises(PageWrites), reading_only(), transaction.atomic():
        Edition.objects.count()
    Edition.objects.create(name="after", places=1)


@pytest.mark.django_db(databases=BOTH, transaction=True)
def test_the_guard_is_lifted_after_a_page_that_failed():
    keys.make_ring()
    with pytest.raises(ZeroDivisionError), reading_only():
        raise ZeroDivisionError
    Edition.objects.create(name="after", places=1)


def test_a_template_that_writes_is_refused_too(world, browser_of, monkeypatch):
    from desbumi.desk.queries import places as queries

    def sin(*_args):
        Outcome.objects.create(op=uuid4(), actor="x", answer={})

    monkeypatch.setattr(queries, "regency", lambda *_args: {"rows": [], "existing": [], "expansion": [], "implementers": sin, "over": [], "people": []})
    with pytest.raises(PageWrites):
        browser_of(world.leader).get("/desk/regencies/35.10/")


@pytest.fixture
def refused(world):
    """A request of the coordinator, and a Refusal to answer it with."""
    user = world.leader
    user.session = Session(has_second_factor=True)

    def answer(**headers):
        request = RequestFactory().get("/programme/board/", headers=headers)
        request.user, request.id, request.session = user, "X", {}
        request.htmx = type("Htmx", (), {"boosted": False, "__bool__": lambda self: "HX-Request" in headers})()
        from django.contrib.messages.storage.base import BaseStorage

        request._messages = BaseStorage(request)
        request._messages._loaded_data = []
        return answer_to(request, Refusal.known["not_now"]())

    return answer


def test_a_refusal_is_a_page_a_part_and_problem_json(refused):
    page, part, problem = refused(), refused(**{"HX-Request": "true", "HX-Request-Type": "partial"}), refused(Accept="application/json")

    assert page.status_code == part.status_code == problem.status_code == 409
    assert b"<html" in page.content
    assert b"<html" not in part.content
    assert b"Ini belum bisa dilakukan" in part.content
    told = json.loads(problem.content)
    assert (problem["Content-Type"], told["type"], told["status"]) == ("application/problem+json", "urn:desbumi:not_now", 409)


def test_every_refusal_has_a_code_of_its_own_words_and_a_way_forward():
    for code, refusal in Refusal.known.items():
        assert refusal.says, code
        assert refusal.way_forward, code
        assert refusal.__doc__, code
    with pytest.raises(TypeError):
        type("Again", (Refusal,), {"code": "not_now"})


def test_a_mistake_of_ours_tells_a_number_and_no_details(world, browser_of, monkeypatch, caplog):
    from desbumi.programme import queries

    browser = browser_of(world.leader)
    browser.raise_request_exception = False
    monkeypatch.setattr(queries, "board", lambda *_args, **_kwargs: 1 / 0)
    response = browser.get("/programme/board/")

    text = response.content.decode()
    assert response.status_code == 500
    assert "ZeroDivision" not in text
    number = text.split("<code>")[1].split("</code>")[0]
    assert number in caplog.text
    assert "/programme/board" not in caplog.text


def test_a_deed_with_another_persons_op_is_not_answered_as_theirs(world, browser_of):
    place, op = world.village(), str(uuid4())
    sent = {"op": op, "done_on": "2026-01-05", "done_by": "Lilik"}
    browser_of(world.leader).post(f"/programme/places/{place.pk}/steps/assessed/", sent)

    response = browser_of(world.person("facilitator")).post(f"/programme/places/{place.pk}/steps/invited/", sent)

    assert response.status_code == 409
    assert place.steps.count() == 1


def test_get_does_no_deed_and_post_shows_no_page(world, browser_of):
    browser, place = browser_of(world.leader), world.village()

    assert browser.get(f"/programme/places/{place.pk}/resume/").status_code == 404
    assert browser.post("/programme/board/").status_code == 404
    assert browser.head("/programme/board/").status_code == 200


def test_headers_keep_pages_private_and_strict(world, browser_of):
    response = browser_of(world.leader).get("/programme/board/")

    assert "no-store" in response["Cache-Control"]
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_pages_stay_within_their_weight(world, browser_of):
    import gzip
    from pathlib import Path

    import desbumi

    static = Path(desbumi.__file__).parent / "ui/static/ui"
    styles, script = (
        len(gzip.compress((static / "css/desbumi.css").read_bytes())),
        sum(len(gzip.compress(path.read_bytes())) for path in (static / "vendor/htmx-4.0.1.min.js", static / "js/desk.js")),
    )
    sign_in = len(gzip.compress(browser_of().get("/sign-in/").content)) + styles
    board = len(gzip.compress(browser_of(world.leader).get("/programme/board/").content)) + styles + script

    assert sign_in < 30_000
    assert board < 90_000
    assert b"htmx" not in browser_of().get("/sign-in/").content


def test_rows_without_an_order_come_shuffled(world):
    made = [list(Territory.objects.order_by().values_list("code", flat=True)) for _ in range(4)]

    assert len({tuple(rows) for rows in made}) > 1


def test_a_warning_is_a_mistake():
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_nothing_leaves_this_machine():
    with socket.socket() as line, pytest.raises(OSError, match="tried to reach"):
        line.connect(("192.0.2.1", 80))


def test_the_same_op_with_other_words_is_shown_again_and_not_dropped(world, browser_of):
    place, op, browser = world.village(), str(uuid4()), browser_of(world.leader)
    browser.post(f"/programme/places/{place.pk}/steps/assessed/", {"op": op, "done_on": "2026-01-05", "done_by": "Lilik"})

    response = browser.post(f"/programme/places/{place.pk}/steps/invited/", {"op": op, "done_on": "2026-01-06", "done_by": "Agus Wahyudi"})

    assert response.status_code == 409
    assert "Agus Wahyudi" in response.content.decode()
    assert op not in response.content.decode()
    assert place.steps.count() == 1


def test_a_form_without_an_op_is_not_recorded(world, browser_of):
    place = world.village()

    response = browser_of(world.leader).post(f"/programme/places/{place.pk}/steps/assessed/", {"done_on": "2026-01-05", "done_by": "Lilik"})

    assert response.status_code == 422
    assert not place.steps.exists()


def test_who_may_not_know_of_a_page_learns_nothing_from_another_method(world, browser_of):
    observer, gone = browser_of(world.person("observer", "00")), []
    for path in ("/programme/board/", "/programme/bored/", f"/programme/places/{world.village().pk}/resume/", f"/programme/places/{uuid4()}/resume/"):
        gone += [observer.generic(method, path).status_code for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS")]

    assert set(gone) == {404}


@pytest.mark.parametrize(
    "path",
    [
        "/desk/villages/%00/",
        "/desk/villages/35.10/",
        "/desk/villages/00/",
        "/desk/regencies/35.10.04.2003/",
        "/programme/places/add/?village=%00",
        "/programme/places/add/?q=%00",
    ],
)
def test_odd_addresses_are_absent_or_empty(world, browser_of, path):
    assert browser_of(world.person("programme_manager", "00")).get(path).status_code == (200 if "?" in path else 404)


def test_a_program_that_asks_for_json_gets_every_no_as_json(world, browser_of):
    browser = browser_of(world.person("cadre", "35.10.04.2003"))

    told = {browser.get(path, headers={"Accept": "application/json"}).content for path in ("/programme/board/", "/nothing/", "/desk/villages/35.10.04.2002/")}

    assert len(told) == 1
    assert json.loads(told.pop())["status"] == 404
