"""A point for thousands never becomes a decimal point: in levers, plan files, sweeps, forms and parameters cells."""

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.lab.controls import Control, _in_billions, _of_billions
from simulate.lab.parameters import parameters
from simulate.page.words import Words
from simulate.plan.named import read_plan
from simulate.programmes import NAMES, named_programme
from simulate.programmes.monitoring.plan import MonitoringPlan
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.study.running import parameters_of
from simulate.sweep.request import order_sweep
from simulate.written import maybe_thousands, only_thousands, read_yaml, readings, said

_BOTH = "may be 2 or 2,000; digits only, 2 or 2000 [separated_number]"
_WHOLE = [
    (model, lever["name"])
    for name in NAMES
    for model in (named_programme(name).levers, named_programme(name).settings)
    for lever in parameters_of(model)
    if lever["type"] == "integer"
]


def _refused(model, **values):
    with pytest.raises(InputError) as refused:
        model(**values)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2.000", (2, 2000)),
        ("2,000", (2, 2000)),
        ("2.0", (2,)),
        ("2,0", (2,)),
        ("12.345", (12345,)),
        ("1.234.567", (1234567,)),
        ("1.234.567,00", (1234567,)),
        ("12 000", (12000,)),
        ("1.6E+06", (1600000,)),
        ("0.000", (0,)),
        ("2000.000", (2000, 2000000)),
        ("1200,500", (1200500,)),
        ("-9.000", (-9, -9000)),
        ("2000", ()),
        ("2_000", ()),
        ("12.5", ()),
        ("12.3456", ()),
        ("1e-3", ()),
        ("dua", ()),
        ("", ()),
    ],
)
def test_what_a_text_may_mean(text, meant):
    assert readings(text) == meant


@given(st.integers(1, 999), st.lists(st.integers(0, 999), min_size=1, max_size=3), st.sampled_from(".,"))
def test_thousands_are_known_whatever_they_are_parted_by(first, rest, mark):
    text = mark.join([str(first), *(f"{group:03}" for group in rest)])
    assert int("".join(c for c in text if c.isdecimal())) in readings(text)
    assert maybe_thousands(text)
    assert only_thousands(text) == (len(rest) > 1 or rest != [0])


@pytest.mark.parametrize(("model", "name"), _WHOLE)
def test_no_lever_or_setting_that_counts_takes_a_point(model, name):
    for text in ("2.000", "2,000"):
        assert f"{name}: `{text}` {_BOTH}" in _refused(model, **{name: text})
    assert f"{name}: `2.0`; digits only, 2 [separated_number]" in _refused(model, **{name: "2.0"})


@pytest.mark.parametrize(
    ("programme", "values"),
    [
        ("monitoring", {"target_persons": "2000"}),
        ("monitoring", {"target_persons": "2_000"}),
        ("monitoring", {"target_persons": 2000.0}),
        ("monitoring", {"target_persons": np.float64(2000)}),
        ("monitoring", {"target_persons": np.int64(2000)}),
        ("monitoring", {"target_persons": "none"}),
        ("sponsorship", {"workers_per_pns": "12.5"}),
        ("sponsorship", {"workers_per_pns": "2.0"}),
        ("sponsorship", {"transport_share": "0.250"}),
        ("sponsorship", {"push_months": "6,12"}),
        ("sponsorship", {"selection": "uncovered_first:1.000"}),
        ("funding", {"apbd_yearly_change": "-0.500"}),
        ("funding", {"apbd_budget_rp": "30000000000"}),
    ],
)
def test_right_values_pass(programme, values):
    plan = named_programme(programme).levers(**values)
    assert named_programme(programme).levers(**plan.model_dump(mode="json")) == plan


@pytest.mark.parametrize(
    ("programme", "values", "message"),
    [
        ("sponsorship", {"push_months": "6,12.000"}, "push_months: `12.000` may be 12 or 12,000"),
        ("sponsorship", {"push_months": [6, "12.000"]}, "push_months: `12.000` may be 12 or 12,000"),
        ("sponsorship", {"workers_per_pns": "1.500"}, "`1.500` may be 1.5 or 1,500; 1500, or 1.5 with other than"),
        ("election", {"honoraria_rp": "linmas:900.000"}, "honoraria_rp linmas: `900.000` may be 900 or 900,000"),
        ("election", {"honoraria_rp": "linmas:1200.000"}, "linmas: `1200.000` may be 1,200 or 1,200,000"),
        ("election", {"honoraria_rp": {"linmas": "1.200.000"}}, "linmas: `1.200.000`; digits only, 1200000"),
        ("funding", {"apbd_budget_rp": "30.000.000.000"}, "`30.000.000.000`; digits only, 30000000000"),
        ("funding", {"workers": "1e5"}, "`1e5`; digits only, 100000"),
    ],
)
def test_lists_amounts_and_means_are_told_too(programme, values, message):
    assert message in _refused(named_programme(programme).levers, **values)


