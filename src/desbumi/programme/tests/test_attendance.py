"""Who came: a typed list, ticks, own phones; the same person by several ways; consent; forgetting."""

from datetime import datetime, time, timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from desbumi.book.actors import Visitor
from desbumi.book.erasing import forget
from desbumi.people.actions import NumberInWords
from desbumi.people.models import Contact
from desbumi.programme import actions
from desbumi.programme.models import Attendance, Participant
from desbumi.programme.queries import attendance as queries
from desbumi.programme.queries.doors import DoorClosed, behind
from desbumi.programme.queries.events import villages_of
from desbumi.programme.rules.attendance import Typed

HOME, NEXT = "35.10.04.2003", "35.10.04.2002"


@pytest.fixture
def event(world):
    return world.event()


def figures(event):
    return queries.figures(event, villages_of(event))


def test_a_typed_list_names_contacts_of_their_own_village(world, event):
    world.came(event, ("Siti Aminah", "village_head", HOME, "female"), ("Pak Camat", "other_stakeholder", ""))

    names = {each.contact.name: each.contact.territory_id for each in Participant.objects.select_related("contact")}
    assert names == {"Siti Aminah": HOME, "Pak Camat": "35.10"}
    assert figures(event).came == 2
    assert event.refreshed().status == "in_progress"


def test_who_is_known_in_the_register_is_that_person(world, event):
    person = world.resident("Siti Aminah", sex="female")

    world.came(event, ("HJ. SITI AMINAH, S.Pd", "returnee_woman", HOME))

    participant = Participant.objects.get()
    assert participant.person == person
    assert participant.sex == "female"
    assert participant.subject == person.pk


def test_the_same_person_on_two_lists_is_one_and_a_second_day_is_another_day(world):
    event = world.event(on=world.place("35.10").today - timedelta(days=1), ends_on=world.place("35.10").today)

    world.came(event, ("Siti Aminah", "cadre", HOME))
    world.came(event, ("SITI AMINAH", "cadre", HOME), day=event.ends_on)

    assert Participant.objects.count() == 1
    assert [many for _day, many, _ways, _sheets in figures(event).by_day] == [1, 1]


def test_twice_on_one_sheet_counts_once_and_is_said(world, event, browser_of):
    fields = {"rows-name": ["Paijan", "PAIJAN"], "rows-role": ["cadre"] * 2, "rows-village": [HOME] * 2}

    response = browser_of(world.leader).do(f"/programme/events/{event.pk}/participants/type/", day=event.starts_on.isoformat(), **fields)
    shown = browser_of(world.leader).get(response.headers["Location"]).content.decode()

    assert response.status_code == 302
    assert Participant.objects.count() == 1
    assert shown.count("Paijan") >= 1


def test_who_has_no_name_is_not_doubled_by_another_day_and_the_same_day_asks(world, browser_of):
    event = world.event(on=world.place("35.10").today - timedelta(days=1), ends_on=world.place("35.10").today)
    rows = [Typed("", "cadre", HOME, "female"), Typed("Sri", "cadre", HOME, "female", has_consented=False), Typed("", "village_head", HOME, "male")]
    take = partial(actions.take_down, by=world.leader, event=event)

    first = take(rows=rows, day=event.days[0])
    second = take(rows=[*rows, Typed("", "cadre", NEXT, "female")], day=event.days[1])
    assert (first.added, second.added, second.known) == (3, 1, 3)
    assert Participant.objects.filter(event=event).count() == 4

    again = take(rows=rows, day=event.days[1])
    assert (again.added, again.nameless_before) == (3, 4)
    assert take(rows=[Typed("Wati", "cadre", HOME)], day=event.days[1]).nameless_before == 0
    sent = {"day": event.days[1].isoformat(), "rows-name": "", "rows-role": "cadre", "rows-village": HOME, "rows-sex": "female", "rows-named": "no"}
    leader = browser_of(world.leader)
    told = leader.get(leader.do(f"/programme/events/{event.pk}/participants/type/", **sent)["Location"])
    assert "7 orang tanpa nama" in told.content.decode()


