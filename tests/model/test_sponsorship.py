import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.errors import BrokenIdentityError
from simulate.model.identities import must_equal
from simulate.plan import SponsorshipPlan
from simulate.study.sponsorship import beside, run


def test_the_slogan_reaches_its_ceiling_every_month(default_result):
    slogan = beside(default_result, "slogan")
    assert np.allclose(slogan.outcome.cohorts.in_force, 23730)


def test_a_years_slogan_costs_what_the_law_says(default_result):
    slogan = beside(default_result, "slogan")
    full, half = 16800, 8400  # three months before the relief, nine months in it
    assert slogan.number("contributions") == pytest.approx(23730 * (3 * full + 9 * half))
    assert slogan.number("apbd_same_cover") == pytest.approx(23730 * 12 * full)


def test_without_the_relief_reading_sponsors_pay_what_apbd_pays():
    strict = run(SponsorshipPlan(sponsor_relief=False), draws=256)
    assert np.allclose(strict.measures["apbd_extra"], 0, atol=1)  # rupiah
    assert not strict.law_readings


def test_the_relief_reading_is_listed_where_it_counts(default_result):
    assert [value.key for value in default_result.law_readings] == ["other.sponsor"]


def test_payers_and_kecamatan_sum_to_the_regency(default_result):
    paid = default_result.payer_table.set_index("payer")["mean"]
    groups = [name for name in paid.index if name.startswith("asn_") and name != "asn_total"]
    assert paid[groups].sum() == pytest.approx(paid["asn_total"])
    assert default_result.kecamatan_table["mean"].sum() == pytest.approx(
        default_result.number("protected_end", "mean")
    )
    assert len(default_result.kecamatan_table) == 29


def test_benefits_are_deaths_and_accidents_at_legal_amounts(default_result):
    found = default_result.measures
    expected = 10e6 * found["deaths_waiting"] + 42e6 * found["deaths_full"]
    assert np.allclose(found["benefits_jkm"], expected)
    assert np.allclose(found["benefits"], found["benefits_jkm"] + found["benefits_jkk"])


def test_scholarships_fall_due_after_36_months_of_contributions():
    until, past = (run(SponsorshipPlan(months=months, law_extension="hold")) for months in (36, 48))
    assert "deaths_scholarship" not in until.measures
    assert (past.measures["deaths_scholarship"] <= past.measures["deaths_full"]).all()
    error = past.headline_table.set_index("measure").loc["deaths_scholarship", "mc_error"]
    expected = past.outcome.cohorts.deaths_scholarship.sum(axis=1).mean()
    assert expected > 0
    assert abs(past.number("deaths_scholarship", "mean") - expected) < 4 * error


def test_a_scholarship_is_its_years_at_its_yearly_amount():
    result = run(SponsorshipPlan(months=48, participation_share=1, law_extension="hold"))
    found = result.measures
    entitled = found["deaths_scholarship"] > 0
    promised = found["benefits_scholarship"][entitled] / found["deaths_scholarship"][entitled]
    years, amount = (result.unknowns[f"scholarship_{name}"] for name in ("child_years", "year"))
    assert years.low * amount.low <= promised.min() < promised.max() <= years.high * amount.high
    parts = found["benefits_jkm"] + found["benefits_jkk"] + found["benefits_scholarship"]
    assert np.allclose(found["benefits"], parts)


def test_nobody_takes_part_and_nothing_is_divided_by_zero():
    none = run(SponsorshipPlan(participation_share=0), draws=256)
    assert none.number("protected_end", "p95") == 0
    assert none.number("benefits", "p95") == 0
    assert "loss_ratio" not in none.measures  # undefined, not zero


def test_default_take_up_after_a_year_lies_between_semarangs_first_weeks_and_kendals_third_year(default_result):
    share = default_result.number("ceiling_share")
    assert 90 / 8031 < share < 728 / 10292


@settings(deadline=None, max_examples=12)
@given(
    st.sampled_from(["appeal", "circular", "circular_with_push", "payroll_consent"]),
    st.integers(1, 24),
    st.floats(0, 1),
    st.booleans(),
)
def test_any_plan_keeps_its_identities(collection, months, transport, relief):
    plan = SponsorshipPlan(collection=collection, months=months, transport_share=transport, sponsor_relief=relief)
    found = run(plan, draws=256).measures
    assert (found["protected_end"] <= found["ceiling"]).all()
    assert (found["registered"] >= found["protected_end"] - 1e-6).all()
    assert (found["apbd_extra"] >= -1e-3).all()
    assert (found["deaths"] == found["deaths_full"] + found["deaths_waiting"]).all()
    if months <= 3:
        assert (found["deaths_full"] == 0).all()


def test_more_persuasion_protects_more(default_result):
    ends = [
        run(SponsorshipPlan(collection=name), draws=256).number("protected_end")
        for name in ("appeal", "circular", "circular_with_push")
    ]
    assert ends == sorted(ends)


def test_coverage_gained_is_newly_covered_over_employed(default_result):
    found = default_result.measures
    assert np.allclose(found["coverage_gain_claim"], found["coverage_gain_independent"])
    closed = found["coverage_gain_claim"] / 100 / (1 - found["coverage_before_claim"])
    assert np.allclose(found["gap_closed_claim"], closed)


def test_a_broken_sum_names_itself():
    with pytest.raises(BrokenIdentityError, match="kecamatan: sum is not the regency"):
        must_equal("kecamatan: sum is not the regency", np.array([1.0, 2.0]), np.array([1.0, 2.1]))
    with pytest.raises(BrokenIdentityError):
        must_equal("not finite", np.array([np.nan]), np.array([np.nan]))
