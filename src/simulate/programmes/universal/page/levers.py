"""What each regulation and drive adds alone, what it costs, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.page.elements import Rows, signed, table
from simulate.page.evidence import range_of
from simulate.page.table import Cell, Row, Section, over, source
from simulate.page.words import Words
from simulate.programmes.universal.page.cost import billions
from simulate.programmes.universal.plan import SWITCHES

if TYPE_CHECKING:
    from simulate.programmes.universal.study import UniversalResult

_SHOWN = ("covered_end", "coverage_end", "cost_apbd", "cost_total")
_KINDS = {
    "obligations": (*SWITCHES, "all_switches"),
    "drives": ("compliance_drive", "self_pay_drive"),
    "payers": ("sponsorship", "subsidised_growth"),
}
# the law base has no tariff of construction projects
_UNPRICED = "contractors_from"
# fewer years of cover than this are none
_LEAST_YEARS = 1.0


@table(
    "levers",
    "universal.table.levers",
    " ".join(["move", *(f"universal.column.lever.{name}" for name in (*_SHOWN, "each")), "evidence"]),
    numeric=(1, 2, 3, 4, 5),
)
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
            rows.append((_move(lever, value, words), *cells, each, words(f"evidence.{changes['evidence'].iloc[0]}")))
    alone = {key: changes.loc["covered_end"] for key, changes in moves.items() if key[0] != "all_switches"}
    best, most = max(alone.items(), key=lambda move: move[1]["p50"])
    errors = found.groupby("unit")["mc_error"].max()
    numbers = {
        "move": _move(*best, words),
        "change": signed(most["p50"], "persons", words),
        "range": words.interval(most["p05"], most["p95"], "persons"),
        "grade": words(f"evidence.{most['evidence']}"),
        "error": words.error(errors["persons"], "persons"),
        "error_rp": words.error(errors["rp"], "rp"),
    }
    data = found.drop(columns="evidence")
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


def _move(lever: str, value: str, words: Words) -> str:
    """What a move does; its value as the table holds it."""
    key = f"universal.move.{lever}"
    if words.has(f"{key}.{value}"):
        return words(f"{key}.{value}")
    if lever == "subsidised_growth":
        return words(key, value=words.share(float(value), 0))
    return words(key, plan=value) if lever == "sponsorship" else words(key, month=words.month(value))


# what an obligation is taken to do and may be asked about, and how its legal basis was read: in the press, or in a
# copy of the regulation
_BASIS = {
    "contractors_from": ("contractors_gain", "evidence.secondary"),
    "permits_from": ("permits_yearly", "status.press"),
    "village_workers_from": ("village_workers", "status.press"),
}


@table(
    "legal_basis",
    "universal.table.basis",
    " ".join([*(f"universal.column.basis.{name}" for name in ("obligation", "since", "law", "effect")), "ask"]),
    stacked=True,
)
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
