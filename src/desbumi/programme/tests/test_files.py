"""The file of an activity: pages that sort themselves by their code, budget and receipts, papers, the bundle."""

import re
from datetime import time, timedelta
from io import BytesIO

import pytest
import segno
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from pypdf import PdfReader

from desbumi.access.policy import NotAllowed
from desbumi.book.actors import Visitor
from desbumi.papers import cell
from desbumi.papers.cell import Opened
from desbumi.papers.store import read
from desbumi.papers.tests import samples
from desbumi.programme import actions, sheets
from desbumi.programme.forms.events import MoneyField
from desbumi.programme.models import EventFile, Paper
from desbumi.programme.queries import files as queries
from desbumi.programme.queries.lacking import missing
from desbumi.programme.rules.pages import OURS, PageCode, read_code
from desbumi.refusals import NotNow

PAGE = Opened("surat.pdf", "application/pdf", samples.pdf(), pages=1)
HOME = "35.10.04.2003"


def photo_of(code, *, turned=0, stain=False, both=True):
    """A phone photo of a printed page with its code in two corners, perhaps turned, perhaps with coffee over the upper one."""
    sheet = Image.new("RGB", (1240, 1900), "white")
    small = BytesIO()
    segno.make(code, error="q").save(small, kind="png", scale=5, border=2)
    mark = Image.open(small).convert("RGB")
    sheet.paste(mark, (1240 - mark.width - 60, 60))
    if both:
        sheet.paste(mark, (60, 1900 - mark.height - 60))
    drawn = ImageDraw.Draw(sheet)
    for row in range(20):
        drawn.line((60, 400 + row * 60, 1180, 400 + row * 60), fill="grey")
    if stain:
        drawn.ellipse((1240 - mark.width - 120, 20, 1240, mark.height + 120), fill=(120, 80, 40))
    taken = BytesIO()
    sheet.rotate(turned, expand=True, fillcolor="white").save(taken, "JPEG", quality=70)
    return taken.getvalue()


@pytest.fixture
def event(world):
    return world.event(on=world.place("35.10").today - timedelta(days=1), ends_on=world.place("35.10").today)


def opened(code, name="foto.jpg", **how):
    return cell.opened_pages(photo_of(code, **how), name, OURS)[0]


@pytest.mark.once
@pytest.mark.parametrize("how", [{}, {"turned": 180}, {"turned": 90}, {"turned": 8}, {"stain": True}], ids=str)
def test_a_photo_of_a_page_is_read_upside_down_slanted_and_with_coffee_over_one_code(how):
    code = PageCode("ab" * 16, "attendance", 2, 3)

    assert read_code(opened(code.text, **how).codes[0]) == code


@pytest.mark.once
def test_a_photo_that_was_taken_upside_down_is_kept_upright():
    found = opened(PageCode("ab" * 16, "attendance", 1, 1).text, turned=90)

    assert found.height > found.width


@pytest.mark.once
def test_without_being_asked_no_code_is_read():
    assert cell.opened(photo_of("desbumi"), "foto.jpg").codes == ()


def test_pages_go_to_their_place_by_the_code_and_the_rest_waits(world, event):
    codes = [PageCode(event.pk.hex, "attendance", 1, 1), PageCode(event.pk.hex, "attendance", 2, 1), PageCode(event.pk.hex, "minutes", 0, 1)]
    files = [opened(each.text, f"{number}.jpg") for number, each in enumerate(codes)]

    actions.add_pages(by=world.leader, event=event, files=[*files, PAGE])

    placed = [(each.kind, each.day, each.page) for each in EventFile.objects.order_by("id")]
    assert placed == [("attendance", event.starts_on, 1), ("attendance", event.ends_on, 1), ("minutes", None, 1), ("", None, None)]
    assert [each.file.name for each in queries.unplaced(event)] == ["surat.pdf"]
    assert not any("daftar hadir" in each for each in missing(event))


def test_a_scan_of_many_pages_comes_apart_and_each_page_goes_to_its_place(world, event, browser_of):
    codes = [PageCode(event.pk.hex, "attendance", 1, 1).text, PageCode(event.pk.hex, "attendance", 2, 1).text, "https://contoh.test/tanda-tangan"]
    scan = samples.scan(photo_of(codes[0]), photo_of(codes[1], turned=180), photo_of(codes[2]))

    browser_of(world.leader).do(f"/programme/events/{event.pk}/pages/add/", files=[SimpleUploadedFile("pindaian kantor.pdf", scan)])

    rows = list(EventFile.objects.order_by("id").select_related("file"))
    assert [(each.kind, each.day) for each in rows] == [("attendance", event.starts_on), ("attendance", event.ends_on), ("", None)]
    assert [each.file.name for each in rows] == [f"pindaian kantor-{number}.pdf" for number in (1, 2, 3)]
    kept = [PdfReader(BytesIO(read(each.file))) for each in rows]
    assert [(len(each.pages), each.pages[0].rotation) for each in kept] == [(1, 0), (1, 180), (1, 0)]
    assert {each.file.pages for each in rows} == {1}


