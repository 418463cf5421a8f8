"""The pages about those who work here: letting in, a link on a card, roles given and ended, a lock reset by two."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import segno
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from desbumi.access import actions
from desbumi.access.models import Account, Assignment, FactorReset

VILLAGE = "35.10.04.2003"


@pytest.fixture
def leader(world, browser_of):
    """The coordinator's browser."""
    return browser_of(world.leader)


def address_of(account, more=""):
    return f"/desk/people/{Assignment.objects.filter(account=account).order_by('id')[0].pk}/{more}"


def invite(browser, **fields):
    return browser.do("/desk/people/invite/", **{"territory": VILLAGE, "role": "cadre", "full_name": "Siti Aminah", **fields})


def test_an_invitation_leads_to_a_card_with_the_link_in_words_and_as_a_picture(world, leader, browser_of):
    response = invite(leader)

    account = Account.objects.get(name="siti")
    assert response["Location"] == address_of(account, "link/")
    page = leader.get(response["Location"]).content.decode()
    link = f"http://testserver/sign-in/link/{actions.link_for(account)}/"
    assert link in page
    assert segno.make(link, error="m").svg_inline(scale=4, border=2, omitsize=True, dark="#000", light="#fff", svgclass="qr") in page
    assert "https://wa.me/?text=Halo%20Siti%20Aminah" in page
    assert browser_of().get(link.removeprefix("http://testserver")).status_code == 200


def test_the_same_form_twice_is_one_invitation(leader):
    op = str(uuid4())

    first, second = invite(leader, op=op), invite(leader, op=op)

    assert first["Location"] == second["Location"]
    assert Account.objects.filter(full_name="Siti Aminah").count() == 1


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"full_name": ""}, 422, "Masih kosong"), ({"full_name": "   "}, 422, "Masih kosong"), ({"full_name": "\u202e"}, 422, "Masih kosong"),
        ({"full_name": "x" * 121}, 422, "120"), ({"name": "Siti Aminah"}, 422, "huruf kecil"), ({"role": "raja"}, 422, "Pilih satu"),
        ({"role": "coordinator"}, 422, "bukan untuk"), ({"role": "auditor", "territory": "35.10"}, 403, "bukan wewenang"),
        ({"territory": "33.07.01.2001"}, 422, "daftar"), ({"territory": "x\0"}, 422, "daftar"), ({"territory": ""}, 422, "kosong"),
    ],
)  # fmt: skip
def test_what_cannot_be_invited_is_said_beside_what_was_typed(leader, sent, status, says):
    response = invite(leader, **sent)

    assert response.status_code == status
    assert says in response.content.decode()
    assert not Account.objects.filter(name="siti").exists()


def test_a_name_of_other_letters_is_kept_as_it_is_written(leader):
    invite(leader, full_name="Sĩtï <b>Amīnah</b> 🌾")

    account = Account.objects.get(full_name="Sĩtï <b>Amīnah</b> 🌾")
    assert account.name == "siti"
    assert "&lt;b&gt;" in leader.get(address_of(account)).content.decode()


def test_a_second_invitation_for_the_same_person_names_the_way(leader):
    invite(leader)

    response = invite(leader, full_name="SITI AMINAH")

    assert response.status_code == 409
    assert "sudah punya peran di sana" in response.content.decode()


def test_only_roles_of_the_place_and_of_the_own_hand_are_offered(leader, browser_of, world):
    page = leader.get(f"/desk/people/invite/?territory={VILLAGE}").content.decode()
    assert 'value="cadre"' in page
    assert 'value="facilitator"' not in page
    assert 'value="coordinator"' not in leader.get("/desk/people/invite/?territory=35.10").content.decode()

    nation = browser_of(world.person("administrator", "00")).get("/desk/people/invite/?territory=00").content.decode()
    assert 'value="programme_manager"' in nation


