"""Title, answer, first screen, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, old_panel, over_said, range_and_error, record_of, row_of, subtitle_said
from simulate.page.words import Words
from simulate.programmes.outreach.analysis import asked_tables
from simulate.programmes.outreach.page.outlets import (
    basis_said,
    each_outlet,
    error_said,
    first_desa,
    outlet_names,
    spread_grade,
    sure_share,
    told,
    weakest,
)
from simulate.study.sensitivity import one_at_a_time

if TYPE_CHECKING:
    from simulate.programmes.outreach.study import OutreachResult

# of a budget: less than this is told as not used
_MOSTLY = 0.95


def title(result: OutreachResult, words: Words) -> str:
    """The report's title."""
    return words("outreach.title", span=words.months(result.months[0], result.months[-1]))


def answer(result: OutreachResult, words: Words | None = None) -> str:
    """The answer in four sentences, in the run's language unless another is given."""
    words = words or Words(result.settings.language)
    values = told(result, "gained_end", words, "gained")
    ending = ".dear" if "per_worker" not in result.measures else ""
    if not ending:
        values |= told(result, "per_worker", words, "each")
    won = words(
        f"outreach.answer.won{ending}",
        budget=words.rupiah(result.plan.budget_rp),
        months=str(result.plan.months),
        month=words.month(result.months[-1]),
        **values,
    )
    first = words("outreach.answer.first", desa=first_desa(result, words))
    return f"{won} {_later(result, words)} {first}"


def _later(result: OutreachResult, words: Words) -> str:
    """What is left a year later, and what the same money does when it pays contributions."""
    months, apbd = (row_of(result, measure)["p50"] for measure in ("worker_months", "apbd_worker_months"))
    later = words("outreach.answer.later", **told(result, "gained_year_later", words, "later"))
    beside = words(
        f"outreach.answer.apbd{'' if apbd > months > 0 else '.less'}",
        times=words.decimal(apbd / months, 1) if months > 0 else "–",
        **told(result, "worker_months", words, "months"),
        **told(result, "apbd_worker_months", words, "apbd"),
    )
    return f"{later} {beside}"


def headline(result: OutreachResult) -> Element:
    """Title, the answer, and three numbers."""

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        gained, share = row_of(result, "gained_end"), row_of(result, "within_share_after")
        sure = sure_share(result, words)
        cost = ("–", words("outreach.number.each"), words("undefined"))
        if "per_worker" in result.measures:
            each = row_of(result, "per_worker")
            cost = (
                words.value(each["p50"], "rp"),
                words("outreach.number.each"),
                range_and_error(result, "per_worker", words),
            )
        return [
            (
                words.count(gained["p50"]),
                words(
                    "outreach.number.gained",
                    month=words.month(result.months[-1]),
                    budget=words.rupiah(result.plan.budget_rp),
                    **told(result, "gained_year_later", words, "later"),
                ),
                range_and_error(result, "gained_end", words),
            ),
            cost,
            (
                words.share(share["p50"], 0),
                words(
                    f"outreach.number.within{'' if result.outlets.chosen else '.none'}",
                    unverified=words("outreach.number.unverified", share=sure) if sure else "",
                    radius=words.times(result.plan.radius_km),
                    count=str(len(result.outlets.chosen)),
                    before=words.share(row_of(result, "within_share_before")["p50"], 0),
                    **told(result, "within_before" if not result.outlets.chosen else "within_after", words, "people"),
                ),
                words(
                    "interval.90",
                    interval=words.interval(share["p05"], share["p95"], "share"),
                    error=error_said(share["mc_error"], "share", words, 1),
                ),
            ),
        ]

    return old_panel(
        result.settings.language,
        title=lambda words: title(result, words),
        subtitle=lambda words: subtitle_said(result, words),
        answer=lambda words: answer(result, words),
        numbers=numbers,
        notes=lambda words: _notes(result, words),
        footer=lambda words: words("page.footer"),
    )


def _notes(result: OutreachResult, words: Words) -> list[str]:
    """What must be known beside the numbers."""
    notes = [_money(result, words)]
    if row_of(result, "spent")["p50"] < _MOSTLY * result.plan.budget_rp:
        notes.insert(0, words("outreach.note.unspent", **told(result, "spent", words)))
    if result.outlets.chosen:
        notes.append(
            words(
                "outreach.note.outlets",
                count=str(len(result.outlets.chosen)),
                names=outlet_names(result, result.outlets.chosen, words),
                **told(result, "outlets_gained", words, "outlets"),
                **told(result, "outlets_cost", words, "cost"),
                each=each_outlet(result, words),
                grade=weakest(result, ("registration_decay", "at_outlets", "outlet_cost_year"), words),
            )
        )
    notes.append(words("outreach.note.reach"))
    ending = ".counted" if result.places.counted else ""
    notes.append(
        words(f"outreach.note.places{ending}", basis=basis_said(result, words), grade=spread_grade(result, words))
    )
    notes.append(words("outreach.note.evidence", grades=_grades(result, words)))
    if result.extended_law:
        notes.append(words("outreach.note.held", month=words.month(min(result.extended_law.values()))))
    over = over_said(result, words, result.region.about.opens)
    return [*over, *notes, words("headline.note.range")]


def _money(result: OutreachResult, words: Words) -> str:
    """Outreach beside contributions from APBD on the same terms, and what a registration costs in each."""
    found, months = result.measures, result.plan.months
    ahead = float((found["worker_months_year_later"] > found["apbd_worker_months"]).mean())
    said = words(
        "outreach.note.apbd",
        year_span=str(months + 12),
        two_span=str(months + 24),
        chance=words.chance(ahead, result.settings.draws),
        **told(result, "worker_months", words, "months"),
        **told(result, "worker_months_year_later", words, "year"),
        **told(result, "worker_months_two_later", words, "two"),
        **told(result, "apbd_worker_months", words, "apbd"),
        **told(result, "contributions_workers", words, "paid"),
    )
    if "per_registration" not in found:
        return said
    paper = float(result.unknowns["registration_cost"].distribution.quantile(0.5))
    costs = {"paper": words.value(paper, "rp"), **told(result, "per_registration", words, "registration")}
    return f"{said} {words('outreach.note.paperwork', **costs)}"


def _grades(result: OutreachResult, words: Words) -> str:
    """The assumptions that move the result most, each with its grade."""
    moved = one_at_a_time(result)
    strongest = moved[moved["outcome"] == "gained_end"].head(3)["unknown"]
    named = (result.unknowns[key] for key in strongest)
    return "; ".join(f"{one.name[words.language]} ({words(f'evidence.{one.evidence}')})" for one in named)


def method(result: OutreachResult) -> Element:
    """How the numbers are made, in a paragraph."""
    return old_sentence(
        result.settings.language,
        lambda words: words(
            "outreach.method",
            basis=basis_said(result, words),
            floor=words.share(result.plan.floor_share, 0),
            first=str(result.plan.first_desa),
            radius=words.times(result.plan.radius_km),
            draws=words.exact(result.settings.draws),
            seed=str(result.settings.seed),
        ),
    )


def record(result: OutreachResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, asked_tables(result))
