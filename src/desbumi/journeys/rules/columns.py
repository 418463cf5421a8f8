"""What a column of a sheet holds, by its header. No database here."""

from dataclasses import dataclass

from desbumi.journeys.rules import words

NAMED = ("person.name", "person.name + person.nik")  # without one of these a table is no list of people


@dataclass(frozen=True)
class Column:
    """A column as it is understood: where it stands, what its header says, what it holds ("" when nobody knows), whether that is sure."""

    at: int
    label: str
    field: str = ""
    is_sure: bool = True


def meaning(label: str, above: str = "", remembered: dict[str, str] | None = None) -> tuple[str, bool]:
    """What a header says its column holds, and whether that is sure: its wording is known; otherwise it is only likely.

    `above` is the heading over it, in a header of two lines; `remembered` what a village has confirmed before, bare wording → field.
    """
    text, whole = words.bare(label), words.bare(f"{above} {label}")
    if not text:
        return "", False
    for known in (remembered or {}, words.headers()):
        if whole in known:
            return known[whole], True
    if ticked := _ticked(text, above):
        return ticked, True
    heading = _relative(words.bare(above).split())
    sure = (remembered or {}).get(text) or words.headers().get(text, "")
    if sure:
        return (_of_relative(heading, sure) if heading else sure), True
    kin = _relative(whole.split())
    likely = _likely(text)
    return (_of_relative(kin, likely) if kin else likely), False


def _ticked(text: str, above: str) -> str:
    """A column that is only ticked: L and P under a heading for the sex, or a stage that is the header itself."""
    if words.headers().get(words.bare(above)) == "person.sex":
        return {"l": "sex.male", "lk": "sex.male", "laki laki": "sex.male", "p": "sex.female", "pr": "sex.female", "perempuan": "sex.female"}.get(text, "")
    stage = words.stages().get(text, "")
    return f"stage.{'working' if text in words.family() else stage}" if stage and text not in words.headers() else ""


def _relative(parts: list[str]) -> str:
    """Which relative a header speaks of: "spouse", "father", "mother", "other", or nobody."""
    joined = f" {' '.join(parts)} "
    if " kartu keluarga " in joined:
        return ""
    for kind, written in words.own()["relatives"].items():
        if any(f" {each} " in joined for each in written):
            return str(kind)
    return ""


def _of_relative(kind: str, field: str) -> str:
    """The same field of a relative: a name and a phone number are read, the rest is left alone."""
    what = {"person.name": "name", "person.phone": "phone"}.get(field, "")
    return f"relative.{kind}.{what}" if what else f"relative.{kind}.other"


DATES, YEARS = {"tanggal", "tgl", "tg", "tahun", "thn", "th"}, {"tahun", "thn", "th"}
# The field that a header speaks of when it holds one of these words, one of those too (where there are some), and none of the last.
LIKELY: tuple[tuple[str, set[str], set[str], set[str]], ...] = (
    ("person.birth_place + person.birth_date", {"tempat", "tmpt", "tmp", "kota"}, {"lahir"}, set()),
    ("person.birth_date", {"lahir"}, DATES, set()),
    ("journey.departure_year", {"berangkat", "keberangkatan", "pemberangkatan"}, YEARS, {"melalui", "jalur", "status"}),
    ("journey.departure_date", {"berangkat", "keberangkatan", "pemberangkatan"}, set(), {"melalui", "jalur", "status", "kota", "bandara"}),
    (
        "journey.recruiter",
        {"pt", "p3mi", "pjtki", "pptkis", "sponsor", "agen", "agensi", "agency", "penyalur", "perekrut"},
        set(),
        {"alamat", "telp", "hp", "no", "nomor", "izin"},
    ),
    ("journey.employer", {"majikan", "pengguna"}, set(), {"alamat", "telp", "hp", "no", "nomor"}),
    ("journey.homecoming_date", {"pulang", "kepulangan", "kembali"}, set(), {"ingin", "rencana", "alasan", "mau", "status", "tiket"}),
)
LIKELY_OF_THE_PERSON: tuple[tuple[str, set[str], set[str], set[str]], ...] = (
    ("person.name", {"nama", "name"}, set(), set()),
    ("person.nik", {"nik", "ktp"}, set(), set()),
    ("household.family_card_number", {"kk"}, {"no", "nomor", "nmr"}, set()),
    ("person.sex", {"kelamin"}, set(), set()),
    ("person.phone", {"hp", "telp", "telepon", "wa", "whatsapp", "handphone", "telpon", "tlp"}, set(), set()),
    ("journey.destination", {"negara"}, set(), {"warga"}),
    ("person.address", {"alamat"}, set(), {"negara", "luar", "kerja", "email"}),
    ("person.hamlet", {"dusun", "dukuh"}, set(), set()),
)


def _likely(text: str) -> str:
    """What a wording that nobody has listed probably means, by its words; of something else than the person only a journey's dates."""
    parts = set(text.split())
    is_other = any(f" {each} " in f" {text} " for each in words.own()["others"])
    for field, one_of, with_one_of, without in (*LIKELY, *(() if is_other else LIKELY_OF_THE_PERSON)):
        if parts & one_of and (parts & with_one_of or not with_one_of) and not parts & without:
            return field
    return words.like(text, "headers")
