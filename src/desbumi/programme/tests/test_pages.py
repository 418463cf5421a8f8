"""The programme's pages: board, list, nation, adding, steps."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desbumi.book.writing import writing
from desbumi.programme import actions, queries
from desbumi.programme.models import Agreement, Place
from desbumi.programme.queries import board, first_programme
from desbumi.territory.models import Territory
from desbumi.testing.world import founding_text


def more_villages(world, many):
    """Some further villages of Banyuwangi in the programme."""
    first = first_programme()
    villages = list(Territory.objects.filter(code__startswith="35.10.", level="village", places__isnull=True).order_by("code")[:many])
    with writing(*villages, by=world.system, deed="place.added") as book:
        book.bulk_create([Place(programme=first, village=village, cohort="expansion", entered_at="candidate", stage="candidate") for village in villages])


def queries_of(browser, path):
    with CaptureQueriesContext(connections["default"]) as asked:
        assert browser.get(path).status_code == 200
    return [each["sql"] for each in asked if "PRAGMA" not in each["sql"] and "SAVEPOINT" not in each["sql"] and "SET TRANSACTION" not in each["sql"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_the_same_for_one_row_and_three(world, browser_of, rows):
    more_villages(world, rows)

    asked = queries_of(browser_of(world.leader), "/programme/board/?cohort=expansion")

    assert len(asked) == 14, "\n".join(asked)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_row_and_three(world, browser_of, rows):
    more_villages(world, rows)

    asked = queries_of(browser_of(world.leader), "/programme/villages/?stage=candidate")

    assert len(asked) == 9, "\n".join(asked)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/desk/villages/35.10.04.2007/", 22), ("/desk/villages/35.10.04.2007/history/", 8)])
def test_a_village_page_asks_the_same_for_one_step_and_three(world, browser_of, rows, path, queries):
    world.steps(world.village("35.10.04.2007"), ["baseline", "regulation", "budget_line"][:rows])

    asked = queries_of(browser_of(world.leader), path)

    assert len(asked) == queries, "\n".join(asked)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("/desk/regencies/35.10/", 18), ("/programme/", 17), ("/programme/places/add/?q=kedung", 10), ("/programme/villages/", 9)]
)
def test_other_pages_ask_the_same_for_one_row_and_three(world, browser_of, rows, path, queries):
    more_villages(world, rows)
    browser = browser_of(world.leader)
    browser.get(path)  # the names of the register are read once

    asked = queries_of(browser, path)

    assert len(asked) == queries, "\n".join(asked)


def test_pages_of_agreements_are_shown_and_their_forms_kept(world, browser_of):
    browser, first = browser_of(world.leader), first_programme()
    organisation = first.implementers.get().organisation
    sent = {"programme": first.pk, "territory": "35.10", "organisation": organisation.pk, "kind": "working_agreement", "status": "signed"}

    assert "Kabupaten Banyuwangi" in browser.get("/programme/agreements/add/").content.decode()
    assert browser.do("/programme/agreements/add/", **sent, signed_on="2099-01-01").status_code == 422
    made = browser.do("/programme/agreements/add/", **sent)["Location"]
    assert "tanggal belum diketahui" in browser.get(made).content.decode()
    assert browser.get(f"{made}date/").status_code == 200
    assert browser.do(f"{made}date/", signed_on="2026-02-01")["Location"] == made
    assert "1 Februari 2026" in browser.get(made).content.decode()


def test_a_refusal_is_said_also_where_the_form_is_gone(world, browser_of):
    place = world.step(world.village(), "signed")
    agreement = Agreement.objects.get(territory="35.10.04.2003")
    browser = browser_of(world.leader)
    browser.do(f"/programme/places/{place.pk}/set-back/", to="candidate", reason="baca lagi")

    for path, sent in (
        (f"/programme/agreements/{agreement.pk}/", {"signed_on": "2026-01-01", "until_on": "2029-01-01"}),
        (f"/programme/places/{place.pk}/set-back/", {"to": "candidate", "reason": "x"}),
    ):
        response = browser.do(path, **sent)
        assert response.status_code in (409, 422)
        assert 'class="errors"' in response.content.decode()


def test_two_programmes_stand_side_by_side(world, browser_of):
    told = json.loads(founding_text())
    told |= {"programme": {"name": "Desa Migran Emas"}, "villages": told["villages"][:1]}
    actions.load(by=world.system, text=json.dumps(told))
    browser, other = browser_of(world.leader), queries.programmes(world.leader)[1]

    assert browser.get("/programme/board/").content.decode().count('class="plot-card"') == 8
    assert browser.get(f"/programme/board/?programme={other.pk}").content.decode().count('class="plot-card"') == 1
    assert browser.get("/programme/board/?programme=nonsense").status_code == 200
    text = browser.get("/desk/villages/35.10.04.2007/").content.decode()
    assert "Program INKLUSI" in text
    assert "Desa Migran Emas" in text
    assert browser.get("/programme/places/add/?village=35.10.04.2004").content.decode().count("<option") == 2


def test_the_board_shows_eight_villages_by_stage_with_what_is_open_and_whose(world, browser_of):
    text = browser_of(world.leader).get("/programme/board/").content.decode()

    assert text.count('class="plot-card"') == 8
    assert "8 desa" in text
    assert "Penjajakan desa" in text
    assert "oleh: pendamping" in text


@pytest.mark.parametrize(("many", "size"), [(0, "large"), (20, "dense"), (120, "counts")])
def test_the_board_grows_denser_and_then_counts_first(world, browser_of, many, size):
    more_villages(world, many)

    told = board(world.leader)
    response = browser_of(world.leader).get("/programme/board/")

    assert (told.size, told.total) == (size, 8 + many)
    assert response.status_code == 200


def test_the_filter_swaps_the_same_rows_that_the_page_shows(world, browser_of):
    browser = browser_of(world.leader)

    part = browser.part("/programme/board/", cohort="existing").content.decode()
    page = browser.get("/programme/board/?cohort=existing").content.decode()

    assert "<html" not in part
    assert part.strip() in page
    assert "Kendalrejo" not in part


@pytest.mark.parametrize("query", ["?cohort=nonsense", "?regency=99.99", "?cohort=&regency=", "?page=x", "?regency=' OR 1=1", "?cohort=%00"])
def test_a_filter_that_makes_no_sense_breaks_nothing(world, browser_of, query):
    assert browser_of(world.leader).get(f"/programme/board/{query}").status_code == 200
    assert browser_of(world.leader).get(f"/programme/villages/{query}").status_code == 200


def test_a_village_without_a_step_for_sixty_days_says_so(world, browser_of):
    leader = world.leader
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        text = browser_of(leader).get("/programme/board/").content.decode()

        assert text.count("60 hari tanpa langkah") == 8
        assert "8 tanpa langkah selama 60 hari" in text
        world.step(world.village(), "assessed")
        assert board(leader).stalled == 7


def test_the_coordinator_sees_seven_regencies_and_the_agreement(world, browser_of):
    text = browser_of(world.leader).get("/programme/").content.decode()

    for name in ("Indramayu", "Wonosobo", "Kebumen", "Jember", "Banyuwangi", "Lombok Tengah", "Lembata", "Migrant CARE Jakarta", "Bappenas", "Pilar ekonomi"):
        assert name in text
    assert "tanggal belum diketahui" in text


def test_the_observer_sees_counts_and_no_village_and_no_person(world, browser_of):
    observer = world.person("observer", "00")
    world.person("service_officer", "35.10.04.2003", full_name="Wiwik Handayani")
    browser = browser_of(observer)

    text = browser.get("/", follow=True).content.decode()

    assert "Kabupaten Banyuwangi" in text
    assert not any(name in text for name in ("Kedungasri", "Kendalrejo", "Wiwik", "/desk/"))
    assert browser.get("/programme/board/").status_code == 404
    assert browser.get("/desk/villages/35.10.04.2003/").status_code == 404
    assert browser.get("/desk/regencies/35.10/").status_code == 404


def test_a_village_is_found_by_a_misspelt_name_and_added(world, browser_of):
    browser = browser_of(world.leader)
    found = browser.part("/programme/places/add/", q="kedungwngu").content.decode()
    assert "35.10.04.2004" in found

    assert browser.get("/programme/places/add/?village=35.10.04.2004").status_code == 200
    response = browser.do("/programme/places/add/", programme=first_programme().pk, village="35.10.04.2004", cohort="expansion", expansion_round="2")

    assert response["Location"] == "/desk/villages/35.10.04.2004/"
    assert Place.objects.get(village_id="35.10.04.2004").expansion_round == 2


def test_a_village_added_twice_at_once_by_two_people_stands_once(world, browser_of):
    sent = {"programme": first_programme().pk, "village": "35.10.04.2004", "cohort": "expansion"}
    browser_of(world.leader).do("/programme/places/add/", **sent)

    response = browser_of(world.person("coordinator", name="dua")).do("/programme/places/add/", **sent)

    assert response.status_code == 409
    assert "sudah ikut program" in response.content.decode()


def test_only_villages_of_the_own_regency_are_offered_and_taken(world, browser_of):
    browser, first = browser_of(world.leader), first_programme()
    elsewhere = Territory.objects.filter(code__startswith="33.07.", level="village").order_by("code").first()

    assert elsewhere.code not in browser.part("/programme/places/add/", q=elsewhere.name).content.decode()
    response = browser.do("/programme/places/add/", programme=first.pk, village=elsewhere.code, cohort="expansion")

    assert response.status_code == 422
    assert not Place.objects.filter(village=elsewhere).exists()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("done_on", "31/02/2026", "hari di kalender"), ("done_on", "", "Masih kosong"), ("done_by", "", "Masih kosong"), ("done_on", "2099-01-01", "belum tiba")],
)
def test_a_step_with_a_bad_field_is_shown_again_with_what_was_typed(world, browser_of, field, value, says):
    place = world.village()
    sent = {"done_on": "2026-01-05", "done_by": "Lilik", "evidence": "Lembar penjajakan no. 12"} | {field: value}

    response = browser_of(world.leader).do(f"/programme/places/{place.pk}/steps/assessed/", **sent)

    text = response.content.decode()
    assert response.status_code == 422
    assert "Kesalahan:" in text
    assert says.lower() in text.lower()
    assert "Lembar penjajakan no. 12" in text
    assert not place.steps.exists()


def test_a_form_opened_before_another_was_quicker_says_so_and_keeps_the_words(world, browser_of):
    place = world.village()
    seen = place.version
    world.step(place, "signed")

    response = browser_of(world.leader).do(f"/programme/places/{place.pk}/set-back/", seen=seen, to="candidate", reason="Kades baru")

    assert response.status_code == 409
    assert "Ada yang lebih dulu" in response.content.decode()
    assert "Kades baru" in response.content.decode()
    assert world.village().stage == "agreement"


def test_setting_back_pausing_and_going_on_in_the_browser(world, browser_of):
    browser, place = browser_of(world.leader), world.step(world.village(), "signed")

    assert browser.get(f"/programme/places/{place.pk}/set-back/").status_code == 200
    assert browser.do(f"/programme/places/{place.pk}/set-back/", seen=place.version, to="candidate", reason="baca lagi").status_code == 302
    assert browser.get(f"/programme/places/{place.pk}/pause/").status_code == 200
    assert browser.do(f"/programme/places/{place.pk}/pause/", reason="Pilkades").status_code == 302
    assert "istirahat" in browser.get("/desk/villages/35.10.04.2003/").content.decode()
    assert browser.do(f"/programme/places/{place.pk}/resume/").status_code == 302
    assert browser.get("/desk/villages/35.10.04.2003/history/").status_code == 200


def test_a_service_officer_sees_his_village_and_nothing_of_the_neighbour(world, browser_of):
    browser = browser_of(world.person("service_officer", "35.10.04.2002"))
    neighbour = world.village("35.10.04.2003")

    text = browser.get("/", follow=True).content.decode()

    assert "Desa Kendalrejo" in text
    assert "Kedungasri" not in text
    assert browser.get(f"/programme/places/{neighbour.pk}/steps/assessed/").status_code == 404
    assert browser.do(f"/programme/places/{neighbour.pk}/steps/assessed/", done_on="2026-01-05", done_by="x").status_code == 404
    assert not neighbour.steps.exists()


def test_forbidden_and_absent_answer_alike(world, browser_of):
    browser = browser_of(world.person("service_officer", "35.10.04.2002"))
    forbidden = [
        f"/programme/places/{world.village('35.10.04.2003').pk}/steps/assessed/",
        "/desk/villages/35.10.04.2003/",
        "/programme/board/",
        "/desk/regencies/35.10/",
    ]
    absent = [f"/programme/places/{uuid4()}/steps/assessed/", "/desk/villages/35.10.04.9999/", "/programme/bored/", "/desk/regencies/99.99/", "/nothing/here/"]

    answers = {(response.status_code, _masked(response)) for response in map(browser.get, [*forbidden, *absent])}
    parts = {(response.status_code, _masked(response)) for response in map(browser.part, [*forbidden, *absent])}

    assert len(answers) == len(parts) == 1
    assert answers.pop()[0] == 404


def _masked(response):
    import re

    return re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


def test_signed_out_every_address_leads_to_the_door(world, browser_of):
    for path in ("/", "/programme/board/", "/desk/villages/35.10.04.2003/", "/desk/villages/99/", "/nothing/"):
        assert browser_of().get(path)["Location"].startswith("/sign-in/")


def test_an_agreement_is_read_by_those_beneath_it_and_extended_by_the_office(world, browser_of):
    national = Agreement.objects.get(territory="00")
    officer, manager = browser_of(world.person("service_officer", "35.10.04.2002")), browser_of(world.person("programme_manager", "00"))
    address = f"/programme/agreements/{national.pk}/"

    assert "Kabupaten Lembata" in officer.get(address).content.decode()
    assert officer.do(address, signed_on="2026-01-01", until_on="2029-12-31").status_code == 404
    assert manager.do(address, signed_on="2026-01-01", until_on="2025-12-31").status_code == 422
    assert manager.do(address, seen=national.version, signed_on="2026-01-01", until_on="2029-12-31")["Location"] == address
    assert "31 Desember 2029" in manager.get(address).content.decode()


def test_a_villages_own_agreement_is_not_for_its_neighbour(world, browser_of):
    world.step(world.village("35.10.04.2003"), "signed")
    own = Agreement.objects.get(territory="35.10.04.2003")

    assert browser_of(world.person("service_officer", "35.10.04.2002")).get(f"/programme/agreements/{own.pk}/").status_code == 404
    assert browser_of(world.person("cadre", "35.10.04.2003")).get(f"/programme/agreements/{own.pk}/").status_code == 200


def test_the_office_records_who_carries_out_where(world, browser_of):
    browser, first = browser_of(world.person("programme_manager", "00")), first_programme()
    organisation = first.implementers.get().organisation
    assert "Kabupaten Jember" in browser.get("/programme/implementers/add/").content.decode()

    response = browser.do("/programme/implementers/add/", programme=first.pk, organisation=organisation.pk, territory="35.09")

    assert response["Location"] == "/desk/regencies/35.09/"
    assert "Migrant CARE Banyuwangi" in browser.get(response["Location"]).content.decode()
    assert browser.do("/programme/implementers/add/", programme=first.pk, organisation=organisation.pk, territory="35.09").status_code == 409
    assert browser.do("/programme/implementers/add/", programme="x", organisation="", territory="99").status_code == 422
    assert browser_of(world.leader).get("/programme/implementers/add/").status_code == 404


def test_a_step_that_cannot_be_recorded_opens_no_form(world, browser_of):
    place, browser = world.step(world.village(), "assessed"), browser_of(world.leader)

    for kind in ("assessed", "decree"):
        response = browser.get(f"/programme/places/{place.pk}/steps/{kind}/")
        assert response.status_code == 409
        assert "<textarea" not in response.content.decode()


def test_a_village_that_is_in_the_programme_is_marked_in_the_search(world, browser_of):
    text = browser_of(world.leader).part("/programme/places/add/", q="kedungasri").content.decode()

    assert "sudah ikut" in text
    assert "/desk/villages/35.10.04.2003/" in text


@pytest.mark.parametrize("field", ["done_by", "evidence"])
def test_marks_that_nobody_sees_are_not_kept(world, browser_of, field):
    place = world.village()
    sent = {"done_on": "2026-01-05", "done_by": "Lilik", "evidence": "Lembar"} | {field: "Li\u200blik\u202e"}

    browser_of(world.leader).do(f"/programme/places/{place.pk}/steps/assessed/", **sent)

    assert getattr(place.steps.get(), field) == "Lilik"


@pytest.mark.parametrize(("path", "sent"), [
    ("steps/assessed/", {"done_on": "0001-01-01", "done_by": "x"}), ("steps/assessed/", {"done_on": "2026-01-05", "done_by": "x" * 200}),
    ("steps/assessed/", {"done_on": "2026-01-05", "done_by": "x", "seen": "9" * 5000, "evidence": "x" * 900}), ("pause/", {"reason": "\0"}), ("set-back/", {"to": "bogus", "reason": "x"}),
])  # fmt: skip
def test_odd_input_is_met_in_our_words(world, browser_of, path, sent):
    place = world.village()

    response = browser_of(world.leader).do(f"/programme/places/{place.pk}/{path}", **sent)

    assert response.status_code == 422
    for clumsy in ("Pastikan nilai", "valid.", "Karakter null"):
        assert clumsy not in response.content.decode()


def test_a_village_joins_today_at_the_latest(world, browser_of):
    sent = {"programme": first_programme().pk, "village": "35.10.04.2004", "cohort": "expansion", "joined_on": "2099-01-01"}

    assert browser_of(world.leader).do("/programme/places/add/", **sent).status_code == 422


def test_a_search_that_found_nothing_says_so_at_once_without_a_picture_before_the_words(world, browser_of):
    found = browser_of(world.leader).get("/programme/places/add/?q=xyzzyq").content.decode()

    assert '<section class="empty"><h2>Tidak ada desa' in found


def test_an_empty_board_shows_a_house_without_measures(world, browser_of):
    board = browser_of(world.leader).get("/programme/board/?regency=33.07").content.decode()

    assert '<section class="empty"><svg class="house m"' in board
    assert "<text" not in board.split('<section class="empty">')[1].split("</svg>")[0]
