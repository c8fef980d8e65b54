"""Levers in words, which matters most, which moved what between plans, and the what-if panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, bar_label, beside, count_ticks
from simulate.page.elements import Chart, chart, first_up, inside, signed
from simulate.page.html import Element
from simulate.page.whatif import Panel
from simulate.page.whatif import what_if as panel
from simulate.page.words import Words, shown_value
from simulate.programmes.sponsorship.choices import choices
from simulate.programmes.sponsorship.page.results import measure_name
from simulate.programmes.sponsorship.plan import WAYS, SponsorshipPlan
from simulate.programmes.sponsorship.tables import levers_alone, strongest
from simulate.study.draws import mean_error
from simulate.study.simulated import once

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.plan.checked import Checked
    from simulate.programmes.sponsorship.study import SponsorshipResult


def lever_name(lever: str, levers: Checked, words: Words) -> str:
    """What a lever, or levers moved together, are called."""
    if lever in levers.together.values():
        return words(f"lever.{lever}")
    # what follows a semicolon explains the values to who sets them
    return type(levers).model_fields[lever].json_schema_extra[words.language].split(";")[0]


def lever_value(name: str, levers: Checked, words: Words) -> str:
    """A lever's value as a sentence holds it."""
    return _value_text(name, getattr(levers, name), levers.unit(name), words)


def _value_text(lever: str, value: Any, unit: str, words: Words) -> str:
    if lever == "asn_groups":
        return "+".join(words(f"payer.asn_{group}") for group in value)
    return words.legal(value, unit) if unit == "months" else shown_value(lever, value, words, unit)


def _move_text(lever: str, value: Any, words: Words) -> str:
    """What a move of `tables.levers_alone` does."""
    if isinstance(value, bool) or value == 0:
        return words(f"move.{lever}.{'yes' if value else 'no'}")
    unit = "persons" if lever == "workers_per_asn" else SponsorshipPlan.unit(lever)
    shown = _value_text(lever, value, unit, words)
    return words(f"move.{lever}", value=shown) if words.has(f"move.{lever}") else shown


def judged_text(result: SponsorshipResult, words: Words) -> str:
    """The ways of collecting whose take-up is a judgement."""
    judged = [words(f"collection.{way}") for way in WAYS if result.evidence_of(way) == "judgement"]
    return ", ".join(judged) or "–"


def ceiling_text(plan: SponsorshipPlan, words: Words) -> str:
    """What the ceiling holds, by the workers asked of each group."""
    return words("ceiling.one" if set(plan.requested.values()) == {1} else "ceiling.asked")


def _ends(row: Mapping[str, Any], words: Words) -> str:
    """A change from one end of its 90 % range to the other."""
    return f" {words('word.to')} ".join(signed(row[end], "persons", words) for end in ("p05", "p95"))


def _step(lever: str, row: Mapping[str, Any], middle: str, words: Words) -> str:
    """What a lever changes, for who hears the page; ``middle`` is the column of the number that is drawn."""
    size = signed(row[middle], "persons", words)
    return words("chart.waterfall.alt.step", lever=lever, size=size, interval=_ends(row, words))


def steps(
    name: str,
    before: SponsorshipResult,
    after: SponsorshipResult,
    moved: pd.DataFrame,
    named: Callable[[SponsorshipResult, Words], str],
) -> Element:
    """The waterfall from one plan to another.

    Args:
        name: identifies the figure in the page.
        before: the plan at the start.
        after: the plan at the end.
        moved: from `levers_moved`, of ``protected_end``.
        named: what each plan is called.
    """
    return _waterfall(before, name, after, moved, named)


@chart("{}", "chart.waterfall")
def _waterfall(
    before: SponsorshipResult,
    words: Words,
    name: str,
    after: SponsorshipResult,
    moved: pd.DataFrame,
    named: Callable[[SponsorshipResult, Words], str],
) -> Chart:
    ends = [one.row("protected_end") for one in (before, after)]
    totals = [words.estimate(row["mean"], row["p05"], row["p95"], "persons") for row in ends]
    names = [named(one, words) for one in (before, after)]
    sizes = [signed(size, "persons", words) for size in moved["mean"]]
    levers = [_lever(lever, before, after, words) for lever in moved["lever"]]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, reached = drawing.subplots(), float(ends[0]["mean"])
        bars = [(names[0], 0.0, reached, totals[0], MUTED)]
        for lever, size, shown in zip(levers, moved["mean"], sizes, strict=True):
            bars.append((lever, reached, size, shown, MAIN if size >= 0 else OTHER))
            reached += size
        bars.append((names[1], 0.0, float(ends[1]["mean"]), totals[1], MUTED))
        tips = [max(left, left + size) for _, left, size, *_ in bars]
        for place, (label, left, size, shown, colour) in enumerate(bars):
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            beside(axes, shown, (tips[place], -place), (3, 0), va="center")
            bar_label(axes, label, (0, -place + 0.22), 50 if narrow else 100)
        axes.set_ylim(-len(bars) + 0.6, 0.85 if narrow else 0.65)
        axes.set_xlim(0, max(tips) * 1.12)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=4 if narrow else 6)
        count_ticks(axes.xaxis, words)

    moves = zip(levers, moved.to_dict("records"), strict=True)
    errors = [*moved["mean_error"], *(mean_error(one.measures["protected_end"]) for one in (before, after))]
    numbers = dict(zip(("before", "after", "from", "to"), totals + names, strict=True))
    numbers["steps"] = "; ".join(_step(lever, row, "mean", words) for lever, row in moves)
    numbers["error"] = words.error(max(errors), "persons")
    if len(moved):
        first = int(moved["mean"].abs().to_numpy().argmax())
        lever = lever_name(moved["lever"].iloc[first], before.plan, words)
        numbers |= {"lever": inside(lever) if len(moved) > 1 else lever, "size": sizes[first]}
    title = {0: ".none", 1: ".one"}.get(len(moved), "")
    wide, narrow = (0.6 + row * (len(moved) + 2) for row in (0.55, 0.72))
    return Chart(draw, moved, numbers, title, wide=(7.4, wide), narrow=(3.7, narrow))


