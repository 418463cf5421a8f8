"""Contact persons: the number lies sealed, who may see and change it, what history tells."""

import pytest
from django.db import connection

from desbumi.access.policy import NotAllowed
from desbumi.book.models import Conflict, Entry
from desbumi.book.queries import differing, history, replay
from desbumi.book.writing import writing
from desbumi.people import actions
from desbumi.people.models import Contact
from desbumi.programme import actions as programme
from desbumi.programme.models import Organisation, OrganisationContact
from desbumi.programme.queries import contacts_around
from desbumi.refusals import AlreadyMoved


def column(contact):
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_contact WHERE id = %s", [contact.pk.hex if connection.vendor == "sqlite" else contact.pk])
        return bytes(cursor.fetchone()[0])


def test_the_number_lies_sealed_in_the_table_and_reads_plain_on_the_record(world):
    contact = world.contact(phone="0812 3344 7788")

    assert contact.refreshed().phone == "+6281233447788" == Contact.objects.values_list("phone", flat=True).get()
    assert column(contact)[:16] == contact.pk.bytes
    assert b"3344" not in column(contact)


def test_a_changed_number_is_sealed_anew_and_stands_in_the_history(world):
    contact, first = world.contact(), None
    first = column(contact)

    actions.change_contact(by=world.leader, contact=contact, name="Lilik", office="koordinator", phone="+62 813 1111 2222")

    assert contact.refreshed().phone == "+6281311112222"
    assert column(contact) != first
    told = history([contact])[0]
    assert {str(change.after) for change in told.changes} == {"Lilik", "+6281311112222"}
    assert differing("35.10") == []
    assert replay("35.10/main")["people.contact", contact.pk.hex]["phone"] == "+6281311112222"


def test_a_number_of_one_person_put_into_the_row_of_another_reads_as_nothing_when_its_key_is_gone(world):
    contact, other = world.contact(), world.contact("Agus", phone="0813 5555 6666")
    stored = bytearray(column(contact))
    stored[:16] = other.pk.bytes

    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_contact SET phone = %s WHERE id = %s", [bytes(stored), other.pk.hex if connection.vendor == "sqlite" else other.pk])

    assert other.refreshed().phone == ""
    assert [each["record"] for each in differing("35.10")] == [other.pk.hex]


def test_many_at_once_are_sealed_each_with_the_own_key(world):
    place = world.place("35.10")
    with writing(place, by=world.system, deed="contact.added") as book:
        book.bulk_create([Contact(territory=place, name=f"Orang {at}", phone=f"+6281200000{at:03}") for at in range(3)])

    made = list(Contact.objects.order_by("name"))
    assert [each.phone for each in made] == ["+6281200000000", "+6281200000001", "+6281200000002"]
    assert [column(each)[:16] for each in made] == [each.pk.bytes for each in made]


def test_nothing_is_found_by_what_lies_sealed(world):
    with pytest.raises(TypeError):
        Contact.objects.filter(phone="+6281233447788").exists()


def test_entries_about_a_contact_are_sealed_with_the_contacts_own_key(world):
    contact = world.contact()

    link = OrganisationContact.objects.get(contact=contact)
    assert set(Entry.objects.filter(record__in=[contact.pk.hex, link.pk.hex]).values_list("subject", flat=True)) == {contact.pk.hex}


def test_what_is_no_phone_number_is_refused_in_words(world):
    with pytest.raises(actions.NotAPhone) as refused:
        world.contact(phone="tanya Bu Lilik")

    assert "0812" in refused.value.way


def test_two_names_for_one_contact_wait_for_a_decision(world):
    contact = world.contact()
    seen = contact.version
    actions.change_contact(by=world.leader, contact=contact, name="Lilik I.", phone="0812 3344 7788", seen=seen)

    actions.change_contact(by=world.leader, contact=contact, name="Lilik Indra", phone="0812 3344 7788", seen=seen)

    assert contact.refreshed().name == "Lilik I."
    assert Conflict.objects.get(record=contact.pk).field == "name"


