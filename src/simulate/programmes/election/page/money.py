"""What to budget, what may be paid, what a family gets."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.law.benefit import scholarship_rp
from simulate.page.drawing import MAIN, MUTED, OTHER, beside, tick_form
from simulate.page.elements import Chart, Rows, chart, table
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows
from simulate.page.html import estimated
from simulate.page.words import Words
from simulate.programmes.election.analysis import village_head_term
from simulate.programmes.election.model import KPU_ROLES, family_rp
from simulate.programmes.election.page.headline import event_text
from simulate.programmes.election.staffing import TABLE
from simulate.programmes.election.study import MEASURES, ElectionResult
from simulate.study.draws import mean_error, quantile_error

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@table("budget_years", "election.table.budget")
def budget_years(result: ElectionResult, words: Words) -> Rows:
    """Contributions by budget year, and whose workers they cover."""
    found, villages = result.table("by_budget_year"), result.plan.event == "pilkades"
    shown = ("all",) if villages else ("kpu", "bawaslu", "all")
    by_year = {
        year: rows.set_index("institution").loc[[*shown]].to_dict("records") for year, rows in found.groupby("year")
    }
    rows = [
        (year, *(estimated(row, "rp", words) for row in own), words.error(own[-1]["mc_error"], "rp"))
        for year, own in by_year.items()
    ]
    whole = {year: own[-1]["p50"] for year, own in by_year.items()}
    most = max(whole, key=whole.get)
    numbers = {
        "event": event_text(result, words),
        "paid": words(f"election.paid.{result.plan.payer}"),
        "year": most,
        "amount": words.rupiah(whole[most]),
        "share": words.share(whole[most] / max(sum(whole.values()), 1.0), 0),
    }
    # what allows the payer to pay; village elections have a law of their own
    own_law = ".pilkades" if villages and result.plan.payer != "worker" else ""
    return Rows(
        rows,
        numbers,
        found,
        caption=".one" if len(whole) == 1 else "",
        note=f".{result.plan.payer}{own_law}",
        columns=["budget_year", *(f"election.column.{one}" for one in shown), "error"],
        numeric=range(1, 2 + len(shown)),
    )


@table(
    "coming_elections",
    "election.table.calendar",
    "election poll desa_voting workers payer from_month budget_years contribution deaths",
    numeric=(2, 3, 7, 8),
    stacked=True,
)
def coming_elections(result: ElectionResult, words: Words) -> Rows | str:
    """The elections to come: when, whom, what each costs, and from which month."""
    found = result.table("calendar")
    if found.empty:
        return words("election.table.calendar.none")
    events = [words(f"election.event.{row.kind}", year=row.date[:4]) for row in found.itertuples()]
    rows = [
        (
            event,
            words.month(row["date"]),
            words.exact(row["desa"]) if row["desa"] == row["desa"] else words("word.all"),
            words.count(row["workers"]),
            words(f"election.payer.{row['payer']}"),
            words.month(row["first_month"]),
            "–".join(dict.fromkeys((row["first_month"][:4], row["last_month"][:4]))),
            estimated(row, "rp", words),
            words.count(row["deaths"]),
        )
        for event, row in zip(events, found.to_dict("records"), strict=True)
    ]
    first = found["first_month"].argmin()
    numbers = {
        "event": events[first],
        "month": words.month(found["first_month"][first]),
        "cap": words.exact(result.region.figure(TABLE, "pilkades_voters_a_station").value),
        "term": words.legal(village_head_term(result), "years"),
        "error": words.error(float(found["mc_error"].max()), "rp"),
    }
    return Rows(rows, numbers, found)


# how the names of measures of benefits begin; all others are those of cost
_BENEFITS = ("deaths", "care", "benefits", "loss_ratio")


@table("measures_{}", "election.table.measures", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: ElectionResult, words: Words, topic: str) -> Rows:
    """A topic's measures with their intervals; topics: ``cost``, ``benefits``."""
    others = [name for name in MEASURES if name != "benefits_expected"]
    shown = [name for name in others if name.startswith(_BENEFITS) == (topic == "benefits")]
    rows = measure_rows(result, words, shown, "election.measure", ("per_worker", "loss_ratio"))
    return replace(rows, caption=f".{topic}", note=f".{topic}")


