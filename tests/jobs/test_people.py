"""The register of people as a cadre, an officer and a coordinator use it, on a phone and on a laptop."""

import json
import re
import subprocess
import sys
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.jobs.conftest import Person
from tests.jobs.test_others import both

NIK, PHONE, CARD = "3510045509859377", "0812 7777 9377", "3510040101019377"
HERS = ("Sumiyatunrahma", "Makyemtunrahma", NIK, "81277779377", CARD)


@pytest.fixture(scope="session")
def signed_in(chromium, running, size):
    """Who has a second lock signs in once for all these jobs: a code opens once, and the next comes half a minute later."""
    made = {}

    def page_of(name):
        if name not in made:
            made[name] = Person(chromium, running, size)
            made[name].sign_in(name)
        return made[name].page

    yield page_of
    for each in made.values():
        each.context.close()
        assert each.complaints == []


@pytest.fixture
def officer(signed_in):
    """The service officer of Kedungasri."""
    return signed_in("wiwik")


@pytest.fixture
def leader(signed_in):
    """The coordinator of Banyuwangi."""
    return signed_in("lilik")


def look_for(page, words):
    """Find in the register as one types."""
    page.goto("/people/persons/")
    page.get_by_label("Cari nama, panggilan, kerabat, NIK, telepon, atau dusun").press_sequentially(words, delay=5)
    expect(page.locator("#rows")).not_to_contain_text("Agus Purnomo", timeout=15_000)
    return page.locator("#rows")


