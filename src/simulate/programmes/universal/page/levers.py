"""What each regulation and drive adds alone, what it costs, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.page.base import Element
from simulate.page.elements import signed
from simulate.page.evidence import range_of
from simulate.page.table import Cell, Markup, Section, headers, old_table, source
from simulate.page.words import Words
from simulate.programmes.universal.analysis import EFFECTS, NEVER, levers_alone
from simulate.programmes.universal.page.headline import billions, weakest
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


def levers(result: UniversalResult) -> Element:
    """Each regulation and drive moved alone: members, points, costs, and the grade of its effect."""
    found = levers_alone(result)
    moves = {key: rows.set_index("measure") for key, rows in found.groupby(["lever", "value"], sort=False)}

    def change(row: pd.Series, words: Words) -> Cell:
        unit = row["unit"]
        if unit == "rp":
            return billions(row, words, sign=True)
        if row["p05"] == row["p95"] == 0:
            return "–"
        shown = signed(row["p50"], unit, words)
        if row["p05"] == row["p95"]:
            return shown
        span = words.interval(row["p05"], row["p95"], unit)
        if row["p05"] < 0:
            span = f" {words('word.to')} ".join(signed(row[end], unit, words) for end in ("p05", "p95"))
        return Markup(f"{shown}<br/><small>{span}</small>", f"{shown} ({span})")

    def each(rows: pd.DataFrame, words: Words) -> str:
        """What a year of cover more costs all payers together, of means."""
        years, cost = rows.loc["worker_years", "mean"], rows.loc["cost_total", "mean"]
        return words.value(cost / years, "rp") if years >= _LEAST_YEARS and cost > 0 else "–"

    def rows(words: Words):
        for kind, members in _KINDS.items():
            alike = [key for key in moves if key[0] in members]
            if alike:
                yield Section([words(f"universal.levers.{kind}"), *[""] * (len(_SHOWN) + 2)])
            for key in alike:
                unpriced = key[0] == _UNPRICED
                yield (
                    _said(*key, words),
                    *(
                        words("universal.levers.unpriced")
                        if unpriced and measure == "cost_total"
                        else change(moves[key].loc[measure], words)
                        for measure in _SHOWN
                    ),
                    "–" if unpriced or key[0] == "all_switches" else each(moves[key], words),
                    words(f"evidence.{weakest(result, EFFECTS[key[0]])}"),
                )

    def caption(words: Words) -> str:
        alone = {key: rows for key, rows in moves.items() if key[0] != "all_switches"}
        best = max(alone, key=lambda key: alone[key].loc["covered_end", "p50"])
        row = alone[best].loc["covered_end"]
        if row["p50"] <= 0:
            return words("universal.table.levers.caption.none")
        return words(
            "universal.table.levers.caption",
            move=_said(*best, words),
            change=signed(row["p50"], "persons", words),
            range=words.interval(row["p05"], row["p95"], "persons"),
            grade=words(f"evidence.{weakest(result, EFFECTS[best[0]])}"),
        )

    def note(words: Words) -> str:
        errors = {unit: float(rows["mc_error"].max()) for unit, rows in found.groupby("unit")}
        return words(
            "universal.table.levers.note",
            error=words.error(errors["persons"], "persons"),
            error_rp=words.error(errors["rp"], "rp"),
        )

    return old_table(
        "levers",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("column.move"),
            *(words(f"universal.column.lever.{measure}") for measure in _SHOWN),
            words("universal.column.lever.each"),
            *headers("evidence")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4, 5),
        note=note,
        data=found,
    )


# what an obligation is taken to do, and who may be asked
_EFFECT = {
    "contractors_from": "contractors_gain",
    "permits_from": "permits_yearly",
    "village_workers_from": "village_workers",
}
# how each legal basis was read: in the press, or in a copy of the regulation
_READ = {
    "contractors_from": "evidence.secondary",
    "permits_from": "status.press",
    "village_workers_from": "status.press",
}


def legal_basis(result: UniversalResult) -> Element:
    """Each obligation with its legal basis, the range of its effect, the grades of both, and how to learn it."""

    def rows(words: Words):
        for switch, effect in _EFFECT.items():
            unknown = result.unknowns[effect]
            basis, since = f"universal.basis.{switch}", getattr(result.plan, switch)
            grade = words(f"evidence.{unknown.evidence}")
            yield (
                words(basis),
                words.month(since) if since else words("universal.basis.not_yet"),
                [words(f"{basis}.law"), " ", source(words(f"{basis}.source")), f" ({words(_READ[switch])})"],
                f"{unknown.name[words.language]}: {range_of(unknown, words)} ({grade})",
                unknown.ask.get(words.language, "–"),
            )

    return old_table(
        "legal_basis",
        result.settings.language,
        caption=lambda words: words("universal.table.basis.caption"),
        header=lambda words: [
            *(words(f"universal.column.basis.{name}") for name in ("obligation", "since", "law", "effect")),
            *headers("ask")(words),
        ],
        rows=lambda words: list(rows(words)),
        note=lambda words: words("universal.table.basis.note"),
        stacked=True,
    )


def _said(lever: str, value: str, words: Words) -> str:
    """What a move does."""
    if lever in (*SWITCHES, "all_switches"):
        if value == NEVER:
            return words(f"universal.move.{lever}.none")
        return words(f"universal.move.{lever}", month=words.month(value))
    if lever == "subsidised_growth":
        return words(f"universal.move.{lever}", value=words.share(float(value), 0))
    if lever == "sponsorship" and value != NEVER:
        return words(f"universal.move.{lever}", plan=value)
    return words(f"universal.move.{lever}.{value}")