def test_a_letter_that_bears_another_code_stays_whole(world, event, browser_of):
    scan = samples.scan(photo_of("https://contoh.test/tanda-tangan"), photo_of("https://contoh.test/tanda-tangan"))

    browser_of(world.leader).do(f"/programme/events/{event.pk}/pages/add/", files=[SimpleUploadedFile("surat.pdf", scan)], kind="minutes")

    (kept,) = EventFile.objects.all()
    assert (kept.kind, kept.file.name, kept.file.pages) == ("minutes", "surat.pdf", 2)


def test_a_sheet_of_another_event_waits_and_says_so(world, event, browser_of):
    other = world.event()
    (page,) = actions.add_pages(by=world.leader, event=event, files=[opened(PageCode(other.pk.hex, "attendance", 1, 1).text)])

    assert queries.stray(page) == "other"
    assert "milik kegiatan lain" in browser_of(world.leader).get(f"/programme/pages/{page.pk}/place/").content.decode()
    actions.place_page(by=world.leader, page=page, kind="attendance", day=event.starts_on)
    assert not queries.unplaced(event).exists()


def test_a_day_that_was_moved_away_is_told(world, event):
    (page,) = actions.add_pages(by=world.leader, event=event, files=[opened(PageCode(event.pk.hex, "attendance", 9, 1).text)])

    assert (page.kind, page.day) == ("", None)
    assert list(queries.unplaced(event)) == [page]
    with pytest.raises(actions.NoSuchPlace):
        actions.place_page(by=world.leader, page=page, kind="attendance", day=event.starts_on - timedelta(days=3))
    with pytest.raises(NotNow):
        actions.place_page(by=world.leader, page=page, kind="nonsense")


def test_a_pile_is_brought_in_through_the_page(world, event, browser_of):
    sent = [SimpleUploadedFile(f"{at}.jpg", photo_of(PageCode(event.pk.hex, "photo" if at else "minutes", 0, at + 1).text)) for at in range(3)]

    response = browser_of(world.leader).do(f"/programme/events/{event.pk}/pages/add/", files=sent)

    assert response.status_code == 302
    assert sorted(EventFile.objects.values_list("kind", flat=True)) == ["minutes", "photo", "photo"]


def test_a_letter_begins_without_an_hour_where_none_is_planned(world):
    assert "Pukul" not in queries.template_of(world.event(), "invitation")["body"]
    assert "Pukul: 09.00–12.00\nTempat" in queries.template_of(world.event(begins_at=time(9), ends_at=time(12)), "invitation")["body"]


def test_what_waits_for_a_person_is_missing(world, event):
    event = actions.open_door(by=world.leader, event=event)
    actions.add_pages(by=world.leader, event=event, files=[PAGE])
    actions.arrive(by=Visitor(), event=event, name="Siti", role="cadre", village=HOME, has_consented=True, word="bukan")

    assert missing(event)[-2:] == ["1 halaman perlu ditempatkan (pendamping)", "1 orang yang datang lewat HP perlu diputuskan (pendamping)"]


def test_photos_keep_day_and_place_as_fields_and_nothing_in_the_picture(world, event):
    taken = cell.opened(samples.photo(), "foto.jpg")
    (page,) = actions.add_pages(by=world.leader, event=event, files=[taken], kind="photo", is_agreed=True)

    assert page.taken_where == "-8.219, 114.367"
    assert not Image.open(BytesIO(taken.content)).getexif()
    assert page.is_agreed


def test_a_page_is_taken_away_with_a_reason(world, event):
    (page,) = actions.add_pages(by=world.leader, event=event, files=[PAGE])

    with pytest.raises(actions.ReasonMissing):
        actions.take_page_away(by=world.leader, page=page, reason="")
    actions.take_page_away(by=world.leader, page=page, reason="Salah lembar")

    assert not EventFile.objects.exists()