def register(page, name, called=""):
    """Register someone by name alone; returns the address of the person's page."""
    page.goto("/people/persons/new/")
    page.get_by_label("Nama", exact=True).fill(name)
    page.get_by_label("Panggilan").fill(called)
    page.get_by_role("button", name="Catat", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return page.url


def tick(page, question, answer):
    page.get_by_role("group", name=question).get_by_label(answer).check()


def test_a_cadre_finds_a_neighbour_by_nickname_and_husband(person):
    page = person().sign_in("sriwati")

    rows = look_for(page, "mak yah slamet")
    expect(rows.get_by_role("link", name="Sriatun")).to_be_visible()
    rows.get_by_role("link", name="Sriatun").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Sriatun")
    assert "Sriatun" not in page.title()
    assert "slamet" not in page.url


def test_a_cadre_registers_someone_without_a_nik_and_decides_about_a_likely_duplicate(person):
    page = person().sign_in("sriwati")
    page.goto("/people/persons/new/")
    page.get_by_label("Nama", exact=True).press_sequentially("Sity Aminah", delay=5)

    expect(page.locator("#alike")).to_contain_text("St. Aminah")
    page.get_by_label("Panggilan").fill("Mbak Sit")
    other = page.context.new_page()
    other.goto("/people/persons/new/")
    expect(other.get_by_label("Panggilan")).to_have_value("Mbak Sit")
    other.close()
    tick(page, "Perempuan atau laki-laki?", "perempuan")
    page.get_by_label("Lahir").fill("umur 30")
    page.get_by_label("Dusun").fill("Pandanarum")
    page.get_by_role("button", name="Catat", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Sity Aminah")
    expect(page.locator("main")).to_contain_text("belum tercatat")
    expect(look_for(page, "mbak sit pandanarum").get_by_role("link", name="Sity Aminah")).to_be_visible()


def test_what_was_asked_is_there_on_the_way_back_and_begins_an_entry(person):
    page = person().sign_in("sriwati")
    asked = "Cari nama, panggilan, kerabat, NIK, telepon, atau dusun"
    look_for(page, "maryati").get_by_role("link", name="Maryati", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maryati")

    page.go_back()
    expect(page.get_by_label(asked)).to_have_value("maryati")
    expect(page.locator("#rows")).not_to_contain_text("Agus Purnomo", timeout=15_000)
    page.get_by_label(asked).fill("Zulkarnaini Putri")
    page.get_by_role("link", name="Catat warga baru").click()

    expect(page.get_by_label("Nama", exact=True)).to_have_value("Zulkarnaini Putri")
    assert "Zulkarnaini" not in page.url
    page.goto("/people/persons/new/")
    expect(page.get_by_label("Nama", exact=True)).to_have_value("")


def test_the_neighbouring_officer_finds_nobody_of_kedungasri(person, running):
    page = person().sign_in("bambang")

    page.goto("/people/persons/")
    page.get_by_label("Cari nama, panggilan, kerabat, NIK, telepon, atau dusun").press_sequentially("mak yah", delay=5)

    expect(page.locator("#rows")).to_contain_text("Tidak ada yang ditemukan")
    told = running.command("people", "find", "mak yah", "--territory", "35.10.04.2003", "--as", "bambang", "--json")
    assert json.loads(told.stdout) == []


def test_consent_before_a_witness_is_withdrawn_and_the_next_list_leaves_her_out(officer, leader):
    hers = register(officer, "Wagiyemtun")
    officer.get_by_role("link", name="Minta persetujuan").click()
    tick(officer, "Apa yang ditanyakan?", re.compile("daftar dan laporan"))
    tick(officer, "Apa jawabannya?", "ya")
    tick(officer, "Dengan cara apa?", re.compile("^lisan"))
    officer.get_by_role("textbox", name="Saksi").fill("Bu RT Wagiman")
    officer.get_by_role("button", name="Catat jawaban").click()
    expect(officer.locator("main")).to_contain_text("saksi Bu RT Wagiman")
    assert "Wagiyemtun" in cells_of_a_list(leader)

    officer.goto(hers)
    officer.get_by_role("link", name="Cabut").click()
    officer.get_by_role("button", name="Catat pencabutan").click()

    expect(officer.locator("main")).to_contain_text("Dicabut")
    assert "Wagiyemtun" not in cells_of_a_list(leader)


def cells_of_a_list(page):
    """All cells of a list that the coordinator takes out for the village's duty."""
    page.goto("/people/exports/new/")
    page.get_by_label("Dari wilayah mana?").select_option("35.10.04.2003")
    tick(page, "Untuk keperluan apa?", re.compile("^kewajiban desa"))
    page.get_by_label("Siapa penerimanya?").fill("Dinas Tenaga Kerja")
    page.get_by_role("button", name="Buat daftar").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Simpan lembar Excel").click()
    rows = CalamineWorkbook.from_path(saved.value.path()).get_sheet_by_index(0).to_python()
    return [cell for row in rows for cell in row]


def test_an_officer_looks_at_a_number_and_it_stands_in_the_history(officer):
    page = officer
    look_for(page, "maryati binti hadi").get_by_role("link", name="Maryati binti Hadi").click()
    expect(page.locator("main")).to_contain_text("3510 04•• •••• 9007")

    page.get_by_role("link", name="Tampilkan NIK").click()
    page.get_by_role("button", name="Untuk surat yang diminta orangnya").click()

    expect(page.locator("main")).to_contain_text("3510 0452 0784 9007")
    expect(page.locator("main")).to_contain_text("melihat nomor utuh")


def test_two_entries_of_one_person_are_put_together_and_taken_apart(officer):
    page = officer
    look_for(page, "maryati yati").get_by_role("link", name="Maryati", exact=True).click()
    page.get_by_role("link", name="Sama dengan …").click()
    page.get_by_role("button", name="Bandingkan Maryati binti Hadi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Satu orang atau dua?")
    page.get_by_role("button", name="Satu orang: satukan").click()

    expect(page.locator("main")).to_contain_text("satu orang")
    page.get_by_role("button", name="Batalkan: mereka dua orang").click()

    expect(look_for(page, "maryati").get_by_role("link", name=re.compile("^Maryati"))).to_have_count(2)


def test_words_without_end_stay_within_the_page(officer):
    for _twice in range(2):
        officer.goto("/people/persons/new/")
        officer.get_by_label("Nama", exact=True).fill("Panjangnamatanpaakhir" * 5)
        officer.get_by_label("Dusun").fill("Dusunyangnamanyatidakpernahberakhirsampaikapanpunjuga")
        officer.get_by_role("button", name="Catat", exact=True).click()
    fits(officer)
    officer.get_by_role("link", name="Sama dengan …").click()
    fits(officer)
    officer.get_by_role("button", name=re.compile("Bandingkan")).first.click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Satu orang atau dua?")
    fits(officer)
    for path in ("/people/pairs/", "/people/persons/"):
        officer.goto(path)
        fits(officer)


def fits(page):
    """Nothing of the page lies beyond the screen."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, page.url


def test_a_person_asks_for_her_file_and_gets_it(officer):
    page = officer
    look_for(page, "umi kulsum").get_by_role("link", name="Umi Kulsum").click()
    page.get_by_role("link", name="Catat permintaan").click()
    tick(page, "Apa yang diminta?", re.compile("^salinan"))
    page.get_by_role("button", name="Catat permintaan").click()
    page.goto(page.url)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Di kertas (PDF)").click()
    words = " ".join(each.extract_text() for each in PdfReader(saved.value.path()).pages)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Untuk mesin (JSON)").click()
    plain = json.loads(saved.value.path().read_text())

    assert "Umi Kulsum" in words
    assert "Wiwik Handayani" in words
    assert plain["person"]["nik"] == "3510046010819018"
    page.get_by_role("link", name="Sudah dikerjakan").click()
    page.get_by_label("Apa yang dilakukan?").fill("Diserahkan kepada yang bersangkutan.")
    page.get_by_role("button", name="Sudah dikerjakan").click()
    expect(page.locator("main")).to_contain_text("Diserahkan kepada yang bersangkutan.")


GO_ON = """
import time_machine, django
from datetime import timedelta
django.setup()
from django.utils import timezone
with time_machine.travel(timezone.now() + timedelta(hours=73)):
    from desbumi.people.reactions import go_on
    go_on()
"""


def test_two_people_forget_someone_and_nothing_of_her_is_found_anywhere(officer, leader, running):
    hers = register(officer, HERS[0], HERS[1])
    officer.goto(hers.replace("/desk/", "/people/") + "numbers/")
    officer.get_by_label("NIK", exact=True).fill(NIK)
    officer.get_by_label("Nomor telepon", exact=True).fill(PHONE)
    officer.get_by_role("button", name="Simpan perubahan").click()
    officer.goto(hers.replace("/desk/", "/people/") + "household/")
    officer.get_by_label("Nomor kartu keluarga (KK)").fill(CARD)
    officer.get_by_role("button", name="Buat rumah tangga").click()
    expect(officer.locator("main")).to_contain_text("3510 04•• •••• 9377")
    assert in_clear(running, HERS) <= {HERS[0], HERS[1]}  # names are searched; numbers lie sealed

    officer.goto(hers)
    officer.get_by_role("link", name="Hapus untuk selamanya").click()
    officer.get_by_label("Mengapa?").fill("Ia sendiri memintanya di loket.")
    officer.get_by_role("button", name="Minta dan kunci").click()
    leader.goto("/people/erasures/")
    leader.locator("main .rows .name").first.click()
    expect(leader.locator("main")).to_contain_text(HERS[0])
    leader.get_by_role("button", name=re.compile("^Saya tahu")).click()
    subprocess.run([sys.executable, "-c", GO_ON], env={**running.env, "DJANGO_SETTINGS_MODULE": "desbumi.settings"}, check=True, capture_output=True)

    assert in_clear(running, HERS) == set()
    assert officer.request.get(hers).status == 404
    assert running.command("book", "verify").returncode == 0


def in_clear(running, words):
    """Which of these words lie in any file of the installation, however they are written."""
    from desbumi.testing.scanning import scan

    return set().union(*scan(words, [running.home]).values(), set())


def test_a_visit_sheet_is_printed_blank_and_with_what_is_known(person):
    page = person().sign_in("sriwati")
    page.goto("/people/persons/")
    with page.expect_download() as blank:
        page.get_by_role("link", name="Lembar kunjungan kosong").click()
    look_for(page, "sriatun").get_by_role("link", name="Sriatun").click()
    with page.expect_download() as filled:
        page.get_by_role("link", name="Lembar kunjungan").click()

    blank, filled = (PdfReader(BytesIO(each.value.path().read_bytes())).pages[0].extract_text() for each in (blank, filled))
    assert "Sriatun" not in blank
    assert "Sriatun" in filled
    assert "Slamet Riyadi" in filled


def test_no_page_of_the_register_offends_axe_in_light_or_dark(officer, leader):
    someone = register(officer, "Orang Untuk Dilihat")
    at = someone.replace("/desk/", "/people/")
    found = both(officer, "resident")
    for name in (
        "names",
        "address",
        "numbers",
        "life",
        "abilities",
        "source",
        "unmask",
        "household",
        "household/join",
        "relatives/add",
        "consent",
        "right",
        "same",
        "forget",
    ):
        officer.goto(f"{at}{name}/")
        found += both(officer, name)
    for path in (
        "/people/persons/",
        "/people/persons/?text=aminah",
        "/people/persons/?text=zzzz",
        "/people/persons/new/",
        "/people/pairs/",
        "/people/requests/",
        "/people/requests/breach/",
    ):
        officer.goto(path)
        found += both(officer, path)
    look_for(officer, "painah").get_by_role("link", name="Painah").click()
    found += both(officer, "resident with a household")
    for path in ("/people/exports/new/", "/desk/workdays/"):
        leader.goto(path)
        found += both(leader, path)

    assert found == []
