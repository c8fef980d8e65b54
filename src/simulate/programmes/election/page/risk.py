"""How many may die, which lever changes that, and the model held against the regency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import beside, count_ticks, tick_form
from simulate.page.elements import Chart, Rows, chart, table
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import Cell, Markup, Section, headers, old_table, source
from simulate.page.words import Words
from simulate.programmes.election.analysis import JUDGED, levers_alone
from simulate.programmes.election.backtest import (
    DISTINCT,
    RECORDS,
    against_population,
    backtest,
    predicted,
    reporting_curve,
)
from simulate.programmes.election.backtest import since_2019 as by_2024
from simulate.programmes.election.page.headline import event_said
from simulate.programmes.election.risk import POLL_DAYS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.election.study import ElectionResult

_KEMENKES = ("kemenkes_2024_02_17", "kemenkes_2024_02_25", "kemenkes_2024_03")
# chances that the curve is labelled at
_LABELLED = (0.9, 0.5, 0.1)


@chart("deaths", "election.chart.deaths", wide=(7.4, 3.3), narrow=(3.7, 3.3))
def deaths_chart(result: ElectionResult, words: Words) -> Chart:
    """The chance that so many or more workers die, and of them so many with a family paid."""
    deaths, chances = result.measures["deaths"], result.chance_table
    reached = chances.set_index("k")["deaths_k_or_more"]
    # that none or more die is no news
    marks = [max(int(np.quantile(deaths, 1 - chance)), 1) for chance in _LABELLED]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        axes.step(chances["k"], chances["families_k_or_more"], where="mid", color=MUTED, linewidth=1.4)
        axes.step(chances["k"], chances["deaths_k_or_more"], where="mid", color=MAIN, linewidth=2.2)
        for count in {*marks}:
            height = float(reached[count])
            said = words("election.chart.deaths.mark", count=words.exact(count), chance=words.share(height, 0))
            axes.plot([count], [height], "o", color=MAIN, markersize=6)
            beside(axes, said, (count, height), (7, 3))
        axes.set_xlim(0, max(float(np.quantile(deaths, 0.995)), 2.0) * (1.25 if narrow else 1.08))
        axes.set_ylim(0, 1.04)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        count_ticks(axes.xaxis, words)
        axes.set_xlabel(words("election.chart.deaths.axis"))
        axes.set_ylabel(words("election.chart.deaths.chance"))

    numbers = {
        "event": event_said(result, words, first=True),
        "none": words.share(float((deaths == 0).mean()), 0),
    }
    for name, mark in zip(("likely", "middle", "rare"), marks, strict=True):
        numbers |= {name: words.exact(mark), f"{name}_chance": words.share(reached[mark], 0)}
    return Chart(draw, chances, numbers, title=".one" if len({*marks}) == 1 else "")


@table(
    "records",
    "election.table.records",
    "record recorded officers days expected_population ratio_population",
    numeric=range(1, 6),
    stacked=True,
)
def records(result: ElectionResult, words: Words) -> Rows:
    """National records beside population mortality over the same people and days."""
    found, curve = against_population(result), reporting_curve(result)
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
    numbers = {
        "ratio": words.interval(*found.set_index("record").loc["kpu_2024", ["ratio_p05", "ratio_p95"]], "share"),
        "half": words.count(curve.half_day),
        "day": str(POLL_DAYS - 1),
        "share": words.share(curve.share_by(POLL_DAYS - 1), 0),
        "kemenkes": _kemenkes(result, words),
        "health": words.interval(*np.quantile(result.health, (0.05, 0.95)), "share"),
        "error": words.error(float(found["expected_mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers, found)


def _kemenkes(result: ElectionResult, words: Words) -> str:
    """Kemenkes' count of 2024 as it grew."""
    rows = [result.region.tables[RECORDS].set_index("id").loc[row] for row in _KEMENKES]
    when = [words.day(row["period"]) if row["period"].count("-") > 1 else words.month(row["period"]) for row in rows]
    return ", ".join(f"{words.exact(row['value'])} ({date})" for row, date in zip(rows, when, strict=True))