def test_without_consent_one_is_counted_and_no_name_is_kept(world, event, browser_of):
    fields = {"rows-name": ["Rahasia Sekali", ""], "rows-role": ["resident", "resident"], "rows-village": [HOME, HOME], "rows-named": ["no", "no"]}

    browser_of(world.leader).do(f"/programme/events/{event.pk}/participants/type/", day=event.starts_on.isoformat(), **fields)

    assert Participant.objects.filter(has_consented=False, contact=None, person=None).count() == 2
    assert not Contact.objects.filter(name__contains="Rahasia").exists()
    assert figures(event).unnamed == 2


def test_a_row_without_a_role_is_said_and_nothing_typed_is_lost(world, event, browser_of):
    fields = {"rows-name": ["Paijan", "Sumini"], "rows-role": ["cadre", ""], "rows-village": [HOME, HOME]}

    response = browser_of(world.leader).do(f"/programme/events/{event.pk}/participants/type/", day=event.starts_on.isoformat(), **fields)

    assert response.status_code == 422
    text = response.content.decode()
    assert "Baris 2" in text
    assert 'value="Sumini"' in text
    assert Participant.objects.count() == 0


def test_a_long_number_in_a_name_is_refused(world, event):
    with pytest.raises(NumberInWords):
        world.came(event, ("Siti 3510044502840007", "cadre", HOME))


def test_a_day_that_is_none_of_the_event_is_refused(world, event):
    with pytest.raises(actions.NotADay):
        world.came(event, ("Siti", "cadre", HOME), day=event.starts_on - timedelta(days=1))
    with pytest.raises(actions.NobodyTyped):
        actions.take_down(by=world.leader, event=event, rows=[], day=event.starts_on)


def test_a_prepared_list_is_ticked_twice_by_two_organisers_and_counts_once(world, event):
    actions.take_down(by=world.leader, event=event, rows=world.typed(("Siti Aminah", "cadre", HOME)))
    participant = Participant.objects.get()
    assert figures(event).came == 0

    for who in (world.leader, world.person("facilitator")):
        actions.tick(by=who, participant=participant, day=event.starts_on, is_there=True)

    assert figures(event).came == 1
    assert Attendance.objects.get().way == "list"
    actions.tick(by=world.leader, participant=participant, day=event.starts_on, is_there=False)
    assert figures(event).came == 0


def test_a_tick_that_is_sent_again_is_one_tick(world, event, browser_of):
    actions.take_down(by=world.leader, event=event, rows=world.typed(("Siti Aminah", "cadre", HOME)))
    browser, sent = browser_of(world.leader), {"op": str(uuid4()), "day": event.starts_on.isoformat(), "is_there": "on"}
    path = f"/programme/participants/{Participant.objects.get().pk}/tick/"

    answers = [browser.post(path, sent, headers={"HX-Request": "true"}).status_code for _each in range(3)]

    assert answers == [204, 204, 204]
    assert Attendance.objects.count() == 1


def arrive(event, **told):
    sent = {"role": "cadre", "village": HOME, "name": "Siti Aminah", "has_consented": True, **told}
    return actions.arrive(by=Visitor(), event=event.refreshed(), **sent)


def test_a_phone_in_the_room_counts_at_once_and_one_elsewhere_waits(world, event):
    event = actions.open_door(by=world.leader, event=event)

    here = arrive(event, word=event.word)
    away = arrive(event, name="Paijan", word="0000")

    assert here.is_sure
    assert not away.is_sure
    assert figures(event).came == 1
    assert [each.participant.name for each in queries.waiting(world.leader, event)] == ["Paijan"]
    actions.decide_attendance(by=world.leader, attendance=away, was_there=True)
    assert figures(event).came == 2
    assert figures(event).waiting == 0


def test_who_was_not_there_is_not_counted(world, event):
    event = actions.open_door(by=world.leader, event=event)
    away = arrive(event, word="")

    actions.decide_attendance(by=world.leader, attendance=away, was_there=False)

    assert figures(event).came == 0
    assert not Attendance.objects.exists()


