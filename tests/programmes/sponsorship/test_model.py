from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.errors import BrokenIdentityError, must_equal
from simulate.programmes.baseline.model import UNKNOWNS as SEGMENT_UNKNOWNS
from simulate.programmes.sponsorship.model import simulate_sponsorship
from simulate.programmes.sponsorship.plan import Collection, SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.study.facts import drawn


def test_the_slogan_reaches_its_ceiling_every_month(default_result):
    slogan = default_result.rerun(participation_share=1.0)
    assert np.allclose(slogan.outcome.cohorts.in_force, 23730)
    assert slogan.number("sponsors_end", "p05") == pytest.approx(23730)


def test_a_years_slogan_costs_what_the_law_says(default_result):
    slogan = default_result.rerun(participation_share=1.0)
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
    paid = default_result.table("contributions_by_payer").set_index("payer")["mean"]
    groups = [name for name in paid.index if name.startswith("asn_") and name != "asn_total"]
    assert paid[groups].sum() == pytest.approx(paid["asn_total"])
    assert default_result.table("protected_by_kecamatan")["mean"].sum() == pytest.approx(
        default_result.number("protected_end", "mean")
    )
    assert len(default_result.table("protected_by_kecamatan")) == 29


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


@settings(max_examples=12)
@given(
    st.sampled_from(get_args(Collection)),
    st.integers(1, 24),
    st.floats(0, 1),
    st.tuples(*(st.booleans() for _ in range(3))),
    st.sampled_from([1, 3, 6, 12]),
    st.integers(0, 12),
    st.sampled_from(["uncovered_first", "decile_pool", "younger_first:0.4,decile_pool:0.6"]),
    st.sampled_from(["jkk_jkm", "jkk_jkm_jht"]),
    st.tuples(st.floats(0.5, 3), st.floats(0, 3)),
)
def test_any_plan_keeps_its_identities(
    collection, months, transport, yes, billing, bridge, selection, programmes, asked
):
    relief, replacement, substitution = yes
    plan = SponsorshipPlan(
        collection=collection,
        months=months,
        transport_share=transport,
        sponsor_relief=relief,
        replacement=replacement,
        substitution=substitution,
        billing_months=billing,
        bridge_months=min(bridge, months),
        selection=selection,
        programmes=programmes,
        workers_per_pns=asked[0],
        workers_per_pppk_paruh_waktu=asked[1],
    )
    result = run(plan, draws=256)  # carrying members and dividing money check their own sums
    found, out = result.measures, result.outcome
    assert (out.cohorts.bridged <= out.cohorts.in_force + 1e-9).all()
    assert (out.sponsors.sponsoring <= out.sponsors.joined + 1e-12).all()
    assert np.allclose(found["substituted"] if substitution else 0, found["protected_end"] * out.chosen.substituted)
    by_programme = sum(found[f"contributions_{name}"] for name in plan.benefit_programmes)
    assert np.allclose(by_programme, found["contributions"] + found.get("contributions_bridge", 0))
    assert (found["newly_covered_claim"] <= found["protected_end"] * (1 - out.chosen.substituted) + 1e-9).all()
    by_sponsors = found["protected_end"] - out.cohorts.bridged[:, -1]
    assert (by_sponsors <= found["ceiling"] + 1e-9).all()
    assert (found["registered"] >= found["protected_end"] - 1e-6).all()
    assert (found["apbd_extra"] >= -1e-3).all()
    assert (found["deaths"] == found["deaths_full"] + found["deaths_waiting"]).all()
    if months <= 3 and not substitution:
        assert (found["deaths_full"] == 0).all()


