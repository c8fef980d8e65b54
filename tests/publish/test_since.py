"""What moved since the run before, and why, as a record keeps it and as pages and cards say it."""

import re
from types import SimpleNamespace

import pytest

from simulate.page.words import LANGUAGES, Words
from simulate.programmes import NAMES, named_programme
from simulate.programmes.law.study import run as read_law
from simulate.publish.since import measure_said, since, since_html, since_in, since_said

REPORT = "sponsorship"
DATA = "data/regions/36.03/asn"
INPUTS = {
    "programme": REPORT,
    "code": "c" * 64,
    "plan": {"months": 12, "collection": "circular"},
    "settings": {"region": "36.03", "draws": 1024, "seed": 2026},
    "data": {
        "data/law/bpu_rate.yaml": "1",
        f"{DATA}.csv": "2",
        f"{DATA}.yaml": "3",
        "data/unknowns/sponsorship.yaml": "4",
        "data/plans/pilkades_2027.yaml": "5",
    },
}
ROWS = (
    ("registered", "persons", 1500.0, 400.0, 1533.0, 4200.0, 60.0),
    ("protected_end", "persons", 1000.0, 300.0, 981.0, 3100.0, 45.0),
    ("contributions", "rp", 84e6, 24e6, 82.7e6, 235e6, 2e6),
)
FACTS = {"identity": "a" * 64, "facts_date": "2026-08-31"}


def _run(rows=ROWS, versions=None, **parts):
    told = {"report": REPORT, "label": "default", "identity": "a" * 64, "versions": versions or {"numpy": "2.4.5"}}
    return SimpleNamespace(**told, inputs=INPUTS | parts, headline=rows)


def _moved_to(measure, **to):
    columns = ("measure", "unit", "mean", "p05", "p50", "p95", "mc_error")
    rows = [dict(zip(columns, row, strict=True)) for row in ROWS]
    return tuple(tuple((row | to if row["measure"] == measure else row).values()) for row in rows)


def _plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("change", "kind", "names"),
    [
        ({"plan": INPUTS["plan"] | {"months": 24}}, "levers", {"months": [12, 24]}),
        ({"settings": INPUTS["settings"] | {"seed": 7}}, "settings", {"seed": [2026, 7]}),
        ({"data": INPUTS["data"] | {"data/law/bpu_rate.yaml": "9"}}, "law", {"data/law/bpu_rate.yaml": "changed"}),
        ({"data": INPUTS["data"] | {f"{DATA}.csv": "9"}}, "data", {f"{DATA}.csv": "changed"}),
        ({"data": INPUTS["data"] | {"data/new.csv": "9"}}, "data", {"data/new.csv": "added"}),
        (
            {"data": INPUTS["data"] | {"data/unknowns/sponsorship.yaml": "9"}},
            "assumptions",
            {"data/unknowns/sponsorship.yaml": "changed"},
        ),
        (
            {"data": INPUTS["data"] | {"data/plans/pilkades_2027.yaml": "9"}},
            "reads",
            {"data/plans/pilkades_2027.yaml": "changed"},
        ),
        ({"reads": "9"}, "reads", {"reads": "changed"}),
        ({"code": "d" * 64}, "code", {"code": "changed"}),
        ({"versions": {"numpy": "2.4.6"}}, "packages", {"numpy": ["2.4.5", "2.4.6"]}),
    ],
)
def test_each_kind_of_change_is_told_apart(change, kind, names):
    found = since(_run(), _run(**change))
    assert found == {"causes": {kind: names}, "moved": [], "unmoved": 3}


def test_a_long_value_is_told_by_its_name_alone():
    long = {"plan": INPUTS["plan"] | {"collection": "x" * 500}}
    assert since(_run(), _run(**long))["causes"] == {"levers": {"collection": "changed"}}


def test_what_moves_below_the_last_figure_shown_has_not_moved():
    still = since(_run(), _run(_moved_to("protected_end", p50=981.3)))
    assert (still["moved"], still["unmoved"]) == ([], 3)
    (moved,) = since(_run(), _run(_moved_to("protected_end", p50=1150.2)))["moved"]
    assert moved == {
        "measure": "protected_end",
        "unit": "persons",
        "before": [300.0, 981.0, 3100.0],
        "after": [300.0, 1150.2, 3100.0],
        "within_error": False,
    }


def test_a_range_that_moves_alone_is_told():
    found = since(_run(), _run(_moved_to("protected_end", p95=4000.0)))
    assert [one["measure"] for one in found["moved"]] == ["protected_end"]
    card = since_said(found | FACTS, REPORT, Words("en"))
    assert "981 (300–3,100) → 981 (300–4,000)" in card


def test_certain_numbers_that_look_alike_are_told_exactly():
    """A price of the law has no range: each rupiah of it counts."""
    before, after = (
        _run((("benefits", "rp", value, value, value, value, 0.0),)) for value in (42_000_000.0, 42_000_001.0)
    )
    found = since(before, after)
    assert len(found["moved"]) == 1
    page = _plain(since_html(found | FACTS, REPORT, Words("id")))
    assert "Rp42.000.000 Rp42.000.001" in page
    heads = [_run((("registered", "persons", *[value] * 4, 0.0),)) for value in (23_730.0, 23_731.0)]
    assert "23,730 23,731" in _plain(since_html(since(*heads) | FACTS, REPORT, Words("en")))


def test_the_foremost_measures_come_first():
    rows = tuple((name, unit, *(2 * number for number in rest)) for name, unit, *rest in ROWS)
    found = since(_run(), _run(rows))
    assert [one["measure"] for one in found["moved"]] == ["protected_end", "contributions", "registered"]


