"""What to budget, what may be paid, what a family gets."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.law.benefit import scholarship_rp
from simulate.page.base import Element, old_sentence
from simulate.page.drawing import tick_form
from simulate.page.evidence import measured, unit_said
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import estimated, headers, old_table
from simulate.page.words import Words
from simulate.programmes.election.analysis import by_budget_year, calendar, village_head_term
from simulate.programmes.election.model import KPU_ROLES, family_rp
from simulate.programmes.election.page.headline import event_said, paid_said, role_said
from simulate.programmes.election.plan import POSTS
from simulate.programmes.election.staffing import TABLE
from simulate.study.draws import mean_error, quantile_error

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.election.study import ElectionResult


def budget_years(result: ElectionResult) -> Element:
    """Contributions by budget year, and whose workers they cover."""
    found = by_budget_year(result)
    villages = result.plan.event == "pilkades"
    shown = ("all",) if villages else ("kpu", "bawaslu", "all")
    by_year = {
        (row["year"], row["institution"]): row for row in found.to_dict("records") if row["institution"] in shown
    }
    years = sorted({year for year, _ in by_year})

    def rows(words: Words):
        for year in years:
            own = [by_year[year, one] for one in shown]
            yield (year, *(estimated(row, "rp", words) for row in own), words.error(own[-1]["mc_error"], "rp"))

    def caption(words: Words) -> str:
        most = max(years, key=lambda year: by_year[year, "all"]["p50"])
        money = by_year[most, "all"]["p50"]
        return words(
            f"election.table.budget.caption{'.one' if len(years) == 1 else ''}",
            paid=paid_said(result, words),
            year=most,
            amount=words.rupiah(money),
            share=words.share(money / max(sum(by_year[year, "all"]["p50"] for year in years), 1.0), 0),
        )

    return old_table(
        "budget_years",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            *headers("budget_year")(words),
            *(words(f"election.column.{one}") for one in shown),
            *headers("error")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 2 + len(shown)),
        note=lambda words: words(_authority(result), **_event(result, words)),
        data=found,
    )


def _authority(result: ElectionResult) -> str:
    """The text on what allows the payer to pay; village elections have a law of their own."""
    villages = result.plan.event == "pilkades" and result.plan.payer != "worker"
    return f"election.table.budget.note.{result.plan.payer}{'.pilkades' if villages else ''}"


def _event(result: ElectionResult, words: Words) -> dict[str, str]:
    return {"event": event_said(result, words)} if result.plan.payer == "nphd" else {}


_COMING = (
    "election",
    "poll",
    "desa_voting",
    "workers",
    "payer",
    "from_month",
    "budget_years",
    "contribution",
    "deaths",
)


def coming_elections(result: ElectionResult) -> Element:
    """The elections to come: when, whom, what each costs, and from which month."""
    found = calendar(result)
    if found.empty:
        return old_sentence(result.settings.language, lambda words: words("election.table.calendar.none"))
    first = found.loc[found["first_month"].idxmin()]

    def rows(words: Words):
        for row in found.to_dict("records"):
            desa = words.exact(row["desa"]) if row["desa"] == row["desa"] else words("word.all")
            yield (
                words(f"election.event.{row['kind']}", year=row["date"][:4]),
                words.month(row["date"]),
                desa,
                words.count(row["workers"]),
                words(f"election.payer.{row['payer']}"),
                words.month(row["first_month"]),
                "–".join(dict.fromkeys((row["first_month"][:4], row["last_month"][:4]))),
                estimated(row, "rp", words),
                words.count(row["deaths"]),
            )

    def note(words: Words) -> str:
        cap = result.region.figure(TABLE, "pilkades_voters_a_station").value
        error = words.error(float(found["mc_error"].max()), "rp")
        term = words.legal(village_head_term(result), "years")
        return words("election.table.calendar.note", cap=words.exact(cap), term=term, error=error)

    return old_table(
        "coming_elections",
        result.settings.language,
        caption=lambda words: words(
            "election.table.calendar.caption",
            event=words(f"election.event.{first['kind']}", year=first["date"][:4]),
            month=words.month(first["first_month"]),
        ),
        header=headers(*_COMING),
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 7, 8),
        note=note,
        data=found,
        stacked=True,
    )


_TOPICS = {
    "cost": (
        "workers",
        "workers_covered",
        "worker_months",
        "voters",
        "tps",
        "contributions",
        "contributions_jkk",
        "contributions_jkm",
        "contributions_jht",
        "per_worker",
        "screening_cost",
    ),
    "benefits": (
        "deaths",
        "deaths_excess",
        "deaths_paid",
        "deaths_jkm",
        "deaths_jkk",
        "deaths_after",
        "deaths_unpaid",
        "care",
        "benefits",
        "benefits_jkm",
        "benefits_jkk",
        "benefits_scholarship",
        "loss_ratio",
    ),
}


def measures(result: ElectionResult, topic: str) -> Element:
    """A topic's measures with their intervals; topics: ``cost``, ``benefits``."""
    return measured(
        result,
        f"measures_{topic}",
        _TOPICS[topic],
        ("per_worker", "loss_ratio"),
        name=lambda measure, words: words(f"election.measure.{measure}") + unit_said(result.units[measure], words),
        caption=lambda words: words(f"election.table.measures.{topic}"),
        note=lambda words: words(f"election.table.measures.note.{topic}"),
    )


