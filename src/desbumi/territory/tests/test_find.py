"""Places are found as people write them."""

import pytest

from desbumi.territory.models import Edition, Territory
from desbumi.territory.queries import UnknownTerritory, find, get
from desbumi.territory.register import load


def codes(text, **kwargs):
    return [place.code for place in find(text, **kwargs)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Indramyu", "32.12"), ("Kendalreljo", "35.10.04.2002"), ("lombok tngah", "52.02"), ("kedung gebang", "35.10.04.2007"),
        ("Siliragung, Banyuwangi", "35.10.22.2002"), ("wonosobo srono", "35.10.08.2002"), ("wonosobo", "33.07"), ("kec. siliragung", "35.10.22"),
        ("desa siliragung", "35.10.22.2002"), ("kab banyuwangi", "35.10"), ("Desa Wringinpitu Kec. Tegaldlimo Kab. Banyuwangi", "35.10.04.2006"), ("KEDOENGASRI", "35.10.04.2003"), ("35.10.04.2003", "35.10.04.2003"),
        ("Kabupaten Lembata", "53.13"), ("kedungwngu, banyuwangi", "35.10.04.2004"), ("kedungwu banyuwangi", "35.10.04.2004"), ("Sumber mulyo pesanggaran", "35.10.01.2010"),
    ],
)  # fmt: skip
def test_the_place_that_is_meant_comes_first(world, text, code):
    assert codes(text)[0] == code


def test_namesakes_are_all_offered(world):
    assert {"33.08.02.2019", "33.22.13.2003"} < set(codes("Wringinputih"))
    assert len(codes("Wringinputih")) == 3


def test_a_search_stays_where_one_works(world):
    assert codes("kedungwngu", among=["35.10"]) == ["35.10.04.2004"]
    assert codes("35.10.04.2003", among=["33.07"]) == []


def test_a_level_narrows(world):
    assert codes("siliragung", level="district") == ["35.10.22"]


@pytest.mark.parametrize("text", ["", "   ", "!?", "x", "zzzzzzzzzzzz", "99.99", "🙂", "a" * 500, "' OR 1=1 --"])
def test_nonsense_finds_nothing_and_breaks_nothing(world, text):
    assert codes(text) == []


def test_an_unknown_code_says_how_to_look(world):
    with pytest.raises(UnknownTerritory) as refused:
        get("35.10.99.2003")

    assert "territory find" in refused.value.way


def test_the_whole_register_loads_once(places, django_db_setup):
    Edition.objects.all().delete()

    assert load() == 91_593
    assert load() == 0
    assert Territory.objects.filter(level="village").count() == 83_763
    assert Territory.objects.filter(level="province").count() == 38
    assert codes("Kendalrejo").__len__() == 8
    assert len(codes("Wringinputih")) == 3
    assert codes("Jakarta")[0] == "31"
    assert codes("Djakarta Selatan")[0].startswith("31.")


def test_a_scope_is_one_range_on_every_database(world):
    from desbumi.territory.models import within

    inside = set(Territory.objects.filter(within("35.10.04")).values_list("code", flat=True))
    assert {"35.10.04", "35.10.04.2003"} <= inside
    assert all(code.startswith("35.10.04") for code in inside)
    assert len(inside) == 10
