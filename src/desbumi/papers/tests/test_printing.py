"""Does paper keep what it promises: an archive's PDF, our own letters, the book's head at its foot, and no markup of people?"""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from desbumi.book import heads
from desbumi.papers import glyphs, printing
from desbumi.papers.printing import Press, TemplateBroken

pytestmark = pytest.mark.once

MOMENT = datetime(2026, 11, 26, 4, 5, tzinfo=UTC)
HEAD = "35.10.04.2003 1 152 7f3a-91c2-55d0-aa01"
FONTS = '#set document(title: "x")\n#set text(font: ("Noto Sans", "Noto Sans Javanese", "Noto Naskh Arabic"), lang: "id", fallback: false)\n'
ONE_LINE = f"{FONTS}#set page(width: 215mm, height: 330mm)\n#json(bytes(sys.inputs.told)).text\n"


def told(**more):
    """A village's sheet without a database."""
    frame = {
        "title": "Lembar desa", "lead": "", "place": {"name": "Desa Kedungasri", "within": "Kecamatan Tegaldlimo"}, "office": "Migrant CARE Banyuwangi",
        "paper": "f4", "head": HEAD, "head_says": "Buku jejak:", "qr": printing.qr(HEAD), "language": "id", "printed": "Dicetak", "demo": "",
        "pages": "Halaman {number} dari {total}", "stands": [], "people": [], "signers": [],
        "words": {name: name for name in ("sign", "step", "day", "by", "evidence", "steps", "agreements", "people", "no_people", "no_agreement")}
        | {"no_programme": "belum", "signed_at": "Kedungasri,", "sign_here": ""},
    }  # fmt: skip
    return frame | more


def words_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def picture(press, text):
    return Image.open(BytesIO(press.print("it.typ", {"text": text}, at=MOMENT, kind="png"))).convert("L")


@pytest.fixture
def press_of(tmp_path):
    """A press of its own folder, with one template in it."""

    def make(text):
        (tmp_path / "it.typ").write_text(text, encoding="utf-8")
        return Press(tmp_path)

    return make


@pytest.mark.parametrize(("paper", "width", "height"), [("f4", 215, 330), ("a4", 210, 297)])
def test_a_sheet_is_an_archives_pdf_of_the_size_that_was_asked(paper, width, height):
    content = printing.press().print("village.typ", told(paper=paper), at=MOMENT)

    reader = PdfReader(BytesIO(content))
    size = reader.pages[0].mediabox
    catalogue, described = reader.trailer["/Root"], reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert (round(float(size.width) / 72 * 25.4), round(float(size.height) / 72 * 25.4)) == (width, height)
    assert "<pdfaid:part>2</pdfaid:part>" in described
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described
    assert catalogue["/Lang"] == "id"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert not {"/OpenAction", "/AA", "/JavaScript"} & set(catalogue)


def test_each_letter_is_embedded_and_nothing_of_this_machine_is_used():
    content = printing.press().print("village.typ", told(people=[{"name": "Siti ꦲꦏ꧀ꦱꦫ يَسُوع", "more": ""}]), at=MOMENT)

    fonts = [font.get_object()["/DescendantFonts"][0].get_object() for font in PdfReader(BytesIO(content)).pages[0]["/Resources"]["/Font"].values()]
    assert {re.sub(r"^/[A-Z]{6}\+|-.*$", "", str(font["/BaseFont"])) for font in fonts} == {"NotoSans", "NotoSerif", "NotoSansJavanese", "NotoNaskhArabic"}
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in fonts)


def test_javanese_and_arabic_stand_beside_indonesian_and_arabic_runs_from_the_right(press_of):
    press = press_of(f"{FONTS}#set page(width: auto, height: auto, margin: 0pt)\n#json(bytes(sys.inputs.told)).text")

    both, second = (picture(press, text) for text in ("سلام كتاب", "كتاب"))

    assert press.print("it.typ", {"text": "Aksara Jawa ꦲꦏ꧀ꦱꦫ, bahasa Arab يَسُوع."}, at=MOMENT).startswith(b"%PDF-1.7")
    assert both.crop((0, 0, second.width - 2, second.height)).tobytes() == second.crop((0, 0, second.width - 2, second.height)).tobytes()


def test_what_people_wrote_is_never_markup():
    evil = '#read("/etc/passwd") $x^2$ *tebal* @ref <label> #sys.inputs `kode` = judul // komentar \\ \\u{41}'

    content = printing.press().print("village.typ", told(people=[{"name": evil, "more": "a @b #pagebreak()"}], place={"name": evil, "within": evil}), at=MOMENT)

    words = " ".join(words_of(content).split())
    assert "root:" not in words
    assert words.count('#read("/etc/passwd") $x^2$ *tebal* @ref <label> #sys.inputs `kode` = judul // komentar \\ \\u{41}') >= 1
    assert "a @b #pagebreak()" in words
    assert len(PdfReader(BytesIO(content)).pages) == 1