def test_a_place_is_found_as_it_sounds_and_only_where_one_lets_people_in(leader):
    assert "35.10.04.2003" in leader.part("/desk/people/invite/", q="kedung asri").content.decode()
    assert "Tidak ada tempat" in leader.part("/desk/people/invite/", q="indramayu").content.decode()
    assert "Kabupaten Banyuwangi" in leader.get("/desk/people/invite/").content.decode()


def test_the_link_of_someone_above_is_not_shown(world, leader):
    other = world.person("coordinator", "35.10", name="kedua")

    assert leader.get(address_of(other, "link/")).status_code == 403
    assert actions.link_for(other) not in leader.get(address_of(other)).content.decode()


def test_a_role_is_given_from_a_day_and_ended_on_one(world, leader):
    cadre = world.person("cadre", VILLAGE, name="sriwati")
    tomorrow, later = (timezone.localdate() + timedelta(days) for days in (1, 9))

    given = leader.do(address_of(cadre, "role/"), territory="35.10.04.2002", role="cadre", from_on=tomorrow.isoformat(), until_on="")
    assert given.status_code == 302
    fresh = Assignment.objects.get(account=cadre, territory="35.10.04.2002")
    ended = leader.do(f"/desk/people/{fresh.pk}/end/", seen=fresh.version, last_day=later.isoformat(), reason="Cuti")

    assert ended.status_code == 302
    assert (fresh.refreshed().until_on, fresh.refreshed().state, fresh.refreshed().ended_because) == (later, "coming", "Cuti")
    again = leader.do(f"/desk/people/{fresh.pk}/end/", seen=fresh.version, last_day="", reason="")
    assert again.status_code == 409


@pytest.mark.parametrize(("last_day", "says"), [("2020-01-01", "sudah lewat"), ("besok", "bukan hari"), ("1999-01-01", "terlalu lama")])
def test_a_day_that_cannot_be_is_said_at_its_field(world, leader, last_day, says):
    cadre = world.person("cadre", VILLAGE, name="sriwati")

    response = leader.do(address_of(cadre, "end/"), last_day=last_day, reason="Cuti")

    assert response.status_code == 422
    assert says in response.content.decode()
    assert "Cuti" in response.content.decode()


def test_a_lost_lock_is_asked_for_by_one_and_taken_away_by_another(world, leader, browser_of):
    officer = world.person("service_officer", VILLAGE, name="wiwik", full_name="Wiwik Handayani", locked=True)
    TOTP.activate(officer, generate_totp_secret())
    leader.do(address_of(officer, "reset/"), reason="HP hilang, ia datang sendiri")
    reset = FactorReset.objects.get()
    manager = browser_of(world.person("programme_manager", "00", full_name="Dewi Kartika"))
    assert "menunggu orang kedua" in manager.get("/desk/people/").content.decode()

    assert leader.do(f"/desk/people/resets/{reset.pk}/confirm/", seen=reset.version).status_code == 403
    assert manager.do(f"/desk/people/resets/{reset.pk}/confirm/", seen=reset.version).status_code == 302

    assert not Authenticator.objects.filter(user=officer).exists()
    history = leader.get(address_of(officer)).content.decode()
    assert "meminta kunci kedua dilepas" in history
    assert "menyetujui dan melepas kunci kedua" in history
    assert "Dewi Kartika" in history


def test_the_roster_filters_and_prints_as_one_list(world, leader):
    for at in range(60):
        world.person("cadre", VILLAGE, name=f"kader-{at:02}")
    ended = world.person("facilitator", "35.10", name="agus")
    actions.end(by=world.leader, assignment=Assignment.objects.get(account=ended))

    assert "61 peran" in leader.get("/desk/people/").content.decode()
    assert leader.get("/desk/people/").content.decode().count('role="rowheader"') == 50
    assert leader.get("/desk/people/?whole=1").content.decode().count('role="rowheader"') == 61
    assert leader.get("/desk/people/?state=over").content.decode().count('role="rowheader"') == 1
    assert leader.get("/desk/people/?role=coordinator").content.decode().count('role="rowheader"') == 1
    assert leader.get("/desk/people/?text=kader-07").content.decode().count('role="rowheader"') == 1
    for nonsense in ("text=%00", "role=raja", "state=x", "place=99", "page=x", "place=' or 1", "whole=x"):
        assert leader.get(f"/desk/people/?{nonsense}").status_code == 200


