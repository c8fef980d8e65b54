"""The scorecard and its aspects, and the score under every way of weighing."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.base import Element
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import Cell, Markup, Part, Section, old_table, source
from simulate.page.words import Words
from simulate.programmes.paritrana.plan import ANY
from simulate.programmes.paritrana.tables import weights_move
from simulate.region.schemas import ASPECTS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.programmes.paritrana.study import ParitranaResult

TOP = 100
_GLOSSED = ("perbup_asn", "perda")
ADDRESS = re.compile(r"https?://[^\s;,\")]+")


def item_titles(result: ParitranaResult, words: Words) -> dict[str, str]:
    """What each item is called, by its key."""
    table = result.region.tables["paritrana"]
    return dict(zip(table["item"], table[f"title_{words.language}"], strict=True))


def aspect_said(aspect: str, words: Words) -> str:
    """What an aspect is called."""
    return words(f"paritrana.aspect.{aspect}")


def action_said(result: ParitranaResult, action: str, words: Words, inside: bool = False) -> str:
    """What an action is called; ``inside`` a sentence that says what to do."""
    sponsors = result.plan.sponsors
    way = f"collection.{sponsors.collection}" if sponsors.participation_share is None else "paritrana.way.share"
    return words(f"paritrana.action.{'inside.' if inside else ''}{action}", way=words(way))


def actions_said(actions: Iterable[str], words: Words, glossed: bool = False) -> str:
    """Actions in short, as a sentence lists them; words where there is none. ``glossed`` explains short names."""
    long = _GLOSSED if glossed else ()
    named = [words(f"{'paritrana.gloss' if action in long else 'choice.actions'}.{action}") for action in actions]
    return words.listed(named) if named else words("paritrana.nothing")


def scheme_said(result: ParitranaResult, scheme: str, words: Words) -> str:
    """What a weighting is called."""
    table = result.region.tables["paritrana_weights"]
    rows = table[table["scheme"] == scheme]
    if rows.empty:
        ending = ".open" if scheme == ANY and not result.plan.least_weight else ""
        return words(f"paritrana.weighting.{scheme}{ending}", least=words.share(result.plan.least_weight, 0))
    return rows.iloc[0][f"title_{words.language}"]


def weights_said(result: ParitranaResult, words: Words) -> dict[str, str]:
    """How much of the score's range and variance weights and evidence leave, and how far weights move it once the
    evidence is settled."""
    table = result.tables["uncertainty"].set_index("source")
    moved = np.quantile(weights_move(result), (0.05, 0.5, 0.95))
    return {
        **{f"{name}_range": span(*table.loc[name, ["p05", "p95"]], words) for name in table.index},
        **{f"{name}_share": words.share(table.loc[name, "of_variance"], 0) for name in table.index},
        "weights_total": words.share(table.loc["weights", "of_variance_total"], 0),
        "moved": score(moved[1], words),
        "moved_range": span(moved[0], moved[2], words),
    }


def points(row: Mapping[str, Any], words: Words, name: str = "", told: str = "p50") -> Cell:
    """A median, or mean, with its 90 % range below it, in score; columns may begin with a name."""
    before = f"{name}_" if name else ""
    middle, low, high = (float(row[f"{before}{one}"]) for one in (told, "p05", "p95"))
    shown = score(middle, words)
    if low == high:
        return shown
    span = f"{score(low, words)}–{score(high, words)}"
    return Markup(f"{shown}<br/><small>{span}</small>", f"{shown} ({span})")


def links(text: str, status: str, words: Words) -> Cell:
    """Every address in a source as a link, with its grade; what is said where there is none."""
    found = ADDRESS.findall(text)
    if not found:
        return words("paritrana.not_found")
    parts: list[Part] = []
    for address in found:
        parts += [", ", source(address)] if parts else [source(address)]
    return [*parts, f" ({words(f'status.{status}')})"]


def score(number: float, words: Words) -> str:
    """A score, or a part of it: one decimal where it is small."""
    return words.decimal(number, 1) if 0.05 <= abs(number) < 9.95 else words.exact(number)


def span(low: float, high: float, words: Words) -> str:
    """A range of scores."""
    first, last = score(low, words), score(high, words)
    return first if first == last else f"{first}–{last}"


def first_rank(result: ParitranaResult, words: Words) -> dict[str, str]:
    """The chance of the first rank after the actions, by how what is unknown of the others is treated."""
    first, draws = result.tables["ranks"].set_index("rank").loc[1], result.settings.draws
    by = {name: float(first[f"chance_after_{name}"]) for name in result.peers_at}
    low, high = min(by.values()), max(by.values())
    said = {name: words.chance(chance, draws) for name, chance in by.items()}
    return said | {"low": words.chance(low, draws), "high": words.chance(high, draws)}


def scorecard_chart(result: ParitranaResult) -> Element:
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

    return old_figure(
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


def scorecard(result: ParitranaResult) -> Element:
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

    return old_table(
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


def aspects(result: ParitranaResult) -> Element:
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

    return old_table(
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


def weights_chart(result: ParitranaResult) -> Element:
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
    return old_figure(
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


def weightings(result: ParitranaResult) -> Element:
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

    return old_table(
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