def test_a_misread_value_hides_no_other_problem():
    said = _refused(SponsorshipPlan, months="12.000", bridge_months=99, monts=1)
    assert [line.partition(":")[0] for line in said.splitlines()] == ["months", "bridge_months", "monts"]


def test_a_plan_file_is_read_as_it_is_written(tmp_path):
    with pytest.raises(InputError) as refused:
        read_plan(str(ROOT / "tests/broken/f2_plan_target_2000.yaml"), MonitoringPlan)
    assert str(refused.value) == f"tests/broken/f2_plan_target_2000.yaml target_persons: `2.000` {_BOTH}"
    assert (
        refused.value.problems[0]
        .line("id")
        .endswith("`2.000` dapat berarti 2 atau 2.000; tulis angka saja, 2 atau 2000 [separated_number]")
    )
    plan = tmp_path / "trial.yaml"
    for text, found in (("2_000", 2000), ("2000", 2000), ("'2000'", 2000)):
        plan.write_text(f"programme: monitoring\nlevers: {{target_persons: {text}}}\n", encoding="utf-8")
        assert MonitoringPlan(**read_plan(str(plan), MonitoringPlan).levers).target_persons == found


def test_whole_numbers_of_yaml_are_decimal(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(
        "{a: 0100, b: 1:30, c: 0x10, d: -7, e: 1_000, f: 0, g: 1.5, h: falsehood, i: true}", encoding="utf-8"
    )
    read = read_yaml(path)
    assert read == {"a": "0100", "b": "1:30", "c": "0x10", "d": -7, "e": 1000, "f": 0, "g": 1.5} | {
        "h": "falsehood",
        "i": True,
    }


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ("1.000,12.000", "months: `12.000` may be 12 or 12,000"),
        ("12,000", "--over months: `12,000` is two values; digits only, 12000 [separated_number]"),
    ],
)
def test_a_sweep_refuses_thousands(over, message):
    with pytest.raises(InputError) as refused:
        order_sweep("sponsorship", [("months", over.split(","))], {})
    assert message in str(refused.value)


def _control(programme, name):
    [lever] = [one for one in parameters_of(named_programme(programme).levers) if one["name"] == name]
    moved = {}
    return Control(lever, lever["default"], Words("id"), moved.__setitem__), moved


@pytest.mark.parametrize(
    ("programme", "name", "typed", "value"),
    [
        ("funding", "workers", "120000", 120_000),
        ("funding", "workers", "120.000", None),
        ("outreach", "budget_rp", "1.5", 1_500_000_000),
        ("outreach", "budget_rp", "1,5", 1_500_000_000),
        ("outreach", "budget_rp", "12", 12_000_000_000),
        ("outreach", "budget_rp", "1.000", None),
        ("outreach", "budget_rp", "1.500", None),
        ("funding", "apbd_budget_rp", "30.000.000.000", None),
    ],
)
def test_a_form_keeps_what_is_typed_until_the_plan_has_read_it(programme, name, typed, value):
    control, moved = _control(programme, name)
    control._input.value = typed
    if value is None:
        assert f"{name}: `{typed}`" in _refused(named_programme(programme).levers, **moved)
    else:
        assert moved == {name: value}
        control.show(value)
        assert control._read(control._input.value) == value


@given(st.integers(0, 10**13))
def test_billions_are_shown_as_they_are_read(rupiah):
    assert _of_billions(_in_billions(rupiah)) == rupiah


@pytest.mark.parametrize(
    ("typed", "english", "indonesian"),
    [
        (
            "0.125",
            "`0.125` may be 0.125 billion (Rp125,000,000) or 125 billion (Rp125,000,000,000); in billions of rupiah, "
            "0.1250 or 125",
            "`0.125` dapat berarti 0,125 miliar (Rp125.000.000) atau 125 miliar (Rp125.000.000.000); tulis dalam "
            "miliar rupiah, 0,1250 atau 125",
        ),
        (
            "30,250",
            "`30,250` may be 30.25 billion (Rp30,250,000,000) or 30,250 billion (Rp30,250,000,000,000); in billions "
            "of rupiah, 30.25 or 30250",
            "`30,250` dapat berarti 30,25 miliar (Rp30.250.000.000) atau 30.250 miliar (Rp30.250.000.000.000); tulis "
            "dalam miliar rupiah, 30,25 atau 30250",
        ),
        (
            "1.000",
            "`1.000` may be 1 billion (Rp1,000,000,000) or 1,000 billion (Rp1,000,000,000,000); in billions of "
            "rupiah, 1 or 1000",
            "`1.000` dapat berarti 1 miliar (Rp1.000.000.000) atau 1.000 miliar (Rp1.000.000.000.000); tulis dalam "
            "miliar rupiah, 1 atau 1000",
        ),
        (
            "30.000.000",
            "`30.000.000` may be 0.03 billion (Rp30,000,000) or 30,000,000 billion (Rp30,000,000,000,000,000); in "
            "billions of rupiah, 0.03 or 30000000",
            "`30.000.000` dapat berarti 0,03 miliar (Rp30.000.000) atau 30.000.000 miliar "
            "(Rp30.000.000.000.000.000); tulis dalam miliar rupiah, 0,03 atau 30000000",
        ),
        ("0.000", "`0.000`; in billions of rupiah, 0", "`0.000`; tulis dalam miliar rupiah, 0"),
    ],
)
def test_a_box_of_billions_tells_both_readings_in_billions(typed, english, indonesian):
    control, moved = _control("funding", "apbd_budget_rp")
    control._input.value = typed
    with pytest.raises(InputError) as refused:
        named_programme("funding").levers(**moved)
    [problem] = refused.value.problems
    assert problem.line("en") == f"apbd_budget_rp: {english} [separated_number]"
    assert problem.line("id") == f"apbd_budget_rp: {indonesian} [separated_number]"
    control.show(moved["apbd_budget_rp"])
    assert control._input.value == typed