def since_2019(result: ElectionResult) -> Element:
    """What the age limit and all else did between 2019 and 2024, in a paragraph."""
    found = by_2024(result)

    def span(name: str, words: Words) -> str:
        low, high = np.quantile(1 - found[name], (0.05, 0.95))
        return words.interval(low, high, "share")

    def text(words: Words) -> str:
        return words(
            "election.since",
            before=words.count(found["rate_2019"]),
            after=words.count(found["rate_2024"]),
            fall=words.share(1 - found["ratio"], 0),
            age=span("age_cap", words),
            rest=span("rest", words),
            day=str(POLL_DAYS - 1),
        )

    return old_sentence(result.settings.language, text)


_UNITS = {"deaths": "persons", "families": "persons", "cost": "rp", "benefits": "rp"}
# a change below this part of the plan's own is none
_LEAST = 0.001
_KINDS = ("fewer", "more", "pays")


def levers(result: ElectionResult) -> Element:
    """Each lever moved alone: expected deaths, families paid, cost and benefits, against the plan."""
    found = levers_alone(result)
    told = found.assign(value=found["value"].astype(str))
    by_move = [rows.set_index("measure") for _, rows in found.groupby(["lever", told["value"]], sort=False)]
    moves = [(_kind(rows), *rows.iloc[0][["lever", "value"]], rows) for rows in by_move]

    def change(row: pd.Series, unit: str, words: Words) -> Cell:
        if abs(row["p50"]) <= _LEAST * abs(row["own"]) or row["p50"] == 0:
            return "–"
        shown = signed(row["p50"], unit, words)
        if row["p05"] == row["p95"]:
            return shown
        span = f"{signed(row['p05'], unit, words)} {words('word.to')} {signed(row['p95'], unit, words)}"
        return Markup(f"{shown}<br/><small>{span}</small>", f"{shown} ({span})")

    def rows(words: Words):
        for kind in _KINDS:
            alike = [move for move in moves if move[0] == kind]
            if alike:
                yield Section([words(f"election.levers.{kind}"), *[""] * len(JUDGED)])
            for _, lever, value, row in alike:
                yield (
                    _said(lever, value, words),
                    *(change(row.loc[measure], _UNITS[measure], words) for measure in JUDGED),
                )

    def caption(words: Words) -> str:
        fewer = [move for move in moves if move[0] == "fewer"]
        if not fewer:
            return words("election.table.levers.caption.none")
        best = min(fewer, key=lambda move: move[3].loc["deaths", "p50"])
        row = best[3].loc["deaths"]
        return words(
            "election.table.levers.caption",
            lever=_said(best[1], best[2], words),
            change=signed(row["p50"], "persons", words),
        )

    def note(words: Words) -> str:
        errors = {unit: max(found.loc[found["measure"] == name, "mc_error"]) for name, unit in _UNITS.items()}
        return words(
            "election.table.levers.note",
            **{f"error_{unit}": words.error(float(error), unit) for unit, error in errors.items()},
        )

    return old_table(
        "levers",
        result.settings.language,
        caption=caption,
        header=headers("move", "deaths_change", "families_change", "cost_change", "benefits_change"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=told,
    )


def signed(number: float, unit: str, words: Words) -> str:
    """A change with its sign."""
    # of a small election, changes are small parts of a person
    tiny = unit == "persons" and abs(number) < 0.1
    shown = words.decimal(abs(number), 3) if tiny and number else words.value(abs(number), unit)
    return f"+{shown}" if number > 0 else f"\N{MINUS SIGN}{shown}" if number < 0 else shown


def _kind(rows: pd.DataFrame) -> str:
    """Whether a move leaves fewer dead, more, or only changes who pays and is paid."""
    deaths = rows.loc["deaths"]
    if abs(deaths["p50"]) <= _LEAST * deaths["own"]:
        return "pays"
    return "fewer" if deaths["p50"] < 0 else "more"


def _said(lever: str, value: Any, words: Words) -> str:
    if lever in ("age_cap", "extra_months"):
        return words(f"election.move.{lever}", value=words.exact(value))
    if lever in ("roles", "everyone"):
        return words(f"election.move.{lever}")
    if isinstance(value, bool):
        return words(f"election.move.{lever}.{'yes' if value else 'no'}")
    return words(f"election.move.{lever}.{value}")


# counts whose reason only tells why they lie outside
_EXPLAINED = ("kpu_2024", "kpu_2024_kpps", "kpu_pilkada_2024")


def backtest_chart(result: ElectionResult) -> Element:
    """The model's distribution of each count, and the count."""
    found = backtest(result).set_index("case")
    drawn = found.loc[[*DISTINCT], "inside"]
    ending = ".all" if drawn.all() else ""
    chances = {case: _chances(predicted(result)[case]) for case in DISTINCT}

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        shape = {"nrows": len(DISTINCT)} if narrow else {"nrows": 2, "ncols": 2}
        for axes, case in zip(drawing.subplots(**shape).ravel(), DISTINCT, strict=True):
            _panel(axes, chances[case], found.loc[case], words(f"election.panel.{case}"), words)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "inside": str(int(drawn.sum())),
            "all": str(len(drawn)),
            "error": words.error(float(found.loc[[*DISTINCT], "mc_error"].max()), "persons"),
        }

    def alt(words: Words) -> str:
        rows = [
            words(
                "election.chart.backtest.alt.row",
                case=words(f"election.case.{case}"),
                seen=words.count(found.loc[case, "observed"]),
                range=words.interval(found.loc[case, "p05"], found.loc[case, "p95"], "persons"),
            )
            for case in DISTINCT
        ]
        return words("election.chart.backtest.alt", rows="; ".join(rows))

    return old_figure(
        "backtest",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.backtest.title{ending}", **numbers(words)),
        alt=alt,
        source=lambda words: words("election.chart.backtest.source", **numbers(words)),
        data=pd.concat(chances, names=["case"]).reset_index(level=0),
        wide=(7.4, 4.4),
        narrow=(3.7, 6.6),
    )


