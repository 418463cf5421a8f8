"""A workshop with all that belongs to it, made in a running installation; prints the address of its page.

python -m tests.jobs.eventful
"""

import os
import sys
from datetime import timedelta
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desbumi.settings")
django.setup()

from desbumi.access.models import Account  # noqa: E402 -- Django is set up above
from desbumi.papers.cell import Opened  # noqa: E402
from desbumi.papers.tests import samples  # noqa: E402
from desbumi.programme import actions  # noqa: E402
from desbumi.programme.models import Indicator, Place  # noqa: E402
from desbumi.programme.queries import first_programme  # noqa: E402
from desbumi.programme.queries.answers import asked_at  # noqa: E402
from desbumi.programme.rules.attendance import Typed  # noqa: E402
from desbumi.territory.models import Territory  # noqa: E402

PAPER = Opened("halaman.pdf", "application/pdf", samples.pdf(), pages=1)
VILLAGE = "35.10.01.2010"


def main():
    """Everything once, of today: so that each page about events has something to show."""
    by, regency, village = Account.objects.get(name="lilik"), Territory.objects.get(pk="35.10"), Territory.objects.get(pk=VILLAGE)
    place, today = Place.objects.get(village=village), regency.today
    event = actions.plan(
        by=by,
        territory=regency,
        kind="workshop",
        title="Lokakarya Contoh",
        starts_on=today,
        villages=[village],
        programme=first_programme(),
        venue="Balai desa",
    )
    planned = actions.plan(
        by=by,
        territory=regency,
        kind="training",
        title="Pelatihan Contoh",
        starts_on=today + timedelta(days=20),
        villages=[village],
        programme=first_programme(),
    )
    actions.take_down(by=by, event=event, day=today, rows=[Typed(f"Peserta {at} Contoh", "cadre", VILLAGE, "female") for at in range(7)])
    event = actions.open_door(by=by, event=event)
    key = "".join(each.right for each in asked_at(event))
    for at in range(6):
        for moment in ("before", "after"):
            actions.hand_in(by=by, event=event, moment=moment, code=f"KODE{at}", answers=key if moment == "after" else "A", role="cadre", village=village)
        actions.accept(by=by, event=event, answer="yes" if at else "conditions", reason="" if at else "Asal ada kader", village=village)
    actions.write_paper(by=by, event=event, kind="minutes", body="Notula", number="1", subject="Perihal", addressed_to="Kades")
    actions.commit(by=by, territory=village, what="Menyusun Perdes", whose="Kepala desa", due_on=today + timedelta(days=9), event=event)
    actions.draft_understanding(by=by, place=place, form="record", body="Kami bersepaham.", event=event)
    team = actions.file_decree(by=by, place=place, decree_number="188/7", decreed_on=today, from_on=today, files=[PAPER])
    actions.add_member(by=by, team=team, name="Sulastri Contoh", office="chair", sex="female")
    indicator = Indicator.objects.filter(counted_by="", unit="percent").order_by("id")[0]
    target = actions.set_target(
        by=by, place=place, indicator=indicator, value=Decimal(80), due_on=today + timedelta(days=200), answers_for_it="Sekretaris desa", event=event
    )
    actions.tell_achievement(by=by, target=target, value=Decimal(10), on=today, evidence="Daftar hadir", files=[PAPER])
    actions.tell_visit(by=by, village=village, visited_on=today, met="Kader", agreed="Datang lagi", photos=[PAPER])
    actions.freeze_report(by=by, event=event, narrative="Kegiatan berjalan baik.")
    office, nation = Account.objects.get(name="dewi"), Territory.objects.get(pk="00")
    meeting = actions.plan(by=office, territory=nation, kind="meeting", title="Rapat Contoh", starts_on=today, villages=[village], programme=first_programme())
    actions.open_door(by=office, event=meeting)
    line = actions.add_line(by=office, event=meeting, what="Konsumsi", planned_amount=500_000)
    actions.pay(by=office, line=line, paid_amount=450_000, paid_on=today, paid_to="Warung", files=[PAPER])
    actions.add_pages(by=office, event=meeting, files=[PAPER])
    made = (f"/programme/places/{place.pk}/team/", *(each.get_absolute_url() for each in (meeting, event, planned, target)), f"/programme/in/{event.token}/")
    sys.stdout.write(" ".join(made))


main()