def test_the_history_tells_moments_as_people_do_and_keeps_the_reason(world, leader):
    cadre = world.person("cadre", VILLAGE, name="sriwati")
    held = Assignment.objects.get(account=cadre)
    leader.do(address_of(cadre, "end/"), last_day=(timezone.localdate() + timedelta(9)).isoformat(), reason="Pindah rumah")
    assert "Pindah rumah" in leader.get(address_of(cadre, "end/")).content.decode()

    leader.do(address_of(cadre, "end/"), last_day="", reason="")

    page = leader.get(address_of(cadre)).content.decode()
    assert held.refreshed().ended_because == "Pindah rumah"
    assert re.search(r"Diakhiri saat itu: \d{1,2} \w+ \d{4}, ", page)
    assert "sekarang kosong" not in page


def test_a_form_is_not_shown_for_what_will_be_refused(world, leader):
    other, cadre = world.person("coordinator", "35.10", name="kedua"), world.person("cadre", VILLAGE, name="sriwati")
    actions.close(by=world.leader, assignment=Assignment.objects.get(account=cadre))

    for more in ("end/", "close/", "link/"):
        assert leader.get(address_of(other, more)).status_code == 403
        assert leader.get(address_of(cadre, more)).status_code == 409


@pytest.mark.parametrize("written", ["1 Januari 2030", "1 january 2030", "01/01/2030", "1-1-2030", "2030-01-01"])
def test_a_day_is_understood_as_people_write_it(world, leader, written):
    cadre = world.person("cadre", VILLAGE, name="sriwati")

    leader.do(address_of(cadre, "end/"), last_day=written, reason="Cuti")

    assert Assignment.objects.get(account=cadre).until_on.isoformat() == "2030-01-01"


def test_who_has_no_role_is_told_so_and_who_lacks_a_lock_is_led_to_it(world, browser_of):
    cadre = world.person("cadre", VILLAGE, name="sriwati")
    actions.end(by=world.leader, assignment=Assignment.objects.get(account=cadre))
    browser = browser_of(cadre)

    assert browser.get("/")["Location"] == "/account/"
    assert "Saat ini Anda tidak punya peran" in browser.get("/account/").content.decode()
    assert browser_of(world.leader, second_factor=False).get("/")["Location"] == "/account/second-factor/"


def test_a_method_that_an_address_does_not_take_is_absent(leader):
    for path in ("/language/", "/account/keep-my-lock/", "/sign-out/everywhere/"):
        assert leader.get(path).status_code == 404


def test_a_link_for_this_computer_alone_says_so(world, browser_of):
    cadre = world.person("cadre", VILLAGE, name="sriwati")
    browser = browser_of(world.leader)

    assert "hanya terbuka di komputer ini" in browser.get(address_of(cadre, "link/"), headers={"Host": "localhost:8000"}).content.decode()
    assert "hanya terbuka di komputer ini" not in browser.get(address_of(cadre, "link/")).content.decode()


def test_the_roster_of_one_place_says_so_and_leads_back_to_all(world, leader):
    world.person("cadre", VILLAGE, name="sriwati")
    world.person("cadre", "35.10.04.2002", name="lain")

    page = leader.get(f"/desk/people/?place={VILLAGE}").content.decode()

    assert "Hanya di Desa Kedungasri" in page
    assert page.count('role="rowheader"') == 1
    assert f"/desk/people/?place={VILLAGE}" in leader.get(f"/desk/villages/{VILLAGE}/").content.decode()
