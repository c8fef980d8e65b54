"""A point for thousands never becomes a decimal point: in levers, plan files, sweeps, forms and parameters cells."""

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.lab.controls import Control, _in_billions, _of_billions
from simulate.lab.parameters import parameters
from simulate.lab.refusals import told
from simulate.plan import SponsorshipPlan
from simulate.plan.monitoring import MonitoringPlan
from simulate.plan.named import read_plan
from simulate.plan.programmes import LEVERS, SETTINGS
from simulate.show.words import Words
from simulate.study.describe import parameters_of
from simulate.study.sweep import order_sweep
from simulate.written import maybe_thousands, only_thousands, readings
from simulate.yamlfile import read_yaml

_BOTH = "may be 2 or 2,000; digits only, 2 or 2000 [separated_number]"
_WHOLE = [
    (model, lever["name"])
    for models in (LEVERS, SETTINGS)
    for model in models.values()
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
    plan = LEVERS[programme](**values)
    assert LEVERS[programme](**plan.model_dump(mode="json")) == plan


@pytest.mark.parametrize(
    ("programme", "values", "message"),
    [
        ("sponsorship", {"push_months": "6,12.000"}, "push_months: `12.000` may be 12 or 12,000"),
        ("sponsorship", {"push_months": [6, "12.000"]}, "push_months: `12.000` may be 12 or 12,000"),
        ("sponsorship", {"workers_per_pns": "1.500"}, "`1.500` may be 1.5 or 1,500; 1500, or 1.5 with other than"),
        ("election", {"honoraria_rp": "linmas:900.000"}, "honoraria_rp linmas: `900.000` may be 900 or 900,000"),
        ("election", {"honoraria_rp": {"linmas": "1.200.000"}}, "linmas: `1.200.000`; digits only, 1200000"),
        ("funding", {"apbd_budget_rp": "30.000.000.000"}, "`30.000.000.000`; digits only, 30000000000"),
        ("funding", {"workers": "1e5"}, "`1e5`; digits only, 100000"),
    ],
)
def test_lists_amounts_and_means_are_told_too(programme, values, message):
    assert message in _refused(LEVERS[programme], **values)


def test_a_misread_value_hides_no_other_problem():
    said = _refused(SponsorshipPlan, months="12.000", bridge_months=99, monts=1)
    assert [line.partition(":")[0] for line in said.splitlines()] == ["months", "bridge_months", "monts"]


def test_a_plan_file_is_read_as_it_is_written(tmp_path):
    with pytest.raises(InputError) as refused:
        read_plan(str(ROOT / "tests/broken/f2_plan_target_2000.yaml"), MonitoringPlan)
    assert str(refused.value) == f"tests/broken/f2_plan_target_2000.yaml target_persons: `2.000` {_BOTH}"
    assert told(refused.value.problems[0], "id").endswith(
        "`2.000` dapat berarti 2 atau 2.000; tulis angka saja, 2 atau 2000 [separated_number]"
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
    [lever] = [one for one in parameters_of(LEVERS[programme]) if one["name"] == name]
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
    ],
)
def test_a_form_keeps_what_is_typed_until_the_plan_has_read_it(programme, name, typed, value):
    control, moved = _control(programme, name)
    control._input.value = typed
    if value is None:
        assert f"{name}: `{typed}`" in _refused(LEVERS[programme], **moved)
    else:
        assert moved == {name: value}
        control.show(value)
        assert control._read(control._input.value) == value


@given(st.integers(0, 10**13))
def test_billions_are_shown_as_they_are_read(rupiah):
    assert _of_billions(_in_billions(rupiah)) == rupiah


@pytest.mark.parametrize(
    ("source", "value", "refused"),
    [("target_persons = 2.000  # orang", 2.0, True), ("target_persons = 4000 / 2", 2000.0, False)],
)
def test_a_parameters_cell_is_read_as_it_is_written(source, value, refused):
    cell = {"target_persons": value, "In": ["", "import simulate as sim", source]}
    if refused:
        with pytest.raises(InputError, match="target_persons: `2.000` may be 2 or 2,000"):
            parameters("monitoring", cell)
    else:
        assert parameters("monitoring", cell)[0].target_persons == value
