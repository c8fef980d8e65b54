"""The tables written beside the report: segments of the employed, and estimates held against the claims."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.programmes.baseline.model import BASELINES, COUNTS, PARTS, WHO, definitions, vulnerable
from simulate.study.draws import mean_error, summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.baseline.study import BaselineResult


def segment_table(result: BaselineResult) -> pd.DataFrame:
    """Employed residents by cover, one row a baseline and segment: ``baseline``, ``segment``, `summarise`'s."""
    import pandas as pd

    each = ((baseline, part) for baseline in BASELINES for part in PARTS)
    return pd.DataFrame(
        {"baseline": baseline, "segment": part, "unit": "persons", **summed(getattr(result.found[baseline], part))}
        for baseline, part in each
    )


def definition_table(result: BaselineResult) -> pd.DataFrame:
    """The covered share under each definition against the claim, one row a definition.

    Columns: those of `Definition`, `summarise`'s of the share, ``reached`` (the share of draws at or above the
    claim, with ``reached_error``) and ``fits``: ``inside`` where the claim lies in the 90 % range, else
    ``below`` or ``above``, where the range lies to the claim.
    """
    rows = ((one._asdict(), result.share(one)) for one in definitions())
    return _judged(rows, "share", result.values["claimed_share"])


def vulnerable_table(result: BaselineResult) -> pd.DataFrame:
    """Protected vulnerable workers by who is meant and how they are counted, against the claim.

    Columns: ``who``, ``count``, then as in `definition_table`.
    """
    found, values, earlier = result.found["reconciled"], result.values, np.array(list(result.earlier.values()))
    rows = (
        ({"who": who, "count": count}, vulnerable(who, count, found, values, earlier))
        for who in WHO
        for count in COUNTS
    )
    return _judged(rows, "persons", result.values["claimed_funded"])


def _judged(rows: Iterable[tuple[dict[str, Any], np.ndarray]], unit: str, claim: np.ndarray) -> pd.DataFrame:
    """One row each: what it is, its distribution, and how the claim lies to it."""
    import pandas as pd

    found = []
    for which, draws in rows:
        row, reached = summed(draws), (draws >= claim).astype(float)
        fits = "below" if row["p95"] < claim.min() else "above" if row["p05"] > claim.max() else "inside"
        chance = {"reached": float(reached.mean()), "reached_error": mean_error(reached), "fits": fits}
        found.append(which | {"unit": unit} | row | chance)
    return pd.DataFrame(found)


TABLES = {"segments": segment_table, "definitions": definition_table, "vulnerable": vulnerable_table}
