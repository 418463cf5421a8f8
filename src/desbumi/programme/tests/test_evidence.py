"""Scans of agreements and evidence of steps: given, told, opened by those who may, taken away."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from desbumi.book import writing as book
from desbumi.pages import uploads
from desbumi.papers import cell, store
from desbumi.papers.cell import Opened
from desbumi.papers.models import File
from desbumi.papers.tests import samples
from desbumi.programme import actions
from desbumi.programme.models import Agreement, AgreementScan, Step, StepFile

PAGE = Opened("surat.pdf", "application/pdf", samples.pdf(), pages=1)


def sent(name="foto.jpg", content=None):
    return SimpleUploadedFile(name, content if content is not None else samples.photo())


@pytest.fixture
def agreement(world):
    world.steps(world.village(), ["assessed", "invited", "workshop", "signed"])
    return Agreement.objects.get(territory="35.10.04.2003")


def test_scans_of_an_agreement_are_listed_and_opened_as_something_to_save(world, browser_of, agreement):
    browser, path = browser_of(world.leader), f"/programme/agreements/{agreement.pk}/"

    response = browser.do(f"{path}scans/add/", files=[sent("hal 1.jpg"), sent("surat.pdf", PAGE.content)])

    first, second = AgreementScan.objects.select_related("file").order_by("id")
    assert response.headers["Location"] == path
    shown = browser.get(path).content.decode()
    assert "hal 1.jpg" in shown
    assert world.leader.full_name in shown
    got = browser.get(f"{path}scans/{second.pk}/")
    assert got.content == PAGE.content
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''surat.pdf"
    assert got.headers["Content-Security-Policy"].startswith("sandbox;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got.headers["Cache-Control"]
    assert got.headers["Content-Type"] == "application/pdf"
    assert store.read(first.file).startswith(b"\xff\xd8\xff")


def test_a_scan_opens_only_at_its_own_agreement_and_for_those_who_see_it(world, browser_of, agreement):
    scan = actions.add_scans(by=world.leader, agreement=agreement, files=[PAGE])[0]
    other = actions.record_agreement(
        by=world.leader, programme=agreement.programme, territory=world.place("35.10"), organisation=agreement.parties.get(organisation__isnull=False).organisation,
        kind="working_agreement", status="signed",
    )  # fmt: skip
    assert browser_of(world.leader).get(f"/programme/agreements/{agreement.pk}/scans/{scan.pk}/").status_code == 200

    assert browser_of(world.leader).get(f"/programme/agreements/{other.pk}/scans/{scan.pk}/").status_code == 404
    assert browser_of(world.person("cadre", "35.10.04.2002")).get(f"/programme/agreements/{agreement.pk}/scans/{scan.pk}/").status_code == 404


def test_a_step_is_recorded_with_its_photos_and_gets_more_of_them_later(world, browser_of):
    place = world.village("35.10.22.2002")
    browser, path = browser_of(world.leader), f"/programme/places/{place.pk}/steps/assessed/"

    browser.do(path, done_on="2026-01-15", done_by="Lilik", files=[sent()])
    browser.do(f"{path}files/", files=[sent("daftar hadir.pdf", PAGE.content)])

    names = [each.file.name for each in StepFile.objects.select_related("file").order_by("id")]
    assert names == ["foto.jpg", "daftar hadir.pdf"]
    shown = browser.get(f"/desk/villages/{place.village_id}/").content.decode()
    assert all(name in shown for name in names)
    last = StepFile.objects.order_by("-id")[0]
    assert browser.get(f"/programme/places/{place.pk}/files/{last.pk}/").content == PAGE.content
    assert browser.get(f"/programme/places/{world.village().pk}/files/{last.pk}/").status_code == 404


def test_a_step_without_files_is_recorded_as_before(world, browser_of):
    place = world.village("35.10.22.2002")

    browser_of(world.leader).do(f"/programme/places/{place.pk}/steps/assessed/", done_on="2026-01-15", done_by="Lilik")

    assert Step.objects.filter(place=place).count() == 1
    assert not StepFile.objects.exists()


def test_evidence_of_a_step_that_is_not_recorded_is_refused(world):
    with pytest.raises(actions.StepNotDone):
        actions.add_evidence(by=world.leader, place=world.village("35.10.22.2002"), kind="assessed", files=[PAGE])


def test_a_file_is_taken_away_with_a_reason_and_the_history_keeps_both(world, browser_of):
    place = world.step(world.village("35.10.22.2002"), "assessed")
    file = actions.add_evidence(by=world.leader, place=place, kind="assessed", files=[PAGE])[0]
    browser, path = browser_of(world.leader), f"/programme/places/{place.pk}/files/{file.pk}/remove/"

    assert browser.do(path, reason=" ").status_code == 422
    browser.do(path, reason="Foto yang keliru", seen=file.version)

    assert not StepFile.objects.exists()
    assert not File.objects.exists()
    assert "Foto yang keliru" in browser.get(f"/desk/villages/{place.village_id}/history/").content.decode()


def test_evidence_outlives_a_village_that_is_set_back(world):
    place = world.steps(world.village("35.10.22.2002"), ["assessed", "invited", "workshop", "signed"])
    actions.add_evidence(by=world.leader, place=place, kind="signed", files=[PAGE])

    actions.set_back(by=world.leader, place=place, to="candidate", reason="Tanda tangan keliru")

    assert StepFile.objects.count() == 1


def test_a_refused_file_is_told_by_its_name_and_must_be_chosen_again(world, browser_of, agreement):
    response = browser_of(world.leader).do(f"/programme/agreements/{agreement.pk}/scans/add/", files=[sent("baik.jpg"), sent("virus.exe", b"MZ\x90 program")])

    told = response.content.decode()
    assert response.status_code == 422
    assert "virus.exe" in told
    assert "Pilih berkasnya lagi" in told
    assert not File.objects.exists()


def test_a_double_click_keeps_a_file_once_and_another_file_is_told(world, browser_of, agreement):
    browser, path, op, photo = browser_of(world.leader), f"/programme/agreements/{agreement.pk}/scans/add/", str(uuid4()), samples.photo()

    first, again = (browser.do(path, op=op, files=[sent("a.jpg", photo)]) for _each in range(2))
    other = browser.do(path, op=op, files=[sent("a.jpg", samples.photo(40, 30))])

    assert first.status_code == again.status_code == 302
    assert File.objects.count() == 1
    assert other.status_code == 409


def test_no_deed_is_under_way_while_a_file_is_opened(world, browser_of, agreement, monkeypatch):
    outside, opened, held = len(connection.atomic_blocks), cell.opened, []

    def watched(*args, **asked):
        held.append(len(connection.atomic_blocks))
        return opened(*args, **asked)

    monkeypatch.setattr(cell, "opened", watched)
    browser_of(world.leader).do(f"/programme/agreements/{agreement.pk}/scans/add/", files=[sent()])

    assert held == [outside]
    assert AgreementScan.objects.count() == 1


class Endless:
    """A body of that many bytes that nobody has to hold."""

    def __init__(self, head, size, tail):
        self.parts, self.size, self.count = [head, None, tail], size, len(head) + size + len(tail)
        self.left = size

    def read(self, most=-1):
        most = most if most and most > 0 else 2**16
        if self.parts[0]:
            told, self.parts[0] = self.parts[0][:most], self.parts[0][most:]
            return told
        if self.left:
            told = bytes(min(most, self.left))
            self.left -= len(told)
            return told
        told, self.parts[2] = self.parts[2][:most], self.parts[2][most:]
        return told

    readline = read


def send_large(browser, path, size):
    """Send a file of that size; the answer, and the most that a buffer held of it."""
    head = b'--x\r\nContent-Disposition: form-data; name="op"\r\n\r\n' + str(uuid4()).encode()
    head += b'\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="besar.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff'
    body = Endless(head, size, b"\r\n--x--\r\n")
    surroundings = {"wsgi.input": body, "CONTENT_LENGTH": str(body.count), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    return browser.generic("POST", path, b"", **surroundings)


def refuse_large(browser, path, monkeypatch, size):
    """Send a file of that size and look that it is refused in words, not held, not laid down."""
    held, before = [], set(store.folder().rglob("*"))

    class Counted(BytesIO):
        def write(self, piece):
            held.append(len(piece))
            return super().write(piece)

    monkeypatch.setattr(uploads, "BytesIO", Counted)
    response = send_large(browser, path, size)
    told = response.content.decode()
    assert (response.status_code, "besar.jpg" in told, "20 MB" in told) == (422, True, True)
    assert sum(held) <= uploads.MOST_BYTES
    assert set(store.folder().rglob("*")) == before


@pytest.mark.once
def test_a_file_that_is_far_too_large_is_refused_and_neither_held_nor_laid_down(world, browser_of, agreement, monkeypatch):
    refuse_large(browser_of(world.leader), f"/programme/agreements/{agreement.pk}/scans/add/", monkeypatch, 40 * 1024**2)


@pytest.mark.once
def test_files_that_are_too_much_together_are_told_so(world, browser_of, agreement, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 1000)

    response = browser_of(world.leader).do(f"/programme/agreements/{agreement.pk}/scans/add/", files=[sent(), sent()])

    told = response.content.decode()
    assert response.status_code == 422
    assert "lebih dari 60 MB" in told
    assert "20 MB." not in told.partition("<form")[0]


def test_a_disk_that_is_full_keeps_neither_step_nor_file_and_says_so(world, browser_of, monkeypatch):
    place = world.village("35.10.22.2002")
    browser, path = browser_of(world.leader), f"/programme/places/{place.pk}/steps/assessed/"
    fields = {"done_on": "2026-01-15", "done_by": "Lilik"}

    def full(_handle):
        raise OSError(28, "full")

    with monkeypatch.context() as patched:
        patched.setattr(store.os, "fsync", full)
        response = browser.do(path, **fields, files=[sent()])
    assert response.status_code == 507
    assert not Step.objects.filter(place=place).exists()

    assert browser.do(path, **fields, files=[sent()]).status_code == 302  # room was made
    assert (Step.objects.filter(place=place).count(), StepFile.objects.count()) == (1, 1)
    assert book._open.get() is None
