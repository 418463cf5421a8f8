"""Measures events inside one installation; prints one JSON document. Called by run.py.

Forty phones at once against the running server, an event of five hundred, ten thousand events and visits, the bundle of a workshop
with forty people, and a pile of sixty photos.

python bench/events.py
"""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier

import django

django.setup()

import segno
from PIL import Image

from bench.clients import client_of
from bench.timing import percentiles, timed
from desbumi.access import actions as access
from desbumi.book.actors import System
from desbumi.book.writing import writing
from desbumi.cli import installation
from desbumi.papers import cell
from desbumi.papers.tests import samples
from desbumi.programme import actions, reporting, sheets
from desbumi.programme.models import Attendance, Event, EventVillage, Participant, UnderstandingSlip
from desbumi.programme.queries import first_programme
from desbumi.programme.rules.attendance import Typed
from desbumi.programme.rules.events import AGES, SEVEN
from desbumi.programme.rules.pages import OURS, PageCode
from desbumi.territory.models import Territory

VILLAGES = ("35.10.04.2003", "35.10.04.2002", "35.10.22.2002")
PHONES, PEOPLE, MANY, PHOTOS = 40, 500, 10_000, 60
RIGHT = "BACABCABCA"


def held(leader, title, kind="workshop"):
    regency = Territory.objects.get(pk="35.10")
    villages = list(Territory.objects.filter(pk__in=VILLAGES).order_by("code"))
    return actions.plan(by=leader, territory=regency, kind=kind, title=title, starts_on=regency.today, villages=villages, programme=first_programme())


def peopled(leader, event, many):
    """So many people of three villages on the list, all there."""
    rows = [
        Typed(f"Orang {at} Contoh", SEVEN[at % 7], VILLAGES[at % 3], ("female", "male")[at % 2], AGES[at % 6][0], at % 11 == 0) for at in range(many)
    ]  # fmt: skip
    for start in range(0, many, 100):
        actions.take_down(by=leader, event=event, day=event.starts_on, rows=rows[start : start + 100])