def test_at_another_hour_a_phone_waits_whatever_its_own_clock_says(world):
    event = world.event(begins_at=time(8), ends_at=time(12))
    event = actions.open_door(by=world.leader, event=event)

    with time_machine.travel(datetime.combine(event.starts_on, time(20), ZoneInfo("Asia/Jakarta")), tick=False):
        assert not arrive(event, word=event.word).is_sure
    with time_machine.travel(datetime.combine(event.starts_on, time(9), ZoneInfo("Asia/Jakarta")), tick=False):
        assert arrive(event, name="Paijan", word=event.word).is_sure


def test_the_same_person_by_phone_and_on_paper_is_one(world, event):
    event = actions.open_door(by=world.leader, event=event)
    arrive(event, word="salah")

    world.came(event, ("HJ. SITI AMINAH", "cadre", HOME))

    assert Participant.objects.count() == 1
    assert Attendance.objects.get().is_sure
    assert figures(event).came == 1


def test_two_spellings_are_offered_and_put_together_or_kept_apart(world, event):
    world.came(event, ("Sumiyati", "cadre", HOME, "female"), ("Soemiyati", "cadre", HOME), ("Paijan", "cadre", HOME))

    ((one, other),) = queries.perhaps_the_same(queries.listed(world.leader, event))
    assert {one.name, other.name} == {"Sumiyati", "Soemiyati"}
    actions.put_together(by=world.leader, participant=one, other=other)

    assert queries.perhaps_the_same(queries.listed(world.leader, event)) == []
    assert figures(event).came == 2


def test_two_people_of_one_name_stay_two(world, event):
    world.came(event, ("Sumiyati", "cadre", HOME), ("Soemiyati", "cadre", HOME))
    ((_one, other),) = queries.perhaps_the_same(queries.listed(world.leader, event))

    actions.keep_apart(by=world.leader, participant=other)

    assert queries.perhaps_the_same(queries.listed(world.leader, event)) == []
    assert figures(event).came == 2


def test_entries_of_different_events_cannot_be_put_together(world, event):
    world.came(event, ("Sumiyati", "cadre", HOME))
    world.came(world.event(), ("Sumiyati", "cadre", HOME))
    one, other = Participant.objects.order_by("id")

    with pytest.raises(actions.NotAlike):
        actions.put_together(by=world.leader, participant=one, other=other)


def test_a_closed_door_opens_nothing_and_a_new_code_ends_the_old_one(world, event, browser_of):
    event = actions.open_door(by=world.leader, event=event)
    old, stranger = event.token, browser_of()
    assert stranger.get(f"/programme/in/{old}/").status_code == 200

    event = actions.open_door(by=world.leader, event=event)

    assert stranger.get(f"/programme/in/{old}/").status_code == 404
    assert behind(event.token) == event
    actions.close_door(by=world.leader, event=event)
    with pytest.raises(DoorClosed):
        behind(event.token)
    for token in ("", "x", "0" * 32):
        with pytest.raises(DoorClosed):
            behind(token)


def test_by_phone_one_comes_in_without_an_account_and_twice_is_once(world, event, browser_of):
    event = actions.open_door(by=world.leader, event=event)
    stranger, path = browser_of(), f"/programme/in/{event.token}/here/"
    sent = {"op": str(uuid4()), "role": "resident", "village": NEXT, "name": "Sutinah", "has_consented": "on", "word": event.word}

    assert "Saya hadir" in stranger.get(path).content.decode()
    first, second = (stranger.post(path, sent) for _each in range(2))

    assert first.headers["Location"] == second.headers["Location"] == f"/programme/in/{event.token}/"
    assert "Terima kasih" in stranger.get(first.headers["Location"]).content.decode()
    assert Participant.objects.get().name == "Sutinah"


def test_the_door_tells_nobody_who_is_on_the_list(world, event, browser_of):
    world.came(event, ("Siti Aminah", "cadre", HOME))
    event = actions.open_door(by=world.leader, event=event)
    stranger = browser_of()
    sent = {"role": "cadre", "village": HOME, "has_consented": "on", "word": event.word}

    known, unknown = (stranger.do(f"/programme/in/{event.token}/here/", name=name, **sent) for name in ("Siti Aminah", "Tak Dikenal"))

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    for path in ("", "here/", "test/", "accept/"):
        assert "Siti Aminah" not in stranger.get(f"/programme/in/{event.token}/{path}").content.decode()


