"""The first screen of every kind of plan: what it says, and that each of its numbers opens what it rests on."""

import re

import numpy as np
import pytest

import simulate as sim
from simulate.page.words import Words
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import by_collection, from_open_budget, run

EN = Words("en")
PLANS = {
    "announced": SponsorshipPlan(),
    "open": SponsorshipPlan(start="2027-01", law_extension="hold"),
    "by judgement": SponsorshipPlan(collection="payroll_default"),
    "target": SponsorshipPlan(participation_share=1),
    "one month": SponsorshipPlan(months=1, start="2026-04"),
    "two prices": SponsorshipPlan(transport_share=0.4, bridge_months=3),
}
# what is shown beside the first screen with numbers in its finding
HEADED = ("protected_by_month", "payments_by_month", "families", "rules_chart")


@pytest.fixture(scope="module", params=PLANS)
def result(request):
    return run(PLANS[request.param], draws=256)


def _said(result, language="en"):
    """Title, answer, cards and points, one a line."""
    return sim.sponsorship.headline(result).text[language].splitlines()


def test_every_number_of_the_face_opens_what_it_rests_on(result):
    traces = sim.sponsorship.record(result).content["traces"]
    shown = [sim.sponsorship.headline(result), *(getattr(sim.sponsorship, name)(result) for name in HEADED)]
    for language in ("id", "en"):
        marked = {name for one in shown for name in re.findall("\ue000([^\ue001]*)\ue001", one.html[language])}
        assert {"protected_end", "contributions", "deaths", "coverage_gain_claim"} <= marked
        assert marked <= set(traces[language])


def test_the_answer_has_three_numbers_and_the_cards_three_measures(result):
    said = sim.sponsorship.answer(result, EN)
    assert f"{EN.of(result.row('protected_end'), 'persons')}" in said
    assert "23,730" in said
    assert ("a supposition, no estimate" in said) == result.plan.assumed
    cards = sim.sponsorship.record(result).content["cards"]["en"]
    wanted = [
        f"{EN.of(result.row('protected_end'), 'persons')}",
        EN.rupiah(result.number("contributions")),
        EN.count(result.number("deaths")),
    ]
    assert [card["number"] for card in cards] == wanted
    alike = result.number("contributions") == result.number("apbd_same_cover")
    assert cards[1]["range"].endswith("the same" if alike else EN.rupiah(result.number("apbd_same_cover")))


def test_a_start_that_can_still_be_decided_stands_beside_the_announced_one(result):
    [launch] = [line for line in _said(result) if line.startswith("No launch")]
    later = from_open_budget(result)
    if later is None:
        assert result.plan.start == "2027-01"
        assert launch.endswith("January 2027 is a start that can still be decided.")
        return
    assert result.plan.start < "2027-01" == later.plan.start
    assert later.number("contributions") != result.number("contributions")  # the relief has ended
    protected = f"{EN.of(later.row('protected_end'), 'persons')}"
    paid = EN.rupiah(later.number("contributions"))
    wanted = f"a January 2027 start, open if prepared by then, protects {protected} workers for {paid}"
    # drivers keep theirs for some months
    assert launch.endswith(f"{wanted}.") if later.relief_months else launch.endswith(f"{wanted}, without relief.")
    assert bool(later.relief_months) == (result.plan.transport_share > 0)


def test_the_relief_is_said_to_be_a_reading_of_the_law_where_it_is_counted(result):
    [price] = [line for line in _said(result) if "relief of PP 50/2025" in line or "Without relief" in line]
    if not result.relief_months:
        assert "a worker costs at most Rp16,800 a month" in price
        return
    flows = result.outcome.cohorts
    full = np.median((flows.in_force - flows.bridged) @ result.outcome.price_rp["apbd"])
    assert "a reading of the law to confirm" in price
    assert price.endswith(f"without it: {EN.rupiah(full)}.")
    assert ("up to 50%" in price) == (len(result.relief_prices_rp) > 1)


def test_of_ways_counted_elsewhere_the_best_is_named_and_the_others_are_judgement(result):
    [ways] = [line for line in _said(result) if line.startswith("Of the ways counted")]
    counted = {
        way: one.number("protected_end")
        for way, one in by_collection(result).items()
        if result.evidence_of(way) != "judgement"
    }
    best = max(counted, key=counted.get)
    assert f"{EN('collection.' + best)} protects most: {EN.count(counted[best])};" in ways


def test_how_sure_names_what_moves_each_card_and_how_the_model_did_elsewhere(result):
    said = sim.sponsorship.how_sure(result).text["en"]
    found = result.table("backtest")
    seen = found[found["role"] != "untested"]
    assert f"Back-test: {int(seen['inside'].sum())} of {len(seen)} counts" in said
    assert ("Take-up is set by this scenario" in said) == result.plan.assumed
    assert said.count("no assumption moves it") == (2 if result.plan.assumed else 0)


def test_the_index_is_told_what_comes_of_the_announcement():
    told = sim.sponsorship.record(run(draws=256)).content["asked"]["en"]
    assert told[0][1].startswith("Through a circular, ")
    assert "of 23,730 workers within 12 months" in told[0][1]
