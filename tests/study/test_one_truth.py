"""No two reports of a scenario publish a quantity apart: each is read from both result tables, as they are written."""

from itertools import combinations

import pytest

from simulate.plan.named import plan_of, read_plan, read_scenario
from simulate.programmes import named_programme, simulated
from simulate.programmes.election import study as election
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.funding.plan import FundingPlan
from simulate.programmes.paritrana.plan import ParitranaPlan
from simulate.programmes.sponsorship import study

NUMBERS = ["mean", "p05", "p50", "p95"]
RUNS = {name: named_programme(name).study.run for name in simulated()}
# measures of one name in two reports that are other quantities, and why: each page says what its own counts
APART = {
    "accidents": "of sponsored workers; of all new members",
    "benefits": "to families of sponsored workers; of ad hoc workers; of all new members",
    "benefits_jkk": "as benefits",
    "benefits_jkm": "as benefits",
    "benefits_scholarship": "as benefits",
    "contributions": "of sponsors; for ad hoc workers; of all payers of the mix",
    "contributions_jht": "of sponsors; for ad hoc workers",
    "contributions_jkk": "of sponsors; for ad hoc workers",
    "contributions_jkm": "of sponsors; for ad hoc workers",
    "cost_apbd": "for vulnerable workers over the road; of Paritrana's chosen actions in a year",
    "covered_share": "now; at the end of the assessment year",
    "deaths": "of sponsored workers; of ad hoc workers; of all new members",
    "deaths_full": "of sponsored workers; of all new members",
    "deaths_scholarship": "of sponsored workers; of all new members",
    "deaths_waiting": "of sponsored workers; of all new members",
    "funded_of_pool": "now; at the end of the assessment year",
    "jkm_fund_net": "of sponsored workers; of all new members",
    "loss_ratio": "of sponsored workers; of ad hoc workers; of all new members",
    "loss_ratio_jkm": "of sponsored workers; of all new members",
    "per_worker": "an ad hoc worker's contribution; a worker won by outreach",
    "protected_end": "by sponsors; by all payers of the mix; by sponsors as the record has it",
    "registered": "sponsored workers; new members of the mix; by outreach",
    "worker_months": "of sponsored workers; of ad hoc workers; of workers won",
    "workers": "of a definition's base; who serve in an election",
}
# of one name and one quantity
SAME = {"informal_uncovered"}


@pytest.fixture(scope="module", params=["base", "full_push"])
def told(request):
    """Each programme as a scenario binds it, and the announced programme of 2026 beside it."""
    own = {"scenario": request.param}
    for name, label in read_scenario(request.param).plans.items():
        plan = named_programme(name).levers(**plan_of(name, label).levers)
        own[name] = RUNS[name](plan) if name == "monitoring" else RUNS[name](plan, draws=1024)
    own["announced"] = study.run(draws=1024)
    pilkades = ElectionPlan(**read_plan("pilkades_2027", ElectionPlan).levers)
    own["pilkades_2027"] = election.run(pilkades, draws=1024)
    return own


def _row(found, measure):
    return found.headline_table.set_index("measure").loc[measure, NUMBERS].astype(float).tolist()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "measure", "other", "beside"),
    [
        ("baseline", "covered_share", "universal", "coverage_start"),
        ("baseline", "covered", "universal", "covered_start"),
        ("baseline", "uncovered", "outreach", "uncovered_start"),
        ("baseline", "informal_uncovered", "outreach", "informal_uncovered"),
        ("baseline", "uncovered", "announced", "uncovered_independent"),
        ("baseline", "covered_share", "announced", "coverage_before_independent"),
        ("baseline", "uncovered_claimed", "sponsorship", "uncovered_claim"),
        ("announced", "protected_end", "monitoring", "protected_end_planned"),
        ("funding", "workers_apbd", "universal", "subsidised_end"),
        ("funding", "workers_sponsor", "universal", "sponsored_end"),
        ("funding", "paid_apbd", "universal", "cost_apbd"),
        ("funding", "paid_sponsor", "universal", "cost_sponsors"),
        ("funding", "registering", "universal", "cost_registering"),
    ],
)
def test_what_two_reports_publish_is_one_number(told, one, measure, other, beside):
    assert _row(told[one], measure) == pytest.approx(_row(told[other], beside), rel=1e-9), f"{one} and {other}"


@pytest.mark.slow
def test_villages_pay_for_those_of_the_mix_and_more_only_where_they_must(told):
    mix, road = _row(told["funding"], "workers_apbdes"), _row(told["universal"], "village_end")
    if told["universal"].plan.village_workers_from:
        assert road[0] > mix[0]
    else:
        assert road == pytest.approx(mix, rel=1e-9)


@pytest.mark.slow
def test_what_the_road_costs_beside_the_mix_is_its_own_and_a_sum_of_what_is_told(told):
    road = told["universal"]
    years = road.table("cost_by_year").query("payer in ('outreach', 'regulation')").groupby("payer")["mean"].sum()
    for name in ("outreach", "regulation"):
        assert _row(road, f"cost_{name}")[0] == pytest.approx(years[name])
        assert bool(years[name]) == (told["scenario"] == "full_push")


@pytest.mark.slow
def test_sponsored_workers_are_those_of_their_own_report(told):
    """December 2027 and the contributions of that year: a month and a year of longer plans, so from tables by time."""
    own = told["sponsorship"]
    protected = dict(zip(NUMBERS, _row(own, "protected_end"), strict=True))
    paid = dict(zip(NUMBERS, _row(own, "contributions"), strict=True))
    months = told["universal"].table("members_by_month").set_index(["channel", "month"]).loc[("sponsored", "2027-12")]
    years = told["funding"].table("mix_by_year").set_index(["payer", "year"]).loc[("sponsor", "2027")]
    costs = told["universal"].table("cost_by_year").set_index(["payer", "year"]).loc[("sponsors", "2027")]
    for name in NUMBERS:
        assert months[name] == pytest.approx(protected[name], rel=1e-9)
        assert years[f"workers_{name}"] == pytest.approx(protected[name], rel=1e-9)
        assert years[f"paid_rp_{name}"] == pytest.approx(paid[name], rel=1e-9)
        assert costs[name] == pytest.approx(paid[name], rel=1e-9)


@pytest.mark.slow
def test_apbds_path_is_the_funding_mixs_month_by_month(told):
    mix = told["funding"].table("mix_by_month").query("payer == 'apbd'").set_index("month")["p50"]
    road = told["universal"].table("members_by_month").query("channel == 'subsidised'").set_index("month")["p50"]
    assert road.to_dict() == pytest.approx(mix.to_dict(), rel=1e-9)


@pytest.mark.slow
def test_paritrana_counts_the_contributions_of_the_elections_own_report(told):
    apbd, everybody = told["paritrana"].card.cost_rp(["election"])
    own = told["pilkades_2027"].measures["contributions"]
    assert everybody == pytest.approx(own)
    assert apbd.sum() in (pytest.approx(own.sum()), 0)


def test_a_measure_of_one_name_in_two_reports_is_one_quantity_or_told_apart():
    named = {name: set(_units(name)) for name in RUNS}
    shared = {measure for one, other in combinations(named, 2) for measure in named[one] & named[other]}
    assert shared == APART.keys() | SAME


def _units(name):
    return named_programme(name).measures


def test_programmes_of_a_scenario_read_the_same_plans():
    """What the base plans read of one another is one future."""
    assert FundingPlan().sponsorship == ParitranaPlan().sponsorship == "start_2027"
