"""What becomes of a row and why, in words for people."""

from django.utils.translation import gettext_lazy as _

OUTCOMES = (
    ("imported", _("new in the register")), ("updated", _("told more of somebody")), ("same_person_again", _("same person again")),
    ("needs_a_look", _("need a look")), ("left_out", _("left out")), ("rejected", _("not taken")),
)  # fmt: skip
REASONS = {
    "no_name": _("there is no name in it"),
    "formula": _("a formula stands in the place of the name"),
    "long_name": _("the name is longer than any name"),
    "dead": _("has died, according to the sheet"),
    "moved": _("has moved away, according to the sheet"),
    "no_migrant": _("nobody of the household works abroad"),
    "by_hand": _("left out by hand"),
    "in_this_sheet": _("stands in this sheet before"),
    "nik_of_another": _("this NIK belongs to somebody of another name"),
    "two_numbers": _("same name and birth date as somebody with another NIK"),
    "sex_contradicts": _("same name and birth date as somebody, but man and woman"),
    "patronym": _("same birth date as somebody whose name is told with or without the father’s"),
    "birth_nearly": _("same name and hamlet as somebody, the birth date nearly so"),
    "too_little": _("same name as somebody, and too little is told to know"),
    "nik_digits": _("the NIK stood in a number cell and has lost digits"),
    "nik_length": _("the NIK has not 16 digits"),
    "nik_letters": _("there are letters in the NIK"),
    "nik_day": _("the NIK tells a day that is not in the calendar"),
    "nik_serial": _("the NIK ends in 0000"),
    "nik_card": _("a family card number stands in the place of the NIK"),
    "birth_differs": _("the birth date disagrees with the NIK"),
    "sex_differs": _("the NIK tells another sex"),
    "birth_unread": _("the birth date could not be read"),
    "destination_unread": _("the country could not be read"),
    "stage_unread": _("the status could not be read"),
    "phone_unread": _("the phone number could not be read"),
    "kept_by_hand": _("somebody wrote it otherwise by hand since; that stays"),
}


def reason(code: str) -> str:
    """A reason in words; the code itself when there are none."""
    return str(REASONS.get(code, code))


FIELDS = (
    ("", _("not kept")), ("person.name", _("name")), ("person.nik", _("NIK")), ("person.name + person.nik", _("name and NIK in one cell")),
    ("household.family_card_number", _("family card number (KK)")), ("person.relation_to_head", _("what somebody is in the household")), ("person.sex", _("sex")),
    ("person.birth_date", _("date of birth")), ("person.birth_place", _("place of birth")), ("person.birth_place + person.birth_date", _("place and date of birth")),
    ("person.age", _("age")), ("person.address", _("address")), ("person.hamlet", _("hamlet")), ("person.rt", _("RT")), ("person.rw", _("RW")),
    ("person.rt + person.rw", _("RT and RW in one cell")), ("person.phone", _("phone number")), ("person.marital_status", _("marital status")),
    ("person.education", _("school")), ("journey.stage", _("stage of the journey")), ("journey.destination", _("country")), ("journey.destination_city", _("place abroad")),
    ("journey.occupation", _("work abroad")), ("journey.recruiter", _("agency or broker")), ("journey.employer", _("employer")),
    ("journey.departure_date", _("day of leaving")), ("journey.departure_year", _("year of leaving")), ("journey.homecoming_date", _("day of coming home")),
    ("journey.passport_number", _("passport number")), ("journey.passport_expiry", _("passport valid until")), ("journey.channel", _("channel")),
    ("journey.remittance_habit", _("what the pay is used for")), ("journey.wishes_to_return_abroad", _("wants to go again")),
    ("relative.spouse.name", _("name of husband or wife")), ("person.father_name", _("name of the father")), ("person.mother_name", _("name of the mother")),
    ("person.next_of_kin_name", _("name of a relative")), ("person.next_of_kin_relation", _("who the relative is")), ("row_number", _("number in the list")),
    ("remark", _("remark")),
)  # fmt: skip
CHOICES = (("same", _("The same person")), ("another", _("Somebody else: register")), ("leave", _("Leave it out")))