def test_more_persuasion_protects_more(default_result):
    ends = [
        run(SponsorshipPlan(collection=name), draws=256).number("protected_end")
        for name in ("appeal", "circular", "circular_with_push", "regulation", "payroll_default")
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


def test_a_plan_without_replacement_only_loses_workers_whom_new_sponsors_do_not_bring():
    kept, lost = (run(SponsorshipPlan(replacement=yes, months=24), draws=512) for yes in (True, False))
    assert (lost.measures["protected_end"] < kept.measures["protected_end"]).all()
    assert (lost.measures["registered"] < kept.measures["registered"]).all()
    assert np.array_equal(lost.outcome.sponsors.sponsoring, kept.outcome.sponsors.sponsoring)


def test_a_bridge_that_never_runs_out_loses_nobody():
    bridged = run(SponsorshipPlan(months=12, bridge_months=12), draws=256)
    assert bridged.number("lapsed", "p95") == 0
    assert bridged.number("lost_sponsor") > 0
    assert bridged.number("deaths_uncovered", "p95") == 0


def test_workers_taken_over_have_their_wait_behind_them():
    plan = SponsorshipPlan(selection="decile_pool", participation_share=1.0, months=3)
    new, taken = (run(plan.with_values({"substitution": yes}), draws=512) for yes in (False, True))
    flows, share = taken.outcome.cohorts, taken.outcome.chosen.substituted
    assert (share > 0).all()
    assert np.allclose(flows.deaths_full.sum(axis=1), share * new.outcome.cohorts.deaths_waiting.sum(axis=1))
    assert np.allclose(
        flows.deaths_full + flows.deaths_waiting, new.outcome.cohorts.deaths_full + new.outcome.cohorts.deaths_waiting
    )


def test_what_a_sponsor_pays_is_the_workers_price_times_their_workers(default_result):
    slogan = default_result.rerun(participation_share=1.0).measures["per_sponsor_month"]
    assert np.allclose(slogan, (3 * 16800 + 9 * 8400) / 12)  # one worker each
    strict = run(SponsorshipPlan(sponsor_relief=False), draws=256)
    sponsors = strict.asked_asn * strict.outcome.sponsors.sponsoring
    each = strict.outcome.cohorts.in_force / sponsors  # by draw and month
    paid = strict.measures["per_sponsor_month"] / 16800
    assert ((each.min(axis=1) <= paid + 1e-9) & (paid <= each.max(axis=1) + 1e-9)).all()
    found = default_result.measures
    assert np.allclose(found["tpp_share"], found["per_sponsor_month"] / 4_650_000)


def test_bridged_workers_have_no_sponsor_and_reach_no_share_of_the_ceiling():
    bridged = run(SponsorshipPlan(bridge_months=3), draws=256)
    at_apbds_cost = bridged.outcome.cohorts.bridged[:, -1]
    assert (at_apbds_cost > 0).all()
    by_sponsors = bridged.measures["protected_end"] - at_apbds_cost
    assert np.allclose(bridged.measures["ceiling_share"] * bridged.outcome.ceiling_persons, by_sponsors)


def test_a_set_share_is_held_whoever_stops():
    """Who lost a sponsor is bridged for a month and then has another: the share was promised in workers."""
    held = run(SponsorshipPlan(participation_share=0.4, bridge_months=2), draws=256)
    assert np.allclose(held.measures["ceiling_share"], 0.4)


def test_apbd_is_freed_of_jkk_and_jkm_alone():
    """APBD paid no savings for the workers that sponsors take over."""
    levers = {"selection": {"decile_pool": 1.0}, "substitution": True}
    short, whole = (run(SponsorshipPlan(programmes=name, **levers), draws=256) for name in ("jkk_jkm", "jkk_jkm_jht"))
    assert (short.outcome.freed_rp.sum(axis=1) > 0).all()
    assert np.allclose(short.outcome.freed_rp, whole.outcome.freed_rp)


def test_jht_is_saved_and_counts_in_no_loss_ratio():
    short, whole = (run(SponsorshipPlan(programmes=name), draws=256) for name in ("jkk_jkm", "jkk_jkm_jht"))
    assert np.allclose(whole.measures["loss_ratio"], short.measures["loss_ratio"])
    assert np.allclose(whole.measures["contributions_jht"], 20000 * whole.measures["worker_months"])
    assert "contributions_jht" not in short.measures


def test_the_jkm_fund_is_left_with_contributions_less_benefits(default_result):
    found = default_result.measures
    assert np.allclose(found["jkm_fund_net"], found["contributions_jkm"] - found["benefits_jkm"])
    assert np.allclose(found["loss_ratio_jkm"], found["benefits_jkm"] / found["contributions_jkm"])


@pytest.mark.slow
def test_a_plan_depends_on_the_unknowns_it_names_and_on_no_other(default_result):
    """Moving an unknown that the plan does not name leaves every draw as it is; moving one it names does not."""
    for levers in ({}, {"collection": "payroll_default", "billing_months": 3, "bridge_months": 2, "months": 14}):
        result = run(SponsorshipPlan(**levers), draws=256)
        values = drawn(result.facts, 256, 2026)

        def spent(moved, result=result):
            out = simulate_sponsorship(result.plan, result.region, list(result.laws), moved)
            deaths = out.cohorts.deaths_waiting + out.cohorts.deaths_full
            return np.stack([out.cohorts.in_force, out.apbd_rp, deaths, out.bridge_rp, out.rejected, out.accidents])

        base = spent(values)
        claims = {"accident_cost", "scholarship_child_years", "scholarship_year", "employed", "newly_covered"}
        for key in {*values} - claims - {*SEGMENT_UNKNOWNS}:
            same = np.array_equal(spent(values | {key: values[key] * 0.9 + 1e-3}), base)
            assert same == (key not in result.used), key
