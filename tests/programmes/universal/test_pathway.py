"""Members by channel: heads, natural flows, targets, Garut, and single persons as witnesses."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from oracles.lives import NAMES, live

from simulate.cohort.engine import Retention
from simulate.errors import BrokenIdentityError, InputError
from simulate.law.contribution import contribution_rp, lowest_bpu_base_rp
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.baseline.model import Segments
from simulate.programmes.universal.model import simulate_universal, simulate_way
from simulate.programmes.universal.pathway import PAID_FOR, Moves, Others, simulate_pathway, with_tenure
from simulate.programmes.universal.plan import UniversalPlan
from simulate.study.draws import values_of

QUIET = {"compliance_drive": "none", "self_pay_drive": "none"}


class Steady:
    """APBD pays for whom it pays at the start, nobody else for anyone: what the pathway does by itself."""

    def at(self, region, start, values):
        nobody = np.zeros((len(start.funded), self.months))
        each = dict.fromkeys(("subsidised", "village", "others", "sponsored"), nobody)
        workers = each | {"subsidised": nobody + start.funded[:, None]}
        return Others(workers, each, each, nobody, nobody)

    def __init__(self, months):
        self.months = months


@pytest.fixture(scope="module")
def values(region):
    return values_of(read_unknowns("universal", region), 256, 2026)


@pytest.fixture(scope="module")
def outcome(law, region, values):
    def simulated(simulate=simulate_way, values=values, **levers):
        plan = UniversalPlan(**levers)
        return simulate(plan, region, plan.laws(law), values, Steady(plan.months))

    return simulated


def _one(number):
    return np.array([float(number)])


def _moves(months, **given):
    still = {
        "growth": _one(0.0),
        "formal_share": _one(0.5),
        "pu_stop": _one(0.0),
        "registered": np.zeros((1, months)),
        **{
            name: np.zeros((1, months)) for name in ("contractors", "village", "village_heads", "sponsored", "others")
        },
        "subsidised": np.full((1, months), 500.0),
        "leave": dict.fromkeys(PAID_FOR, _one(0.0)),
        "retention": Retention(_one(24), _one(0.235), _one(0.015)),
        "enrolled": _one(0.0),
        "extra_enrolled": _one(0.0),
        "would_pay": _one(0.0),
        "civil_servants": _one(100),
        "refused": _one(150),
    }
    return Moves(**still | given)


START = Segments(*(_one(heads) for heads in (6000, 1500, 400, 400, 500, 1400, 1800)))


def test_heads_are_the_employed_and_nobody_is_covered_twice(outcome):
    found = outcome(
        permits_from="2027-06",
        contractors_from="2027-06",
        village_workers_from="2027-06",
        compliance_drive="strong",
        self_pay_drive="strong",
        subsidised_budget_rp=10**13,
    )
    pathway = found.road
    whole = sum(pathway.members.values()) + sum(pathway.uncovered.values())
    assert np.allclose(whole, pathway.employed)
    assert (pathway.coverage < 1).all()
    # whom PT Taspen covers and whom registration refuses stay uncovered, however large the budget
    assert (pathway.uncovered["informal_uncovered"] >= found.moves.refused[:, None] - 1e-6).all()
    assert (pathway.uncovered["formal_uncovered"][:, -1] > 0).all()


def test_without_drives_switches_and_budget_only_natural_flows_are_left(outcome, values):
    """Jobs come and go, wage earners lose cover, self-payers stop; nobody new joins but in another's place."""
    pathway = outcome(**QUIET).road
    for channel in ("pu", "jakon", "self", "sponsored", "village", "others"):
        assert not pathway.joiners[channel].any(), channel
    assert np.allclose(pathway.members["subsidised"], values["funded"][:, None])
    assert (np.diff(pathway.members["self"], axis=1) < 0).all()


def test_where_nothing_moves_nothing_changes():
    pathway = simulate_pathway(replace(START, bpu_others=_one(0), informal_uncovered=_one(2200)), _moves(60))
    for name, heads in (pathway.members | pathway.uncovered).items():
        assert np.ptp(heads) == 0, name


