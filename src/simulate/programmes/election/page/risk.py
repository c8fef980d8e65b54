"""How many may die, what that pays and which lever changes it, and the model held against the regency."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.law.benefit import scholarship_rp
from simulate.page.drawing import MAIN, MUTED, OTHER, beside, count_ticks, tick_form
from simulate.page.elements import Chart, Rows, chart, signed, table, text
from simulate.page.evidence import graded
from simulate.page.html import Cell, Row, Section, over
from simulate.page.words import Words
from simulate.programmes.election.model import KPU_ROLES, family_rp
from simulate.programmes.election.page.cost import event_text
from simulate.programmes.election.people import POLL_DAYS, RECORDS
from simulate.programmes.election.study import JUDGED, ElectionResult
from simulate.programmes.election.tables import DISTINCT, predicted, reporting_curve
from simulate.programmes.election.tables import since_2019 as by_2024
from simulate.study.draws import mean_error, quantile_error

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# chances that the curve is labelled at
_LABELLED = (0.9, 0.5, 0.1)


@chart("deaths", "election.chart.deaths", wide=(7.4, 3.3), narrow=(3.7, 3.3))
def deaths_chart(result: ElectionResult, words: Words) -> Chart:
    """The chance that so many or more workers die, and of them so many with a family paid."""
    deaths, chances, marks = result.measures["deaths"], result.table("chances"), labelled(result)

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        axes.step(chances["k"], chances["families_k_or_more"], where="mid", color=MUTED, linewidth=1.4)
        axes.step(chances["k"], chances["deaths_k_or_more"], where="mid", color=MAIN, linewidth=2.2)
        for count, height in {*marks}:
            mark = words("election.chart.deaths.mark", count=words.exact(count), chance=words.share(height, 0))
            axes.plot([count], [height], "o", color=MAIN, markersize=6)
            beside(axes, mark, (count, height), (7, 3))
        axes.set_xlim(0, max(float(np.quantile(deaths, 0.995)), 2.0) * (1.25 if narrow else 1.08))
        axes.set(ylim=(0, 1.04), xlabel=words("election.chart.deaths.axis"))
        axes.set_ylabel(words("election.chart.deaths.chance"))
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        count_ticks(axes.xaxis, words)

    numbers = {"event": event_text(result, words, first=True), "none": words.share(float((deaths == 0).mean()), 0)}
    for name, (count, reached) in zip(("likely", "middle", "rare"), marks, strict=True):
        numbers |= {name: words.exact(count), f"{name}_chance": words.share(reached, 0)}
    traces = dict.fromkeys(("likely", "likely_chance", "rare", "rare_chance"), "chances")
    return Chart(draw, chances, numbers, title=".one" if len({*marks}) == 1 else "", traces=traces)


def labelled(result: ElectionResult) -> list[tuple[int, float]]:
    """The numbers of deaths that the curve is labelled at, each with the chance of so many or more."""
    reached = result.table("chances").set_index("k")["deaths_k_or_more"]
    # that none or more die is no news
    marks = (max(int(np.quantile(result.measures["deaths"], 1 - chance)), 1) for chance in _LABELLED)
    return [(mark, float(reached[mark])) for mark in marks]


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
    told, cases = family_told(result, words)
    law, (kpu, _, most) = result.at_poll, cases["work"]
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
        **told,
        "scholarship": words.rupiah(most),
        "children": words.exact(int(law.value("scholarship_children"))),
        "kpu": f"; {law.cited('election_compensation', 'death').reference}" if kpu else "",
    }
    ending = "" if kpu else ".other"
    base = ".minimum_wage" if result.plan.contribution_basis == "minimum_wage" else ""
    traces = dict.fromkeys(cases, "family")
    return Chart(draw, found.reset_index(), numbers, title=ending, alt=ending, source=base, traces=traces)


def family_told(result: ElectionResult, words: Words) -> tuple[dict[str, str], dict[str, tuple[int, int, int]]]:
    """What a family of the largest covered role gets without cover and after a natural or a work death.

    First as texts hold it, with the role; then its parts by case, in the order of the chart [Rp].
    """
    role = max(result.outcome.work_rp, key=lambda one: float(result.outcome.persons[one].mean()))
    law, amounts = result.at_poll, _family_rp(result, role)
    kpu, children = amounts["kpu"], int(law.value("scholarship_children"))
    most = scholarship_rp(law, event="work_death", children=children)
    cases = {"without": (kpu, 0, 0), "natural": (kpu, amounts["jkm"], 0), "work": (kpu, amounts["jkk"], most)}
    sums = {case: words.rupiah(sum(parts)) for case, parts in cases.items()}
    return {"role": words(f"election.role.{role}")} | sums, cases


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


@table(
    "records",
    "election.table.records",
    "record recorded workers days expected_population ratio_population",
    numeric=range(1, 6),
    stacked=True,
)
def records(result: ElectionResult, words: Words) -> Rows:
    """National records beside population mortality over the same people and days."""
    found, curve = result.table("records"), reporting_curve(result)
    rows = [
        (
            words(f"election.record.{row['record']}", day=str(POLL_DAYS - 1)),
            words.count(row["recorded"]),
            words.count(row["workers"]),
            words.exact(row["days"]),
            words.interval(row["expected_p05"], row["expected_p95"], "persons"),
            words.interval(row["ratio_p05"], row["ratio_p95"], "share"),
        )
        for row in found.to_dict("records")
    ]
    # Kemenkes' count of 2024 as it grew
    counts = [result.region.figure(RECORDS, f"kemenkes_2024_{until}") for until in ("02_17", "02_25", "03")]
    dates = [(words.day if count.period.count("-") > 1 else words.month)(count.period) for count in counts]
    kemenkes = [f"{words.exact(count.value)} ({date})" for count, date in zip(counts, dates, strict=True)]
    numbers = {
        "ratio": words.interval(*found.set_index("record").loc["kpu_2024", ["ratio_p05", "ratio_p95"]], "share"),
        "half": words.count(float(curve.delay.ppf(0.5))),
        "day": str(POLL_DAYS - 1),
        "share": words.share(curve.delay.cdf(POLL_DAYS - 1), 0),
        "kemenkes": ", ".join(kemenkes),
        "health": words.interval(*np.quantile(result.health, (0.05, 0.95)), "share"),
        "error": words.error(float(found["expected_mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers, found)


@text
def since_2019(result: ElectionResult, words: Words) -> str:
    """What the age limit and all else did between 2019 and 2024, in a paragraph."""
    found = by_2024(result)
    falls = {name: np.quantile(1 - found[name], (0.05, 0.95)) for name in ("age_cap", "rest")}
    return words(
        "election.since",
        before=words.count(found["rate_2019"]),
        after=words.count(found["rate_2024"]),
        fall=words.share(1 - found["ratio"], 0),
        age=words.interval(*falls["age_cap"], "share"),
        rest=words.interval(*falls["rest"], "share"),
        day=str(POLL_DAYS - 1),
    )


_YES = {"True": "yes", "False": "no"}
# a change below this part of the plan's own is none
_LEAST = 0.001


@table(
    "levers",
    "election.table.levers",
    "move deaths_change families_change cost_change benefits_change",
    numeric=range(1, 5),
)
def levers(result: ElectionResult, words: Words) -> Rows:
    """Each lever moved alone: expected deaths, families paid, cost and benefits, against the plan."""
    found = result.table("levers_alone")
    moves: dict[str, list[tuple[str, pd.DataFrame]]] = {"fewer": [], "more": [], "pays": []}
    for (lever, value), changes in found.groupby(["lever", "value"], sort=False):
        by_measure = changes.set_index("measure")
        deaths = by_measure.loc["deaths"]
        same = abs(deaths["p50"]) <= _LEAST * deaths["own"]
        kind = "pays" if same else "fewer" if deaths["p50"] < 0 else "more"
        moves[kind].append((_move(lever, value, words), by_measure))
    rows: list[Row] = []
    for kind, alike in moves.items():
        if alike:
            rows.append(Section([words(f"election.levers.{kind}"), *[""] * len(JUDGED)]))
        rows += [
            (move, *(_change(by_measure.loc[name], unit, words) for name, unit in JUDGED.items()))
            for move, by_measure in alike
        ]
    errors, shown = (
        found.groupby("measure")["mc_error"].max(),
        found[["lever", "value", "measure", "p05", "p50", "p95"]],
    )
    # the largest of all measures of a unit
    units = {unit: errors[[name for name, own in JUDGED.items() if own == unit]].max() for unit in JUDGED.values()}
    numbers = {f"error_{unit}": words.error(float(error), unit) for unit, error in units.items()}
    if not moves["fewer"]:
        return Rows(rows, numbers, shown, caption=".none")
    best, by_measure = min(moves["fewer"], key=lambda move: move[1].loc["deaths", "p50"])
    numbers |= {"lever": best, "change": _signed(by_measure.loc["deaths", "p50"], "persons", words)}
    return Rows(rows, numbers, shown)


def _change(row: pd.Series, unit: str, words: Words) -> Cell:
    if abs(row["p50"]) <= _LEAST * abs(row["own"]) or row["p50"] == 0:
        return "–"
    low, middle, high = (_signed(row[name], unit, words) for name in ("p05", "p50", "p95"))
    return middle if row["p05"] == row["p95"] else over(middle, f"{low} {words('word.to')} {high}")


def _signed(number: float, unit: str, words: Words) -> str:
    """A change with its sign; of a small election, changes are small parts of a person."""
    if unit == "persons" and 0 < abs(number) < 0.1:
        return ("+" if number > 0 else "\N{MINUS SIGN}") + words.decimal(abs(number), 3)
    return signed(number, unit, words)


def _move(lever: str, value: str, words: Words) -> str:
    """What a move of a lever does; ``value`` as its table holds it."""
    key = f"election.move.{lever}"
    own = f"{key}.{_YES.get(value, value)}"
    return words(own) if words.has(own) else words(key, value=value)


# counts whose reason only tells why they lie outside
_EXPLAINED = ("kpu_2024", "kpu_2024_kpps", "kpu_pilkada_2024")


@chart("backtest", "election.chart.backtest", wide=(7.4, 4.4), narrow=(3.7, 6.6))
def backtest_chart(result: ElectionResult, words: Words) -> Chart:
    """The model's distribution of each count, and the count."""
    found = result.table("backtest").set_index("case").loc[[*DISTINCT]]
    chances = {}
    for case in DISTINCT:
        counts, times = np.unique(predicted(result)[case].astype(int), return_counts=True)
        chances[case] = pd.DataFrame({"count": counts, "chance": times / times.sum()})

    def draw(drawing: Figure, narrow: bool) -> None:
        shape = {"nrows": len(DISTINCT)} if narrow else {"nrows": 2, "ncols": 2}
        for axes, case in zip(drawing.subplots(**shape).ravel(), DISTINCT, strict=True):
            shown, observed = chances[case], found.loc[case, "observed"]
            axes.bar(shown["count"], shown["chance"], color=MAIN, alpha=0.6, width=0.85, edgecolor="none")
            top = float(shown["chance"].max()) * 1.35
            axes.plot([observed] * 2, [0, top * 0.86], color=OTHER, linewidth=2)
            seen = words("election.chart.backtest.seen", seen=words.exact(observed))
            beside(axes, seen, (observed, top * 0.88), (0, 0), ha="center", va="bottom")
            right = max(float(shown.loc[shown["chance"].cumsum() <= 0.995, "count"].max()), observed)
            axes.set(xlim=(-0.8, right + 2), ylim=(0, top), title=words(f"election.panel.{case}"))
            axes.locator_params(axis="x", nbins=7, integer=True)
            axes.locator_params(axis="y", nbins=3)
            axes.xaxis.set_major_formatter(tick_form(words.exact))
            axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    rows = [
        words(
            "election.chart.backtest.alt.row",
            case=words(f"election.case.{case}"),
            seen=words.count(row["observed"]),
            range=words.interval(row["p05"], row["p95"], "persons"),
        )
        for case, row in found.iterrows()
    ]
    numbers = {
        "inside": str(int(found["inside"].sum())),
        "all": str(len(found)),
        "error": words.error(float(found["mc_error"].max()), "persons"),
        "rows": "; ".join(rows),
    }
    data = pd.concat(chances, names=["case"]).reset_index(level=0)
    return Chart(draw, data, numbers, title=".all" if found["inside"].all() else "")


