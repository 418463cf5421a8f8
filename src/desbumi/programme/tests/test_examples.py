"""Villages teach each other: what one tells stands beside the step or target of the others, with its files where it agreed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from desbumi.access.policy import NotAllowed
from desbumi.papers.cell import Opened
from desbumi.papers.tests import samples
from desbumi.programme import actions
from desbumi.programme.models import Example, Indicator
from desbumi.programme.queries import examples as queries

READS, TELLS = "35.10.04.2003", "35.10.04.2002"
PAPER = Opened("perdes.pdf", "application/pdf", samples.pdf(), pages=1)
TOLD = {"words": "BPD diajak sejak awal.", "agreed_by": "Kepala desa", "call": "Petugas layanan, 0812"}


@pytest.fixture
def further(world):
    """A village that has done a step, with a file that shows it."""
    place = world.village(TELLS)
    world.step(place, "invited")
    actions.add_evidence(by=world.leader, place=place, kind="invited", files=[PAPER])
    return place


def test_a_cadre_of_another_village_reads_how_it_was_done_and_whom_to_call(world, further, browser_of):
    actions.share(by=world.leader, place=further, of="invited", has_files=True, **TOLD)
    board = browser_of(world.person("desbumi_board", READS))

    page = board.get(f"/programme/places/{world.village(READS).pk}/steps/invited/").content.decode()
    ((example, (file,)),) = queries.told_to(world.leader, world.village(READS), step="invited")

    assert "BPD diajak sejak awal." in page
    assert "Petugas layanan, 0812" in page
    assert board.get(f"/programme/examples/{example.pk}/files/{file.pk}/").status_code == 200


def test_files_stay_in_the_village_unless_it_agreed(world, further, browser_of):
    shared = actions.share(by=world.leader, place=further, of="invited", has_files=True, **TOLD)
    ((_example, (file,)),) = queries.with_files([shared])
    silent = actions.share(by=world.leader, place=further, of="invited", **TOLD)
    cadre = browser_of(world.person("cadre", READS))

    assert queries.with_files([silent]) == [(silent, [])]
    assert cadre.get(f"/programme/examples/{silent.pk}/files/{file.pk}/").status_code == 404
    assert cadre.get(f"/programme/examples/{shared.pk}/files/{shared.pk}/").status_code == 404


def test_a_file_that_is_kept_later_was_not_agreed_to(world, further):
    shared = actions.share(by=world.leader, place=further, of="invited", has_files=True, **TOLD)
    actions.add_evidence(by=world.leader, place=further, kind="invited", files=[Opened("nanti.pdf", "application/pdf", samples.pdf(2), pages=2)])

    ((_example, files),) = queries.with_files([shared])

    assert [each.name for each in files] == ["perdes.pdf"]


def test_an_example_of_a_target_brings_what_was_marked_as_shared(world):
    place, indicator = world.village(TELLS), Indicator.objects.order_by("id").first()
    target = actions.set_target(
        by=world.leader, place=place, indicator=indicator, value=Decimal(10), due_on=place.village.today + timedelta(days=90), answers_for_it="Kades"
    )
    for is_shared in (True, False):
        actions.tell_achievement(by=world.leader, target=target, value=Decimal(3), on=place.village.today, is_shared=is_shared, files=[PAPER])

    example = actions.share(by=world.leader, place=place, of=indicator, has_files=True, **TOLD)

    ((_example, files),) = queries.told_to(world.leader, world.village(READS), indicator=indicator)
    assert len(files) == 1
    assert str(example) == str(indicator)


def test_what_was_not_done_is_not_told(world, further):
    for of in ("regulation", "", None, Indicator.objects.order_by("id").first()):
        with pytest.raises(actions.NothingToTell):
            actions.share(by=world.leader, place=further, of=of, **TOLD)


def test_the_village_takes_it_back(world, further):
    example = actions.share(by=world.leader, place=further, of="invited", **TOLD)

    actions.withdraw(by=world.leader, example=example)

    assert not Example.objects.exists()


def test_nobody_tells_for_another_village(world, further):
    with pytest.raises(NotAllowed):
        actions.share(by=world.person("desbumi_board", READS), place=further, of="invited", **TOLD)


def test_the_form_offers_what_is_done_and_keeps_what_was_chosen(world, further, browser_of):
    leader = browser_of(world.leader)
    path = f"/programme/places/{further.pk}/share/"

    assert 'value="invited"' in leader.get(path).content.decode()
    for of in ("invited", "garbage", "0" * 32):
        leader.post(path, {"op": str(uuid7()), "of": of, **TOLD})

    assert [each.step for each in Example.objects.all()] == ["invited"]