def test_workers_whom_employers_registered_stop_like_all_others_and_do_not_grow_with_new_jobs(outcome, values):
    found = outcome(values=values | {"pu_stopped": np.full(256, 0.02), "employment_growth": np.full(256, 1.01)})
    joined = found.road.joiners["pu"]
    by_hand = sum(joined[:, month] * 0.98 ** ((47 - month) / 12) for month in range(48))
    assert np.allclose(found.registered[:, -1], by_hand)


def test_new_jobs_are_covered_as_the_present_ones_are():
    pathway = simulate_pathway(START, _moves(12, growth=_one(0.01)))
    assert pathway.employed[0, -1] == pytest.approx(6000 * 1.01**12)
    pu, uncovered = pathway.members["pu"][0], pathway.uncovered["formal_uncovered"][0]
    assert np.allclose(pu / uncovered, 1500 / 1400)


def test_a_larger_budget_and_each_obligation_never_lower_coverage(outcome):
    base = outcome().road.coverage
    budgets = [outcome(subsidised_budget_rp=amount * 10**9).road.coverage for amount in (0, 20, 40, 80, 160)]
    for less, more in pairwise(budgets):
        assert (more >= less - 1e-12).all()
    for switch in ("contractors_from", "permits_from", "village_workers_from"):
        early, late = (outcome(**{switch: month}).road.coverage for month in ("2028-01", "2029-01"))
        assert (late >= base - 1e-12).all()
        assert (early[:, -1] > base[:, -1]).all()
        # whom a contractor registers no other employer does: there an earlier start may end a little lower
        assert (early >= late - (0.002 if switch == "contractors_from" else 1e-12)).all()
    assert (outcome(compliance_drive="strong").road.coverage[:, -1] > base[:, -1]).all()
    assert (outcome(self_pay_drive="strong").road.coverage[:, -1] > base[:, -1]).all()


def test_before_an_obligation_begins_nothing_is_otherwise(outcome):
    base, later = outcome().road, outcome(permits_from="2028-01").road
    assert np.array_equal(base.coverage[:, :12], later.coverage[:, :12])
    assert (later.coverage[:, 12] > base.coverage[:, 12]).all()


def test_keep_reproduces_garuts_count(values):
    """2,900 of 11 to 14 thousand who enrolled were still active (garut.inews.id, October 2023)."""
    retention = Retention.of(values)
    shares = np.array([retention.keep(int(span))[draw] for draw, span in enumerate(retention.span)])
    assert np.allclose(shares, retention.retained)
    enrolled = 2_900 / shares
    assert enrolled.min() >= 11_000 - 1
    assert enrolled.max() <= 14_000 + 1
    months = np.array([retention.keep(month) for month in range(61)])
    assert (months[0] == 1).all()
    assert (np.diff(months, axis=0) < 0).all()


def test_months_paid_on_average_are_the_sum_of_those_kept(values):
    retention = Retention.of(values)
    by_hand = sum(retention.keep(month) for month in range(6000))
    assert np.allclose(by_hand, retention.paid_months)
    left = 1 - sum(retention.keep(month) for month in range(30)) / by_hand
    assert np.allclose(retention.left_of_present(30), left)


def test_enrolment_that_keeps_the_number_keeps_it(outcome, values):
    steady = values | {
        "self_pay_renewal": np.ones(256),
        "would_pay": np.zeros(256),
        "employment_growth": np.ones(256),
    }
    pathway = outcome(values=steady).road
    assert np.allclose(pathway.members["self"], pathway.members["self"][:, :1])


@pytest.mark.parametrize("workers", [50_000, 86_000, 129_520])
def test_the_funded_path_costs_the_laws_full_price(outcome, law, workers):
    """50,000 (2022), 86,000 and 129,520 (2023) workers paid for by the regency; APBD has no relief in 2026."""
    month = law.at("2026-05")
    price = contribution_rp(month, scheme="bpu", base_rp=lowest_bpu_base_rp(month), payer="apbd", sector="other")
    found = outcome(subsidised_budget_rp=workers * price * 12, start="2026-01", months=12, target_year=2026)
    assert np.allclose(found.road.members["subsidised"][:, -1], workers)
    assert np.allclose(found.cost_rp["apbd"].sum(axis=1), workers * price * 12)


