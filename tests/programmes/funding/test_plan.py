import pytest

from simulate.errors import InputError
from simulate.programmes.funding.plan import PAYERS, FundingPlan


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"months": 6}, "months: 6; a value from 12 to 60"),
        ({"workers": 0}, "workers: 0; a value from 1000 to 1650000"),
        ({"workers": 130_000.5}, "workers: 130000.5"),
        ({"apbd_budget_rp": -1}, "apbd_budget_rp: -1; a value from 0 to 1000000000000"),
        ({"apbd_yearly_change": -0.9}, "apbd_yearly_change: -0.9; a value from -0.5 to 0.5"),
        ({"apbdes_share": 0.5}, "apbdes_share: 0.5; a value from 0 to 0.1"),
        ({"min_kecamatan_share": 1.2}, "min_kecamatan_share: 1.2; a value from 0 to 1"),
        ({"min_kecamatan_share": True}, "min_kecamatan_share: True; a number, not true or false"),
        ({"confidence": 1}, "confidence: 1; a value from 0.5 to 0.99"),
        ({"confidence": float("nan")}, "confidence: nan; should be a finite number"),
        ({"objective": "villages"}, "objective: 'villages'; should be 'regency', 'public' or 'all'"),
        ({"baseline": "hoped"}, "baseline: 'hoped'; should be 'reconciled' or 'claimed'"),
        ({"payers": []}, "payers: []"),
        ({"payers": ["apbd", "apbd"]}, "payers: apbd, apbd; name each once [repeated_value]"),
        ({"payers": ["apbd", "bank"]}, "payers: 'bank'; should be 'apbd', 'apbdes'"),
        ({"payers": ["csr"]}, "payers: csr; apbd among them: all others need months of preparation [missing_payer]"),
        ({"months": 12, "ramp_months": 24}, "ramp_months: 24 in a scenario of 12; at most the scenario's months"),
        ({"start": "2026"}, "start: '2026' is not a month; write YYYY-MM"),
        ({"worker": 1}, "worker: no such parameter; did you mean `workers`?"),
    ],
)
def test_bad_levers_are_refused_by_name(values, message):
    with pytest.raises(InputError) as refused:
        FundingPlan(**values)
    assert message in str(refused.value)


def test_a_command_line_says_the_same_as_a_notebook():
    typed = FundingPlan(workers="100000", payers="zakat, apbd", apbd_budget_rp="30000000000", months="24")
    written = FundingPlan(workers=100_000, payers=["apbd", "zakat"], apbd_budget_rp=30_000_000_000, months=24)
    assert typed == written


def test_the_same_payers_are_the_same_plan_in_whatever_order():
    assert FundingPlan(payers=reversed(PAYERS)) == FundingPlan()


def test_months_that_no_law_vouches_for_are_refused_by_name(law):
    with pytest.raises(InputError, match=r"month 2027-01: is past 2026-12, the last month that data/law/village_"):
        FundingPlan(law_extension="none").laws(law)
    assert len(FundingPlan(law_extension="none", start="2026-01", months=12).laws(law)) == 12
    with pytest.raises(InputError, match=r"month 2025-06: is before data/law/village_"):
        FundingPlan(start="2025-06").laws(law)
    assert FundingPlan(start="2025-06", payers=["apbd", "csr"]).laws(law)[0].month == "2025-06"


def test_empty_plans_are_the_default_bit_for_bit():
    assert FundingPlan() == FundingPlan().with_values({}) == FundingPlan(**FundingPlan().model_dump())
    assert FundingPlan().changed() == {}
    assert FundingPlan(payers=["apbd"]).idle == ("apbdes_share", "sponsorship")


def test_sponsors_whom_the_mix_does_not_count_are_refused(project):
    plan = project / "data/plans/bridged.yaml"
    plan.write_text("programme: sponsorship\nlevers: {bridge_months: 3}\n", encoding="utf-8")
    with pytest.raises(InputError, match="sponsorship: scenario `bridged`, in which APBD bridges workers"):
        _ = FundingPlan(sponsorship="bridged").sponsors
