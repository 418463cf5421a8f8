"""What is typed survives: every form of a deed that asks something keeps what is typed, or says why not."""

import re
from pathlib import Path

import desbumi

PACKAGE = Path(desbumi.__file__).parent
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
ASKS = re.compile(r"<c-(field|choice|check)\b|<textarea|<select|<input(?![^>]*type=\"(hidden|submit)\")")


def silent(text):
    """Forms of deeds in a template that ask something and neither keep it nor say why not."""
    forms = [each.group() for each in FORM.finditer(text)]
    deeds = [each for each in forms if "deed_fields" in each and ASKS.search(each)]
    return [each for each in deeds if not re.search(r'\sdata-(keep|not-kept)="[^"]+"', each[: each.index(">") + 1])]


def test_each_form_of_a_deed_keeps_what_is_typed_or_says_why_not():
    templates = [path for path in sorted(PACKAGE.glob("*/templates/**/*.html")) if "deed_fields" in path.read_text()]

    assert len(templates) >= 7
    assert {path.name: silent(path.read_text()) for path in templates if silent(path.read_text())} == {}


def test_a_form_that_forgets_is_found():
    form = '<form method="post">{% csrf_token %}{% deed_fields %}<c-field :of="form.reason" /></form>'

    assert silent(form) == [form]
    assert not silent(form.replace("<form", '<form data-keep="x"'))
    assert not silent(form.replace("<form", '<form data-not-kept="it must leave no trace"'))
    assert not silent('<form method="post">{% deed_fields %}<button>x</button></form>')


def test_no_two_forms_are_kept_under_one_name():
    names = [name for path in PACKAGE.glob("*/templates/**/*.html") for name in re.findall(r'data-keep="([^"]+)"', path.read_text())]

    assert len(names) == len(set(names))