def test_the_claim_begins_where_the_regency_claims(outcome):
    start = outcome(baseline="claimed").start
    assert np.allclose(start.share, 0.78)
    assert np.allclose(start.funded, 562_000)


def test_villages_pay_for_every_head_and_cover_those_without_cover(outcome, values):
    found = outcome(village_workers_from="2027-01")
    paid, heads = values["village_workers"] * values["village_complied"], found.road.members["village"][:, -1]
    assert np.allclose(found.moves.village_heads[:, -1], paid)
    assert np.allclose(heads, paid * (1 - found.start.share))


def test_members_with_so_many_months_are_those_who_joined_and_stayed():
    rng = np.random.default_rng(3)
    joiners, stays, stop = rng.random((4, 9)), rng.random((4, 9)), rng.random((9, 4))
    found = with_tenure(joiners, stays, (0, 3), lambda tenure: stop[tenure])
    for least, heads in zip((0, 3), found, strict=True):
        for month in range(9):
            by_hand = sum(
                joiners[:, since]
                * stays[:, since + 1 : month + 1].prod(axis=1)
                * (1 - stop[: month - since]).prod(axis=0)
                for since in range(month + 1)
                if month - since >= least
            )
            assert np.allclose(heads[:, month], by_hand)


def test_new_members_and_their_deaths_follow_exposure(outcome, values):
    found = outcome(
        simulate_universal, self_pay_drive="strong", subsidised_budget_rp=30 * 10**9, subsidised_growth=0.2
    )
    new = found.new
    assert np.allclose(new.by_channel["self"] + found.road.present, found.road.members["self"])
    assert (new.persons <= found.road.covered + 1e-6).all()
    deaths = new.deaths_waiting + new.deaths_full
    assert (new.deaths_scholarship <= new.deaths_full + 1e-12).all()
    assert not new.deaths_full[:, :3].any()
    assert not new.deaths_scholarship[:, :36].any()
    rate = deaths[:, -1] / new.persons[:, -1] * 12
    # population mortality of ages 35 to 50 is 2 to 9 per 1,000 a year (UN WPP 2024), times the relative rate
    assert ((rate > 0.0015 * values["relative_mortality"]) & (rate < 0.012 * values["relative_mortality"])).all()


@pytest.mark.slow
def test_persons_who_live_by_the_same_rules_agree_within_the_monte_carlo_error():
    months = 30
    ramp = np.floor(np.linspace(0, 90, months))[None, :]
    moves = _moves(
        months,
        growth=_one(0.002),
        pu_stop=_one(0.004),
        registered=np.full((1, months), 0.01),
        contractors=ramp,
        village=ramp,
        subsidised=np.concatenate(
            [np.full((1, 10), 500.0), np.full((1, 10), 700.0), np.full((1, 10), 450.0)], axis=1
        ),
        sponsored=2 * ramp,
        others=ramp,
        leave=dict.fromkeys(PAID_FOR, _one(0.02)),
        enrolled=_one(12.0),
        would_pay=_one(0.2),
    )
    pathway = simulate_pathway(START, moves)
    lives = [live(START, moves, np.random.default_rng([7, run])) for run in range(160)]
    expected = pathway.members | pathway.uncovered
    for name in NAMES:
        seen = np.array([one[name] for one in lives])
        error = seen.std(axis=0, ddof=1) / np.sqrt(len(lives))
        gap = np.abs(seen.mean(axis=0) - expected[name][0])
        # three standard errors; half a head for targets that are whole heads here
        assert (gap <= 3 * error + 0.5).mean() > 0.98, name
        assert (gap <= 4.5 * error + 0.5).all(), name


def test_a_broken_sum_stops_the_run_and_names_itself():
    wrong = replace(START, employed=_one(5000))
    with pytest.raises(BrokenIdentityError, match="members and uncovered are not the employed"):
        simulate_pathway(wrong, _moves(3))


def test_a_region_without_minimum_wage_is_refused_by_name(law, region, values):
    plan = UniversalPlan()
    with pytest.raises(InputError, match=r"no minimum wage of 36\.99; add it to data/law/umk\.yaml"):
        simulate_way(plan, replace(region, code="36.99"), plan.laws(law), values, Steady(plan.months))
