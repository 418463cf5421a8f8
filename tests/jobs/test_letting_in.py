"""An empty installation: the administrator is made, a coordinator comes by a printed code, a team is let in, one is let go."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.jobs.conftest import NARROW, WIDE, Person, Running
from tests.jobs.test_others import both

PASSWORD = "sawah hijau di pagi hari"

pytestmark = pytest.mark.parametrize("size", [NARROW], indirect=True, ids=["360"])


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A real installation, just set up, at an address with a name: browsers make passkeys there."""
    program = Running(tmp_path_factory.mktemp("empty"))
    program.env["DESBUMI_PASSPHRASE"] = PASSWORD
    program.command("init", "--empty")
    program.start()
    program.address = f"http://localhost:{program.port}"
    yield program
    program.stop()


@pytest.fixture
def someone(chromium, empty, size):
    """A person with a browser of their own, who has a phone that makes passkeys."""
    made = []

    def make():
        person = Person(chromium, empty, size)
        line = person.context.new_cdp_session(person.page)
        line.send("WebAuthn.enable")
        authenticator = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        line.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator | {"isUserVerified": True, "automaticPresenceSimulation": True}})
        person.line = line
        made.append(person)
        return person

    yield make
    for each in made:
        each.context.close()
        assert [line for line in each.complaints if not re.search("status of 4(03|22)", line)] == []  # what is refused in words


def everywhere(page, name):
    """What axe says of a page, in light and dark, on a phone and on a laptop."""
    found = both(page, f"{name}, 360")
    page.set_viewport_size(WIDE)
    found += both(page, f"{name}, 1280")
    page.set_viewport_size(NARROW)
    return found


def heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def add_a_passkey(page):
    """The second lock, as a role that needs one is led to it."""
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Tambah kunci sandi").click()
    page.get_by_label("Mau diberi nama apa?").fill("HP saya")
    page.get_by_role("button", name="Tambah kunci sandi ini").click()
    heading(page, "Kode cadangan")


def come_in(person, link):
    """Through a one-time link: a password, then a passkey."""
    person.page.goto(link)
    person.page.get_by_label("Pilih kata sandi").fill(PASSWORD)
    person.page.get_by_role("button", name="Simpan dan lanjut").click()


def invite(page, place, code, role, name):
    """Let someone in; returns the link on the card."""
    page.goto("/desk/people/")
    page.get_by_role("link", name="Undang orang").click()
    page.get_by_label("Di mana?").press_sequentially(place)
    page.locator(f"a[href$='territory={code}']").click()
    page.get_by_label(role, exact=True).check()
    page.get_by_label("Nama", exact=True).fill(name)
    page.get_by_role("button", name="Undang", exact=True).click()
    heading(page, f"Tautan untuk {name}")
    expect(page.locator("svg.qr")).to_be_visible()
    return re.search(r"http://localhost\S+", page.get_by_label("Teks siap kirim").input_value()).group(0)


def test_an_empty_installation_lets_its_people_in_and_one_out_again(someone, empty):
    log = (empty.home / "log").read_text()
    administrator = someone()
    page = administrator.page
    page.goto(re.search(r"http://localhost:\d+/first-run/\S+", log).group(0))
    found = everywhere(page, "first_run")
    for label, text in (("Nama Anda", "Hartini"), ("Nama pengguna", "1"), ("Pilih kata sandi", PASSWORD)):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Buat akun").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found += everywhere(page, "first_run, refused")
    page.get_by_label("Nama Anda").fill("Hartini")
    page.get_by_label("Nama pengguna").fill("hartini")
    page.get_by_label("Pilih kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Buat akun").click()
    heading(page, "Kunci kedua")
    add_a_passkey(page)
    page.goto("/account/second-factor/set-up/")
    found += everywhere(page, "mfa_activate_totp")
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Lepas HP saya").click()
    found += everywhere(page, "mfa_remove_webauthn")
    page.goto("/account/confirm/passkey/")
    found += everywhere(page, "mfa_reauthenticate_webauthn")
    link = invite(page, "banyuwangi", "35.10", "koordinator", "Lilik Indrawati")

    lilik = someone()
    lilik.page.goto(link)
    found += everywhere(lilik.page, "link")
    assert found == []
    come_in(lilik, link)
    add_a_passkey(lilik.page)
    lilik.page.get_by_role("link", name="Menu").click()
    lilik.page.get_by_role("button", name="Keluar").click()
    lilik.page.goto("/sign-in/")
    lilik.page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(lilik.page.get_by_role("button", name="Masuk dengan kunci sandi")).to_have_count(0)
    links = [
        invite(lilik.page, "banyuwangi", "35.10", "pendamping", "Agus Wahyudi"),
        invite(lilik.page, "kedungasri", "35.10.04.2003", "kaur pelayanan", "Wiwik Handayani"),
        invite(lilik.page, "kendalrejo, tegaldlimo", "35.10.04.2002", "kaur pelayanan", "Bambang Sutrisno"),
        invite(lilik.page, "kedunggebang", "35.10.04.2007", "kaur pelayanan", "Sumarni"),
    ]

    bambang = someone()
    come_in(bambang, links[2])
    add_a_passkey(bambang.page)
    bambang.page.goto("/desk/")
    heading(bambang.page, "Desa Kendalrejo")
    lilik.page.goto("/desk/people/?text=bambang")
    lilik.page.get_by_role("link", name="Bambang Sutrisno").click()
    lilik.page.get_by_role("link", name="Akhiri").click()
    lilik.page.get_by_label("Mengapa?").fill("Pindah tugas")
    lilik.page.get_by_role("button", name="Akhiri peran ini").click()
    expect(lilik.page.get_by_role("status")).to_contain_text("Peran sudah berakhir")
    gone, absent = (bambang.page.request.get(path) for path in ("/desk/villages/35.10.04.2002/", "/desk/villages/35.10.04.2999/"))
    assert gone.status == absent.status == 404
    bambang.page.reload()
    heading(bambang.page, "Halaman ini tidak ada")

    agus = someone()
    come_in(agus, links[0])
    add_a_passkey(agus.page)
    lilik.page.goto("/desk/people/?text=agus")
    lilik.page.get_by_role("link", name="Agus Wahyudi").click()
    lilik.page.get_by_role("link", name="Minta").click()
    lilik.page.get_by_label("Apa yang terjadi").fill("HP dicuri; ia datang sendiri ke kantor")
    lilik.page.get_by_role("button", name="Minta").click()
    page.goto("/desk/people/")
    page.get_by_role("link", name="Lihat Agus Wahyudi").click()
    page.get_by_role("link", name="Agus Wahyudi", exact=True).click()
    page.get_by_role("button", name="Saya tahu ini benar: lepas").click()
    history = page.get_by_role("region", name="Jejak")
    expect(history).to_contain_text("Lilik Indrawati meminta kunci kedua dilepas")
    expect(history).to_contain_text("Hartini menyetujui dan melepas kunci kedua")

    agus.page.goto("/sign-in/")
    agus.page.get_by_label("Nama pengguna atau surel").fill("agus")
    agus.page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    agus.page.get_by_role("button", name="Masuk", exact=True).click()
    heading(agus.page, "Kunci kedua")
    assert json.loads(empty.command("book", "verify", "--json").stdout)["broken"] == []
