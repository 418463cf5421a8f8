"""The head of letters: of whoever organises, kept once, printed on each."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from desbumi.access.policy import NotAllowed
from desbumi.papers import cell, store
from desbumi.papers.cell import Opened
from desbumi.papers.models import File
from desbumi.papers.tests import samples
from desbumi.programme import actions, sheets
from desbumi.programme.models import Letterhead, Organisation

HOME = "35.10.04.2003"
TOLD = {"address": "Jalan Melati 5, Tegaldlimo", "reached_by": "kantor@contoh.test"}


def mark(width=300, height=200):
    return cell.opened(samples.photo(width, height, "PNG"), "logo.png")


def letter(event):
    page = PdfReader(BytesIO(sheets.paper_of(event, "invitation"))).pages[0]
    return page.extract_text(), [image.image.size for image in page.images]


@pytest.fixture
def office(places):
    return Organisation.objects.get(key="migrant-care-banyuwangi")


def test_letters_of_all_events_bear_the_head_of_whoever_organises(world, office):
    first, second = world.event(), world.event()
    assert "Jalan Melati" not in letter(first)[0]

    actions.write_letterhead(by=world.leader, event=first, files=[mark()], **TOLD)

    text, pictures = letter(second)
    assert all(each in text for each in (office.name, *TOLD.values()))
    assert len(pictures) == 1
    assert "kode 35.10" not in text


def test_a_territory_without_an_organiser_has_its_own_head(world, office):
    own, theirs = world.event(territory=HOME), world.event()

    actions.write_letterhead(by=world.leader, event=own, **TOLD)

    assert "Jalan Melati" in letter(own)[0]
    assert "Jalan Melati" not in letter(theirs)[0]


def test_a_village_does_not_write_the_head_of_an_organisation(world, office, browser_of):
    officer = world.officer(HOME)
    event, own = world.event(), world.event(territory=HOME, by=officer)

    with pytest.raises(NotAllowed):
        actions.write_letterhead(by=officer, event=event, **TOLD)
    assert "/letterhead/" not in browser_of(officer).get(f"/programme/events/{event.pk}/file/").content.decode()
    assert f"/events/{own.pk}/letterhead/" in browser_of(officer).get(f"/programme/events/{own.pk}/file/").content.decode()


def test_a_new_mark_takes_the_place_of_the_old_one_and_words_alone_leave_it(world, office):
    event = world.event()
    actions.write_letterhead(by=world.leader, event=event, files=[mark()], **TOLD)

    actions.write_letterhead(by=world.leader, event=event, address="Jalan Kenanga 7")
    assert letter(event)[1]
    kept = actions.write_letterhead(by=world.leader, event=event, files=[mark(100, 100)], **TOLD)
    assert (kept.mark.width, File.objects.count()) == (100, 1)
    actions.write_letterhead(by=world.leader, event=event, is_without=True, **TOLD)

    assert Letterhead.objects.get().mark is None
    assert not File.objects.exists()
    assert letter(event)[1] == []


@pytest.mark.parametrize(("path", "sent"), [("letterhead/", "address"), ("papers/minutes/", "body")])
def test_of_two_first_texts_the_later_one_overwrites_nothing(world, browser_of, path, sent):
    event = world.event()
    where, leader = f"/programme/events/{event.pk}/{path}", browser_of(world.leader)

    assert leader.do(where, **{sent: "Yang pertama"}).status_code == 302
    assert leader.do(where, **{sent: "Yang kedua"}).status_code == 409
    assert "Yang pertama" in leader.get(where).content.decode()


def test_two_who_write_the_same_head_are_asked_which_counts(world, browser_of):
    event = world.event()
    first = actions.write_letterhead(by=world.leader, event=event, **TOLD)
    actions.write_letterhead(by=world.leader, event=event, seen=first.version, address="Jalan Kenanga 7", reached_by=TOLD["reached_by"])

    answer = browser_of(world.leader).do(
        f"/programme/events/{event.pk}/letterhead/", address="Jalan Cempaka 9", reached_by=TOLD["reached_by"], seen=first.version
    )

    assert answer.status_code == 409 or "/conflicts/" in answer["Location"]
    assert Letterhead.objects.get().address == "Jalan Kenanga 7"


def test_a_mark_from_a_phone_becomes_a_small_one(world, browser_of):
    event = world.event()
    sent = SimpleUploadedFile("logo.jpg", samples.photo(2400, 1800))

    answer = browser_of(world.leader).do(f"/programme/events/{event.pk}/letterhead/", address="Jalan Melati 5", files=[sent])

    assert answer.status_code == 302
    assert max(Letterhead.objects.get().mark.width, Letterhead.objects.get().mark.height) == 600


def test_a_mark_that_is_no_picture_is_refused(world, office):
    event = world.event()

    with pytest.raises(actions.MarkNoPicture):
        actions.write_letterhead(by=world.leader, event=event, files=[Opened("logo.pdf", "application/pdf", samples.pdf(), pages=1)], **TOLD)
    assert not Letterhead.objects.exists()


def test_a_letter_whose_mark_is_gone_says_so(world, office, browser_of):
    event = world.event()
    kept = actions.write_letterhead(by=world.leader, event=event, files=[mark()], **TOLD)
    actions.write_paper(by=world.leader, event=event, kind="invitation", body="Mengundang")
    store.path_of(kept.mark.blob).unlink()

    answer = browser_of(world.leader).get(f"/programme/events/{event.pk}/papers/invitation/sheet/")

    assert answer.status_code == 410
    assert "berkas" in answer.content.decode()