def test_who_is_forgotten_is_still_counted_and_named_nowhere(world, event, browser_of):
    world.came(event, ("Siti Aminah", "cadre", HOME), ("Paijan", "cadre", HOME))
    gone = Contact.objects.get(name="Siti Aminah")

    forget([gone.pk])

    assert figures(event).came == 2
    assert "Siti Aminah" not in browser_of(world.leader).get(f"/programme/events/{event.pk}/participants/").content.decode()
    assert not Contact.objects.filter(pk=gone.pk).exists()


def test_someone_whose_erasure_was_asked_is_not_named(world, event):
    world.came(event, ("Siti Aminah", "cadre", HOME))
    world.erasure(Contact.objects.get(name="Siti Aminah"))

    assert Participant.objects.get().name == ""


def test_who_was_there_on_any_day_is_not_taken_off_the_list(world):
    event = world.event(on=world.place("35.10").today - timedelta(days=1), ends_on=world.place("35.10").today)
    world.came(event, ("Sutrisno", "cadre", HOME))
    someone = Participant.objects.get()

    with pytest.raises(actions.WasThere):
        actions.take_off(by=world.leader, participant=someone)
    assert Attendance.objects.count() == 1
    actions.tick(by=world.leader, participant=someone, day=event.starts_on, is_there=False)
    actions.take_off(by=world.leader, participant=someone)
    assert not Participant.objects.exists()


def test_village_figures_are_counted_by_sex_age_and_disability(world, event):
    world.came(event, ("Siti", "cadre", HOME, "female", "25-34", True), ("Paijan", "resident", NEXT, "male", "60-", False))

    told = figures(event)

    assert [(row.name, row.came, row.women, row.disabled) for row in told.by_village] == [
        ("Kedungasri", 1, 1, None),
        ("Kendalrejo", 1, 0, None),  # a nought here would tell that it is Siti
        ("Siliragung", 0, 0, None),
    ]
    assert [many for _label, many in told.by_age] == [None, None]
    assert (told.women, told.disabled) == (1, None)

    world.came(event, *[(f"Warga {at}", "resident", HOME, "male", "60-", at < 6) for at in range(12)])
    told = figures(event)
    assert [row.disabled for row in told.by_village] == [7, 0, 0]
    assert told.disabled == 7
    assert told.wanted == 21


def test_put_together_the_sure_day_and_the_known_person_stay(world, event):
    person = world.resident("Siti Aminah", sex="female")
    event = actions.open_door(by=world.leader, event=event)
    actions.arrive(by=Visitor(), event=event, name="Siti", role="cadre", village=HOME, has_consented=True, word="")
    world.came(event, ("Siti Aminah", "cadre", HOME, "", "", True))
    phone, paper = Participant.objects.get(person=None), Participant.objects.get(person=person)

    kept = actions.put_together(by=world.leader, participant=phone, other=paper)

    assert kept.person == person
    assert kept.has_disability is True
    assert kept.attendances.get().is_sure
    assert figures(event).came == 1


def test_who_guesses_the_number_of_the_room_waits_for_a_person(world, event):
    event = actions.open_door(by=world.leader, event=event)
    told = {"by": Visitor(), "event": event, "name": "Siti", "role": "cadre", "village": HOME, "has_consented": True}

    for word in ("", "0000", event.word):
        attendance = actions.arrive(**told, word=word)

    assert not attendance.is_sure


def test_of_who_is_not_to_be_named_no_line_says_the_name(world, event, browser_of):
    rows = world.typed(("Siti Aminah", "cadre", HOME, "", "", None, False), ("Siti Aminah", "cadre", HOME, "", "", None, False), ("Siti Aminah", "cadre", HOME))

    taken = actions.take_down(by=world.leader, event=event, day=event.starts_on, rows=rows)

    assert taken.twice == ()
    assert sorted(each.name for each in Participant.objects.all()) == ["", "", "Siti Aminah"]
