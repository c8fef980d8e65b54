"""The charts of the Paritrana page, and how scores, actions and what texts share are written."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside, tick_form
from simulate.page.elements import Chart, chart, first_up, inside
from simulate.page.html import Cell, over
from simulate.page.words import Estimate, Words
from simulate.programmes.paritrana.plan import ANY
from simulate.programmes.paritrana.tables import possible_after, weights_move
from simulate.region.schemas import ASPECTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.paritrana.study import ParitranaResult

TOP = 100
# of a drawing of ranges: the name of a row, its distribution, its colour
Bar = tuple[str, Mapping[str, float], str]


def score(number: float, words: Words) -> str:
    """A score, or a part of it: one decimal where it is small."""
    return words.decimal(number, 1) if 0.05 <= abs(number) < 9.95 else words.exact(number)


def span(low: float, high: float, words: Words) -> str:
    """A range of scores."""
    first, last = score(low, words), score(high, words)
    return first if first == last else f"{first}–{last}"


class Points(Estimate):
    """A score, or a part of it, in the forms of an estimate."""

    def _written(self, form: str) -> str:
        if form == "range":
            return span(self.row["p05"], self.row["p95"], self.words)
        return super()._written(form) if form == "error" else score(self.row[form or "p50"], self.words)


def points(row: Mapping[str, Any], words: Words, middle: str = "p50") -> Cell:
    """A median, or mean, of a score over its 90 % range."""
    shown, ends = score(row[middle], words), span(row["p05"], row["p95"], words)
    return shown if row["p05"] == row["p95"] or ends == shown else over(shown, ends)


def part(row: Mapping[str, Any], name: str) -> dict[str, float]:
    """One of the distributions in a row, whose columns begin with its name."""
    return {column: row[f"{name}_{column}"] for column in ("mean", "p05", "p50", "p95")}


def action_text(result: ParitranaResult, action: str, words: Words, to_do: bool = False) -> str:
    """What an action is called; ``to_do`` inside a sentence that says what to do."""
    sponsors = result.plan.sponsors
    way = f"collection.{sponsors.collection}" if sponsors.participation_share is None else "paritrana.way.share"
    return words(f"paritrana.action.{'inside.' if to_do else ''}{action}", way=words(way))


def actions_text(actions: Iterable[str], words: Words, explained: bool = False) -> str:
    """Actions in short, as a sentence lists them; ``explained`` where the short name is not everybody's."""
    keys = ((f"paritrana.gloss.{one}", f"choice.actions.{one}") for one in actions)
    named = [words(long if explained and words.has(long) else short) for long, short in keys]
    return words.listed(named) if named else words("paritrana.nothing")


def scheme_text(result: ParitranaResult, scheme: str, words: Words) -> str:
    """What a weighting is called."""
    titles = result.region.tables["paritrana_weights"].groupby("scheme")[f"title_{words.language}"].first()
    if scheme in titles:
        return titles[scheme]
    least = result.plan.least_weight
    ending = ".open" if scheme == ANY and not least else ""
    return words(f"paritrana.weighting.{scheme}{ending}", least=words.share(least, 0))


def plan_texts(result: ParitranaResult, words: Words) -> dict[str, Any]:
    """What texts hold of the plan, of the action that raises the score most per rupiah, and of the first rank.

    Also how much of the score's range and variance weights and evidence leave, and how far weights move it once the
    evidence is settled; the chance of the first rank after the actions by how what is unknown of others is treated.
    """
    plan, lead, draws = result.plan, result.lead, result.settings.draws
    sources = result.table("uncertainty").set_index("source")
    texts = {
        "year": str(plan.assessment_year),
        "month": words.month(plan.last),
        "start": words.month(plan.start),
        "top": words.exact(TOP),
        "counted": words(f"paritrana.counted.{plan.count}"),
        "confidence": words.share(plan.confidence, 0),
        "sets": words.exact(len(result.choices.sets)),
        "weights": scheme_text(result, plan.weights, words),
        "possible": span(*result.possible, words),
        "least": score(result.possible[0], words),
        "most": score(result.possible[1], words),
        "action": action_text(result, lead, words),
        "gain": Points(result.row(f"gain_{lead}"), "score", words, "lead_gain"),
        "cost": words.of(result.row(cost_measure(result)), "rp", "lead_cost"),
        "best": words.chance(float(result.best_share[lead].mean()), draws),
        "weights_total": words.share(sources.loc["weights", "of_variance_total"], 0),
        "moved": score(float(np.median(weights_move(result))), words),
    }
    for name, row in sources.iterrows():
        texts |= {f"{name}_range": span(row["p05"], row["p95"], words)}
        texts |= {f"{name}_share": words.share(row["of_variance"], 0)}
    if result.ranks is not None:
        first = result.table("ranks").set_index("rank").loc[1]
        chances = {name: float(first[f"chance_after_{name}"]) for name in result.peers if name}
        chances |= {"low": min(chances.values()), "high": max(chances.values())}
        texts |= {f"first_{name}": words.chance(chance, draws) for name, chance in chances.items()}
    return texts