def test_a_contact_that_another_removed_meanwhile_is_told(world):
    contact = world.contact()
    programme.remove_contact(by=world.leader, link=OrganisationContact.objects.get(contact=contact))

    with pytest.raises(AlreadyMoved):
        actions.change_contact(by=world.leader, contact=contact, name="Lilik")


def test_a_removed_contact_is_gone_and_the_past_stays_readable(world):
    contact = world.contact()

    programme.remove_contact(by=world.leader, link=OrganisationContact.objects.get(contact=contact), seen=contact.version)

    assert not Contact._base_manager.filter(pk=contact.pk).exists()
    assert not any(line.is_erased for line in history([contact]))
    assert differing("35.10") == []


def test_who_is_not_of_the_regency_or_the_office_changes_nothing(world):
    contact = world.contact()

    for role, code in (("facilitator", "35.10"), ("coordinator", "33.07"), ("service_officer", "35.10.04.2003"), ("analyst", "00"), ("observer", "00")):
        with pytest.raises(NotAllowed):
            actions.change_contact(by=world.person(role, code), contact=contact, name="X")


def test_a_village_sees_whom_to_call_of_its_own_regency_alone(world):
    world.contact()

    assert contacts_around(world.person("cadre", "35.10.04.2003"), world.place("35.10.04.2003")).count() == 1
    assert contacts_around(world.person("cadre", "33.07.02.2001"), world.place("33.07.02.2001")).count() == 0
    assert contacts_around(world.person("observer", "00"), world.place("35.10.04.2003")).count() == 0


def test_odd_names_are_kept_as_they_are_and_harm_nobody(world, browser_of):
    contact = world.contact(name='=HYPERLINK("x") <script>alert(1)</script> O\'Neil ꦱꦶ', office="<b>")

    text = browser_of(world.leader).get(contact.get_absolute_url()).content.decode()

    assert "<script>alert" not in text
    assert "=HYPERLINK(&quot;x&quot;) &lt;script&gt;" in text


def test_the_organisations_page_masks_the_number_and_the_contacts_shows_it(world, browser_of):
    contact = world.contact()
    officer = browser_of(world.person("service_officer", "35.10.04.2003"))

    listed = officer.get(f"/programme/organisations/{Organisation.objects.get(contacts__contact=contact).pk}/").content.decode()
    village = officer.get("/desk/villages/35.10.04.2003/").content.decode()
    opened = officer.get(contact.get_absolute_url()).content.decode()

    for text in (listed, village):
        assert "0812 •••• 7788" in text
        assert "3344" not in text
    assert 'href="tel:+6281233447788"' in opened
    assert "0812 3344 7788" in opened


def test_a_coordinator_adds_changes_and_removes_on_pages(world, browser_of):
    browser, organisation = browser_of(world.leader), Organisation.objects.filter(territory="35.10").order_by("id")[0]

    refused = browser.do(f"/programme/organisations/{organisation.pk}/contacts/add/", name="Lilik", office="", phone="halo")
    browser.do(f"/programme/organisations/{organisation.pk}/contacts/add/", name="Lil\u200bik\x07", office="koordinator", phone="0812 3344 7788")
    contact = Contact.objects.get()
    shown = browser.get(f"/people/contacts/{contact.pk}/change/").content.decode()
    browser.do(f"/people/contacts/{contact.pk}/change/", name="Lilik I", office="", phone="", seen=contact.version)

    assert refused.status_code == 422
    assert contact.name == "Lilik"
    assert 'value="0812 3344 7788"' in shown
    assert (contact.refreshed().name, contact.refreshed().phone) == ("Lilik I", "")
    link = OrganisationContact.objects.get()
    assert browser.get(f"/programme/contacts/{link.pk}/remove/").status_code == 200
    assert browser.do(f"/programme/contacts/{link.pk}/remove/", seen=contact.refreshed().version).status_code == 302
    assert not Contact.objects.exists()
