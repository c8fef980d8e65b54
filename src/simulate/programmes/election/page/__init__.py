"""The elements of the page of ad hoc election workers, and the run behind them."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulate.page.elements import Card, Numbers, Page, range_and_error
from simulate.page.words import Words
from simulate.programmes.election.page.cost import event_text
from simulate.programmes.election.people import POLL_DAYS
from simulate.programmes.election.study import ElectionResult, run
from simulate.study.draws import mean_error


def _numbers(result: ElectionResult, words: Words, **more: Any) -> Numbers:
    """What texts of the first screen hold beside measures."""
    common = {
        "event": event_text(result, words),
        "month": words.month(result.plan.date),
        "paid": words(f"election.paid.{result.plan.payer}"),
        "after": "",
    }
    found = Numbers(result, words, common | more)
    if "deaths_after" in result.measures:
        found["after"] = words("election.after", found)
    return found


def _title(result: ElectionResult, words: Words) -> str:
    election = words(f"election.told.{result.plan.event}", year=result.plan.date[:4])
    return words("election.title", election=election)


def _subtitle(result: ElectionResult, words: Words) -> str:
    plan = result.plan_name[words.language]
    return words("election.subtitle", _numbers(result, words, region=result.region.about.name, plan=plan))


def _answer(result: ElectionResult, words: Words) -> str:
    """In two sentences: what cover costs, and how many may die and are paid for."""
    found = _numbers(result, words, span=words.months(result.months[0], result.months[-1]))
    some = result.number("workers_covered") < result.number("workers")
    found["covered"] = words(f"election.covered.{'some' if some else 'all'}", found)
    nobody = "" if "per_worker" in result.measures else ".none"
    known = ".certain" if result.number("contributions", "p05") == result.number("contributions", "p95") else ""
    cover = words(f"election.answer.cover{nobody or known}", found)
    if result.number("deaths"):
        return f"{cover} {words(f'election.answer.deaths{nobody}', found)}"
    # a median of none says less than the chance of one
    found["chance"] = _chance_of_one(result, words)
    return f"{cover} {words('election.answer.rare', found)}"


def _chance_of_one(result: ElectionResult, words: Words) -> str:
    """The chance that one or more die in service."""
    return words.share(float(result.table("chances").set_index("k")["deaths_k_or_more"].loc[1]))


def _cards(result: ElectionResult, words: Words) -> list[Card]:
    found = _numbers(result, words, tps=words.of(result.row("tps"), "persons"))

    def known_to(measure: str) -> str:
        return range_and_error(result, measure, words) or words("election.certain")

    each = [words("election.number.each", found)] if "per_worker" in result.measures else []
    if result.number("deaths"):
        deaths = f"{found['deaths']:count}", words("election.number.deaths", found), known_to("deaths")
    else:
        drawn = result.measures["deaths"]
        mean, error = words.decimal(float(drawn.mean()), 2), words.error(mean_error(drawn), "persons")
        rare = words("election.number.mean", mean=mean, error=error)
        deaths = _chance_of_one(result, words), words("election.number.rare"), rare
    return [
        (f"{found['workers_covered']}", words("election.number.workers", found), known_to("workers_covered")),
        (
            f"{found['contributions']:rupiah}",
            words("election.number.contributions", found),
            "; ".join([known_to("contributions"), *each]),
        ),
        deaths,
    ]


def _notes(result: ElectionResult, words: Words) -> list[str]:
    """What must be known beside the numbers: how deaths were calculated, what is held, what is counted."""
    days, complete = result.unknowns["detection_days"], result.unknowns["list_complete"]
    found = _numbers(
        result,
        words,
        ratio=_between(*np.quantile(result.recorded, (0.05, 0.95)), words),
        complete=_between(complete.low, complete.high, words),
        health=_between(*np.quantile(result.health, (0.05, 0.95)), words),
        days=words.interval(days.low, days.high, "days"),
    )
    notes = ["health"]
    if result.plan.event == "pilkades":
        if result.plan.desa_voting is not None:
            every = int((result.region.tables["desa"]["kind"] == "desa").sum())
            found |= {"count": words.exact(result.plan.desa_voting), "all": words.exact(every)}
            notes.append("part")
        elif not result.plan.desa:
            notes.append("bound")
        notes.append("pilkades")
    else:
        if result.extended_law:
            newest = min(result.facts.law.groups[group].horizon for group in result.extended_law)
            found["newest"] = words.month(newest)
            notes.append("held")
        notes += ["posts"] if "pantarlih" in result.plan.bodies else []
    return [*(words(f"election.note.{note}", found) for note in notes), words("headline.note.range")]


def _between(low: float, high: float, words: Words) -> str:
    """A range of shares in whole percent."""
    return f"{words.share(low, 0).removesuffix('%')}–{words.share(high, 0)}"


Page(
    "election", _title, _answer, _cards, _notes, _subtitle, method=lambda result, words: {"days": str(POLL_DAYS)}
).hand_out(__name__, run)