@table("reserve", "election.table.reserve", "item amount times_premium", numeric=(1, 2))
def reserve(result: ElectionResult, words: Words) -> Rows:
    """The premium beside the distribution of benefits, which the regency would bear if it insured nobody."""
    benefits, found = result.measures["benefits"], result.table("distribution")
    # savings for old age insure nobody
    premium = sum(result.measures[f"contributions_{name}"] for name in ("jkk", "jkm"))
    middle, above = float(np.median(premium)), benefits > premium
    shown = found.set_index("measure").loc["benefits", ["p50", "p90", "p99"]].to_dict()
    amounts = {"premium": middle, "mean": float(benefits.mean())} | shown
    times = {name: words.decimal(amount / middle, 1) if middle else "–" for name, amount in amounts.items()}
    rows = [
        (words(f"election.reserve.{name}"), words.rupiah(amount), "–" if name == "premium" else times[name])
        for name, amount in amounts.items()
    ]
    numbers = {
        "event": event_text(result, words),
        "reserve": words.rupiah(amounts["p99"]),
        "premium": words.rupiah(middle),
        "times": times["p99"],
        "chance": words.share(float(above.mean()), 0),
        "chance_error": words.error(mean_error(above.astype(float)), "share"),
        "error": words.error(quantile_error(benefits, 0.99), "rp"),
    }
    return Rows(rows, numbers, found, caption="" if middle else ".none")


_PARTS = {"kpu": MUTED, "bpjs": MAIN, "scholarship": OTHER}


@chart("families", "election.chart.families", wide=(7.4, 2.9), narrow=(3.7, 3.4))
def families_chart(result: ElectionResult, words: Words) -> Chart:
    """A family of the largest covered role: without cover, after a natural death, after a work death."""
    role = max(result.outcome.work_rp, key=lambda one: float(result.outcome.persons[one].mean()))
    law, amounts = result.at_poll, _family_rp(result, role)
    kpu, children = amounts["kpu"], int(law.value("scholarship_children"))
    most = scholarship_rp(law, event="work_death", children=children)
    cases = {"without": (kpu, 0, 0), "natural": (kpu, amounts["jkm"], 0), "work": (kpu, amounts["jkk"], most)}
    # what is not known is no bar of nothing
    shown = {case: parts for case, parts in cases.items() if kpu or case != "without"}
    found = pd.DataFrame.from_dict(shown, orient="index", columns=[*_PARTS]).rename_axis("case")

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(found) - 1, -1, -1)
        left = pd.Series(0.0, index=found.index)
        for part, colour in ((part, colour) for part, colour in _PARTS.items() if found[part].any()):
            style = {"color": colour, "alpha": 0.85, "height": 0.45, "edgecolor": "none"}
            axes.barh(places, found[part], left=left, label=words(f"election.family.part.{part}"), **style)
            left += found[part]
        for place, total in zip(places, left, strict=True):
            beside(axes, words.rupiah(total), (total, place), va="center")
        names = [textwrap.fill(words(f"election.family.{case}"), 13 if narrow else 40) for case in found.index]
        axes.set_yticks(list(places), names)
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, float(left.max()) * (1.4 if narrow else 1.15))
        axes.xaxis.set_major_formatter(tick_form(words.rupiah))
        axes.locator_params(axis="x", nbins=2 if narrow else 6)
        drawing.legend(loc="outside lower left", ncols=1 if narrow else 3, frameon=False, fontsize=8.5)

    numbers = {
        "role": words(f"election.role.{role}"),
        **{case: words.rupiah(sum(parts)) for case, parts in cases.items()},
        "scholarship": words.rupiah(most),
        "children": words.exact(children),
        "kpu": f"; {law.cited('election_compensation', 'death').reference}" if kpu else "",
    }
    ending = "" if kpu else ".other"
    base = ".minimum_wage" if result.plan.contribution_basis == "minimum_wage" else ""
    return Chart(draw, found.reset_index(), numbers, title=ending, alt=ending, source=base)


def _family_rp(result: ElectionResult, role: str) -> dict[str, int]:
    """What a family of a role gets, on the lowest wage base of its posts [Rp]; of KPU none where it pays none."""
    amounts = family_rp(result.at_poll, result.wages_rp(role)[0])
    return amounts if role in KPU_ROLES and result.plan.event != "pilkades" else amounts | {"kpu": 0}


@table("families_table", "election.table.families")
def families_table(result: ElectionResult, words: Words) -> Rows:
    """By role: KPU's compensation, and what BPJS Ketenagakerjaan adds after a work death and after any other."""
    villages, law, rows = result.plan.event == "pilkades", result.at_poll, []
    for role in result.outcome.work_rp:
        amounts = {name: words.rupiah(amount) if amount else "" for name, amount in _family_rp(result, role).items()}
        kpu = [] if villages else [amounts["kpu"] or words("election.family.other")]
        rows.append((words(f"election.role.{role}"), *kpu, amounts["jkm"], amounts["jkk"]))
    columns = ["role", *([] if villages else ["kpu_compensation"]), "jkm_natural", "jkk_work"]
    losses = ("permanent_disability", "serious_injury", "moderate_injury")
    numbers = {loss: words.rupiah(law.value("election_compensation", loss)) for loss in losses}
    numbers["month"] = words.month(result.plan.date)
    note = ".pilkades" if villages else ""
    return Rows(rows, numbers, note=note, columns=columns, numeric=range(1, len(columns)))