def _lever(lever: str, before: SponsorshipResult, after: SponsorshipResult, words: Words) -> str:
    """A lever with its value before and after."""
    plans = [before.plan, after.plan]
    changed = [
        name
        for name in before.plan.names()
        if before.plan.together.get(name, name) == lever and name != "law_extension"
        if getattr(before.plan, name) != getattr(after.plan, name)
    ]
    values = (", ".join(lever_value(name, plan, words) for name in changed) for plan in plans)
    return f"{lever_name(lever, before.plan, words)}: {' → '.join(values)}"


_ROW = 0.62
# levers shown beside the way of asking
_MOST = 5


@chart("levers", "chart.levers")
def levers_chart(result: SponsorshipResult, words: Words) -> Chart:
    """Change in protected workers: every other way of collecting, and the strongest move of each other lever."""
    moves = levers_alone(result)
    protected = moves[moves["measure"] == "protected_end"]
    ways = protected[protected["lever"] == "collection"].sort_values("p50", ascending=False)
    others = strongest(moves[moves["lever"] != "collection"], "protected_end")
    others = others[others["p50"].abs() >= 0.5].head(_MOST)
    shown = pd.concat([ways, others])

    def size(row: Mapping[str, Any]) -> str:
        return signed(row["p50"], "persons", words)

    def draw(drawing: Figure, narrow: bool) -> None:
        counts = [max(len(rows), 1) for rows in (ways, others)]
        shape = {"nrows": 2, "height_ratios": counts} if narrow else {"ncols": 2}
        for axes, rows, kind in zip(drawing.subplots(**shape), (ways, others), ("ways", "others"), strict=True):
            low, high = (end([0.0, *rows["p05"], *rows["p95"]]) for end in (min, max))
            room = 0.12 * max(high - low, 1e-9)
            for place, row in enumerate(rows.to_dict("records")):
                colour = MAIN if row["p50"] >= 0 else OTHER
                axes.barh(-place, row["p50"], color=colour, alpha=0.7, height=0.32, edgecolor="none")
                axes.plot([row["p05"], row["p95"]], [-place, -place], color=INK, linewidth=1.1)
                axes.plot([0, 0], [-place - 0.26, -place + 0.16], color=MUTED, linewidth=1.2)
                label = f"{_move_text(row['lever'], row['value'], words)}: {size(row)}"
                bar_label(axes, label, (low - room, -place + 0.2), 46)
            axes.set_xlim(low - room, high + room)
            axes.set_ylim(-(len(rows) if narrow else max(counts)) + 0.55, 0.85)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            axes.locator_params(axis="x", nbins=4)
            count_ticks(axes.xaxis, words)
            axes.set_title(words(f"chart.levers.{kind}"))

    first = strongest(moves, "protected_end").iloc[0]
    texts = [
        _step(_move_text(row["lever"], row["value"], words), row, "p50", words) for row in shown.to_dict("records")
    ]
    numbers = {
        "value": _move_text(first["lever"], first["value"], words),
        "size": size(first),
        "interval": _ends(first, words),
        "moves": "; ".join(texts),
        "judged": judged_text(result, words),
        "error": words.error(float(protected["mc_error"].max()), "persons"),
    }
    data = shown.drop(columns=["measure", "mean"]).astype({"value": str})
    wide, narrow = (7.4, 0.6 + _ROW * max(len(ways), len(others))), (3.7, 1.1 + _ROW * len(shown))
    return Chart(draw, data, numbers, wide=wide, narrow=narrow)


_grid = once(choices)
_CARDS = ("protected_end", "contributions", "apbd_same_cover", "deaths")


@panel("choices", drawn="protected_end")
def what_if(result: SponsorshipResult, words: Words) -> Panel:
    """Other ways of asking, starts and lengths of a plan, computed on the same facts and random numbers."""
    grid, horizon = _grid(result), result.facts.law.only(result.plan.law_groups).horizon
    ceiling = words.exact(result.outcome.ceiling_persons)
    absent = ""
    if grid.refused:
        law_alone = grid.refused == {"past_the_law"}
        absent = words("choices.absent.law" if law_alone else "choices.absent", month=words.month(horizon))
    elif grid.calendar[-1] > horizon:
        absent = words("choices.held", month=words.month(horizon))
    return Panel(
        grid=grid,
        caption=words("choices.caption"),
        axes=[words(f"choices.axis.{axis.name}") for axis in grid.axes],
        stop=partial(_stop, words),
        measures=[measure_name(measure, words) for measure in grid.units],
        cards={measure: words(f"choices.card.{measure}", ceiling=ceiling) for measure in _CARDS},
        said=words("choices.said", ceiling=ceiling),
        chart=words("choices.chart"),
        absent=absent,
    )


def _stop(words: Words, levers: Mapping[str, Any]) -> str:
    if "start" in levers:
        return words.month(levers["start"])
    if "months" in levers:
        return words.legal(levers["months"], "months")
    share = levers["participation_share"]
    if share is None:
        return first_up(words(f"collection.{levers['collection']}"))
    return words("choices.everyone") if share == 1 else words("choices.share", share=words.share(share, 0))
