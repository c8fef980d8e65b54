"""Names and rows that several pieces of the page say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, first_up, middle_and_range, old_panel, range_and_error, record_of, row_of
from simulate.page.words import Words
from simulate.programmes.election.analysis import asked_tables
from simulate.programmes.election.risk import POLL_DAYS
from simulate.study.draws import mean_error

if TYPE_CHECKING:
    from simulate.programmes.election.study import ElectionResult


def event_said(result: ElectionResult, words: Words, first: bool = False) -> str:
    """The election with its year, as a sentence holds it; ``first`` where it begins one."""
    said = words(f"election.event.{result.plan.event}", year=result.plan.date[:4])
    return first_up(said) if first else said


def role_said(role: str, words: Words) -> str:
    """What a role is called."""
    return words(f"election.role.{role}")


def paid_said(result: ElectionResult, words: Words) -> str:
    """From what the contributions are paid, as a sentence holds it."""
    return words(f"election.paid.{result.plan.payer}")


def title(result: ElectionResult, words: Words) -> str:
    """The report's title."""
    return words("election.title", event=event_said(result, words))


def answer(result: ElectionResult, words: Words | None = None) -> str:
    """The answer in two sentences, in the run's language unless another is given."""
    words = words or Words(result.settings.language)
    money, deaths = row_of(result, "contributions"), row_of(result, "deaths")
    benefits, families = row_of(result, "benefits"), row_of(result, "deaths_paid")
    said = {
        "covered": _covered(result, words),
        "event": event_said(result, words),
        "contributions": words.rupiah(money["p50"]),
        "contributions_range": words.interval(money["p05"], money["p95"], "rp"),
        "paid": paid_said(result, words),
        "span": words.months(result.months[0], result.months[-1]),
        "deaths": words.count(deaths["p50"]),
        "deaths_range": words.interval(deaths["p05"], deaths["p95"], "persons"),
        "families": words.count(families["p50"]),
        "families_range": words.interval(families["p05"], families["p95"], "persons"),
        "after": _after(result, words),
        "benefits": words.rupiah(benefits["p50"]),
        "benefits_range": words.interval(benefits["p05"], benefits["p95"], "rp"),
    }
    nobody = ".none" if "per_worker" not in result.measures else ""
    known = ".certain" if money["p05"] == money["p95"] else ""
    parts = [words(f"election.answer.cover{nobody or known}", **said)]
    if deaths["p50"]:
        parts.append(words(f"election.answer.deaths{nobody}", **said))
    else:  # a median of none says less than the chance of one
        chance, mean = words.share(_chance_of_one(result)), words.value(benefits["mean"], "rp")
        parts.append(words("election.answer.rare", chance=chance, benefits=mean))
    return " ".join(parts)


def _after(result: ElectionResult, words: Words) -> str:
    """How many of the families are paid for deaths after service, where cover goes on."""
    if "deaths_after" not in result.measures:
        return ""
    after = row_of(result, "deaths_after")
    return words("election.after", **middle_and_range(after, "persons", words))


def _chance_of_one(result: ElectionResult) -> float:
    """The chance that one or more die in service."""
    return float(result.chance_table.set_index("k")["deaths_k_or_more"].loc[1])


def _covered(result: ElectionResult, words: Words) -> str:
    """How many are covered, and of how many, where not all are."""
    covered, workers = row_of(result, "workers_covered"), row_of(result, "workers")
    some = covered["p50"] < workers["p50"]
    return words(
        f"election.covered.{'some' if some else 'all'}",
        covered=words.estimate(covered["p50"], covered["p05"], covered["p95"], "persons"),
        workers=words.estimate(workers["p50"], workers["p05"], workers["p95"], "persons"),
    )


