"""The claimed number of protected vulnerable workers under each way of counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.show.baseline.definitions import judged
from simulate.show.baseline.ranges import draw_ranges
from simulate.show.baseline.said import nearest, vulnerable_said
from simulate.show.figure import figure
from simulate.show.pieces import Piece
from simulate.show.said import first_up, middle_and_range, row_of
from simulate.show.table import heads, table
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.baseline.result import BaselineResult


def vulnerable_chart(result: BaselineResult) -> Piece:
    """Protected vulnerable workers under each way of counting, the claim, and the vulnerable of deciles 1–4."""
    found, claim = result.vulnerable_table, claimed_of(result)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        draw_ranges(
            drawing.subplots(),
            found,
            [first_up(vulnerable_said(row, words)) for row in found.to_dict("records")],
            claim,
            lambda heads: words.thousands(round(heads, -3)),
            marks={words("baseline.chart.pool", pool=words.thousands(result.pool)): result.pool},
            claimed=words("baseline.chart.claim", claim=words.thousands(claim)),
            narrow=narrow,
        )

    def numbers(words: Words) -> dict[str, str]:
        best = nearest(found, claim)
        said = {} if best is None else middle_and_range(best, "persons", words)
        return {
            "claim": words.count(claim),
            "nearest": "" if best is None else vulnerable_said(best, words),
            **said,
            "pool": words.exact(result.pool),
            "times": words.decimal(row_of(result, "claim_of_pool")["p50"], 1),
        }

    def title(words: Words) -> str:
        ending = "" if nearest(found, claim) is not None else ".none"
        return words(f"baseline.chart.vulnerable.title{ending}", **numbers(words))

    def alt(words: Words) -> str:
        rows = "; ".join(
            words("baseline.chart.row", name=vulnerable_said(row, words), **middle_and_range(row, "persons", words))
            for row in found.to_dict("records")
        )
        return words("baseline.chart.vulnerable.alt", rows=rows, **numbers(words))

    return figure(
        "vulnerable",
        result.settings.language,
        draw,
        title=title,
        alt=alt,
        source=lambda words: words(
            "baseline.chart.vulnerable.source",
            error=words.error(float(found["mc_error"].max()), "persons"),
            first=str(result.first_year),
        ),
        data=found,
        wide=(7.4, 4.8),
        narrow=(3.7, 6.2),
    )


def claimed_of(result: BaselineResult) -> float:
    """The claimed number of protected vulnerable workers."""
    return float(result.values["claimed_funded"][0])


def vulnerable_table(result: BaselineResult) -> Piece:
    """Every way of counting with its number, how the claim lies to it, and the chance that it reaches the claim."""
    found = result.vulnerable_table
    unknown = [str(result.first_year + place) for place, missing in enumerate(np.isnan(result.earlier)) if missing]

    def rows(words: Words):
        for row in found.to_dict("records"):
            yield (first_up(vulnerable_said(row, words)), *judged(row, "persons", result.settings.draws, words))

    def note(words: Words) -> str:
        return words(
            "baseline.table.vulnerable.note",
            years=words.listed(unknown),
            error=words.error(float(found["mc_error"].max()), "persons"),
        )

    return table(
        "vulnerable_table",
        result.settings.language,
        caption=lambda words: words("baseline.table.vulnerable.caption", claim=words.count(claimed_of(result))),
        header=heads("way_of_counting", "estimate", "claim_lies", "reaches_claim"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 3),
        note=note,
        data=found,
        stacked=True,
    )