def test_a_move_by_chance_is_marked():
    found = since(_run(), _run(_moved_to("protected_end", p50=1000.0)))
    assert found["moved"][0]["within_error"]
    page = _plain(since_html(found | FACTS, REPORT, Words("en")))
    assert "1,000*" in page
    assert "* the median moved by no more than the simulation error." in page
    far = since(_run(), _run(_moved_to("protected_end", p50=1500.0)))
    assert "*" not in since_html(far | FACTS, REPORT, Words("en"))


def test_a_page_says_what_moved_and_what_was_changed():
    data = INPUTS["data"] | {f"{DATA}.csv": "9", f"{DATA}.yaml": "9", "data/law/bpu_rate.yaml": "9"}
    now = _run(_moved_to("protected_end", p50=1150.0), data=data, plan=INPUTS["plan"] | {"months": 24})
    found = since(_run(), now) | FACTS
    page = _plain(since_html(found, REPORT, Words("id")))
    assert page.startswith(
        "Perubahan sejak laporan sebelumnya Laporan sebelumnya memakai data sampai 31 Agustus 2026."
    )
    # the table's card is no other table
    assert (
        "skenario (lama simulasi 12 → 24); ketentuan (iuran JKK dan JHT peserta BPU, dari dasar upah); data (asn.csv)."
        in page
    )
    assert "bergeser: 1; yang tidak: 2." in page
    assert "Pekerja terlindungi pada bulan terakhir (orang) 981 300–3.100 1.150 300–3.100" in page
    english = _plain(since_html(found, REPORT, Words("en")))
    assert "Workers protected in the last month (persons) 981 300–3,100 1,150 300–3,100" in english


def test_a_card_says_two_numbers_at_most_and_why():
    rows = tuple((name, unit, *(2 * number for number in rest)) for name, unit, *rest in ROWS)
    found = since(_run(), _run(rows, data=INPUTS["data"] | {f"{DATA}.csv": "9"})) | FACTS
    card = since_said(found, REPORT, Words("id")).replace("\N{NO-BREAK SPACE}", " ")
    assert card == (
        "Sejak laporan sebelumnya: pekerja terlindungi pada bulan terakhir 981 → 1.960; "
        "iuran dari ASN Rp82,7 juta → Rp165 juta (data: asn.csv)"
    )
    assert since_said(since(_run(), _run()) | FACTS, REPORT, Words("id")) == ""


def test_numbers_that_are_not_known_are_said_to_be_so():
    found = since(_run(), _run()) | FACTS | {"moved": None, "unmoved": 0}
    assert "cannot be compared" in since_html(found, REPORT, Words("en"))
    assert since_said(found, REPORT, Words("en")) == ""
    still = since_html(since(_run(), _run()) | FACTS, REPORT, Words("en"))
    assert "No headline number moved." in still
    assert "<table" not in still


def test_a_measure_of_one_run_alone_has_a_dash_on_the_other_side():
    found = since(_run(ROWS[:2]), _run()) | FACTS
    page = _plain(since_html(found, REPORT, Words("en")))
    assert "Contributions from civil servants – Rp82.7" in page
    assert since_said(found, REPORT, Words("en")) == ""


def test_a_value_of_another_version_is_shown_as_it_was():
    plan = {"plan": INPUTS["plan"] | {"selection": {"no_such_rule": 0.5, "nor_this": 0.5}, "gone": 3}}
    found = since(_run(**plan), _run()) | FACTS
    page = _plain(since_html(found, REPORT, Words("en")))
    assert "no_such_rule" in page
    assert "gone 3 → null" in page


def test_what_is_told_is_told_safely():
    found = since(_run(), _run(data=INPUTS["data"] | {"data/<img src=x>.csv": "9"})) | FACTS
    page = since_html(found, REPORT, Words("en"))
    assert "<img" not in page
    assert "&lt;img src=x&gt;.csv" in page


def test_the_foremost_measures_of_every_report_have_words():
    for name in NAMES:
        for measure in named_programme(name).foremost:
            assert all(measure_said(name, measure, Words(language)) for language in LANGUAGES), (name, measure)


def test_every_measure_of_the_law_page_has_words():
    """It has no foremost ones, and what moved in the law is what its reader looks for."""
    for measure in read_law().headline_table["measure"]:
        assert all(measure_said("law", measure, Words(language)) for language in LANGUAGES), measure


def test_a_measure_is_called_as_its_own_report_calls_it():
    words = Words("en")
    assert measure_said("brief", "sponsorship.protected_end", words).startswith(
        "Workers protected in the last month ("
    )
    assert measure_said("compare", "worker_months.slogan", words).endswith("(slogan)")
    # below another in its table, where alone it would say another thing; and one whose words have open places
    assert measure_said("sponsorship", "deaths_full", words) == ""
    assert measure_said("outreach", "gained_next", words) == ""


_MOVED = {"measure": "price", "unit": "rp", "before": [1, 2, 3], "after": None, "within_error": False}


@pytest.mark.parametrize(
    "told",
    [
        None,
        "moved",
        {},
        {"moved": {}},
        {"moved": [5]},
        {"moved": [{}]},
        {"moved": [_MOVED | {"before": [1]}]},
        {"moved": [_MOVED | {"before": None}]},
        {"causes": {"levers": 5}},
        {"causes": {"weather": {}}},
    ],
)
def test_a_record_that_says_nothing_readable_of_the_run_before_says_nothing(told):
    whole = {**FACTS, "causes": {"code": {}}, "moved": [_MOVED], "unmoved": 0}
    assert since_in({"since": whole}) == whole
    assert since_in({"since": whole | told if isinstance(told, dict) and told else told}) is None
