"""The measures of outreach with their intervals and simulation error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.outreach.said import error_said
from simulate.show.pieces import Piece
from simulate.show.tables.measured import measured, unit_said
from simulate.show.words import Words
from simulate.study.outreach.measures import MEASURES, MORE_RP

if TYPE_CHECKING:
    from simulate.study.outreach.result import OutreachResult

# those told in tables of their own
_ELSEWHERE = ("gained_free", "gained_equal", "gained_proportional", "floor_cost", "apbd_same_money")


def measures(result: OutreachResult) -> Piece:
    """Every measure of effort and outlets."""

    def name(measure: str, words: Words) -> str:
        unit = result.units[measure]
        said = f" ({words('unit.km')})" if unit == "km" else unit_said(unit, words)
        told = {
            "radius": words.times(result.plan.radius_km),
            "year_span": str(result.plan.months + 12),
            "two_span": str(result.plan.months + 24),
            "more_rp": words.rupiah(MORE_RP),
        }
        return words(f"outreach.measure.{measure}", **told) + said

    return measured(
        result,
        "measures_outreach",
        [measure for measure in MEASURES if measure not in _ELSEWHERE],
        ("per_worker", "per_registration"),
        name=name,
        caption=lambda words: words("outreach.measures.caption", months=str(result.plan.months)),
        note=lambda words: words("outreach.measures.note"),
        error=lambda error, unit, words: error_said(error, unit, words, 1),
    )