def reserve(result: ElectionResult) -> Element:
    """The premium beside the distribution of benefits, which the regency would bear if it insured nobody."""
    benefits = result.measures["benefits"]
    # savings for old age insure nobody
    premium = sum(result.measures[f"contributions_{name}"] for name in ("jkk", "jkm"))
    middle = float(np.median(premium))
    found = result.distribution_table.set_index("measure").loc["benefits"]
    above = float((benefits > premium).mean())
    error = mean_error((benefits > premium).astype(float))

    def rows(words: Words):
        mean = float(benefits.mean())
        told = {
            "premium": middle,
            "mean": mean,
            "p50": found["p50"],
            "p90": found["p90"],
            "p99": found["p99"],
        }
        for name, amount in told.items():
            times = "–" if name == "premium" or not middle else words.decimal(amount / middle, 1)
            yield (words(f"election.reserve.{name}"), words.rupiah(amount), times)

    def caption(words: Words) -> str:
        if not middle:
            return words("election.table.reserve.caption.none")
        return words(
            "election.table.reserve.caption",
            event=event_said(result, words),
            reserve=words.rupiah(found["p99"]),
            premium=words.rupiah(middle),
            times=words.decimal(found["p99"] / middle, 1),
        )

    def note(words: Words) -> str:
        return words(
            "election.table.reserve.note",
            chance=words.share(above, 0),
            chance_error=words.error(error, "share"),
            error=words.error(quantile_error(benefits, 0.99), "rp"),
        )

    return old_table(
        "reserve",
        result.settings.language,
        caption=caption,
        header=headers("item", "amount", "times_premium"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=note,
        data=result.distribution_table,
    )


_PARTS = {"kpu": MUTED, "bpjs": MAIN, "scholarship": OTHER}


def families_chart(result: ElectionResult) -> Element:
    """A family of the largest covered role: without cover, after a natural death, after a work death."""
    base = ".minimum_wage" if result.plan.contribution_basis == "minimum_wage" else ""
    role = max(result.outcome.work_rp, key=lambda one: float(result.outcome.persons[one].mean()))
    ending = "" if _has_kpu(result, role) else ".other"
    found = _cases(result, role)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(found) - 1, -1, -1)
        left = pd.Series(0.0, index=found.index)
        for part, colour in ((part, colour) for part, colour in _PARTS.items() if found[part].any()):
            axes.barh(
                places,
                found[part],
                left=left,
                color=colour,
                alpha=0.85,
                height=0.45,
                edgecolor="none",
                label=words(f"election.family.part.{part}"),
            )
            left += found[part]
        for place, total in zip(places, left, strict=True):
            axes.annotate(
                words.rupiah(total), (total, place), xytext=(4, 0), textcoords="offset points", va="center", color=INK
            )
        names = [textwrap.fill(words(f"election.family.{case}"), 13 if narrow else 40) for case in found["case"]]
        axes.set_yticks(list(places), names)
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, float(left.max()) * (1.4 if narrow else 1.15))
        axes.xaxis.set_major_formatter(tick_form(words.rupiah))
        axes.locator_params(axis="x", nbins=2 if narrow else 6)
        drawing.legend(loc="outside lower left", ncols=1 if narrow else 3, frameon=False, fontsize=8.5)

    def numbers(words: Words) -> dict[str, str]:
        totals = found.set_index("case")[[*_PARTS]].sum(axis=1)
        return {
            "role": role_said(role, words),
            "without": words.rupiah(totals.get("without", 0.0)),
            "natural": words.rupiah(totals["natural"]),
            "work": words.rupiah(totals["work"]),
            "scholarship": words.rupiah(float(found["scholarship"].max())),
            "children": words.exact(result.at_poll.value("scholarship_children")),
            "kpu": f"; {result.at_poll.cited('election_compensation', 'death').reference}" if not ending else "",
        }

    return old_figure(
        "families",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.families.title{ending}", **numbers(words)),
        alt=lambda words: words(f"election.chart.families.alt{ending}", **numbers(words)),
        source=lambda words: words(f"election.chart.families.source{base}", **numbers(words)),
        data=found,
        wide=(7.4, 2.9),
        narrow=(3.7, 3.4),
    )


