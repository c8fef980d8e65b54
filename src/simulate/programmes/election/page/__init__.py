"""The elements of the page of ad hoc election workers, and the run behind them."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulate.page.elements import Numbers
from simulate.page.face import Asked, Card, Page, Point, range_said
from simulate.page.trace import Trace, law_given, measure_trace
from simulate.page.words import Words
from simulate.programmes.election.page.cost import budget_chart, busiest_told, event_text, stations_told
from simulate.programmes.election.page.risk import family_told, labelled
from simulate.programmes.election.people import POLL_DAYS
from simulate.programmes.election.study import ElectionResult, run
from simulate.programmes.election.tables import DISTINCT


def _numbers(result: ElectionResult, words: Words, **more: Any) -> Numbers:
    """What texts of the first screen hold beside measures."""
    common = {
        "event": event_text(result, words),
        "month": words.month(result.plan.date),
        "paid": words(f"election.paid.{result.plan.payer}"),
    }
    return Numbers(result, words, common | more)


def _title(result: ElectionResult, words: Words) -> str:
    election = words(f"election.told.{result.plan.event}", year=result.plan.date[:4])
    return words("election.title", election=election)


def _about(result: ElectionResult, words: Words) -> str:
    plan = result.plan_name[words.language]
    return words("election.about", _numbers(result, words, region=result.region.about.name, plan=plan))


def _answer(result: ElectionResult, words: Words) -> str:
    """What cover costs, and how many may die and are paid for."""
    found = _numbers(result, words, years=_years(result), **_chance(result, words))
    if "per_worker" not in result.measures:
        return words("election.answer.none", found)
    some = result.number("workers_covered") < result.number("workers")
    found["covered"] = words(f"election.covered.{'some' if some else 'all'}", found)
    return words(f"election.answer{_died(result)}", found)


def _died(result: ElectionResult) -> str:
    """The ending of a text about deaths: of none, of one, of more."""
    return {0: ".rare", 1: ".one"}.get(result.number("deaths"), "")


def _years(result: ElectionResult) -> str:
    """The budget years that contributions fall in."""
    first, last = result.months[0][:4], result.months[-1][:4]
    return first if first == last else f"{first}–{last}"


def _chance(result: ElectionResult, words: Words) -> dict[str, str]:
    """The chance that one or more die in service: a median of none says less."""
    chance = float(result.table("chances").set_index("k")["deaths_k_or_more"].loc[1])
    return {"chance": words.mark("deaths", words.share(chance))}


def _cards(result: ElectionResult, words: Words) -> list[Card]:
    found = _numbers(result, words, **_chance(result, words))

    def known_to(measure: str) -> str:
        return range_said(result, measure, words) or words("election.certain")

    heads = _died(result)
    rare = heads == ".rare"
    big = found["chance"] if rare else f"{found['deaths']:count}"
    died = words(f"election.number.deaths{heads}", found)
    covered, paid = known_to("workers_covered"), known_to("contributions")
    return [
        Card(
            f"{found['workers_covered']}",
            words("election.number.workers", found),
            covered,
            "staffing",
            "workers_covered",
        ),
        Card(
            f"{found['contributions']:rupiah}",
            words("election.number.contributions", found),
            paid,
            "budget_chart",
            "contributions",
        ),
        Card(big, died, "" if rare else known_to("deaths"), "deaths", "deaths"),
    ]


def _points(result: ElectionResult, words: Words) -> list[Point]:
    """What is to be budgeted when, what families receive, what is held, what is counted."""
    found = _numbers(result, words)
    payer = f"election.point.budget.{result.plan.payer}"
    of_event = f"{payer}.{result.plan.event}"
    points = [(words(of_event if words.has(of_event) else payer, found), "budget_years")]
    if "per_worker" in result.measures:
        one = ".one" if result.number("deaths_paid") == 1 else ""
        points.append((words(f"election.point.families{one}", found), "families"))
    if "deaths_after" in result.measures:
        points.append((words("election.point.after", found), "measures_benefits"))
    if result.plan.event == "pilkades":
        if result.plan.desa_voting is not None:
            every = int((result.region.tables["desa"]["kind"] == "desa").sum())
            counts = {"count": result.plan.desa_voting, "all": every}
            found |= {name: words.mark("workers", words.exact(count)) for name, count in counts.items()}
            points.append((words("election.point.part", found), "parameters"))
        elif not result.plan.desa:
            points.append((words("election.point.bound", found), "coming_elections"))
    elif result.extended_law:
        newest = min(result.facts.law.groups[group].horizon for group in result.extended_law)
        points.append((words("election.point.held", found, newest=words.month(newest)), "law"))
    return points


def _sure(result: ElectionResult, words: Words) -> list[str]:
    """How deaths were calculated, what is counted, and what is not."""
    days, complete = result.unknowns["detection_days"], result.unknowns["list_complete"]
    inside = result.table("backtest").set_index("case").loc[[*DISTINCT], "inside"]
    found = _numbers(
        result,
        words,
        ratio=_between(*np.quantile(result.recorded, (0.05, 0.95)), words),
        complete=_between(complete.low, complete.high, words),
        days=words.interval(days.low, days.high, "days"),
        inside=str(int(inside.sum())),
        all=str(len(inside)),
    )
    notes = ["health"]
    if result.plan.event == "pilkades":
        notes.append("pilkades")
    elif "pantarlih" in result.plan.bodies:
        notes.append("posts")
    return [words(f"election.sure.{note}", found) for note in notes]


def _between(low: float, high: float, words: Words) -> str:
    """A range of shares in whole percent."""
    return f"{words.share(low, 0).removesuffix('%')}–{words.share(high, 0)}"


_OF_A_FAMILY = ("election_compensation", "jkm_benefit", "jkk_wage_multiple", "scholarship_yearly")


def _traces(result: ElectionResult, words: Words) -> dict[str, Trace]:
    """What a family receives, by law alone; of which workers, months and deaths charts tell."""
    family, cases = family_told(result, words)
    marks = [
        words("election.chart.deaths.mark", count=words.exact(count), chance=words.share(chance, 0))
        for count, chance in dict.fromkeys(labelled(result))
    ]
    span = words.legal(len(result.months), "months")
    values = {
        "family": words(f"election.family.value{'' if any(cases['without']) else '.other'}", family),
        "stations": words("election.stations.value", stations_told(result, words)),
        "busiest": words("election.busiest.value", busiest_told(result, words), span=span),
        "chances": "; ".join(marks),
    }
    made = {"stations": "workers", "busiest": "contributions", "chances": "deaths"}
    inputs = {name: measure_trace(result, words, measure, _RESTS).inputs for name, measure in made.items()}
    inputs["family"] = [one for group in _OF_A_FAMILY for one in law_given(result, words, group)]
    return {
        name: Trace(words(f"election.{name}.trace"), value, words(f"election.{name}.formula"), inputs[name])
        for name, value in values.items()
    }


def _asked(result: ElectionResult, words: Words) -> list[Asked]:
    """That election workers are to be covered, and what it costs whom."""
    answer = words("election.asked.answer", _numbers(result, words, years=_years(result)))
    return [(words("election.asked"), answer)]


# the law and figures that each number is made from
_RESTS = {
    "workers": ("law.election_staff", "law.election_tps_cap", "elections", "desa"),
    "workers_covered": ("law.election_staff", "elections"),
    "contributions": ("law.election_honorarium", "law.pu_jkk", "law.pu_jkm"),
    "deaths": ("election_records", "mortality"),
    "deaths_paid": ("election_records", "mortality"),
    "benefits": ("law.jkm_benefit", "law.jkk_lump_sum"),
}

Page(
    "election",
    _title,
    _answer,
    _cards,
    _points,
    budget_chart,
    _about,
    _sure,
    _RESTS,
    _traces,
    method=lambda result, words: {"days": str(POLL_DAYS)},
    asked=_asked,
).hand_out(__name__, run)
