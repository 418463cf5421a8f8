"""The cell: what is opened, what is refused in words, and what a hostile parser cannot do."""

import io
import random
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from desbumi.papers import cell, forms, inside
from desbumi.papers.names import LONGEST, cleaned
from desbumi.papers.tests import samples

pytestmark = pytest.mark.once
LITTLE = 256 * 1024**2
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_photo_is_written_anew_upright_and_tells_nothing_of_where_it_was_taken(kind):
    strange = samples.photo(400, 300, kind)
    assert samples.SECRET.encode() in strange
    assert Image.open(io.BytesIO(strange)).getexif().get_ifd(0x8825)

    opened = cell.opened(strange, "IMG_1.jpg")

    kept = Image.open(io.BytesIO(opened.content))
    assert (opened.kind, opened.width, opened.height, kept.size) == ("image/jpeg", 300, 400, (300, 400))
    assert samples.SECRET.encode() not in opened.content
    assert not kept.getexif()
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_drawing_in_few_colours_stays_as_sharp_as_it_was():
    strange = samples.line_art()
    assert samples.SECRET.encode() in strange

    opened = cell.opened(strange, "cap.png")

    assert opened.kind == "image/png"
    assert samples.SECRET.encode() not in opened.content
    assert Image.open(io.BytesIO(opened.content)).convert("RGB").tobytes() == Image.open(io.BytesIO(strange)).convert("RGB").tobytes()


def test_a_large_photo_becomes_one_of_three_thousand_pixels():
    opened = cell.opened(samples.photo(4000, 2000), "besar.jpg")

    assert max(opened.width or 0, opened.height or 0) == inside.MOST_SIDE


def test_a_pdf_that_only_shows_pages_is_kept_as_it_is():
    strange = samples.pdf(3)

    opened = cell.opened(strange, "Perjanjian (final).PDF")

    assert (opened.kind, opened.pages, opened.content, opened.name) == ("application/pdf", 3, strange, "Perjanjian (final).pdf")


ACTIVE = samples.active()


@pytest.mark.parametrize("what", ACTIVE)
def test_a_pdf_that_does_something_is_found_by_what_it_does(what):
    with pytest.raises(inside.No, match="active"):
        inside.opened(ACTIVE[what], "pdf")


def test_a_pdf_that_does_something_is_refused_in_words():
    with pytest.raises(cell.PdfActs) as refused:
        cell.opened(ACTIVE["packed away"], "surat.pdf")

    assert "surat.pdf" in refused.value.sentence


