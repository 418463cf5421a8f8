"""The officer of Kendalrejo brings the village's spreadsheet; the neighbouring cadre sees none of it."""

import os
from pathlib import Path

from playwright.sync_api import expect

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
    expect(page.locator("#whole li").first).to_contain_text("Joko Susilo")
    expect(page.locator("#whole")).to_contain_text("12 NIK rusak")
    found += both(page, "journeys_import")
    shot(page, "import-3-preview", size)
    page.get_by_role("button", name="Tulis ke buku warga").click()

    expect(page.get_by_role("heading", name="Baris-baris ini perlu dilihat")).to_be_visible(timeout=30_000)
    expect(page.locator(".stat", has_text="baru di buku warga")).to_contain_text("59")
    found += both(page, "journeys_import")
    shot(page, "import-4-done", size)
    page.get_by_role("button", name="Orang yang sama (Joko Susilo)").click()
    expect(page.get_by_role("heading", name="Baris-baris ini perlu dilihat")).to_have_count(0)
    expect(page.locator(".stat", has_text="menambah keterangan")).to_contain_text("1")
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