@table(
    "backtest_table",
    "election.table.backtest",
    "count_here observed model_median interval inside reading source",
    numeric=(1, 2, 3),
    stacked=True,
)
def backtest_table(result: ElectionResult, words: Words) -> Rows:
    """Each count of the regency: observed, the model's median and interval, whether it lies inside, and why not."""
    found, rows = result.table("backtest"), []
    for row in found.to_dict("records"):
        unit, reading = row["unit"], "agrees" if row["inside"] and row["case"] in _EXPLAINED else row["case"]
        rows.append(
            (
                words(f"election.case.{row['case']}"),
                words.value(row["observed"], unit),
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                words("word.yes" if row["inside"] else "word.no"),
                words(f"election.reading.{reading}"),
                graded(row, words),
            )
        )
    inside = found.set_index("case").loc[[*DISTINCT], "inside"]
    errors, regional = found.groupby("unit")["mc_error"].max(), result.unknowns["regional_ratio"]
    numbers = {
        "inside": str(int(inside.sum())),
        "all": str(len(inside)),
        "regional": words.interval(regional.low, regional.high, "ratio"),
        "error": words.error(float(errors["persons"]), "persons"),
        "error_rp": words.error(float(errors["rp"]), "rp"),
    }
    return Rows(rows, numbers, found)