def cost_measure(result: ParitranaResult) -> str:
    """The rupiah of the action that raises the score most per rupiah, as the plan counts them."""
    return f"{'apbd' if result.plan.count == 'apbd' else 'cost'}_{result.lead}"


@chart("score", "paritrana.chart.score", wide=(7.4, 2.7), narrow=(3.7, 2.7))
def score_chart(result: ParitranaResult, words: Words) -> Chart:
    """The score without and with the plan's actions: 90 % range, and the ends of what weights and evidence allow."""
    rows = [("now", result.row("score"), result.possible, MAIN)]
    if result.chosen:
        rows.append(("after", result.row("score_after"), possible_after(result), OTHER))

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        names = [words(f"paritrana.chart.score.{name}") for name, *_ in rows]
        for place, (_, row, (least, most), colour) in zip(range(0, -len(rows), -1), rows, strict=True):
            axes.hlines(place, least, most, color=MUTED, linewidth=1)
            axes.plot([least, most], [place, place], "|", color=MUTED, markersize=8)
            axes.hlines(place, row["p05"], row["p95"], color=colour, alpha=0.45, linewidth=10)
            axes.plot([row["p50"]], [place], "o", color=colour, markersize=9)
            told = score(row["p50"], words)
            beside(axes, told, (row["p50"], place), (0, 9), ha="center", va="bottom", weight="bold", fontsize=11)
            ends = {row["p05"]: INK, row["p95"]: INK, least: MUTED, most: MUTED}
            for end, ink in ends.items():
                beside(axes, score(end, words), (end, place), (0, -9), ha="center", va="top", fontsize=8.5, color=ink)
        _name_rows(
            axes,
            range(0, -len(rows), -1),
            [textwrap.fill(name, 11 if narrow else 16) for name in names],
            words("paritrana.axis.score", top=words.exact(TOP)),
        )
        axes.set_xlim(0, TOP)
        axes.set_ylim(-len(rows) + 0.35, 0.65)

    columns = ["p05", "p50", "p95"]
    data = [{"when": name, **row[columns], "least": ends[0], "most": ends[1]} for name, row, ends, _ in rows]
    told = [
        words(
            "paritrana.chart.score.row",
            name=words(f"paritrana.chart.score.{name}"),
            middle=score(row["p50"], words),
            range=span(row["p05"], row["p95"], words),
            ends=span(*ends, words),
        )
        for name, row, ends, _ in rows
    ]
    traces = {"least": "possible", "most": "possible"}
    ending = "" if result.chosen else ".none"
    texts = plan_texts(result, words) | {"rows": "; ".join(told)}
    return Chart(draw, pd.DataFrame(data), texts, title=ending, traces=traces)


def draw_ranges(axes: Axes, bars: list[Bar], middle: str, axis: str, words: Words, narrow: bool) -> None:
    """90 % ranges, the first on top, each with an upright mark and its number at the median or mean.

    Where a row has a ``least`` and a ``most``, a thin line goes to these.
    """
    places = range(len(bars) - 1, -1, -1)
    for place, (_, row, colour) in zip(places, bars, strict=True):
        if "least" in row:
            axes.hlines(place, row["least"], row["most"], color=MUTED, linewidth=1)
        axes.hlines(place, row["p05"], row["p95"], color=colour, alpha=0.45, linewidth=8)
        axes.plot([row[middle]], [place], "|", color=colour, markersize=13, markeredgewidth=2)
        beside(axes, score(row[middle], words), (row[middle], place), (-1, 6), va="bottom", fontsize=8.5)
    _name_rows(axes, places, [textwrap.fill(name, 24 if narrow else 42) for name, *_ in bars], axis)
    axes.set_ylim(-0.6, len(bars) - 0.3)


