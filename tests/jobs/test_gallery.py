"""The gallery in a real browser: axe, a narrow screen, a question by keyboard, and what is typed after a closed tab."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.jobs.conftest import NARROW
from tests.jobs.test_others import offences

KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('desbumi-kept:')).length"
PHONE_OF_OLD = {"width": 320, "height": 640}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_component_offends_axe_closed_or_open(person, theme):
    page = person(color_scheme={"light": "dark", "dark": "light"}[theme]).sign_in("sriwati")
    page.goto(f"/ui/?theme={theme}")
    assert page.evaluate("document.documentElement.dataset.theme") == theme

    found = offences(page, "closed")
    page.locator("main details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    found += offences(page, "open")
    page.locator("main details").evaluate_all("all => all.forEach((each) => { each.open = false; })")
    page.get_by_text("Gabungkan dua data").click()
    found += offences(page, "question")

    assert found == []


def test_nothing_moves_sideways_and_everything_can_be_touched(person):
    page = person().sign_in("sriwati")
    page.set_viewport_size(PHONE_OF_OLD)
    page.goto("/ui/")

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_OF_OLD["width"]
    small = page.evaluate("""[...document.querySelectorAll("main .shown :is(a, button, summary, select, input:not([type=hidden]), textarea)")].filter((each) => {
        const box = (each.matches("[type=radio], [type=checkbox]") ? each.closest(".choice") : each).getBoundingClientRect();
        return box.height && (box.height < 44 || box.width < 44) && !each.closest("p.soft, h3, .name, .who") && !each.matches(".name, [type=file]");
    }).map((each) => `${each.tagName} ${each.textContent.trim().slice(0, 30)} ${each.getBoundingClientRect().width}×${each.getBoundingClientRect().height}`)""")
    assert small == []


def test_a_question_is_opened_answered_and_left_by_keyboard(person):
    page = person().sign_in("sriwati")
    page.goto("/ui/")
    button, question = page.locator("summary", has_text="Gabungkan dua data"), page.get_by_role("dialog", name="Apakah ini orang yang sama?")

    button.focus()
    page.keyboard.press("Enter")
    expect(question).to_be_visible()
    assert question.evaluate("each => each.matches(':modal') && each.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(button).to_be_focused()

    page.keyboard.press("Space")
    page.get_by_role("button", name="Bukan orang yang sama").press("Enter")
    expect(question).to_be_hidden()
    expect(button).to_be_focused()


def test_without_script_a_question_opens_in_its_place(person):
    page = person(java_script_enabled=False).sign_in("rukmini")
    page.goto("/ui/")

    page.locator("summary", has_text="Dari mana angka ini?").click()

    expect(page.get_by_text("Dihitung dari langkah yang tercatat.")).to_be_visible()
    expect(page.get_by_role("button", name="Tutup", exact=True)).to_be_hidden()


def test_every_kind_of_field_survives_a_closed_tab_but_what_is_secret(person, tmp_path):
    someone, paper = person(), Path(tmp_path / "paper.jpg")
    paper.write_bytes(b"x")
    page = someone.sign_in("sriwati")
    page.goto("/ui/")
    form = page.locator("form[data-keep]")
    form.get_by_label("Nama lengkap").fill("Painem")
    form.get_by_label("Negara tujuan").select_option("TWN")
    form.get_by_label("Nonprosedural").check()
    form.get_by_label("Keluarga setuju").check()
    form.get_by_label("Keterangan").fill("Baris satu\nBaris dua")
    form.get_by_label("Kata sandi").fill("rahasia-sekali")
    form.get_by_label("Foto surat").set_input_files(paper)
    page.locator("#untold").fill("tidak boleh berbekas")
    page.close()

    page = someone.context.new_page()
    page.goto("/ui/")

    form = page.locator("form[data-keep]")
    expect(form.get_by_label("Nama lengkap")).to_have_value("Painem")
    expect(form.get_by_label("Negara tujuan")).to_have_value("TWN")
    expect(form.get_by_label("Nonprosedural")).to_be_checked()
    expect(form.get_by_label("Keluarga setuju")).to_be_checked()
    expect(form.get_by_label("Keterangan")).to_have_value("Baris satu\nBaris dua")
    expect(form.get_by_label("Kata sandi")).to_have_value("")
    expect(page.locator("#untold")).to_have_value("")
    kept = page.evaluate("JSON.stringify(localStorage)")
    for secret in ("rahasia", "paper.jpg", "kept-source", "berbekas"):
        assert secret not in kept

    form.get_by_label("Keluarga setuju").uncheck()
    page.reload()
    expect(form.get_by_label("Keluarga setuju")).not_to_be_checked()


def test_who_signs_out_leaves_nothing_typed_behind(person, size):
    page = person().sign_in("sriwati")
    page.goto("/ui/")
    page.locator("form[data-keep]").get_by_label("Nama lengkap").fill("Painem")
    assert page.evaluate(KEPT) == 1

    if size == NARROW:
        page.goto("/ui/#menu")
    page.get_by_role("button", name="Keluar").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk petugas")
    assert page.evaluate(KEPT) == 0
