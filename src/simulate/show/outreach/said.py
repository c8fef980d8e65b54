"""Names and numbers that several pieces of the page say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulate.plan.unknowns import EVIDENCE
from simulate.show.said import row_of
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.outreach.result import OutreachResult

# places named in a sentence
NAMED = 3


def weakest(result: OutreachResult, unknowns: Iterable[str], words: Words) -> str:
    """The weakest grade of evidence among unknowns, in words."""
    return words(f"evidence.{max((result.unknowns[key].evidence for key in unknowns), key=EVIDENCE.index)}")


def spread_grade(result: OutreachResult, words: Words) -> str:
    """The grade of how the uncovered are spread over places."""
    return weakest(result, ["desa_spread"] if result.places.counted else ["kecamatan_spread", "desa_spread"], words)


def basis_said(result: OutreachResult, words: Words) -> str:
    """What divides the uncovered among kecamatan."""
    return words(f"outreach.basis.{'counted' if result.places.counted else 'people'}")


def first_desa(result: OutreachResult, words: Words) -> str:
    """The desa that win most for a rupiah, with their kecamatan, as a sentence lists them."""
    first = result.desa_table.head(NAMED)
    names = [f"{row['desa']} ({row['kecamatan']})" for row in first.to_dict("records")]
    return words.listed(names)


def outlet_names(result: OutreachResult, rows: Iterable[int], words: Words) -> str:
    """Outlets as a sentence lists them."""
    return words.listed(list(result.outlets.table["outlet"].iloc[list(rows)]))


def told(result: OutreachResult, measure: str, words: Words, name: str | None = None) -> dict[str, str]:
    """A measure's median, and its 90 % range under ``NAME_range``, for a sentence."""
    row, unit = row_of(result, measure), result.units[measure]
    name = name or measure
    return {
        name: words.estimate(row["p50"], row["p05"], row["p95"], unit),
        f"{name}_range": words.interval(row["p05"], row["p95"], unit),
    }
