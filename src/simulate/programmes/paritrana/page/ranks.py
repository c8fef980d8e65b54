"""Where the regency may stand among the regions of its province, and how little is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import tick_form
from simulate.page.evidence import graded
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import Cell, Part, bullets, old_table, source
from simulate.page.words import Words
from simulate.programmes.paritrana.card import peers_of
from simulate.programmes.paritrana.page.scorecard import aspect_said, first_rank, points
from simulate.region.schemas import ASPECTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.paritrana.study import ParitranaResult

_SIDES = (("chance", MAIN, -0.2), ("chance_after", OTHER, 0.2))


def ranks_chart(result: ParitranaResult) -> Element:
    """The chance of each rank, as it stands and after the plan's actions; a sentence where nobody is compared."""
    if result.ranks is None:
        return old_sentence(result.settings.language, lambda words: words("paritrana.ranks.none"))
    data = result.tables["ranks"]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        sides = [column for column, _, _ in _SIDES]
        for column, colour, aside in _SIDES:
            axes.bar(data["rank"] + aside, data[column], width=0.36, color=colour, alpha=0.85)
            # where it stands out most from the other, above all bars that the label may reach over
            [other] = [side for side in sides if side != column]
            top = data.loc[(data[column] - data[other]).idxmax()]
            beside = data.loc[(data["rank"] - top["rank"]).abs() <= 1, sides]
            axes.annotate(
                words(f"paritrana.chart.ranks.{column}"),
                (top["rank"] + aside, beside.max().max()),
                xytext=(0, 4),
                textcoords="offset points",
                ha="left" if top["rank"] == 1 else "center",
                va="bottom",
                color=colour,
                fontsize=9,
            )
        ends = data.loc[data["rank"] == 1, ["chance_after_apart", "chance_after_together"]].to_numpy()
        axes.vlines(1 + _SIDES[1][2], ends.min(), ends.max(), color=INK, linewidth=1.2)
        axes.set_xticks(data["rank"], [str(rank) for rank in data["rank"]])
        axes.set_xlabel(words("paritrana.axis.rank"), color=MUTED)
        axes.yaxis.set_major_formatter(tick_form(lambda chance: words.share(chance, 0)))
        axes.set_ylim(0, max(float(data[["chance", "chance_after"]].max().max()), ends.max()) * 1.15)

    def numbers(words: Words) -> dict[str, str]:
        draws, by_rank = result.settings.draws, data.set_index("rank")
        errors = [column for column in data.columns if column.startswith("chance") and column.endswith("_error")]
        return {
            **first_rank(result, words),
            "rows": "; ".join(
                words(
                    "paritrana.chart.ranks.row",
                    rank=str(rank),
                    now=words.chance(row["chance"], draws),
                    after=words.chance(row["chance_after"], draws),
                )
                for rank, row in by_rank.iterrows()
            ),
            "error": words.error(float(data[errors].max().max()), "share"),
        }

    return old_figure(
        "ranks",
        result.settings.language,
        draw,
        title=lambda words: words("paritrana.chart.ranks.title", **numbers(words)),
        alt=lambda words: words("paritrana.chart.ranks.alt", **numbers(words)),
        source=lambda words: words("paritrana.chart.ranks.source", **numbers(words)),
        data=data,
    )


def regions(result: ParitranaResult) -> Element:
    """What is known of each region of the province, and its score; a sentence where nobody is compared."""
    if result.ranks is None:
        return old_sentence(result.settings.language, lambda words: words("paritrana.ranks.none"))
    found, peers = result.tables["regions"], peers_of(result.region)

    def known(code: str, words: Words) -> Cell:
        if code == result.region.code:
            return words("paritrana.own_scorecard")
        lines: list[Cell] = []
        for row in peers[peers["region_code"] == code].to_dict("records"):
            share = (
                ""
                if row["covered_share"] != row["covered_share"]
                else f"{words.share(row['covered_share'] / 100, 1)}. "
            )
            said = f"{aspect_said(row['aspect'], words)}: {share}{row[f'evidence_{words.language}']} "
            cited = graded(row, words) if "http" in row["source"] else ""
            lines.append([said, *(cited if isinstance(cited, list) else [cited])])
        return bullets(lines)

    awards = result.region.tables["paritrana_awards"]

    def award(code: str, words: Words) -> Cell:
        parts: list[Part] = []
        for row in awards[awards["region_code"] == code].to_dict("records"):
            said = words("paritrana.award", rank=str(row["provincial_rank"]), year=str(row["assessed_year"]))
            parts += [said, source(row["source"])]
        return parts or "–"

    def rows(words: Words):
        for row in found.to_dict("records"):
            yield (
                row["region"],
                points(row, words),
                words("paritrana.known", known=words.exact(row["known"]), aspects=words.exact(len(ASPECTS))),
                award(row["region_code"], words),
                known(row["region_code"], words),
            )

    def note(words: Words) -> str:
        by_rank = result.tables["ranks"].set_index("rank")
        return words(
            "paritrana.table.regions.note",
            low=words.chance(by_rank.loc[1, "chance_low"], result.settings.draws),
            high=words.chance(by_rank.loc[1, "chance_high"], result.settings.draws),
            error=words.error(float(found["mc_error"].max()), "score"),
        )

    columns = ("region", "score", "known", "award", "found")
    return old_table(
        "regions",
        result.settings.language,
        caption=lambda words: words("paritrana.table.regions.caption"),
        header=lambda words: [words(f"paritrana.column.{name}") for name in columns],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=note,
        data=found,
        stacked=True,
    )
