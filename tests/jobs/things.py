"""Things that a demo does not have, made by the coordinator on the pages."""

import io

from PIL import Image


def contact(page, name):
    """A contact person of the regency's organisation; returns the address of the person's page."""
    page.goto("/desk/regencies/35.10/")
    page.locator("main a[href^='/programme/organisations/']").first.click()
    page.get_by_role("link", name="Tambah narahubung").click()
    page.get_by_label("Nama").fill(name)
    page.get_by_label("Nomor telepon").fill("0812 3344 7788")
    page.get_by_role("button", name="Catat").click()
    page.goto(page.get_by_role("link", name=name).get_attribute("href"))
    return page.url


def renamed(page, address, name):
    """The form that changes a contact, filled in and not yet sent."""
    page.goto(f"{address}change/")
    page.get_by_label("Nama").fill(name)


def send(page):
    """The change of a contact is kept, or met by another."""
    page.get_by_role("button", name="Simpan perubahan").click()


def conflict(page, address, mine, theirs):
    """Two tabs give a contact two names; returns the address of what is to be decided."""
    other = page.context.new_page()
    renamed(page, address, mine)
    renamed(other, address, theirs)
    send(page)
    send(other)
    told = other.url
    other.close()
    return told


def erasure(page, name):
    """A contact who asks to be forgotten; returns the address of the erasure."""
    page.goto(f"{contact(page, name)}erase/")
    page.get_by_label("Mengapa?").fill("Ia sendiri memintanya, lewat telepon.")
    page.get_by_role("button", name="Minta dan kunci").click()
    return page.url


def photograph():
    """A page as a phone takes it: name, type and bytes for a file field."""
    taken = io.BytesIO()
    Image.new("RGB", (600, 800), (250, 250, 240)).save(taken, "JPEG")
    return {"name": "notulen.jpg", "mimeType": "image/jpeg", "buffer": taken.getvalue()}


def evidence(page, village):
    """The first open step of a village is done, with a photo that shows it; returns the address of the village's page."""
    page.goto(f"/desk/villages/{village}/")
    page.get_by_role("link", name="Sudah ").first.click()
    page.get_by_label("Foto atau pindaian sebagai bukti").set_input_files(photograph())
    page.get_by_role("button", name="Sudah: catat").click()
    return f"/desk/villages/{village}/"