class Phone:
    """A phone at the door of an event: it opens a form and sends it, as a browser does."""

    def __init__(self, port, path):
        self.line, self.path, self.cookies = http.client.HTTPConnection("127.0.0.1", port, timeout=30), path, ""

    def open(self, page):
        self.line.request("GET", f"{self.path}{page}/", headers={"Cookie": self.cookies})
        answer = self.line.getresponse()
        text = answer.read().decode()
        given = [value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        self.cookies = "; ".join(filter(None, [self.cookies, *given]))
        return dict(re.findall(r'name="(csrfmiddlewaretoken|op)" value="([^"]+)"', text))

    def send(self, page, hidden, fields):
        """Send a form; returns how long it took, and whether it was taken."""
        body = urllib.parse.urlencode(hidden | fields)
        begun = time.perf_counter()
        self.line.request("POST", f"{self.path}{page}/", body, {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"})
        answer = self.line.getresponse()
        answer.read()
        return time.perf_counter() - begun, answer.status == 302


def phones(leader, port):
    """Forty phones send attendance and a test at once, and all of it once more, as who taps twice does; what they waited, what was lost, what was doubled."""
    event = actions.open_door(by=leader, event=held(leader, "Empat puluh HP"))
    path, barrier = f"/programme/in/{event.token}/", Barrier(PHONES)

    def one(at):
        phone, told = Phone(port, path), []
        forms = {
            "here": {"role": SEVEN[at % 7], "village": VILLAGES[at % 3], "name": f"Peserta {at} Contoh", "has_consented": "on", "word": event.word},
            "test": {"word": event.word, "moment": "before", "code": f"HP{at:03}", "village": VILLAGES[at % 3], **{f"answers-{n}": letter for n, letter in enumerate(RIGHT, 1)}},
        }  # fmt: skip
        hidden = {page: phone.open(page) for page in forms}
        barrier.wait()
        for page, fields in forms.items():
            told.append(phone.send(page, hidden[page], fields))
        barrier.wait()
        for page, fields in forms.items():
            phone.send(page, hidden[page], fields)
        return told

    with ThreadPoolExecutor(PHONES) as pool:
        told = [each for some in pool.map(one, range(PHONES)) for each in some]
    there = Attendance.objects.filter(participant__event=event, is_sure=True).count()
    slips = UnderstandingSlip.objects.filter(event=event).count()
    return percentiles([spent for spent, _taken in told]) | {
        "refused": sum(not taken for _spent, taken in told), "lost": 2 * PHONES - there - slips, "people": Participant.objects.filter(event=event).count(),
    }  # fmt: skip


def serving():
    """The program as it is, on this installation; its process and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    surroundings = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")}
    process = subprocess.Popen(
        [sys.executable, "-m", "desbumi.cli", "up", "--port", str(port)], env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            line.request("GET", "/sign-in/")
            if line.getresponse().status == 200:
                return process, port
        except OSError:
            time.sleep(0.1)  # it still starts
    raise SystemExit("the program did not start within a minute")


def many_events():
    """Ten thousand events and visits in one regency, in its books."""
    regency = Territory.objects.get(pk="35.10")
    villages = list(Territory.objects.filter(pk__in=VILLAGES).order_by("code"))
    first, programme = regency.today - timedelta(days=2_000), first_programme()
    for start in range(0, MANY, 1_000):
        for place in (regency, *villages):
            kind = "meeting" if place is regency else "visit"
            days = [first + timedelta(days=(start + at) % 2_000) for at in range(250)]
            events = [
                Event(
                    territory=place, programme=programme, kind=kind, title="" if kind == "visit" else f"Rapat {start + at}", starts_on=day, ends_on=day,
                    status="complete", met="Kader",
                )
                for at, day in enumerate(days)
            ]  # fmt: skip
            with writing(place, by=System(), deed="event.planned") as book:
                book.bulk_create(events)
                book.bulk_create([EventVillage(event=event, village=villages[at % 3] if place is regency else place) for at, event in enumerate(events)])


def photo(code):
    """A phone's photo of a page, twelve million pixels."""
    sheet, small, taken = Image.effect_noise((3000, 4000), 12).convert("RGB"), BytesIO(), BytesIO()
    segno.make(code, error="q").save(small, kind="png", scale=10, border=2)
    sheet.paste(Image.open(small).convert("RGB"), (2300, 150))
    sheet.save(taken, "JPEG", quality=85)
    return taken.getvalue()


def pile(leader, browser):
    """Sixty photos brought in through the page two at a time, as its script does; how long, and how many found their place."""
    event = held(leader, "Tumpukan", "training")
    photos = [photo(PageCode(event.pk.hex, "attendance", 1, at + 1).text) for at in range(6)]

    def bring(at):
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.db import connections
        from uuid_utils.compat import uuid7

        sent = {"op": str(uuid7()), "files": SimpleUploadedFile(f"{at}.jpg", photos[at % 6])}
        status = browser.post(f"/programme/events/{event.pk}/pages/add/", sent).status_code
        connections.close_all()
        return status

    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(bring, range(PHOTOS)))
    spent = time.perf_counter() - begun
    begun = time.perf_counter()
    cell.opened_pages(photos[0], "0.jpg", OURS)
    return {
        "seconds": round(spent, 1), "taken": sum(status == 302 for status in statuses), "in their place": event.files.filter(kind="attendance").count(),
        "one photo opened and read, ms": round((time.perf_counter() - begun) * 1000), "the same as one scan, seconds": scanned(photos),
    }  # fmt: skip


def scanned(photos):
    """The sixty pages as one PDF of a scanner: how long until it is apart and read."""
    small = []
    for each in photos:
        page = BytesIO()
        Image.open(BytesIO(each)).resize((1500, 2000)).save(page, "JPEG", quality=60)
        small.append(page.getvalue())
    scan, begun = samples.scan(*(small[at % 6] for at in range(PHOTOS))), time.perf_counter()
    assert all(each.codes for each in cell.opened_pages(scan, "pindaian.pdf", OURS))
    return round(time.perf_counter() - begun, 1)


def opens(browser, path):
    """One request, that must be answered."""
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def main():
    installation.make(is_empty=False, progress=lambda _done, _of: None)
    leader = access.invite(by=System(), name="pemimpin", full_name="Pemimpin", role="coordinator", territory=Territory.objects.get(pk="35.10"))
    browser = client_of(leader)
    told = {}
    process, port = serving()
    try:
        told["forty phones at once"] = phones(leader, port)
    finally:
        process.terminate()
        process.wait(20)
    small = held(leader, "Empat puluh")
    peopled(leader, small, 40)
    large = held(leader, "Lima ratus")
    peopled(leader, large, PEOPLE)
    for path in ("", "participants/", "test/"):
        opens(browser, f"/programme/events/{small.pk}/{path}")  # once, so that templates are read
    for page, path in {"an event of 500": "", "its participants": "participants/", "its tests": "test/"}.items():
        told[page] = timed(lambda _at, path=path: opens(browser, f"/programme/events/{large.pk}/{path}"), 20)
    begun = time.perf_counter()
    report = actions.freeze_report(by=leader, event=large)
    for make in (reporting.as_pdf, reporting.as_xlsx, reporting.as_docx):
        make(report)
    told["report of an event of 500 on three surfaces, s"] = round(time.perf_counter() - begun, 2)
    actions.settle_test(by=leader, event=small)
    begun = time.perf_counter()
    sheets.bundle(small.refreshed())
    told["bundle of a workshop with 40, s"] = round(time.perf_counter() - begun, 2)
    told["pile of 60 photos"] = pile(leader, browser)
    many_events()
    told["events"] = Event.objects.count()
    opens(browser, "/programme/events/")
    for page, path in {"list of events": "", "list of visits": "?kind=visit", "list to come": "?when=coming"}.items():
        told[page] = timed(lambda _at, path=path: opens(browser, f"/programme/events/{path}"), 20)
    print(json.dumps(told))


main()