@pytest.mark.parametrize(
    ("strange", "name", "refusal"),
    [
        (b"", "kosong.pdf", cell.FileEmpty),
        (bytes(cell.MOST_BYTES + 1), "besar.jpg", cell.FileTooLarge),
        (b"MZ\x90\x00 program", "foto.jpg", cell.FileOfNoKind),
        (b"PK\x03\x04 surat", "surat.docx", cell.FileOfNoKind),
        (b"<svg onload='alert(1)'/>", "gambar.png", cell.FileOfNoKind),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "IMG_2.HEIC", cell.PhonePicture),
        (samples.photo(), "surat.pdf", cell.FileLies),
        (samples.photo(), "foto.exe", cell.FileLies),
        (samples.locked(), "terkunci.pdf", cell.PdfLocked),
        (samples.pdf()[:200], "separuh.pdf", cell.FileDamaged),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_what_cannot_be_kept_is_told_by_its_name(strange, name, refusal):
    with pytest.raises(refusal) as refused:
        cell.opened(strange, name)

    assert type(refused.value) is refusal
    assert name.lower() in refused.value.sentence.lower()


HOSTILE = """
import sys
sys.path.insert(0, {folder!r})
import ctypes, os, socket, subprocess
import inside
def attempt(do):
    try:
        do()
    except (OSError, ValueError) as problem:
        return type(problem).__name__
    return "done"
def opened(strange, sort, **asked):
    {sin}
inside.opened = opened
inside.main()
"""


@pytest.fixture
def hostile(tmp_path):
    """What the cell says of a file whose parser does something else: `hostile(code)`."""

    def run(sin, **more):
        program = tmp_path / "hostile.py"
        program.write_text(HOSTILE.format(folder=str(cell.INSIDE.parent), sin=sin))
        return cell.run(samples.pdf(), program, **more)

    return run


def test_a_parser_that_was_taken_over_reaches_no_file_no_network_and_no_other_program(hostile, tmp_path):
    secret = tmp_path / "rahasia"
    secret.write_text("x")
    told, _kept = hostile(
        f"""return {{
            "read": attempt(lambda: open({str(secret)!r})), "write": attempt(lambda: open("/tmp/bekas", "w")),
            "connect": attempt(lambda: socket.create_connection(("127.0.0.1", 9))), "program": attempt(lambda: subprocess.run(["/bin/true"])),
            "child": attempt(os.fork), "surroundings": sorted(set(os.environ) - {{"LC_CTYPE"}}), "where": os.getcwd(),
            "again": attempt(lambda: __import__("resource").setrlimit(7, (64, 64))) if os.geteuid() else "root",
        }}, b"" """
    )

    assert told.pop("again") in ("ValueError", "root")
    assert told == {
        "read": "OSError", "write": "OSError", "connect": "OSError", "program": "OSError", "child": "BlockingIOError", "surroundings": [], "where": "/",
    }  # fmt: skip


@pytest.mark.parametrize("bomb", [samples.bomb, samples.jpeg_bomb])
def test_a_picture_of_sixty_thousand_pixels_a_side_is_refused_before_it_is_drawn(tmp_path, bomb):
    tight = tmp_path / "tight.py"
    tight.write_text(f"import sys\nsys.path.insert(0, {str(cell.INSIDE.parent)!r})\nimport inside\ninside.MEMORY = {LITTLE}\ninside.main()\n")
    begun = time.monotonic()

    assert cell.run(bomb(), tight) == ({"no": "pixels"}, b"")
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("sin", ["ctypes.string_at(0)", "return {'kind': 'x' * 300_000}, b''", "os.write(1, b'no json'); os._exit(0)", "bytearray(2**30)"])
def test_a_parser_that_crashes_or_eats_memory_ends_alone(hostile, sin):
    assert hostile(sin) == ({"no": "work"}, b"")


def test_a_parser_that_never_ends_is_ended(hostile):
    begun = time.monotonic()

    assert hostile("while True: pass", patience=0.7) == ({"no": "work"}, b"")
    assert time.monotonic() - begun < 3


def test_an_answer_without_end_is_cut_off(hostile):
    told, kept = hostile("os.write(1, b'{}\\n')\n    while True: os.write(1, bytes(2**20))")

    assert len(kept) <= cell.MOST_BYTES + cell.LONGEST_ANSWER
    assert told == {}


def test_what_the_cell_says_is_judged_and_not_believed(monkeypatch):
    for told, kept in (({"kind": "text/html"}, b"<script>"), ({"kind": "image/png"}, b""), ({}, b"x"), ({"no": "other"}, b"")):
        monkeypatch.setattr(cell, "run", lambda _strange, told=told, kept=kept, **_asked: (told, kept))
        with pytest.raises(cell.FileDamaged):
            cell.opened(samples.bomb(1), "x.png")


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [[8, []]],
        [[0, []], [9, []]],
        [[-1, []], [10, []]],
        [[9]],
        [["9", []]],
        [9],
        [[9, [], 1]],
        [[cell.MOST_BYTES + 9, []], 9],
        [[cell.MOST_BYTES + 9, []], [0, []]],
        [[True, []], [8, []]],
        [[1, []]] * 300,
    ],
    ids=str,
)
def test_parts_that_do_not_make_up_the_whole_are_damage(monkeypatch, parts):
    monkeypatch.setattr(cell, "run", lambda _strange, **_asked: ({"kind": "application/pdf", "pages": 2, "parts": parts}, b"ninebytes"))

    with pytest.raises(cell.FileDamaged):
        cell.opened_pages(samples.pdf(), "x.pdf", "kode")


