"""Tests of understanding and acceptance: by slip, by phone, by cards; never a name, nothing of fewer than five."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from pypdf import PdfReader

from desbumi import settings as ours
from desbumi.access.policy import NotAllowed
from desbumi.book.actors import Visitor
from desbumi.book.erasing import past_the_book
from desbumi.programme import actions, sheets
from desbumi.programme.models import AcceptanceSlip, Event, EventQuestion, Question, UnderstandingSlip
from desbumi.programme.queries import answers as queries
from desbumi.programme.queries import first_programme
from desbumi.programme.queries.doors import DoorClosed
from desbumi.programme.queries.results import results
from desbumi.refusals import NotNow

HOME, NEXT = "35.10.04.2003", "35.10.04.2002"
RIGHT, WRONG = "BACABCABCA", "CBBCCACCBC"


@pytest.fixture
def event(world):
    return world.event()


def slips(world, event, many, *, moment="before", answers=WRONG, role="cadre", village=HOME, start=0):
    for at in range(many):
        actions.hand_in(by=world.leader, event=event, moment=moment, code=f"KODE{start + at}", answers=answers, role=role, village=world.place(village))


def test_a_programme_begins_with_ten_questions_of_three_answers(world):
    asked = list(queries.questions_of(world.leader, first_programme()))

    assert [each.number for each in asked] == list(range(1, 11))
    assert "".join(each.right for each in asked) == RIGHT


def test_before_and_after_are_paired_by_the_code_of_the_slip(world, event):
    slips(world, event, 6)
    slips(world, event, 5, moment="after", answers=RIGHT)

    told = queries.understanding(event)

    assert (told.before, told.before_of, told.after, told.after_of) == (0, 6, 5, 5)
    assert (told.paired, told.improved) == (5, 5)
    assert not any(each.is_unclear for each in told.questions)


def test_a_test_handed_in_twice_counts_once_and_is_said(world, event):
    slips(world, event, 1)

    with pytest.raises(actions.HandedIn):
        actions.hand_in(by=world.leader, event=event, moment="before", code="kode-0", answers=RIGHT)
    assert UnderstandingSlip.objects.get().answers == WRONG


def test_a_short_answer_is_filled_and_one_too_long_refused(world, event):
    slip = actions.hand_in(by=world.leader, event=event, moment="before", code="k7m4t", answers="abc")

    assert slip.answers == "ABC-------"
    with pytest.raises(actions.AnsweredMore):
        actions.hand_in(by=world.leader, event=event, moment="after", code="K7M4T", answers=RIGHT + "A")
    with pytest.raises(actions.AnsweredMore):
        actions.hand_in(by=world.leader, event=event, moment="after", code="K7M4T", answers="XYZ")
    with pytest.raises(actions.NotACode):
        actions.hand_in(by=world.leader, event=event, moment="after", code="?!", answers=RIGHT)


def test_of_fewer_than_five_nothing_is_told(world, event, browser_of):
    slips(world, event, 4)
    page = f"/programme/events/{event.pk}/test/"

    assert not queries.understanding(event).is_told
    assert "Kurang dari lima" in browser_of(world.leader).get(page).content.decode()
    slips(world, event, 1, start=4)
    assert queries.understanding(event).is_told


@pytest.mark.parametrize("cut", ["role", "village"])
def test_a_small_group_is_withheld_with_another_so_that_nobody_subtracts(world, event, cut):
    slips(world, event, 6, role="cadre", village=HOME)
    slips(world, event, 2, role="village_head", village=NEXT, start=10)
    slips(world, event, 9, role="resident", village="35.10.22.2002", start=20)

    told = {str(each.name): each.before for each in queries.understanding(event, cut=cut).groups}

    hidden = [name for name, many in told.items() if many is None]
    assert len(hidden) == 2
    assert sum(many is not None for many in told.values()) == 1


def test_cards_count_for_who_does_not_read(world, event):
    actions.count_cards(by=world.leader, event=event, moment="after", counts={1: (1, 8, 0), 2: (0, 0, 0)})
    actions.count_cards(by=world.leader, event=event, moment="after", counts={1: (2, 8, 0)})

    told = queries.understanding(event)

    assert (told.questions[0].after, told.questions[0].after_of) == (8, 10)
    assert told.cards == 10
    assert told.is_told


@pytest.mark.parametrize("way", ["printed", "door"])
def test_a_question_that_changes_after_it_was_printed_or_the_door_was_opened_changes_nothing_here(world, event, browser_of, way):
    office = world.person("programme_manager", "00")
    if way == "door":
        actions.open_door(by=world.leader, event=event)
    else:
        answer = browser_of(world.leader).do(f"/programme/events/{event.pk}/bundle/print/")
        assert answer["Location"] == f"/programme/events/{event.pk}/bundle/"

    actions.write_question(by=office, programme=first_programme(), number=1, text="Baru?", a="x", b="y", c="z", right="C")
    actions.hand_in(by=world.leader, event=event, moment="before", code="K7M4T", answers="B")

    assert next(each.text for each in queries.asked_at(event)) == "Apa itu Desbumi?"
    assert "Baru?" not in str(list(EventQuestion.objects.values_list("question__text", flat=True)))


def test_printing_an_event_that_is_over_changes_nothing(world, event, browser_of):
    past_the_book(Event).filter(pk=event.pk).update(status="complete")

    assert browser_of(world.leader).do(f"/programme/events/{event.pk}/bundle/print/").status_code == 302
    assert not EventQuestion.objects.exists()


def test_slips_whose_questions_may_still_change_are_not_printed(world, event):
    def words():
        return "".join(page.extract_text() for page in PdfReader(BytesIO(sheets.bundle(event.refreshed()))).pages)

    assert "Apa itu Desbumi?" not in words()
    actions.settle_test(by=world.leader, event=event)
    assert "Apa itu Desbumi?" in words()


def test_a_question_that_was_asked_stays_as_it_was_asked(world, event):
    office = world.person("programme_manager", "00")
    actions.settle_test(by=world.leader, event=event)

    actions.write_question(by=office, programme=first_programme(), number=1, text="Baru?", a="x", b="y", c="z", right="C")

    assert next(each.text for each in queries.asked_at(event)) == "Apa itu Desbumi?"
    assert next(each.text for each in queries.asked_at(world.event())) == "Baru?"
    with pytest.raises(actions.QuestionGap):
        actions.write_question(by=office, programme=first_programme(), number=1, text="Baru?", a="x", b="X", c="z", right="C")
    with pytest.raises(NotAllowed):
        actions.drop_question(by=world.leader, question=Question.objects.filter(is_asked=True)[0])


def test_a_programme_without_questions_has_no_test(world, event):
    office = world.person("programme_manager", "00")
    for each in Question.objects.filter(is_asked=True).order_by("id"):
        actions.drop_question(by=office, question=each)

    with pytest.raises(actions.NoQuestions):
        slips(world, event, 1)
    assert not EventQuestion.objects.exists()


def test_by_phone_one_answers_with_a_code_and_no_name(world, event, browser_of):
    event = actions.open_door(by=world.leader, event=event)
    stranger, path = browser_of(), f"/programme/in/{event.token}/test/"
    ticked = {f"answers-{number}": letter for number, letter in enumerate(RIGHT, 1) if number != 4}

    shown = stranger.get(path).content.decode()
    done = stranger.do(path, moment="before", code="K7M4T", village=HOME, word=event.word, **ticked)

    assert shown.count("<fieldset") == 12
    assert done.status_code == 302
    slip = UnderstandingSlip.objects.get()
    assert slip.answers == "BAC-BCABCA"
    assert slip.village_id == HOME
    again = stranger.do(path, moment="before", code="K7M4T", word=event.word, **ticked)
    assert again.status_code == 409
    assert "sudah masuk" in again.content.decode()


def test_by_phone_a_code_is_given_before_and_asked_afterwards(world, event, browser_of):
    event = actions.open_door(by=world.leader, event=event)
    phone, path = browser_of(), f"/programme/in/{event.token}/test/"
    sent = {"word": event.word, "answers-1": "B", "village": HOME}

    shown = phone.get(phone.do(path, moment="before", **sent)["Location"]).content.decode()
    code = UnderstandingSlip.objects.get().code
    assert code in shown
    assert phone.do(path, moment="after", **sent).status_code == 422
    assert "Tidak ada tes" in phone.get(phone.do(path, moment="after", code="ZZZZZ", **sent)["Location"]).content.decode()
    assert "Jawaban Anda sudah masuk" in phone.get(phone.do(path, moment="after", code=code, **sent)["Location"]).content.decode()


def test_a_phone_can_answer_only_while_the_door_is_open(world, event):
    event = actions.open_door(by=world.leader, event=event)
    actions.close_door(by=world.leader, event=event.refreshed())

    with pytest.raises(DoorClosed):
        actions.hand_in_by_phone(by=Visitor(), event=event, moment="before", code="K7M4T", answers=RIGHT)
    with pytest.raises(DoorClosed):
        actions.accept_by_phone(by=Visitor(), event=event, answer="yes")


def test_nobody_of_a_village_reads_slips(world, event, browser_of):
    for at in range(6):
        actions.accept(by=world.leader, event=event, answer="conditions", reason=f"Asal ada kader {at}", village=world.place(HOME))
    page = f"/programme/events/{event.pk}/acceptance/"

    assert "Asal ada kader" in browser_of(world.leader).get(page).content.decode()
    told = browser_of(world.officer()).get(page).content.decode()
    assert "Asal ada kader" not in told
    assert not queries.acceptance(world.officer(), event).counts  # while slips come in, numbers that grow would tell whose came last
    assert not [each for each in results(world.officer(), event, [world.place(HOME)]) if any("6 lembar" in line for line in each.figures)]
    with pytest.raises(NotAllowed):
        actions.accept(by=world.officer(), event=world.event(territory=HOME, villages=[HOME]), answer="yes")
    past_the_book(Event).filter(pk=event.pk).update(status="complete")
    told = browser_of(world.officer()).get(page).content.decode()
    assert "Asal ada kader" not in told
    assert "6 dari 6" in told


def test_slips_of_acceptance_are_counted_by_village_where_they_are_five(world, event):
    for village, many in ((HOME, 7), (NEXT, 3)):
        for at in range(many):
            actions.accept(by=world.leader, event=event, answer=("yes", "no")[at % 2], village=world.place(village))

    told = queries.acceptance(world.leader, event)

    assert {code: many for code, _label, many in told.counts} == {"yes": 6, "conditions": 0, "ask": 0, "no": 4}
    assert [answer for _name, _many, answer in told.by_village] == [None, None]
    with pytest.raises(actions.HandedIn):
        actions.accept(by=world.leader, event=event, answer="yes", code=AcceptanceSlip.objects.first().code)


def test_a_village_answers_for_itself_and_a_later_answer_replaces_the_former(world, event, browser_of):
    home = world.place(HOME)
    told = {"event": event, "village": home, "decided_on": home.today, "signatories": "Kades, Ketua BPD"}

    actions.answer_for_village(by=world.officer(), **told, answer="ask", reason="Tanya dulu")
    actions.answer_for_village(by=world.leader, **told, answer="yes")

    ((_village, answer, may, _is_shown),) = queries.village_answers(world.officer(), event, [home])
    assert (answer.answer, may) == ("yes", True)
    assert queries.village_answers(world.officer(NEXT), event, [home]) == [(home, None, False, False)]
    page = browser_of(world.officer(NEXT)).get(f"/programme/events/{event.pk}/acceptance/").content.decode()
    assert page.count("tidak diperlihatkan kepada desa lain") == 2
    assert page.count("belum menjawab") == 1  # its own
    with pytest.raises(NotAllowed):
        actions.answer_for_village(by=world.officer(NEXT), **told, answer="no")
    other = world.place("35.10.04.2004")
    with pytest.raises(NotNow):
        actions.answer_for_village(by=world.leader, **told | {"village": other}, answer="yes")


def test_the_four_results_are_judged_with_figures_and_gaps(world, event):
    villages = [world.place(code) for code in (HOME, NEXT)]
    event = world.event(villages=[HOME, NEXT])
    slips(world, event, 6)
    slips(world, event, 6, moment="after", answers=RIGHT)
    actions.answer_for_village(by=world.leader, event=event, village=villages[0], answer="yes", decided_on=villages[0].today, signatories="Kades")

    told = {each.key: each for each in results(world.leader, event, villages)}

    assert told["understanding"].state == "reached"
    assert told["acceptance"].state == "partly"
    assert told["acceptance"].gaps == ("Kendalrejo belum menjawab.",)
    assert told["agreement"].state == "not_yet"
    assert told["change_targets"].state == "not_yet"
    assert all(each.rule and each.figures for each in told.values())


def test_a_slip_typed_twice_by_a_double_click_is_one(world, event, browser_of):
    browser, sent = browser_of(world.leader), {"op": str(uuid4()), "moment": "before", "code": "K7M4T", "answers": RIGHT}

    answers = [browser.post(f"/programme/events/{event.pk}/test/type/", sent).status_code for _each in range(2)]

    assert answers == [302, 302]
    assert UnderstandingSlip.objects.count() == 1


def test_the_few_who_were_tested_afterwards_are_not_told_because_many_were_before(world, event):
    slips(world, event, 8)
    slips(world, event, 2, moment="after", answers=RIGHT)
    actions.count_cards(by=world.leader, event=event, moment="before", counts={1: (1, 1, 0)})

    told = queries.understanding(event)

    assert (told.before_of, told.after, told.after_of, told.paired) == (8, 0, 0, 0)
    assert told.few == {"after"}
    assert {each.after_of for each in told.questions} == {0}


@pytest.mark.parametrize("word", ["", "12"])
def test_without_the_number_of_the_room_a_phone_answers_nothing(world, event, word):
    event = actions.open_door(by=world.leader, event=event)

    with pytest.raises(actions.NotInTheRoom):
        actions.accept_by_phone(by=Visitor(), event=event, answer="yes", word=word)
    with pytest.raises(actions.NotInTheRoom):
        actions.hand_in_by_phone(by=Visitor(), event=event, moment="before", code="K7M4T", answers=RIGHT, word=word)
    assert actions.accept_by_phone(by=Visitor(), event=event, answer="yes", word=event.word).answer == "yes"


def test_who_tries_number_after_number_is_no_longer_listened_to(world, event, browser_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"room_number": ours.ACCOUNT_RATE_LIMITS["room_number"]}
    cache.clear()
    event = actions.open_door(by=world.leader, event=event)
    phone, sent = browser_of(), {"answer": "yes", "village": HOME}
    path = f"/programme/in/{event.token}/accept/"

    tried = [phone.do(path, word=f"x{at}", **sent).status_code for at in range(101)]

    assert tried == [422] * 100 + [429]
    assert phone.do(path, word=event.word, **sent).status_code == 429
    assert not AcceptanceSlip.objects.exists()


def test_a_slip_that_is_typed_offers_the_villages_of_its_event_alone(world, browser_of):
    event = world.event(villages=[HOME])

    for path in ("test/type/", "acceptance/type/"):
        page = browser_of(world.leader).get(f"/programme/events/{event.pk}/{path}").content.decode()
        assert f'value="{HOME}"' in page
        assert f'value="{NEXT}"' not in page


def test_a_complete_event_takes_no_slip_and_one_to_come_none_either(world, event):
    to_come = world.event(on=world.place("35.10").today + timedelta(days=3))
    past_the_book(Event).filter(pk=event.pk).update(status="complete")

    for late, refusal in ((event.refreshed(), actions.EventOver), (to_come, actions.NotADay)):
        with pytest.raises(refusal):
            actions.accept(by=world.leader, event=late, answer="yes")
        with pytest.raises(refusal):
            actions.count_cards(by=world.leader, event=late, moment="before", counts={1: (1, 1, 0)})
        with pytest.raises(refusal):
            slips(world, late, 1)


def test_a_count_without_a_card_and_a_slip_of_another_village_are_refused(world, event):
    with pytest.raises(actions.NothingCounted):
        actions.count_cards(by=world.leader, event=event, moment="before", counts={1: (0, 0, 0)})
    with pytest.raises(actions.NotOfEvent):
        actions.accept(by=world.leader, event=event, answer="yes", village=world.place("35.10.04.2004"))
