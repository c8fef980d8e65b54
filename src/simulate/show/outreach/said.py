"""Names and numbers that several pieces of the page say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.outreach.outlets import within
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


def error_said(error: float, unit: str, words: Words, digits: int) -> str:
    """A simulation error beside shares shown to so many digits: what those cannot show is told as a limit."""
    limit = 10.0 ** -(digits + 2)
    if unit == "share" and 0 < error < limit / 2:
        return words("outreach.error.below", limit=words.share(limit / 2, digits + 1))
    return words.error(error, unit)


def share_within(result: OutreachResult, counted: np.ndarray, words: Words, digits: int = 1) -> str:
    """Residents within reach of some outlets, bool of shape (outlets,), at the median road factor."""
    if not counted.any():
        return "–"
    nearest = result.outlets.straight_km[:, counted].min(axis=1)
    detour = np.array([float(result.unknowns["detour"].distribution.quantile(0.5))])
    people = result.places.people
    return words.share(float(within(people, nearest, detour, result.plan.radius_km)[0] / people.sum()), digits)


def sure_share(result: OutreachResult, words: Words) -> str:
    """Residents within reach of verified outlets alone; empty where all that count are verified, or none is."""
    unverified = (result.outlets.table["status"] == "unverified").to_numpy()
    sure = result.outlets.standing & ~unverified
    return share_within(result, sure, words, 0) if sure.any() and (result.outlets.standing & unverified).any() else ""


def told(result: OutreachResult, measure: str, words: Words, name: str | None = None) -> dict[str, str]:
    """A measure's median, and its 90 % range under ``NAME_range``, for a sentence."""
    row, unit = row_of(result, measure), result.units[measure]
    name = name or measure
    return {
        name: words.estimate(row["p50"], row["p05"], row["p95"], unit),
        f"{name}_range": words.interval(row["p05"], row["p95"], unit),
    }
