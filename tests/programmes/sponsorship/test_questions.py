"""The plan asked further: each answer against runs and against the law."""

import numpy as np
import pytest

from simulate.programmes.sponsorship.plan import WAYS, SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.programmes.sponsorship.tables import BRIDGES


def _cell(table, key, value, measure, column="p50"):
    rows = table[(table[key] == value) & (table["measure"] == measure)]
    assert len(rows) == 1
    return float(rows[column].iloc[0])


def test_after_the_relief_a_worker_costs_twice_as_much_and_some_sponsors_go(default_result):
    found = default_result.table("after_relief")
    months = list(dict.fromkeys(found["month"]))
    assert months == ["2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-07"]
    price = found.drop_duplicates("month").set_index("month")["price_rp"]
    assert price["2027-01"] == 2 * price["2026-12"]
    stops = {month: _cell(found, "month", month, "lost_sponsor", "mean") for month in months}
    assert stops["2027-01"] > 2 * stops["2026-12"]
    assert stops["2027-02"] < stops["2027-01"] / 2
    # up to the rise the months are the plan's own
    protected = _cell(found, "month", "2026-12", "protected", "mean")
    assert protected == pytest.approx(default_result.number("protected_end", "mean"))


def test_a_plan_without_the_relief_has_no_months_after_it():
    assert run(SponsorshipPlan(sponsor_relief=False), draws=256).table("after_relief") is None
    assert run(SponsorshipPlan(start="2027-06", months=6), draws=256).table("after_relief") is None


def test_payroll_keeps_sponsors_when_the_price_doubles():
    def loss(way):
        found = run(SponsorshipPlan(collection=way), draws=512).table("after_relief")
        at_rise = _cell(found, "month", "2027-01", "lost_sponsor", "mean")
        return at_rise / _cell(found, "month", "2026-12", "protected", "mean")

    assert loss("payroll_default") < loss("circular")


def test_in_the_first_three_months_nobody_leaves_the_full_benefit(default_result):
    found = default_result.table("waiting")
    flows = default_result.outcome.cohorts
    assert (flows.deaths_full[:, :3] == 0).all()
    first = flows.deaths_waiting[:, :3].sum(axis=1)
    assert _cell(found, "variant", "plan", "first", "mean") == pytest.approx(first.mean())
    full = _cell(found, "variant", "plan", "full", "mean")
    assert full == pytest.approx(flows.deaths_full.sum(axis=1).mean())
    missed = _cell(found, "variant", "plan", "missed_rp", "mean")
    assert missed == pytest.approx(32e6 * flows.deaths_waiting.sum(axis=1).mean())  # 42 less 10 million


def test_registering_three_months_earlier_moves_the_wait_before_the_start():
    """Everyone from the first month, nobody stopping to speak of: the wait is over when the programme begins."""
    slogan = run(SponsorshipPlan(participation_share=1.0, start="2026-04", months=9), draws=512)
    found = slogan.table("waiting")
    plan, earlier = (_cell(found, "variant", name, "first", "mean") for name in ("plan", "earlier"))
    assert earlier < 0.25 * plan
    cost = [_cell(found, "variant", name, "cost_rp", "mean") for name in ("plan", "earlier")]
    assert cost[1] - cost[0] == pytest.approx(23730 * 3 * 16800)  # three months before the relief


def test_who_pays_ahead_already_is_not_asked_to():
    found = run(SponsorshipPlan(billing_months=6), draws=256).table("waiting")
    assert "billing" not in set(found["variant"])


def test_a_longer_bridge_loses_fewer_workers_and_costs_apbd_its_full_price(default_result):
    found = default_result.table("bridging")
    lapsed = [_cell(found, "bridge_months", months, "lapsed", "mean") for months in BRIDGES]
    assert lapsed == sorted(lapsed, reverse=True)
    assert lapsed[0] == pytest.approx(_cell(found, "bridge_months", 0, "lost_sponsor", "mean"))
    assert _cell(found, "bridge_months", 0, "bridge_rp", "p95") == 0
    for months in BRIDGES:  # where those who lost their sponsor are; a few have died or left meanwhile
        lost, *now = (
            _cell(found, "bridge_months", months, name, "mean")
            for name in ("lost_sponsor", "rematched", "lapsed", "still_bridged")
        )
        assert 0.95 * lost < sum(now) <= lost + 1e-9
    bridged = run(SponsorshipPlan(bridge_months=3), draws=512)
    months = bridged.outcome.cohorts.bridged.sum(axis=1)
    assert np.allclose(bridged.measures["contributions_bridge"], 16800 * months)
    assert _cell(found, "bridge_months", 3, "bridge_rp", "mean") == pytest.approx(16800 * months.mean())


def test_each_way_of_asking_stands_with_its_own_numbers(default_result):
    found = default_result.table("ways")
    own = default_result.plan.collection
    for measure in ("protected_end", "contributions"):
        rows = found[found["measure"] == measure].set_index("way")
        assert list(rows.index) == list(WAYS)
        assert rows.loc[own, "p95"] == pytest.approx(default_result.number(measure, "p95"))
        assert rows.loc["payroll_default", "p50"] > rows.loc["appeal", "p50"]
        assert rows.loc["circular", "evidence"] == default_result.evidence_of("circular") == "analogue"
    consent = run(SponsorshipPlan(collection="payroll_consent"), draws=default_result.settings.draws)
    assert _cell(found, "way", "payroll_consent", "protected_end") == pytest.approx(consent.number("protected_end"))


def test_a_bridge_is_not_tried_beyond_the_horizon():
    found = run(SponsorshipPlan(months=2), draws=256).table("bridging")
    assert set(found["bridge_months"]) == {0, 1}


def test_taking_over_apbds_workers_frees_its_money_and_adds_no_coverage(default_result):
    found = default_result.table("choosing")
    keyed = found.assign(key=found["rule"] + found["substitution"].map({True: "+", False: ""}))

    def mean(key, measure):
        return _cell(keyed, "key", key, measure, "mean")

    assert mean("decile_pool+", "substituted") > 0
    assert mean("decile_pool+", "newly_covered_claim") < mean("decile_pool", "newly_covered_claim")
    assert mean("decile_pool+", "rejected") < mean("decile_pool", "rejected")
    taken = run(SponsorshipPlan(selection="decile_pool", substitution=True), draws=512)
    share = taken.outcome.chosen.substituted[:, None]
    assert np.allclose(taken.outcome.freed_rp, share * taken.outcome.cohorts.in_force * 16800)
    assert mean("decile_pool", "freed_rp") == mean("plan", "freed_rp") == 0
    assert mean("younger_first", "deaths") < 0.9 * mean("plan", "deaths")
    assert "uncovered_first" not in set(found["rule"])  # it is the plan's own
