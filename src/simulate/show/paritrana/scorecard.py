"""The scorecard: every item with what the evidence allows, and the aspects."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from simulate.region.paritrana import ASPECTS
from simulate.show.cells import Cell, Section
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.paritrana.said import TOP, aspect_said, item_titles, links, points, score, span
from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.paritrana.result import ParitranaResult


def scorecard_chart(result: ParitranaResult) -> Piece:
    """Each item's range, by aspect; those without evidence stand out."""
    data = result.tables["scorecard"].drop(columns=["source"])
    rows = [row for aspect in ASPECTS for row in data[data["aspect"] == aspect].to_dict("records")]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes, titles, labels = drawing.subplots(), item_titles(result, words), []
        place, ticks = 0.0, []
        for aspect in ASPECTS:
            axes.annotate(aspect_said(aspect, words), (0, place), va="center", color=INK, weight="bold", fontsize=9.5)
            place -= 0.9
            for row in (row for row in rows if row["aspect"] == aspect):
                low, high = _ends(row)
                without = not row["rule"] and row["score_low"] != row["score_low"]
                colour = OTHER if without else MAIN
                axes.hlines(place, low, high, color=colour, alpha=0.25 if without else 0.45, linewidth=7)
                axes.plot([row["p50"]], [place], "|", color=colour, markersize=11, markeredgewidth=2)
                labels.append(textwrap.fill(titles[row["item"]], 25 if narrow else 46))
                ticks.append(place)
                place -= 0.6 + 0.4 * (1 + labels[-1].count("\n"))
            place -= 0.3
        axes.set_yticks(ticks, labels, fontsize=8 if narrow else 8.5)
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(-1, TOP + 1)
        axes.set_ylim(place + 0.5, 0.7)
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(words("paritrana.axis.score", top=words.exact(TOP)), color=MUTED)

    def numbers(words: Words) -> dict[str, str]:
        without = [row for row in rows if not row["rule"] and row["score_low"] != row["score_low"]]
        titles = item_titles(result, words)
        return {
            "items": words.exact(len(rows)),
            "without": words.exact(len(without)),
            "names": "; ".join(titles[row["item"]] for row in without) or "–",
            "rows": "; ".join(
                words("paritrana.chart.row", name=titles[row["item"]], range=span(*_ends(row), words)) for row in rows
            ),
            "aspects": words.listed(
                [
                    f"{aspect_said(row['aspect'], words).lower()} {score(row['p50'], words)}"
                    for row in result.tables["aspects"].to_dict("records")
                ]
            ),
        }

    return figure(
        "scorecard",
        result.settings.language,
        draw,
        title=lambda words: words("paritrana.chart.scorecard.title", **numbers(words)),
        alt=lambda words: words("paritrana.chart.scorecard.alt", **numbers(words)),
        source=lambda words: words("paritrana.chart.scorecard.source"),
        data=data,
        wide=(7.4, 7.4),
        narrow=(3.7, 10.2),
    )


def _ends(row: dict) -> tuple[float, float]:
    """The ends of an item's range: of the evidence, or of the draws where the model scores it; 0 to 100."""
    if row["rule"]:
        return row["p05"], row["p95"]
    if row["score_low"] != row["score_low"]:
        return 0.0, float(TOP)
    return TOP * row["score_low"], TOP * row["score_high"]


def scorecard(result: ParitranaResult) -> Piece:
    """Every item with its score, what was found, and the link."""
    told = result.region.tables["paritrana"].to_dict("records")
    found = result.tables["scorecard"].to_dict("records")

    def shown(row: dict, words: Words) -> Cell:
        if row["rule"]:
            return points(row, words)
        if row["score_low"] != row["score_low"]:
            return words("paritrana.no_evidence", range=span(0, TOP, words))
        return span(*_ends(row), words)

    def rows(words: Words):
        for aspect in ASPECTS:
            yield Section([aspect_said(aspect, words), "", "", ""])
            for item, row in zip(told, found, strict=True):
                if item["aspect"] != aspect:
                    continue
                yield (
                    item[f"title_{words.language}"],
                    shown(row, words),
                    item[f"evidence_{words.language}"],
                    links(item["source"], item["status"], words),
                )

    def header(words: Words) -> list[str]:
        return [words(f"paritrana.column.{name}") for name in ("item", "score", "found", "source")]

    return table(
        "scorecard_table",
        result.settings.language,
        caption=lambda words: words("paritrana.table.scorecard.caption", top=words.exact(TOP)),
        header=header,
        rows=lambda words: list(rows(words)),
        note=lambda words: words(
            "paritrana.table.scorecard.note",
            **{name: words.exact(TOP * level) for name, level in _SCALE.items()},
            top=words.exact(TOP),
        ),
        data=result.tables["scorecard"],
        stacked=True,
    )


# what scores of the region's table mean
_SCALE = {"nothing": 0, "announced": 0.25, "decided": 0.5, "running": 0.75}


def aspects(result: ParitranaResult) -> Piece:
    """The aspects with their scores, and which of them has most to gain."""
    found = result.tables["aspects"]

    def rows(words: Words):
        for row in found.to_dict("records"):
            yield (
                aspect_said(row["aspect"], words),
                words.exact(row["items"]),
                points(row, words),
                words.chance(row["largest"], result.settings.draws, signs=True),
            )

    def caption(words: Words) -> str:
        most = found.loc[found["largest"].idxmax()]
        return words(
            "paritrana.table.aspects.caption",
            aspect=aspect_said(most["aspect"], words).lower(),
            share=words.chance(most["largest"], result.settings.draws),
        )

    return table(
        "aspects",
        result.settings.language,
        caption=caption,
        header=lambda words: [words(f"paritrana.column.{name}") for name in ("aspect", "items", "score", "largest")],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=lambda words: words(
            "paritrana.table.aspects.note",
            top=words.exact(TOP),
            error=words.error(float(found["mc_error"].max()), "score"),
            chance_error=words.error(float(found["largest_error"].max()), "share"),
        ),
        data=found,
    )
