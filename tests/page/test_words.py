import re
from pathlib import Path

import numpy as np
import pytest

from simulate.page import words
from simulate.page.words import LANGUAGES, Words, catalogue
from simulate.programmes import NAMES
from simulate.written import read_yaml


def test_every_text_is_in_both_languages_with_the_same_places():
    for key, texts in catalogue().items():
        assert set(texts) == set(LANGUAGES), key
        places = [sorted(set(re.findall(r"{([^}]+)}", texts[language]))) for language in LANGUAGES]
        assert places[0] == places[1], key


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        ("id", 8400, "Rp8.400"),
        ("en", 8400, "Rp8,400"),
        ("id", 100_340_294, "Rp100\N{NO-BREAK SPACE}juta"),
        ("en", 1_340_000_000, "Rp1.34\N{NO-BREAK SPACE}billion"),
        ("id", 999_960_000, "Rp1,00\N{NO-BREAK SPACE}miliar"),
        ("id", 42_000_000, "Rp42\N{NO-BREAK SPACE}juta"),
        ("id", 12_960_000, "Rp13,0\N{NO-BREAK SPACE}juta"),
        ("id", 0, "Rp0"),
        ("id", 2_500_000_000_000, "Rp2,50\N{NO-BREAK SPACE}triliun"),
    ],
)
def test_rupiah_in_the_readers_units(language, number, text):
    assert Words(language).rupiah(number) == text


def test_a_number_below_zero_has_a_minus_not_a_hyphen():
    for form in ("count", "exact"):
        assert getattr(Words("en"), form)(-1234.0)[0] == "\N{MINUS SIGN}"


@pytest.mark.parametrize("form", ["count", "error", "rupiah"])
def test_a_number_reads_the_same_whatever_library_holds_it(form):
    say = {
        "count": Words("id").count,
        "error": lambda number: Words("id").error(number, "persons"),
        "rupiah": Words("id").rupiah,
    }[form]
    for number in (0.15, 0.25, 2.675, 9.95, 1_005.0, 1_125_000.0, 26_550_000.0):
        assert say(np.float64(number)) == say(number)


def test_estimates_are_rounded_and_certain_counts_are_not():
    words = Words("id")
    assert words.estimate(1339.1, 816.8, 2066.6, "persons") == "1.340"
    assert words.estimate(23730, 23730, 23730, "persons") == "23.730"
    assert words.interval(816.8, 2066.6, "persons") == "817–2.070"
    assert words.interval(0.034, 0.087, "share") == "3,4–8,7%"
    assert words.interval(55.8e6, 180e6, "rp") == "Rp55,8–180\N{NO-BREAK SPACE}juta"
    assert words.interval(-131e6, 47.1e6, "rp") == (
        "\N{MINUS SIGN}Rp131\N{NO-BREAK SPACE}juta sampai Rp47,1\N{NO-BREAK SPACE}juta"
    )
    assert words.interval(11_029.4, 23_889, "rp") == "Rp11.000–Rp23.900"
    assert words.interval(0, 252e6, "rp") == "Rp0–252\N{NO-BREAK SPACE}juta"
    assert words.interval(5e6, 3.4e9, "rp") == "Rp5\N{NO-BREAK SPACE}juta–Rp3,40\N{NO-BREAK SPACE}miliar"


@pytest.mark.parametrize(
    ("error", "unit", "text"),
    [
        (6.37, "persons", "±6,4"),
        (0.0144, "persons", "±0,014"),
        (1_421_023, "rp", "±Rp1,4\N{NO-BREAK SPACE}juta"),
        (0.00027, "share", "±0,027%"),
        (0, "rp", "–"),
    ],
)
def test_simulation_errors_have_two_figures(error, unit, text):
    assert Words("id").error(error, unit) == text


def test_months_are_named_in_the_language():
    assert Words("id").months("2026-04", "2026-12") == "April–Desember 2026"
    assert Words("en").months("2026-06", "2027-03") == "June 2026–March 2027"
    assert Words("id").day("2026-11-22") == "22 November 2026"


def test_heads_along_a_long_axis_are_in_thousands():
    assert [Words("id").thousands(heads) for heads in (0, 2_500, 20_000)] == [
        "0",
        "2,5\N{NO-BREAK SPACE}ribu",
        "20\N{NO-BREAK SPACE}ribu",
    ]
    assert Words("en").thousands(140_000) == "140\N{NO-BREAK SPACE}thousand"


def test_every_abbreviation_is_explained_somewhere_and_those_listed_have_a_meaning():
    glossary = read_yaml(Path(words.__file__).with_name("glossary.yaml"))
    for language in LANGUAGES:
        lists = [texts[language] for key, texts in catalogue().items() if key.split(".")[0] == "terms"]
        told = {term for text in lists for term in text.split("; ")}
        assert told == {term for term, meaning in glossary.items() if language in meaning}


def test_the_index_introduces_every_report():
    assert {f"index.story.{name}" for name in NAMES} <= catalogue().keys()
