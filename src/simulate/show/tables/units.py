"""Which work units to win first, where the regency has a table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.sponsored import has_surplus, take_up_unknowns
from simulate.show.cells import estimated
from simulate.show.pieces import Piece, sentence
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.facts import drawn
from simulate.study.summary import summarise

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult

_MOST = 15


def units(result: SponsorshipResult) -> Piece:
    """The largest work units with the workers that each would bring if it joined; a sentence without their table."""
    found = result.region.units_persons(result.plan.asn_groups)
    if found is None:
        where = f"data/regions/{result.region.code}"
        return sentence(result.settings.language, lambda words: words("table.units.none", where=where))
    values = drawn(result.facts, result.settings.draws, result.settings.seed)
    if result.plan.participation_share is None:
        inside = values[take_up_unknowns(result.plan.collection)[1]]
    else:
        inside = np.full(result.settings.draws, result.plan.participation_share)
    early = values["workers_per_sponsor"] if has_surplus(result.plan) else np.ones_like(inside)
    rows_of = result.region.tables["asn_units"]
    asked = (rows_of["persons"] * rows_of["group"].map(result.plan.asked).fillna(0)).groupby(rows_of["unit"]).sum()
    shown = found.head(_MOST)
    brought = summarise(np.outer(inside * early, shown["unit"].map(asked)))
    told = shown.assign(**brought, part=shown["persons"].cumsum() / found["persons"].sum()).reset_index(drop=True)

    def rows(words: Words):
        return [
            (
                row["unit"],
                words.exact(row["persons"]),
                words.share(row["part"], 0),
                estimated(row, "persons", words),
            )
            for row in told.to_dict("records")
        ]

    def numbers(words: Words) -> dict[str, str]:
        half = int((found["persons"].cumsum() < found["persons"].sum() / 2).sum()) + 1
        return {
            "half": words.exact(half),
            "all": words.exact(len(found)),
            "first": told.loc[0, "unit"],
            "error": words.error(float(told["mc_error"].max()), "persons"),
        }

    return table(
        "units",
        result.settings.language,
        caption=lambda words: words("table.units.caption", **numbers(words)),
        header=heads("unit_name", "asn", "asn_so_far", "workers_brought"),
        rows=rows,
        numeric=(1, 2, 3),
        note=lambda words: words("table.units.note", **numbers(words)),
    )
