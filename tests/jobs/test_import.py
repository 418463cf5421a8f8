"""An officer brings the village's spreadsheet, and follows one journey; the neighbouring cadre sees none of it."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.jobs import things
from tests.jobs.test_others import both

SHEET = Path(__file__).parents[2] / "src/desbumi/journeys/tests/samples/kendalrejo-typical.xlsx"


def shot(page, name, size):
    """A picture of the page, for whoever looks at it: where DESBUMI_PICTURES says."""
    if where := os.environ.get("DESBUMI_PICTURES"):
        page.screenshot(path=f"{where}/{name}-{size['width']}.png", full_page=True)


def test_a_messy_sheet_becomes_a_register_in_four_steps_and_is_undone_whole(person, size):
    someone = person()
    page = someone.sign_in("bambang")
    page.goto("/people/persons/new/")
    page.get_by_label("Nama", exact=True).fill("Joko Susilo")
    page.get_by_label("Dusun").fill("Kutorejo")
    page.get_by_role("button", name="Catat", exact=True).click()

    page.goto("/people/persons/")
    before = page.locator(".count-line").inner_text()

    page.goto("/journeys/imports/")
    found = both(page, "journeys_imports")
    page.get_by_role("link", name="Bawa lembar data").click()
    found += both(page, "journeys_bring")
    page.get_by_label("Lembar datanya").set_input_files(SHEET)
    shot(page, "import-1-file", size)
    page.get_by_role("button", name="Baca").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Apa isi kolom-kolomnya?")
    expect(page.get_by_label("Alamat > RT/RW")).to_have_value("person.rt + person.rw")
    found += both(page, "journeys_columns")
    shot(page, "import-2-columns", size)
    page.get_by_role("button", name="Lanjut ke pratinjau").click()
    expect(page.locator("#whole .rows li").first).to_contain_text("Joko Susilo")
    expect(page.locator("#whole")).to_contain_text("12 NIK rusak")
    found += both(page, "journeys_import")
    shot(page, "import-3-preview", size)
    page.get_by_role("button", name="Tulis ke buku warga").click()

    expect(page.get_by_role("heading", name="Baris-baris ini perlu dilihat")).to_be_visible(timeout=30_000)
    expect(page.locator(".outcomes li", has_text="baru di buku warga")).to_contain_text("59")
    found += both(page, "journeys_import")
    shot(page, "import-4-done", size)
    page.get_by_role("button", name="Orang yang sama (Joko Susilo)").click()
    expect(page.get_by_role("heading", name="Baris-baris ini perlu dilihat")).to_have_count(0)
    expect(page.locator(".outcomes li", has_text="menambah keterangan")).to_contain_text("1")
    done = page.url
    page.goto("/people/persons/?text=moch ridwan")
    expect(page.locator("#rows")).to_contain_text("Ridwan")

    neighbour = person().sign_in("sriwati")
    assert neighbour.request.get(done).status == 404
    neighbour.goto("/people/persons/?text=moch ridwan")
    expect(neighbour.locator("#rows")).to_contain_text("Tidak ada yang ditemukan")

    page.goto(done)
    page.get_by_text("Batalkan impor ini").click()
    page.get_by_role("button", name="Batalkan", exact=True).click()
    expect(page.locator("body")).to_contain_text("Dibatalkan.")
    page.goto("/people/persons/")
    expect(page.locator(".count-line")).to_have_text(before)
    assert found == []


def test_a_journey_gets_its_papers_and_the_family_its_promised_day(person, size):
    page = person().sign_in("wiwik")
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    page.goto("/people/persons/new/")
    page.get_by_label("Nama", exact=True).fill("Suparmiatun")
    page.get_by_role("button", name="Catat", exact=True).click()
    page.get_by_role("link", name="Tambah perjalanan migrasi").click()
    found = both(page, "journeys_add")
    page.get_by_text("bekerja di luar negeri", exact=True).click()
    page.get_by_label("Negara").select_option("TWN")
    page.get_by_role("textbox", name="Berangkat", exact=True).fill("2022")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Perjalanan migrasi")
    journey = page.url

    page.get_by_role("link", name="perjanjian kerja").click()
    page.get_by_text("jabatan atau jenis pekerjaan").click()
    page.get_by_label("Upah sebulan").fill("20000")
    page.get_by_label("Mata uang").select_option("TWD")
    page.get_by_label("Foto atau pindaian perjanjian kerja").set_input_files(things.photograph())
    found += both(page, "journeys_contract")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("body")).to_contain_text("6 dari tujuh hal yang diminta undang-undang tidak ada.")
    page.get_by_role("link", name="Tambah dokumen").click()
    page.get_by_text("paspor", exact=True).click()
    page.get_by_label("Berlaku sampai").fill((today + timedelta(days=40)).isoformat())
    found += both(page, "journeys_document")
    page.get_by_role("button", name="Simpan", exact=True).click()

    page.get_by_role("link", name="Catat kapan ada kabar").click()
    page.get_by_label("Kapan keluarga terakhir menerima kabar?").fill((today - timedelta(days=60)).isoformat())
    page.get_by_label("Seberapa sering biasanya ada kabar?").fill("14")
    found += both(page, "journeys_heard")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("body")).to_contain_text("Lebih lama tanpa kabar daripada biasanya")
    page.get_by_role("link", name="Janjikan jawaban").click()
    page.get_by_label("Siapa yang menunggu jawaban?").fill("Ibu Painem")
    page.get_by_label("Kapan Anda menjawab?").fill((today + timedelta(days=3)).isoformat())
    found += both(page, "journeys_promise")
    page.get_by_role("button", name="Simpan", exact=True).click()
    found += both(page, "journeys_journey")
    shot(page, "journey", size)

    page.get_by_role("link", name="Ada yang tidak beres").click()
    found += both(page, "journeys_confide")
    page.get_by_text("putus kontak", exact=True).click()
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("main")).not_to_contain_text("putus kontak")

    page.goto("/desk/today/")
    shot(page, "today", size)
    for words in ("Paspor akan habis masa berlakunya.", "Ibu Painem dijanjikan jawaban.", "Hubungi keluarganya."):
        expect(page.locator("#rows")).to_contain_text(words)
    page.locator("#rows").get_by_role("link", name="dijanjikan jawaban").click()
    page.get_by_label("Apa yang disampaikan kepada keluarga?").fill("Belum ada kabar")
    found += both(page, "journeys_answer")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("body")).to_contain_text("1 dari 1 ditepati tepat waktu")
    page.goto(f"{journey}change/")
    found += both(page, "journeys_change")
    assert found == []
