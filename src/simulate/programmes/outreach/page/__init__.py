"""The page of outreach: its first screen, and the run behind it; `sim.outreach` in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulate.page.elements import Numbers
from simulate.page.face import Asked, Card, Page, Point, over_said, range_said
from simulate.page.trace import Trace, given, measure_trace, with_range
from simulate.page.words import Words
from simulate.programmes.outreach.page.charts import common, first_kecamatan, outlet_names, uncovered_map
from simulate.programmes.outreach.page.compared import first_named
from simulate.programmes.outreach.page.tables import alike, follows_people, opened_named, verified_share
from simulate.programmes.outreach.study import run

if TYPE_CHECKING:
    from simulate.programmes.outreach.study import OutreachResult


# of a budget: less than this is reported as not used
_MOSTLY = 0.95
# new outlets that a sentence names
_NAMED = 3


def _numbers(result: OutreachResult, words: Words, **more: Any) -> Numbers:
    """What texts of the first screen hold beside measures."""
    told = {
        "budget": words.mark("budget", words.rupiah(result.plan.budget_rp)),
        "month": words.month(result.months[-1]),
        "desa": first_named(result, words),
    }
    return Numbers(result, words, told | more)


def _title(result: OutreachResult, words: Words) -> str:
    return words("outreach.title")


def _answer(result: OutreachResult, words: Words) -> str:
    """Where to begin, what the budget brings, and how much of it is left a year later."""
    dear = "" if "per_worker" in result.measures else ".dear"
    return words(f"outreach.answer{dear}", _numbers(result, words))


def _cards(result: OutreachResult, words: Words) -> list[Card]:
    found = _numbers(result, words)
    gained = Card(
        f"{found['gained_end']}",
        words("outreach.number.gained", found),
        range_said(result, "gained_end", words),
        "budget",
        "gained_end",
    )
    cost = Card("–", words("outreach.number.each"), words("undefined"), "budget")
    if "per_worker" in result.measures:
        interval = range_said(result, "per_worker", words)
        cost = Card(f"{found['per_worker']}", words("outreach.number.each"), interval, "budget", "per_worker")
    when = "after" if result.outlets.chosen else "before"
    measure = f"within_share_{when}"
    share = words.mark(measure, words.share(result.number(measure), 0))
    within = Card(
        share, words(f"outreach.number.within.{when}"), range_said(result, measure, words), "outlets", measure
    )
    return [gained, cost, within]


def _points(result: OutreachResult, words: Words) -> list[Point]:
    """What the same money does as contributions, what outlets add, how sure the places are, how to divide."""
    found = _numbers(result, words)
    points = [(words("outreach.point.apbd", found), "apbd")]
    if result.outlets.chosen:
        named = len(result.outlets.chosen) <= _NAMED
        found["places"] = words("outreach.in", names=opened_named(result, words)) if named else ""
        points.append((words("outreach.point.outlets", found), "outlets"))
    points.append((words(f"outreach.point.places{follows_people(result)}"), "desa_chart"))
    if result.number("spent") < _MOSTLY * result.plan.budget_rp:
        points.append((words("outreach.point.unspent", found), "budget"))
    else:
        points.append((words(f"outreach.point.divide{alike(result)}", found), "allocations"))
    return points


def _sure(result: OutreachResult, words: Words) -> list[str]:
    """That nothing was tried on the past, what is not to be added up, and which outlets are not sure."""
    notes = [*over_said(result, words, result.region.about.opens), words("outreach.sure")]
    if result.outlets.chosen:
        notes.append(words("outreach.sure.outlets"))
    if verified := verified_share(result, words):
        notes.append(words("outreach.sure.unverified", share=words.mark("verified", verified)))
    return [" ".join(notes)]


def _asked(result: OutreachResult, words: Words) -> list[Asked]:
    """Where the regency goes first, and where it opens outlets."""
    asked = [(words("outreach.asked.places"), words("outreach.asked.places.answer", desa=first_named(result, words)))]
    if result.outlets.chosen:
        answer = words("outreach.asked.outlets.answer", names=opened_named(result, words))
        asked.append((words("outreach.asked.outlets"), answer))
    return asked


def _traces(result: OutreachResult, words: Words) -> dict[str, Trace]:
    """What opens on the budget, which is a choice, and on what twice of it brings."""
    curve = result.table("budget_curve").query("rule == 'best'").set_index("budget_rp")
    double = curve.loc[2.0 * result.plan.budget_rp]
    names = outlet_names(result, result.outlets.sure, words)
    called, _, first = words("outreach.opens.first").partition(" = ")
    name, _, formula = words("outreach.opens.double").partition(" = ")
    won = measure_trace(result, words, "gained_end", _RESTS).inputs  # they come about from the same
    return {
        "budget": Trace(
            words("outreach.opens.budget"),
            words.rupiah(result.plan.budget_rp),
            mover=words("outreach.opens.budget.says"),
        ),
        "first": Trace(called, words("outreach.opens.first.value", first_kecamatan(result, words)), first, won),
        "double": Trace(name, with_range(double, "persons", words), formula, won),
        "verified": Trace(
            words("outreach.opens.verified"),
            verified_share(result, words),
            inputs=[names, *given(result, words, "outlets")],
        ),
    }


_WON = ("labour.employed_2021", "labour.employed_2023", "coverage.banten_covered_share_nov_2025", "desa")
_REACH = ("outlets", "desa")
_PRICE = ("law.bpu_base", "law.bpu_rate", "law.bpu_jkm")
# the law and figures that each number is made from
_RESTS = {
    "gained_end": _WON,
    "gained_year_later": _WON,
    "per_worker": _WON,
    "within_share_before": _REACH,
    "within_share_after": _REACH,
    "outlets_gained": _REACH,
    "worker_months": _WON,
    "worker_months_year_later": _WON,
    "apbd_worker_months": _PRICE,
}

Page(
    "outreach",
    _title,
    _answer,
    _cards,
    _points,
    uncovered_map,
    sure=_sure,
    rests=_RESTS,
    traces=_traces,
    method=common,
    asked=_asked,
).hand_out(__name__, run)
