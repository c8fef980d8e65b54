"""What each regulation and drive adds, what it costs, how well that is known, and its legal basis."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from simulate.page.drawing import INK, MAIN, OTHER, beside, count_ticks
from simulate.page.elements import Chart, Rows, chart, signed, table
from simulate.page.evidence import range_of
from simulate.page.html import Cell, Row, Section, over, source
from simulate.page.words import Words
from simulate.programmes.universal.page.cost import billions
from simulate.programmes.universal.page.numbers import common, move_said, moves_alone
from simulate.programmes.universal.plan import SWITCHES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.universal.study import UniversalResult


@chart("levers_chart", "universal.chart.levers")
def levers_chart(result: UniversalResult, words: Words) -> Chart:
    """How many more, or fewer, each regulation and drive alone covers in the last month, with the range."""
    found = result.table("levers_alone")
    found = found[found["measure"] == "covered_end"].sort_values("p50", ascending=False, ignore_index=True)
    names = [move_said(*move, words) for move in zip(found["lever"], found["value"], strict=True)]
    changes = [signed(change, "persons", words) for change in found["p50"]]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(found) - 1, -1, -1)
        colours = [MAIN if change >= 0 else OTHER for change in found["p50"]]
        axes.barh(places, found["p50"], color=colours, alpha=0.6, height=0.55, linewidth=0)
        axes.hlines(places, found["p05"], found["p95"], color=INK, linewidth=1.2)
        axes.axvline(0, color=INK, linewidth=0.8)
        low, high = min(found["p05"].min(), 0.0), max(found["p95"].max(), 0.0)
        wide = high - low or 1.0
        for place, row, change in zip(places, found.to_dict("records"), changes, strict=True):
            beside(axes, change, (max(row["p95"], 0.0), place), (5, 0), va="center", fontsize=8.5)
        axes.set_xlim(low - 0.04 * wide, high + (0.42 if narrow else 0.18) * wide)
        letters, size = (20, 7.5) if narrow else (44, 8.5)
        axes.set_yticks(list(places), [textwrap.fill(name, letters) for name in names], fontsize=size)
        axes.tick_params(axis="y", length=0)
        axes.locator_params(axis="x", nbins=3 if narrow else 6)
        count_ticks(axes.xaxis, words)
        axes.set_xlabel(words("universal.chart.levers.axis"))

    most = moves_alone(result).iloc[0]
    numbers = common(result, words) | {
        "move": move_said(most["lever"], most["value"], words),
        "change": signed(most["p50"], "persons", words),
        "rows": "; ".join(f"{name} {change}" for name, change in zip(names, changes, strict=True)),
        "error": words.error(float(found["mc_error"].max()), "persons"),
    }
    size = (7.4, 0.8 + 0.42 * len(found)), (3.7, 0.8 + 0.62 * len(found))
    data = found[["lever", "value", "p05", "p50", "p95"]]
    return Chart(draw, data, numbers, wide=size[0], narrow=size[1], traces={"change": "move"})


_SHOWN = ("covered_end", "coverage_end", "cost_apbd", "cost_total")
_MOVES = " ".join(["move", *(f"change_{measure}" for measure in _SHOWN), "each_added_year", "evidence"])
_KINDS = {
    "obligations": (*SWITCHES, "all_switches"),
    "drives": ("compliance_drive", "self_pay_drive"),
    "payers": ("sponsorship", "subsidised_growth"),
}
# the law base has no tariff of construction projects
_UNPRICED = "contractors_from"
# fewer years of cover than this are none
_LEAST_YEARS = 1.0


@table("levers", "universal.table.levers", _MOVES, numeric=range(1, 6))
def levers(result: UniversalResult, words: Words) -> Rows:
    """Each regulation and drive moved alone: members, points, costs, and the grade of its effect."""
    found = result.table("levers_alone")
    moves = {key: rows.set_index("measure") for key, rows in found.groupby(["lever", "value"], sort=False)}
    rows: list[Row] = []
    for kind, members in _KINDS.items():
        alike = {key: changes for key, changes in moves.items() if key[0] in members}
        if alike:
            rows.append(Section([words(f"universal.levers.{kind}"), *[""] * (len(_SHOWN) + 2)]))
        for (lever, value), changes in alike.items():
            cells = [_change(changes.loc[measure], words) for measure in _SHOWN]
            years, paid = changes.loc["worker_years", "mean"], changes.loc["cost_total", "mean"]
            # what a year of cover more costs all payers together, of means
            each = words.value(paid / years, "rp") if years >= _LEAST_YEARS and paid > 0 else "–"
            if lever == _UNPRICED:
                cells[-1] = words("universal.levers.unpriced")
            if lever in (_UNPRICED, "all_switches"):
                each = "–"
            rows.append(
                (move_said(lever, value, words), *cells, each, words(f"evidence.{changes['evidence'].iloc[0]}"))
            )
    alone = {key: changes.loc["covered_end"] for key, changes in moves.items() if key[0] != "all_switches"}
    best, most = max(alone.items(), key=lambda move: move[1]["p50"])
    errors = found.groupby("unit")["mc_error"].max()
    numbers = {
        "move": move_said(*best, words),
        "change": signed(most["p50"], "persons", words),
        "range": words.interval(most["p05"], most["p95"], "persons"),
        "grade": words(f"evidence.{most['evidence']}"),
        "error": words.error(errors["persons"], "persons"),
        "error_rp": words.error(errors["rp"], "rp"),
    }
    data = found[["lever", "value", "measure", "p05", "p50", "p95"]]
    return Rows(rows, numbers, data, caption="" if most["p50"] > 0 else ".none")


def _change(row: pd.Series, words: Words) -> Cell:
    """A change by its median over its 90 % range; of rupiah, in billions."""
    unit = row["unit"]
    if unit == "rp":
        return billions(row, words, sign=True)
    shown = signed(row["p50"], unit, words)
    if row["p05"] == row["p95"]:
        return shown if row["p05"] else "–"
    if row["p05"] >= 0:
        return over(shown, words.interval(row["p05"], row["p95"], unit))
    return over(shown, f" {words('word.to')} ".join(signed(row[end], unit, words) for end in ("p05", "p95")))


# what an obligation is taken to do and may be asked about, and how its legal basis was read: in the press, or in a
# copy of the regulation
_BASIS = {
    "contractors_from": ("contractors_gain", "evidence.secondary"),
    "permits_from": ("permits_yearly", "status.press"),
    "village_workers_from": ("village_workers", "status.press"),
}


@table("legal_basis", "universal.table.basis", "obligation in_this_plan legal_basis assumed_effect ask", stacked=True)
def legal_basis(result: UniversalResult, words: Words) -> Rows:
    """Each obligation with its legal basis, the range of its effect, the grades of both, and how to learn it."""
    rows = []
    for switch, (effect, read) in _BASIS.items():
        unknown, since, basis = result.unknowns[effect], getattr(result.plan, switch), f"universal.basis.{switch}"
        evidence = words(f"evidence.{unknown.evidence}")
        rows.append(
            (
                words(basis),
                words.month(since) if since else words("universal.basis.not_yet"),
                [words(f"{basis}.law"), " ", source(words(f"{basis}.source")), f" ({words(read)})"],
                f"{unknown.name[words.language]}: {range_of(unknown, words)} ({evidence})",
                unknown.ask.get(words.language, "–"),
            )
        )
    return Rows(rows)
