"""The coordinator of Migrant CARE Banyuwangi: eight villages, a ninth by a misspelt name, two steps, the history."""

import json

from playwright.sync_api import expect


def test_the_coordinator_works_with_the_founding_programme(person, running, size):
    page = person().sign_in("lilik")

    expect(page.get_by_role("heading", level=1)).to_have_text("Hari ini")
    expect(page.get_by_role("listitem").filter(has_text="Penjajakan desa").first).to_be_visible()
    page.goto("/programme/board/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Papan desa")
    assert page.get_by_role("region", name="Pendampingan").locator(".plot-card").count() == 5
    assert page.get_by_role("region", name="Penjajakan").locator(".plot-card").count() == 3
    for known in ("Kedunggebang", "Wringinpitu", "Tegaldlimo", "Pesanggaran", "Sumbermulyo", "Kedungasri", "Kendalrejo", "Siliragung"):
        expect(page.get_by_role("link", name=known, exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    page.get_by_role("link", name="Tambah desa").click()
    page.get_by_label("Nama desa").press_sequentially("kedungwngu")
    page.get_by_role("link", name="Desa Kedungwungu").click()
    page.get_by_label("perluasan", exact=True).check()
    page.get_by_label("Gelombang perluasan").fill("2")
    page.get_by_role("button", name="Masukkan desa ini").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Desa Kedungwungu")
    expect(page.get_by_role("status")).to_contain_text("sekarang ikut program")

    page.goto("/programme/board/")
    page.get_by_role("link", name="Kedungasri", exact=True).click()
    for step, who in (("Penjajakan desa", "Agus Wahyudi"), ("Undangan ke lokakarya", "Lilik Indrawati")):
        page.get_by_role("link", name=f"Sudah {step}").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(step)
        page.get_by_label("Siapa yang melakukan?").fill(who)
        page.get_by_label("Apa buktinya?").fill("Lembar bertanda tangan")
        page.get_by_role("button", name="Sudah: catat").click()
        expect(page.get_by_role("status")).to_contain_text(f"Tercatat: {step}")

    history = page.get_by_role("region", name="Jejak")
    for told in ("Lilik Indrawati", "mencatat langkah", "Langkah: Undangan ke lokakarya", "Dilakukan oleh: Agus Wahyudi"):
        expect(history).to_contain_text(told)
    assert json.loads(running.command("book", "verify", "--json").stdout)["broken"] == []


def test_what_is_typed_survives_a_closed_tab_and_goes_once_it_is_recorded(person):
    someone = person()
    page = someone.sign_in("dewi")
    page.goto("/desk/villages/35.10.04.2006/")
    page.get_by_role("link", name="Sudah Data awal diambil").click()
    address = page.url
    page.get_by_label("Apa buktinya?").fill("Berita acara no. 7")
    page.close()

    page = someone.context.new_page()
    page.goto(address)
    expect(page.get_by_label("Apa buktinya?")).to_have_value("Berita acara no. 7")
    page.get_by_role("button", name="Sudah: catat").click()
    expect(page.get_by_role("status")).to_contain_text("Tercatat")

    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('desbumi-kept:')).length") == 0