def _chances(draws: np.ndarray) -> pd.DataFrame:
    heads_, times = np.unique(draws.astype(int), return_counts=True)
    return pd.DataFrame({"count": heads_, "chance": times / times.sum()})


def _panel(axes: Axes, chances: pd.DataFrame, row: pd.Series, name: str, words: Words) -> None:
    """Bars of the model's chances, and a line where the count lies."""
    axes.bar(chances["count"], chances["chance"], color=MAIN, alpha=0.6, width=0.85, edgecolor="none")
    top = float(chances["chance"].max()) * 1.35
    axes.plot([row["observed"]] * 2, [0, top * 0.86], color=OTHER, linewidth=2)
    axes.annotate(
        words("election.chart.backtest.seen", seen=words.exact(row["observed"])),
        (row["observed"], top * 0.88),
        ha="center",
        va="bottom",
        color=INK,
    )
    right = max(float(chances.loc[chances["chance"].cumsum() <= 0.995, "count"].max()), row["observed"])
    axes.set_xlim(-0.8, right + 2)
    axes.set_ylim(0, top)
    axes.set_title(name)
    axes.locator_params(axis="x", nbins=7, integer=True)
    axes.locator_params(axis="y", nbins=3)
    axes.xaxis.set_major_formatter(tick_form(words.exact))
    axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))


def _reading(row: Mapping[str, Any], words: Words) -> str:
    """Why a count lies where it does; inside the interval some need no reason."""
    key = f"election.reading.{row['case']}"
    return words("election.reading.agrees") if row["inside"] and row["case"] in _EXPLAINED else words(key)


def backtest_table(result: ElectionResult) -> Element:
    """Each count of the regency: observed, the model's median and interval, whether it lies inside, and why not."""
    found = backtest(result)

    def rows(words: Words):
        for row in found.to_dict("records"):
            unit = row["unit"]
            yield (
                words(f"election.case.{row['case']}"),
                words.value(row["observed"], unit),
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                words("word.yes" if row["inside"] else "word.no"),
                _reading(row, words),
                [source(row["source"]), f" ({words('status.' + row['status'])})"],
            )

    def caption(words: Words) -> str:
        inside = found.set_index("case").loc[[*DISTINCT], "inside"]
        return words("election.table.backtest.caption", inside=str(int(inside.sum())), all=str(len(inside)))

    def note(words: Words) -> str:
        by_unit = found.groupby("unit")["mc_error"].max()
        regional = result.unknowns["regional_ratio"]
        return words(
            "election.table.backtest.note",
            regional=words.interval(regional.low, regional.high, "ratio"),
            error=words.error(float(by_unit["persons"]), "persons"),
            error_rp=words.error(float(by_unit["rp"]), "rp"),
        )

    return old_table(
        "backtest_table",
        result.settings.language,
        caption=caption,
        header=headers("count_here", "observed", "model_median", "interval", "inside", "reading", "source"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=note,
        data=found,
        stacked=True,
    )