@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_what_is_proposed_for_billions_is_read_as_it_is_told(whole, part, mark):
    proposed = said(_of_billions(f"{whole}{mark}{part:03}"))[1].text().rpartition(", ")[2].split(" or ")
    read = {whole * 10**9 + part * 10**6, int(f"{whole}{part:03}") * 10**9}
    assert {_of_billions(text) for text in proposed} == read
    assert {_of_billions(text.replace(".", ",")) for text in proposed} == read


_MAYBE_2 = "target_persons: `2.000` may be 2 or 2,000; digits only, 2 or 2000"
_MAYBE_4 = "push_months: `4.000` may be 4 or 4,000; digits only, 4 or 4000"


@pytest.mark.parametrize(
    ("programme", "source", "refused"),
    [
        ("monitoring", "target_persons = 2.000  # orang", _MAYBE_2),
        ("monitoring", "target_persons: int = 2.000", _MAYBE_2),
        ("monitoring", "target_persons = (2.000)", _MAYBE_2),
        ("monitoring", "target_persons = +2.000", _MAYBE_2),
        ("monitoring", "target_persons = \\\n    2.000", _MAYBE_2),
        ("monitoring", "target_persons = (  # orang – persons\n    2.000\n)", _MAYBE_2),
        ("monitoring", "target_persons = _other = 2.000", _MAYBE_2),
        ("monitoring", "target_persons, draws = 2.000, 1024", _MAYBE_2),
        ("monitoring", "if True:\n    target_persons = 2.000", _MAYBE_2),
        ("monitoring", "(target_persons := 2.000)", _MAYBE_2),
        ("monitoring", "_n = 2.000\ntarget_persons = _n", _MAYBE_2),
        ("monitoring", "target_persons = int(2.000)", _MAYBE_2),
        ("monitoring", "target_persons = 2.000 * 3", _MAYBE_2),
        ("monitoring", "target_persons = 2000.000", "`2000.000` may be 2,000 or 2,000,000"),
        ("monitoring", "target_persons = -2.000", "`-2.000` may be -2 or -2,000"),
        ("monitoring", "target_persons = 2.0", "`2.0`; digits only, 2 "),
        ("monitoring", "draws = 1.000", "draws: `1.000` may be 1 or 1,000"),
        ("sponsorship", "push_months = [4.000, 8]", _MAYBE_4),
        ("sponsorship", "push_months = (8, 4.000)", _MAYBE_4),
        ("sponsorship", "push_months = [8] + [4.000]", _MAYBE_4),
        ("sponsorship", "workers_per_pns = 1.500", "1500, or 1.5 with other than three decimals"),
        ("election", 'honoraria_rp = {"linmas": 900.000}', "honoraria_rp linmas: `900.000` may be 900 or 900,000"),
        ("election", "honoraria_rp = dict(linmas=900.000)", "honoraria_rp linmas: `900.000` may be 900 or 900,000"),
        ("monitoring", "target_persons = 4000 / 2", None),
        ("monitoring", "target_persons = 4000 / 2.0", None),
        ("monitoring", "target_persons = 2_000", None),
        ("monitoring", "target_persons = 2e3", None),
        ("monitoring", "target_persons = round(0.125 * 16000)", None),
        ("monitoring", "target_persons = 2.000\ntarget_persons = 2000", None),
        ("monitoring", "target_persons = 2000\ntarget_persons = target_persons", None),
        ("sponsorship", "push_months = [4, 8]", None),
        ("sponsorship", "workers_per_pns = 1.5", None),
        ("sponsorship", "transport_share = 0.250", None),
    ],
)
def test_a_parameters_cell_is_read_as_it_is_written(programme, source, refused):
    cell = {"In": ["", "import simulate as sim", "%%no python", source]}
    exec(source, {}, cell)
    if refused is None:
        plan, _ = parameters(programme, cell)
        assert all(
            list(np.ravel(dict(plan)[name])) == list(np.ravel(cell[name])) for name in dict(plan).keys() & cell
        )
        return
    with pytest.raises(InputError) as problems:
        parameters(programme, cell)
    [line] = str(problems.value).splitlines()
    assert refused in line
    assert line.endswith(" [separated_number]")
