"""The claimed share of covered workers under each definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from simulate.plan.baseline import Workers
from simulate.show.baseline.ranges import draw_ranges
from simulate.show.baseline.said import definition_said
from simulate.show.cells import Section, estimated
from simulate.show.figure import figure
from simulate.show.pieces import Piece
from simulate.show.said import first_up, middle_and_range
from simulate.show.table import heads, table
from simulate.show.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from matplotlib.figure import Figure

    from simulate.study.baseline.result import BaselineResult


def definitions_chart(result: BaselineResult) -> Piece:
    """The share of all workers who are covered under each definition, and the claim."""
    found = result.definition_table
    shown = found[found["workers"] == "all"].reset_index(drop=True)
    claim = claim_of(result)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        draw_ranges(
            drawing.subplots(),
            shown,
            [first_up(definition_said(row, words)) for row in shown.to_dict("records")],
            claim,
            lambda share: words.share(share, 0),
            marks={},
            claimed=words("baseline.chart.claim", claim=words.share(claim, 0)),
            narrow=narrow,
        )

    def title(words: Words) -> str:
        inside = shown[shown["fits"] == "inside"]
        if inside.empty:
            return words("baseline.chart.definitions.title.none", claim=words.share(claim, 0))
        middle = shown["p50"]
        return words(
            "baseline.chart.definitions.title",
            claim=words.share(claim, 0),
            least=words.share(float(middle.min()), 0),
            most=words.share(float(middle.max()), 0),
            inside=words.exact(len(inside)),
            all=words.exact(len(shown)),
        )

    def alt(words: Words) -> str:
        rows = "; ".join(_row_said(row, words) for row in shown.to_dict("records"))
        return words("baseline.chart.definitions.alt", claim=words.share(claim, 0), rows=rows)

    return figure(
        "definitions",
        result.settings.language,
        draw,
        title=title,
        alt=alt,
        source=lambda words: words(
            "baseline.chart.definitions.source", error=words.error(float(shown["mc_error"].max()), "share")
        ),
        data=found,
        wide=(7.4, 4.6),
        narrow=(3.7, 5.6),
    )


def claim_of(result: BaselineResult) -> float:
    """The claimed share of covered workers."""
    return float(result.values["claimed_share"][0])


def _row_said(row: dict, words: Words) -> str:
    said = middle_and_range(row, "share", words)
    return words("baseline.chart.row", name=definition_said(row, words), **said)


def definitions_table(result: BaselineResult) -> Piece:
    """Every definition with its share, how the claim lies to it, and the chance that it reaches the claim."""
    found = result.definition_table

    def rows(words: Words):
        for workers in get_args(Workers):
            yield Section([words(f"baseline.workers.{workers}"), "", "", ""])
            for row in found[found["workers"] == workers].to_dict("records"):
                yield (first_up(definition_said(row, words)), *judged(row, "share", result.settings.draws, words))

    def caption(words: Words) -> str:
        inside = int((found["fits"] == "inside").sum())
        return words(
            "baseline.table.definitions.caption",
            claim=words.share(claim_of(result), 0),
            inside=words.exact(inside),
            all=words.exact(len(found)),
        )

    return table(
        "definitions_table",
        result.settings.language,
        caption=caption,
        header=heads("definition", "estimate", "claim_lies", "reaches_claim"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 3),
        note=lambda words: words(
            "baseline.table.definitions.note", error=words.error(float(found["mc_error"].max()), "share")
        ),
        data=found,
        stacked=True,
    )


def judged(row: Mapping[str, Any], unit: str, draws: int, words: Words) -> tuple:
    """An estimate, how the claim lies to it, and the chance that the estimate reaches it, with its error."""
    chance = words.chance(row["reached"], draws, signs=True)
    error = "" if row["reached_error"] == 0 else f" {words.error(row['reached_error'], 'share')}"
    return estimated(row, unit, words), words(f"baseline.fits.{row['fits']}"), chance + error