def test_spending_above_the_line_is_kept_and_said(world, event, browser_of):
    line = actions.add_line(by=world.leader, event=event, what="Konsumsi", planned_amount=1_000_000)
    browser = browser_of(world.leader)

    response = browser.do(f"/programme/budget/{line.pk}/pay/", paid_amount="Rp1.250.000", paid_on=event.starts_on.isoformat(), paid_to="Warung Bu Sri")

    assert queries.paid_of(line) == 1_250_000
    shown = browser.get(response.headers["Location"]).content.decode()
    assert "di atas rencana" in shown
    assert "Rp1.250.000" in shown
    assert any("kuitansi untuk “Konsumsi”" in each for each in missing(event))


def test_a_receipt_with_its_photo_is_missing_no_more(world, event):
    line = actions.add_line(by=world.leader, event=event, what="Konsumsi", planned_amount=10)

    actions.pay(by=world.leader, line=line, paid_amount=9, paid_on=event.starts_on, files=[PAGE])

    assert not any("kuitansi" in each for each in missing(event))
    assert queries.totals(event) == (10, 9)


def test_a_paper_is_written_once_and_changed_and_can_be_needless(world, event):
    actions.write_paper(by=world.leader, event=event, kind="invitation", body="Satu", number="005/12/2026", subject="Undangan", copies_to="Camat Tegaldlimo")
    actions.write_paper(by=world.leader, event=event, kind="invitation", body="Dua")
    actions.waive_paper(by=world.leader, event=event, kind="assignment", reason="Tim yang sama")

    assert Paper.objects.get(kind="invitation").body == "Dua"
    assert Paper.objects.get(kind="assignment").needless_because == "Tim yang sama"


def words_of(pdf):
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_the_bundle_holds_letters_lists_for_each_day_and_slips_with_their_codes(world, event):
    actions.change_event(by=world.leader, event=event, title=event.title, transport_amount=50_000, villages=[world.place(HOME)])
    actions.take_down(by=world.leader, event=event, rows=world.typed(("Siti Aminah", "village_head", HOME)))
    actions.write_paper(by=world.leader, event=event, kind="invitation", body="Dengan hormat", number="005/12/2026", copies_to="Camat Tegaldlimo")

    actions.settle_test(by=world.leader, event=event)
    pages = words_of(sheets.bundle(event.refreshed()))
    text = "\n".join(pages)

    assert text.count("Daftar hadir") == 2
    for told in (
        "005/12/2026",
        "Camat Tegaldlimo",
        "Siti Aminah",
        "Rp50.000",
        "Sebelum",
        "Sesudah",
        "Apa itu Desbumi?",
        "Kesediaan",
        "Migrant CARE Banyuwangi",
    ):
        assert told in text, told
    assert f"{event.pk.hex[-6:].upper()} · attendance · 2.1" in text


def test_slips_of_one_pair_bear_the_same_code_and_no_two_pairs_do(world, event):
    actions.settle_test(by=world.leader, event=event)
    text = "\n".join(words_of(sheets.bundle(event.refreshed())))
    codes = re.findall(r"(?:Sebelum|Sesudah)\s*([A-Z2-9]{5})", text)

    assert len(codes) == 42
    assert len(set(codes)) == 21


def test_who_sees_no_names_prints_lists_without_them(world, event, browser_of):
    actions.take_down(by=world.leader, event=event, rows=world.typed(("Siti Aminah", "village_head", HOME)))
    office = world.person("programme_manager", "00")

    printed = browser_of(office).get(f"/programme/events/{event.pk}/bundle/")

    assert "Siti Aminah" not in "".join(words_of(printed.content))
    with pytest.raises(NotAllowed):
        actions.add_pages(by=world.officer(), event=event, files=[PAGE])


def test_a_payment_that_was_written_wrongly_is_taken_back_and_its_page_waits(world, event, browser_of):
    line = actions.add_line(by=world.leader, event=event, what="Konsumsi", planned_amount=100)
    receipt = actions.pay(
        by=world.leader, line=line, paid_amount=99_999, paid_on=event.starts_on, files=[Opened("kuitansi.pdf", "application/pdf", samples.pdf(), pages=1)]
    )

    browser_of(world.leader).do(f"/programme/receipts/{receipt.pk}/take-back/")

    assert queries.paid_of(line) == 0
    assert [each.kind for each in queries.unplaced(event)] == [""]


@pytest.mark.parametrize(("written", "read"), [("1.250.000", 1_250_000), ("Rp 1250000", 1_250_000), ("1.5", None), ("12.50", None)])
def test_an_amount_is_read_as_it_is_meant_or_not_at_all(written, read):
    field = MoneyField()

    if read is None:
        with pytest.raises(ValidationError):
            field.clean(written)
    else:
        assert field.clean(written) == read
