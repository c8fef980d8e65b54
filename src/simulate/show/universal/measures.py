"""Families, benefits and the loss ratio of the members who joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.pieces import Piece
from simulate.show.said import row_of
from simulate.show.tables.measured import measured, unit_said
from simulate.show.universal.said import weakest
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.universal.result import UniversalResult

_FAMILIES = (
    "new_members_end",
    "deaths",
    "deaths_full",
    "deaths_waiting",
    "deaths_scholarship",
    "accidents",
    "contributions_new",
    "benefits",
    "benefits_jkm",
    "benefits_jkk",
    "benefits_scholarship",
    "loss_ratio",
    "loss_ratio_jkm",
    "jkm_fund_net",
)
_TRILLION = 1e12


def measures(result: UniversalResult) -> Piece:
    """What the members without an employer who joined since the start pay in and their families receive."""
    deficit = result.region.figure("bpjs_experience", "jkm_deficit_2023")
    net = row_of(result, "jkm_fund_net")
    unit = "ratio"

    def caption(words: Words) -> str:
        if "loss_ratio" not in result.measures:
            return words("universal.table.families.caption.none")
        both, jkm = row_of(result, "loss_ratio"), row_of(result, "loss_ratio_jkm")
        return words(
            "universal.table.families.caption",
            ratio=words.value(both["p50"], unit),
            range=words.interval(both["p05"], both["p95"], unit),
            jkm=words.value(jkm["p50"], unit),
            jkm_range=words.interval(jkm["p05"], jkm["p95"], unit),
        )

    def note(words: Words) -> str:
        a_year = {name: net[name] / result.plan.months * 12 for name in ("mean", "p05", "p95")}
        national = deficit.value * _TRILLION
        return words(
            "universal.table.families.note",
            net=words.rupiah(a_year["mean"]),
            net_range=words.interval(a_year["p05"], a_year["p95"], "rp"),
            share=words.share(abs(a_year["mean"]) / national, 2),
            year=deficit.period,
            deficit=words.rupiah(national),
            grade=words(f"evidence.{weakest(result, ('relative_mortality', 'accident_rate'))}"),
            loses=words.share(float((result.measures["jkm_fund_net"] < 0).mean()), 0),
        )

    return measured(
        result,
        "measures_families",
        _FAMILIES,
        ("loss_ratio", "loss_ratio_jkm"),
        name=lambda measure, words: words(f"universal.measure.{measure}") + unit_said(result.units[measure], words),
        caption=caption,
        note=note,
    )