def headline(result: ElectionResult) -> Element:
    """Title, the answer, and three numbers."""

    def subtitle(words: Words) -> str:
        return words(
            "election.subtitle",
            region=result.region.about.name,
            month=words.month(result.plan.date),
            plan=result.plan_name[words.language],
        )

    def interval(measure: str, words: Words) -> str:
        row = row_of(result, measure)
        certain = row["p05"] == row["p95"]
        return words("election.certain") if certain else range_and_error(result, measure, words)

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        covered, tps = row_of(result, "workers_covered"), row_of(result, "tps")
        money, deaths, families = (row_of(result, name) for name in ("contributions", "deaths", "deaths_paid"))
        stations = middle_and_range(tps, "persons", words)["middle"]
        family = middle_and_range(families, "persons", words)
        return [
            (
                words.estimate(covered["p50"], covered["p05"], covered["p95"], "persons"),
                words("election.number.workers", tps=stations),
                interval("workers_covered", words),
            ),
            (
                words.rupiah(money["p50"]),
                words("election.number.contributions", paid=paid_said(result, words)),
                "; ".join(part for part in (interval("contributions", words), _each(result, words)) if part),
            ),
            (
                words.count(deaths["p50"]),
                words("election.number.deaths", **family, after=_after(result, words)),
                interval("deaths", words),
            )
            if deaths["p50"]
            else (words.share(_chance_of_one(result)), words("election.number.rare"), _mean(result, words)),
        ]

    return old_panel(
        result.settings.language,
        title=lambda words: title(result, words),
        subtitle=subtitle,
        answer=lambda words: answer(result, words),
        numbers=numbers,
        notes=lambda words: _notes(result, words),
        footer=lambda words: words("page.footer"),
    )


def _mean(result: ElectionResult, words: Words) -> str:
    """The mean number of deaths where nearly always none dies."""
    deaths = result.measures["deaths"]
    error = words.error(mean_error(deaths), "persons")
    return words("election.number.mean", mean=words.decimal(float(deaths.mean()), 2), error=error)


def _each(result: ElectionResult, words: Words) -> str:
    """What a worker's cover costs over the term; nothing where nobody is covered."""
    if "per_worker" not in result.measures:
        return ""
    each = row_of(result, "per_worker")
    return words("election.number.each", each=words.value(each["p50"], "rp"))


def _notes(result: ElectionResult, words: Words) -> list[str]:
    """What must be known beside the numbers: how deaths were reckoned, what is held, what is counted."""
    days, complete = result.unknowns["detection_days"], result.unknowns["list_complete"]
    excess = row_of(result, "deaths_excess")
    notes = [
        words(
            "election.note.health",
            ratio=_between(*np.quantile(result.recorded, (0.05, 0.95)), words),
            complete=_between(complete.low, complete.high, words),
            health=_between(*np.quantile(result.health, (0.05, 0.95)), words),
            days=words.interval(days.low, days.high, "days"),
            excess=words.value(excess["p50"], "persons"),
            excess_range=words.interval(excess["p05"], excess["p95"], "persons"),
        )
    ]
    if result.plan.event == "pilkades":
        return [*notes, *_villages(result, words), words("election.note.pilkades"), words("headline.note.range")]
    if result.extended_law:
        newest = min(result.facts.law.groups[group].horizon for group in result.extended_law)
        notes.append(words("election.note.held", event=event_said(result, words), newest=words.month(newest)))
    posts = [words("election.note.posts")] if "pantarlih" in result.bodies else []
    return [*notes, *posts, words("headline.note.range")]


def _villages(result: ElectionResult, words: Words) -> list[str]:
    """Which villages are taken to vote, where the plan does not name them."""
    if result.plan.desa:
        return []
    if result.plan.desa_voting is None:
        return [words("election.note.bound")]
    every = int((result.region.tables["desa"]["kind"] == "desa").sum())
    return [words("election.note.part", count=words.exact(result.plan.desa_voting), all=words.exact(every))]


def _between(low: float, high: float, words: Words) -> str:
    """A range of shares in whole percent."""
    return f"{words.share(low, 0).removesuffix('%')}–{words.share(high, 0)}"


def method(result: ElectionResult) -> Element:
    """How the numbers are made, in a paragraph."""

    def text(words: Words) -> str:
        return words(
            "election.method",
            days=str(POLL_DAYS),
            draws=words.exact(result.settings.draws),
            seed=str(result.settings.seed),
        )

    return old_sentence(result.settings.language, text)


def record(result: ElectionResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, asked_tables(result))