def _cases(result: ElectionResult, role: str) -> pd.DataFrame:
    """What a family of a role gets by case and part [Rp]."""
    law = result.at_poll
    amounts = family_rp(law, _wage(result, role))
    kpu = amounts["kpu"] if _has_kpu(result, role) else 0
    most = scholarship_rp(law, event="work_death", children=int(law.value("scholarship_children")))
    cases = pd.DataFrame(
        [
            {"case": "without", "kpu": kpu, "bpjs": 0, "scholarship": 0},
            {"case": "natural", "kpu": kpu, "bpjs": amounts["jkm"], "scholarship": 0},
            {"case": "work", "kpu": kpu, "bpjs": amounts["jkk"], "scholarship": most},
        ]
    )
    # what is not known is no bar of nothing
    return cases if kpu else cases.iloc[1:].reset_index(drop=True)


def _injuries(result: ElectionResult, words: Words) -> dict[str, str]:
    """KPU's compensation of other losses."""
    losses = ("permanent_disability", "serious_injury", "moderate_injury")
    return {loss: words.rupiah(result.at_poll.value("election_compensation", loss)) for loss in losses}


def _wage(result: ElectionResult, role: str) -> float:
    """The lowest wage base among the covered posts of a role [Rp/month]."""
    return min(bill.wage_rp for post, bill in result.outcome.bills.items() if POSTS[post][0] == role)


def _has_kpu(result: ElectionResult, role: str) -> bool:
    return role in KPU_ROLES and result.plan.event != "pilkades"


def families_table(result: ElectionResult) -> Element:
    """By role: KPU's compensation, and what BPJS Ketenagakerjaan adds after a work death and after any other."""
    villages = result.plan.event == "pilkades"

    def rows(words: Words):
        for role in result.outcome.work_rp:
            amounts = family_rp(result.at_poll, _wage(result, role))
            kpu = words.rupiah(amounts["kpu"]) if _has_kpu(result, role) else words("election.family.other")
            yield (
                role_said(role, words),
                *([] if villages else [kpu]),
                words.rupiah(amounts["jkm"]),
                words.rupiah(amounts["jkk"]),
            )

    def note(words: Words) -> str:
        if villages:
            return words("election.table.families.note.pilkades")
        return words("election.table.families.note", **_injuries(result, words))

    columns = ("role", "kpu_compensation", "jkm_natural", "jkk_work")
    shown = [column for column in columns if not (villages and column == "kpu_compensation")]
    return old_table(
        "families_table",
        result.settings.language,
        caption=lambda words: words("election.table.families.caption", month=words.month(result.plan.date)),
        header=headers(*shown),
        rows=lambda words: list(rows(words)),
        numeric=range(1, len(shown)),
        note=note,
    )