def _name_rows(axes: Axes, places: Iterable[float], names: list[str], axis: str) -> None:
    axes.set_yticks(places, names, fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_xlabel(axis, color=MUTED)


def items_told(result: ParitranaResult) -> list[dict[str, Any]]:
    """The items by aspect: what the region's table says of each, its score, and the ``ends`` of its range, 0 to 100.

    These are of the draws where the model scores it, else of the evidence; ``without`` any, of everything.
    """
    scored, rows = result.table("scorecard").to_dict("records"), []
    for known, row in zip(result.region.tables["paritrana"].to_dict("records"), scored, strict=True):
        without = not row["rule"] and np.isnan(row["score_low"])
        evidence = (0.0, TOP) if without else (TOP * row["score_low"], TOP * row["score_high"])
        ends = (row["p05"], row["p95"]) if row["rule"] else evidence
        rows.append({**known, **row, "without": without, "ends": ends})
    return sorted(rows, key=lambda row: ASPECTS.index(row["aspect"]))


@chart("scorecard", "paritrana.chart.scorecard", wide=(7.4, 7.4), narrow=(3.7, 10.2))
def scorecard_chart(result: ParitranaResult, words: Words) -> Chart:
    """Each item's range, by aspect; those without evidence stand out."""
    rows, title = items_told(result), f"title_{words.language}"
    without = [row[title] for row in rows if row["without"]]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, place, places, labels = drawing.subplots(), 0.0, [], []
        for aspect in ASPECTS:
            beside(axes, words(f"paritrana.aspect.{aspect}"), (0, place), (0, 0), va="center", weight="bold")
            place -= 0.9
            for row in (row for row in rows if row["aspect"] == aspect):
                colour, alpha = (OTHER, 0.25) if row["without"] else (MAIN, 0.45)
                axes.hlines(place, *row["ends"], color=colour, alpha=alpha, linewidth=7)
                axes.plot([row["p50"]], [place], "|", color=colour, markersize=11, markeredgewidth=2)
                labels.append(textwrap.fill(row[title], 25 if narrow else 46))
                places.append(place)
                place -= 0.6 + 0.4 * (1 + labels[-1].count("\n"))
            place -= 0.3
        _name_rows(axes, places, labels, words("paritrana.axis.score", top=words.exact(TOP)))
        axes.set_xlim(-1, TOP + 1)
        axes.set_ylim(place + 0.5, 0.7)

    named = [inside(words(f"paritrana.aspect.{aspect}")) for aspect in ASPECTS]
    middles = [score(middle, words) for middle in result.table("aspects")["p50"]]
    numbers = {
        "items": words.exact(len(rows)),
        "without": words.exact(len(without)),
        "names": "; ".join(without) or "–",
        "rows": "; ".join(f"{row[title]} {span(*row['ends'], words)}" for row in rows),
        "aspects": words.listed([f"{name} {middle}" for name, middle in zip(named, middles, strict=True)]),
    }
    data, traces = result.table("scorecard").drop(columns=["source"]), dict.fromkeys(("items", "without"), "items")
    return Chart(draw, data, numbers, traces=traces)


@chart("weights", "paritrana.chart.weights", wide=(7.4, 4.4), narrow=(3.7, 5.4))
def weights_chart(result: ParitranaResult, words: Words) -> Chart:
    """What weights alone, evidence alone and both leave open; thin lines go to the ends of what is possible."""
    sources, schemes = result.table("uncertainty"), result.table("weightings")
    schemes = schemes[~schemes["weighting"].isin([ANY, "lowest", "highest"])]
    named = [(scheme_text(result, row["weighting"], words), row, MAIN) for row in schemes.to_dict("records")]
    bars = [(words(f"paritrana.source.{row['source']}"), row, OTHER) for row in sources.to_dict("records")] + named

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, axis = drawing.subplots(), words("paritrana.axis.score", top=words.exact(TOP))
        draw_ranges(axes, bars, "p50", axis, words, narrow)
        axes.set_xlim(0, TOP)

    numbers = plan_texts(result, words) | {
        "schemes": "; ".join(f"{name} {span(row['p05'], row['p95'], words)}" for name, row, _ in named),
        "error": words.error(float(max(sources["mc_error"].max(), schemes["mc_error"].max())), "score"),
    }
    traces = dict.fromkeys(("evidence_range", "weights_share"), "evidence") | {"moved": "moved"}
    return Chart(draw, sources, numbers, title=_weighed(result), traces=traces)


# weights that make up less than this part of the variance hardly matter
_HARDLY = 0.1


def _weighed(result: ParitranaResult) -> str:
    """The ending of texts on weights: they are fixed, hardly matter yet, or do."""
    if result.plan.weights != ANY or result.plan.least_weight * len(ASPECTS) >= 1:
        return ".scheme"
    share = result.table("uncertainty").set_index("source").loc["weights", "of_variance"]
    return ".hardly" if share < _HARDLY else ".any"


@chart("ranks", "paritrana.chart.ranks")
def ranks_chart(result: ParitranaResult, words: Words) -> Chart | str:
    """The chance of each rank, as it stands and after the plan's actions; a sentence where nobody is compared."""
    if result.ranks is None:
        return words("paritrana.ranks.none")
    data, draws, sides = result.table("ranks"), result.settings.draws, ["chance", "chance_after"]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        for column, colour, aside in zip(sides, (MAIN, OTHER), (-0.2, 0.2), strict=True):
            told = words(f"paritrana.chart.ranks.{column}")
            axes.bar(data["rank"] + aside, data[column], width=0.36, color=colour, alpha=0.85, label=told)
        drawing.legend(loc="outside upper left", ncols=2, frameon=False, fontsize=9)
        ends = data.loc[data["rank"] == 1, ["chance_after_apart", "chance_after_together"]].to_numpy()
        axes.vlines(1.2, ends.min(), ends.max(), color=INK, linewidth=1.2)
        axes.set_xticks(data["rank"], [str(rank) for rank in data["rank"]])
        axes.set_xlabel(words("paritrana.axis.rank"), color=MUTED)
        axes.yaxis.set_major_formatter(tick_form(lambda chance: words.share(chance, 0)))
        axes.set_ylim(0, max(float(data[sides].max().max()), ends.max()) * 1.15)

    errors = [column for column in data.columns if column.startswith("chance") and column.endswith("_error")]
    rows = []
    for rank, *chances in data[["rank", *sides]].itertuples(index=False):
        now, after = (words.chance(chance, draws) for chance in chances)
        rows.append(words("paritrana.chart.ranks.row", rank=str(rank), now=now, after=after))
    numbers = {"rows": "; ".join(rows), "error": words.error(float(data[errors].max().max()), "share")}
    traces = dict.fromkeys(("first_low", "first_high"), "ranks")
    return Chart(draw, data, plan_texts(result, words) | numbers, traces=traces)


def ranked(result: ParitranaResult) -> pd.DataFrame:
    """The actions, those that add most per rupiah first, those that may cost nothing last."""
    return result.table("actions").sort_values("per_billion_mean", ascending=False, ignore_index=True)


def late(result: ParitranaResult) -> bool:
    """Whether no action can be done any more within the year."""
    return not any(result.card.done[action].any() for action in result.plan.available)


@chart("per_rupiah", "paritrana.chart.actions", wide=(7.4, 4.6), narrow=(3.7, 5.6))
def actions_chart(result: ParitranaResult, words: Words) -> Chart:
    """Score per billion rupiah of each action."""
    data = ranked(result).dropna(subset=["per_billion_mean"])
    bars = [
        (action_text(result, row["action"], words), part(row, "per_billion"), OTHER if row["chosen"] else MAIN)
        for row in data.to_dict("records")
    ]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        draw_ranges(axes, bars, "mean", words("paritrana.axis.per_billion"), words, narrow)
        axes.set_xlim(0, 1.05 * max(max(row["mean"], row["p95"]) for _, row, _ in bars) or 1)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.xaxis.set_major_formatter(tick_form(words.times))

    numbers = {
        "doing": action_text(result, result.lead, words, to_do=True),
        "Counted": first_up(words(f"paritrana.counted.{result.plan.count}")),
        "rows": "; ".join(f"{name} {span(row['p05'], row['p95'], words)}" for name, row, _ in bars),
        "error": words.error(float(data["per_billion_mc_error"].max()), "score"),
    }
    traces = {"gain": "lead_gain", "cost": "lead_cost"}
    data = data[["action", *data.filter(like="per_billion").columns, "best", "chosen"]]
    ending = ".late" if late(result) else ""
    return Chart(draw, data, plan_texts(result, words) | numbers, title=ending, traces=traces)
