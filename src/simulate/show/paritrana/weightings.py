"""The score under every way of weighing the aspects, and where its range comes from."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from simulate.plan.paritrana import ANY
from simulate.region.paritrana import ASPECTS
from simulate.show.cells import source
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.paritrana.said import TOP, aspect_said, points, scheme_said, score, span, weights_said
from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.study.paritrana.result import ParitranaResult


def weights_chart(result: ParitranaResult) -> Piece:
    """What weights alone, evidence alone and both leave open; thin lines go to the ends of what is possible."""
    table = result.tables["uncertainty"]
    schemes = _schemes(result.tables["weightings"])

    def bars(words: Words) -> list[tuple[str, dict[str, Any], str]]:
        sources = [(words(f"paritrana.source.{row['source']}"), row, OTHER) for row in table.to_dict("records")]
        return sources + [
            (scheme_said(result, row["weighting"], words), row, MAIN) for row in schemes.to_dict("records")
        ]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes, shown = drawing.subplots(), bars(words)
        places = list(range(len(shown) - 1, -1, -1))
        for place, (_, row, colour) in zip(places, shown, strict=True):
            if "least" in row:
                axes.hlines(place, row["least"], row["most"], color=MUTED, linewidth=1)
            axes.hlines(place, row["p05"], row["p95"], color=colour, alpha=0.45, linewidth=8)
            axes.plot([row["p50"]], [place], "|", color=colour, markersize=13, markeredgewidth=2)
            axes.annotate(
                score(row["p50"], words),
                (row["p50"], place),
                xytext=(0, 6),
                textcoords="offset points",
                ha="center",
                va="bottom",
                color=INK,
                fontsize=8.5,
            )
        axes.set_yticks(places, [textwrap.fill(name, 25 if narrow else 44) for name, _, _ in shown], fontsize=8.5)
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, TOP)
        axes.set_ylim(-0.6, len(shown) - 0.3)
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(words("paritrana.axis.score", top=words.exact(TOP)), color=MUTED)

    def numbers(words: Words) -> dict[str, str]:
        return weights_said(result, words) | {
            "possible": span(*result.possible, words),
            "schemes": "; ".join(
                words(
                    "paritrana.chart.row",
                    name=scheme_said(result, row["weighting"], words),
                    range=span(row["p05"], row["p95"], words),
                )
                for row in schemes.to_dict("records")
            ),
            "error": words.error(float(max(table["mc_error"].max(), schemes["mc_error"].max())), "score"),
        }

    ending = "any" if result.plan.weights == ANY else "scheme"
    return figure(
        "weights",
        result.settings.language,
        draw,
        title=lambda words: words(f"paritrana.chart.weights.title.{ending}", **numbers(words)),
        alt=lambda words: words("paritrana.chart.weights.alt", **numbers(words)),
        source=lambda words: words("paritrana.chart.weights.source", **numbers(words)),
        data=table,
        wide=(7.4, 4.4),
        narrow=(3.7, 5.4),
    )


def _schemes(table: pd.DataFrame) -> pd.DataFrame:
    return table[~table["weighting"].isin([ANY, "lowest", "highest"])]


def weightings(result: ParitranaResult) -> Piece:
    """The score under each weighting, with its weights and where they come from."""
    found, cited = result.tables["weightings"], result.region.tables["paritrana_weights"]

    def rows(words: Words):
        for row in found.to_dict("records"):
            rows_of = cited[cited["scheme"] == row["weighting"]]
            yield (
                scheme_said(result, row["weighting"], words),
                _weights_said(row, words),
                points(row, words),
                "–" if rows_of.empty else [source(rows_of.iloc[0]["source"])],
            )

    def caption(words: Words) -> str:
        by_name = found.set_index("weighting")
        return words(
            "paritrana.table.weightings.caption",
            low=score(by_name.loc["lowest", "p50"], words),
            high=score(by_name.loc["highest", "p50"], words),
        )

    return table(
        "weightings",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words(f"paritrana.column.{name}") for name in ("weighting", "weights", "score", "aspects_source")
        ],
        rows=lambda words: list(rows(words)),
        note=lambda words: words("paritrana.table.weightings.note"),
        data=found,
        stacked=True,
    )


def _weights_said(row: dict[str, Any], words: Words) -> str:
    """The weight of each aspect; a dash where they vary."""
    if row[ASPECTS[0]] != row[ASPECTS[0]]:
        return "–"
    return ", ".join(f"{aspect_said(aspect, words).lower()} {words.share(row[aspect], 0)}" for aspect in ASPECTS)