@pytest.mark.once
def test_pages_that_would_take_too_long_or_too_much_are_kept_whole(monkeypatch):
    two = samples.pdf(2)
    assert inside.pages(two, "kode")[1] == two
    monkeypatch.setattr(inside, "codes", lambda _drawn, begins: ([begins], 0))
    assert len(inside.pages(two, "kode")[0]["parts"]) == 2

    for name in ("MOST_PARTS", "MOST_PART_BYTES", "LOOKING"):
        with monkeypatch.context() as less:
            less.setattr(inside, name, -1 if name == "LOOKING" else 1)
            assert inside.pages(two, "kode")[1] == two


@pytest.mark.once
def test_what_is_signed_digitally_is_kept_as_it_came(monkeypatch):
    monkeypatch.setattr(inside, "codes", lambda _drawn, begins: ([begins], 0))
    writer = PdfWriter(io.BytesIO(samples.pdf(2)))
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/ByteRange"): ArrayObject([NumberObject(0)])})
    signed = io.BytesIO()
    writer.write(signed)

    assert inside.pages(signed.getvalue(), "kode")[1] == signed.getvalue()


@pytest.mark.once
def test_a_form_keeps_only_so_many_pages(monkeypatch):
    monkeypatch.setattr(forms, "MOST_PAGES", 1)
    monkeypatch.setattr(cell, "opened_pages", lambda *_asked: [None, None])

    with pytest.raises(ValidationError, match="2 halaman"):
        forms.ScanField(codes="kode").clean([SimpleUploadedFile("a.pdf", samples.pdf(2))])


@pytest.mark.parametrize("no", ["work", "damaged"])
def test_what_opens_without_its_codes_is_kept_whole(monkeypatch, no):
    really = cell.run
    monkeypatch.setattr(cell, "run", lambda strange, **asked: ({"no": no}, b"") if asked["begins"] else really(strange, **asked))

    (found,) = cell.opened_pages(samples.pdf(2), "surat.pdf", "kode")

    assert (found.pages, found.codes, found.content) == (2, (), samples.pdf(2))


def mutated(dice, strange):
    """Bytes of which some were changed, cut out, doubled or put elsewhere."""
    changed = bytearray(strange)
    for _each in range(dice.randint(1, 8)):
        at = dice.randrange(len(changed))
        kind = dice.randrange(4)
        if kind == 0:
            changed[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del changed[at : at + dice.randint(1, 40)]
        elif kind == 2:
            changed[at:at] = changed[at : at + dice.randint(1, 40)]
        else:
            changed[at : at + 4] = dice.randbytes(4)
        if not changed:
            return b"x"
    return bytes(changed)


def try_mutated(seed, many):
    """How many of these were opened, and how many refused in words; anything else is raised."""
    dice, told = random.Random(seed), {"opened": 0, "refused": 0}
    whole = [samples.photo(60, 40), samples.photo(60, 40, "WEBP"), samples.line_art(), samples.pdf(2), *ACTIVE.values()]
    for _each in range(many):
        try:
            cell.opened_pages(mutated(dice, dice.choice(whole)), "acak", "kode")
            told["opened"] += 1
        except cell.FileRefused:
            told["refused"] += 1
    return told


def test_damaged_bytes_are_opened_or_refused_and_nothing_else():
    assert sum(try_mutated(seed=27, many=3).values()) == 3


@settings(max_examples=60, deadline=None)
@given(name=TEXTS)
def test_a_name_is_short_has_no_path_and_shows_everything_that_it_holds(name):
    for shown in (cleaned(name), cleaned(name, "jpg")):
        assert 0 < len(shown) <= LONGEST
        assert shown.isprintable()
        assert not set(shown) & set("/\\\0\u202e")
        assert cleaned(shown) == shown
    assert cleaned(name, "pdf").endswith(".pdf")


def test_names_that_lead_elsewhere_or_hide_their_ending():
    assert cleaned("../../etc/passwd") == "passwd"
    assert cleaned("C:\\Users\\x\\foto.jpg") == "foto.jpg"
    assert cleaned("foto\u202egpj.exe") == "fotogpj.exe"
    assert cleaned("a\0b.pdf") == "b.pdf"
    assert cleaned("..", "pdf") == "berkas.pdf"
