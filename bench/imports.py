"""Measures the import of sheets inside one installation; prints one JSON document. Called by run.py.

python bench/imports.py ROWS [memory]
"""

import json
import random
import resource
import sys
import time

import django

django.setup()

from django.db import connection, transaction
from import_export import resources
from tablib import Dataset

from bench.peers.models import Migrant
from desbumi.access import actions as access
from desbumi.access.models import Account
from desbumi.book.actors import System
from desbumi.cli import installation
from desbumi.journeys import actions
from desbumi.journeys.queries.summary import summary
from desbumi.papers import tables
from desbumi.territory.models import Territory

VILLAGE, FEW = "35.10.04.2003", 2_000
FIRST = [
    "Siti",
    "Sri",
    "Dwi",
    "Nur",
    "Umi",
    "Endang",
    "Wiwik",
    "Tutik",
    "Ratna",
    "Kartini",
    "Sumiati",
    "Painem",
    "Maryati",
    "Lilik",
    "Rukmini",
    "Yuliana",
    "Suparti",
    "Khusnul",
    "Mujiati",
    "Fitri",
    "Lestari",
]
LAST = [
    "Aminah",
    "Wahyuni",
    "Rahayu",
    "Hayati",
    "Kulsum",
    "Handayani",
    "Alawiyah",
    "Dewi",
    "Hadi",
    "Indrawati",
    "Khotimah",
    "Susanti",
    "Puspita",
    "Anggraini",
    "Setyowati",
    "Purwanti",
    "Astuti",
    "Ningsih",
]
COUNTRIES, JOBS = ("Taiwan", "Hongkong", "Malaysia", "Singapura", "KSA", "UEA"), ("PRT", "Pabrik", "Caregiver", "Ladang sawit", "ABK")
STAGES, HAMLETS = ("Masih di LN", "Purna", "Calon", "aktif"), ("Krajan", "Kutorejo", "Sumberagung", "Pandanarum")
HEADER = ("Nama", "NIK", "Jenis Kelamin", "Tanggal Lahir", "Dusun", "RT", "RW", "Negara Tujuan", "Pekerjaan", "P3MI", "Tanggal Berangkat", "Status", "No HP")
FIELDS = ("name", "nik", "sex", "born_on", "hamlet", "rt", "rw", "destination", "occupation", "recruiter", "departed_on", "stage", "phone")
dice = random.Random(20261128)


def rows(many):
    """Invented people as a village's sheet has them; one in fifty stands there twice."""
    found = []
    for at in range(many):
        if at % 50 == 49:
            found.append(found[-7])
            continue
        day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1960, 2004)
        nik = f"351004{day + 40:02}{month:02}{year % 100:02}{at % 9999 + 1:04}"
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)} binti {dice.choice(LAST)}"
        left = f"{dice.randint(1, 28)}/{dice.randint(1, 12)}/{dice.randint(2012, 2024)}"
        found.append((
            name, nik, "P", f"{day:02}/{month:02}/{year}", dice.choice(HAMLETS), str(dice.randint(1, 9)), str(dice.randint(1, 5)), dice.choice(COUNTRIES),
            dice.choice(JOBS), "PT Contoh", left, dice.choice(STAGES), f"08{dice.randint(10**9, 10**10 - 1)}",
        ))  # fmt: skip
    return found


class Plain(resources.ModelResource):
    """The same rows into one plain table, without journal, search or keys; a NIK that is there already is updated."""

    class Meta:
        model = Migrant
        fields = FIELDS
        import_id_fields = ("nik",)
        skip_unchanged = True
        use_bulk = True
        batch_size = 1_000


def ours(officer, village, told):
    """Rows a second from the file's bytes to the register, all of it in the book."""
    strange = "\n".join(";".join(row) for row in (HEADER, *told)).encode()
    begun = time.perf_counter()
    made = actions.take_in(by=officer, village=village, brought=tables.opened(strange, "lembar.csv"))
    spent = time.perf_counter() - begun
    assert made.row_count == len(told), made.row_count
    return spent, made


def theirs(told):
    """Rows a second of django-import-export."""
    days = [(*row[:3], _iso(row[3]), *row[4:10], _iso(row[10]), *row[11:]) for row in told]
    dataset = Dataset(*days, headers=FIELDS)
    begun = time.perf_counter()
    with transaction.atomic():
        result = Plain().import_data(dataset, raise_errors=True)
    spent = time.perf_counter() - begun
    assert not result.has_errors()
    return spent


def _iso(day):
    return "-".join(f"{int(part):02}" for part in reversed(day.split("/")))


def main():
    many = int(sys.argv[1])
    installation.make(is_empty=True, progress=lambda _done, _of: None)
    village = Territory.objects.get(pk=VILLAGE)
    officer = access.invite(by=System(), name="petugas", full_name="Petugas", role="service_officer", territory=village)
    assert isinstance(officer, Account)
    told = rows(many)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    spent, made = ours(officer, village, told)
    found = {
        "rows": many,
        "rows a second": round(many / spent),
        "same person again": made.same_person_again,
        "memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "memory before, MB": before,
    }
    if "memory" not in sys.argv[2:]:
        with connection.schema_editor() as editor:
            editor.create_model(Migrant)
        plain = theirs(told)
        again, _made = ours(officer, village, told[:FEW])
        begun = time.perf_counter()
        summary(officer, village)
        found |= {
            "django-import-export, rows a second": round(many / plain), "ratio, ours to theirs": round(plain / spent, 2),
            "the same again, rows a second": round(FEW / again), "summary, ms": round((time.perf_counter() - begun) * 1000),
        }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM book_entry")
        found["entries"] = cursor.fetchone()[0]
    json.dump(found, sys.stdout)


main()