@settings(max_examples=12, deadline=None, phases=[Phase.generate])
@given(st.text(max_size=60))
def test_any_text_can_be_printed(text):
    content = printing.press().print("village.typ", told(people=[{"name": text, "more": text}]), at=MOMENT)

    assert content.startswith(b"%PDF-1.7")


def test_a_letter_that_our_fonts_lack_is_a_box_and_hidden_marks_are_gone():
    assert glyphs.printable("Siti 😀 香港") == "Siti \ufffd \ufffd\ufffd"
    assert glyphs.printable("abc\u202edef\x00\u2066") == "abcdef"
    assert glyphs.printable({"a": ["ꦲꦏ꧀ꦱꦫ", 3, None]}) == {"a": ["ꦲꦏ꧀ꦱꦫ", 3, None]}
    assert ord(glyphs.LACKING) in glyphs.covered()


def test_the_same_words_at_the_same_moment_are_the_same_bytes():
    first = printing.press().print("village.typ", told(), at=MOMENT)
    printing.press().print("village.typ", told(people=[{"name": "Siti", "more": ""}]), at=MOMENT)

    assert Press().print("village.typ", told(), at=MOMENT) == first


def test_a_broken_template_is_told_with_file_and_line(press_of):
    with pytest.raises(TemplateBroken) as found:
        press_of(f"{ONE_LINE}\n#nothing-of-that-name").print("it.typ", {"text": "Siti"}, at=MOMENT)

    assert (found.value.file, found.value.line) == ("it.typ", 6)
    assert "unknown variable" in str(found.value)


def test_a_font_that_is_not_there_stops_the_print(press_of):
    with pytest.raises(TemplateBroken) as found:
        press_of(f'{ONE_LINE}#text(font: "Comic Sans", fallback: true)[x]').print("it.typ", {"text": "Siti"}, at=MOMENT)

    assert found.value.line == 5
    assert "unknown font family" in found.value.message


def test_the_message_of_a_broken_template_holds_no_word_of_a_person(press_of):
    with pytest.raises(TemplateBroken) as found:
        press_of(f"{ONE_LINE}#assert.eq(json(bytes(sys.inputs.told)).text, 1)").print("it.typ", {"text": "Siti Aminah"}, at=MOMENT)

    assert "Siti" not in str(found.value)
    assert found.value.__cause__ is None
    assert found.value.__suppress_context__


@pytest.mark.parametrize("way", ["/etc/passwd", "../it.typ", "/../../etc/hostname"])
def test_a_template_reads_its_own_folder_and_no_other(press_of, way):
    with pytest.raises(TemplateBroken):
        press_of(f'{ONE_LINE}#read("{way}")').print("it.typ", {"text": ""}, at=MOMENT)


def test_a_camera_reads_the_head_at_the_foot():
    picture = printing.press().print("village.typ", told(), at=MOMENT, kind="png")

    seen = zxingcpp.read_barcodes(Image.open(BytesIO(picture)).convert("L"))

    assert [each.text for each in seen] == [f"desbumi:{HEAD}"]


def test_the_foot_bears_the_head_of_the_book_that_is_there(world):
    place = world.step(world.village(), "assessed").village

    content = printing.sheet("village.typ", title="Lembar desa", place=place, told=told() | {"head": heads.printed(place.code)})

    assert heads.printed(place.code) in words_of(content)


def test_a_demo_says_on_each_page_that_its_people_are_invented():
    people = [{"name": f"Orang {number}", "more": "kader"} for number in range(200)]

    content = printing.press().print("village.typ", told(people=people, demo="CONTOH"), at=MOMENT)

    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) > 1
    assert all("CONTOH" in page.extract_text() and f"Halaman {number} dari {len(pages)}" in page.extract_text() for number, page in enumerate(pages, 1))


def test_a_share_is_one_page_of_numbered_words_and_says_where_not_to_keep_it(world):
    share = [f"kata{number}" for number in range(1, 34)]

    content = printing.share_sheet("Sekretaris desa", share, "Desa Kedungasri", at=MOMENT)

    words, reader = words_of(content), PdfReader(BytesIO(content))
    assert len(reader.pages) == 1
    assert [word for _number, word in sorted((int(number), word) for number, word in re.findall(r"(\d+)\s+(kata\d+)", words))] == share
    assert "Sekretaris desa" in words
    assert "kata1" not in str(reader.metadata) + reader.trailer["/Root"]["/Metadata"].get_data().decode()
