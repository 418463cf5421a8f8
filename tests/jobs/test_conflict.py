"""Two people edited the same field in two tabs: both see both values, and one decides."""

from playwright.sync_api import expect

from tests.jobs import things


def test_two_who_edited_the_same_field_see_both_values_and_decide(person, size):
    lilik, dewi = person().sign_in("lilik"), person().sign_in("dewi")
    address = things.contact(lilik, "Bu Ratih")
    things.renamed(lilik, address, "Ratih Handayani")
    things.renamed(dewi, address, "Ratih Wulandari")

    things.send(lilik)
    expect(lilik.locator("main")).to_contain_text("Ratih Handayani")
    things.send(dewi)

    expect(dewi.get_by_role("heading", level=1)).to_have_text("Dua isian, pilih satu")
    for page in (dewi, lilik):
        page.goto("/desk/conflicts/")
        page.get_by_role("link", name="Nama, narahubung").first.click()
        stands, offered = page.locator("main .card").nth(0), page.locator("main .card").nth(1)
        expect(stands).to_contain_text("Ratih Handayani")
        expect(stands).to_contain_text("ditulis Lilik Indrawati")
        expect(offered).to_contain_text("Ratih Wulandari")
        expect(offered).to_contain_text("ditulis Dewi")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    lilik.get_by_role("button", name="Pakai “Ratih Wulandari”").click()

    expect(lilik.get_by_role("status")).to_contain_text("Sudah diganti dengan usulan")
    expect(lilik.locator("main .lead")).to_contain_text("Ratih Wulandari")
    dewi.reload()
    expect(dewi.locator("main")).to_contain_text("Sudah diputuskan: diganti dengan usulan")
    dewi.goto("/desk/conflicts/")
    expect(dewi.get_by_role("link", name="Nama, narahubung")).to_have_count(0)
