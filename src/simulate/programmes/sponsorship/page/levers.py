"""Levers in words, which matters most, which moved what between plans, and the what-if panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd

from simulate.page.base import Element
from simulate.page.drawing import bar_label, count_ticks
from simulate.page.elements import first_up, inside
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.values import rules_said, shown_value
from simulate.page.whatif import Wording
from simulate.page.whatif import what_if as panel
from simulate.page.words import Words
from simulate.plan.unknowns import EVIDENCE
from simulate.programmes.sponsorship.analysis import levers_alone, strongest
from simulate.programmes.sponsorship.choices import choices
from simulate.programmes.sponsorship.model import take_up_unknowns
from simulate.programmes.sponsorship.page.results import measure_name
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.study.draws import mean_error

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.plan.checked import Checked
    from simulate.plan.unknowns import Unknown
    from simulate.programmes.sponsorship.study import SponsorshipResult


def lever_name(lever: str, levers: Checked, words: Words) -> str:
    """What a lever, or levers moved together, are called."""
    if lever in levers.together.values():
        return words(f"lever.{lever}")
    # what follows a semicolon explains the values to who sets them
    return type(levers).model_fields[lever].json_schema_extra[words.language].split(";")[0]


def lever_value(name: str, levers: Checked, words: Words) -> str:
    """A lever's value as a sentence holds it."""
    value = getattr(levers, name)
    if name == "collection":
        return words(f"collection.{value}")
    if name == "asn_groups":
        return "+".join(words(f"payer.asn_{group}") for group in value)
    if name == "start":
        return words.month(value)
    unit = levers.unit(name)
    return words.legal(value, unit) if unit == "months" else shown_value(name, value, words, unit)


def moved_said(lever: str, value: Any, words: Words) -> str:
    """What a move of `study.levers` does."""
    if lever == "collection":
        return words(f"collection.{value}")
    if lever == "selection":
        return rules_said(value, words)
    if isinstance(value, bool):
        return words(f"move.{lever}.{'yes' if value else 'no'}")
    if lever == "bridge_months" and not value:
        return words("move.bridge_months.none")
    said = {
        "asn_groups": lambda: "+".join(words(f"payer.asn_{group}") for group in value),
        "programmes": lambda: words(f"programmes.{value}"),
        "workers_per_asn": lambda: words.times(value),
        "start": lambda: words.month(value),
    }.get(lever, lambda: words.legal(value, "months"))
    return words(f"move.{lever}", value=said())


def weakest(unknowns: Mapping[str, Unknown], collection: str) -> str:
    """The grade of what is known of a way of collecting: its weaker one, of units and of people in them."""
    return max((unknowns[key].evidence for key in take_up_unknowns(collection)), key=EVIDENCE.index)


def judged_said(result: SponsorshipResult, words: Words) -> str:
    """The ways of collecting whose take-up is a judgement."""
    ways = get_args(SponsorshipPlan.model_fields["collection"].annotation)
    judged = [words(f"collection.{way}") for way in ways if weakest(result.unknowns, way) == "judgement"]
    return ", ".join(judged) or "–"


def asked_said(asked: Mapping[str, float], words: Words) -> str:
    """What the ceiling holds, by the workers asked of each group."""
    return words("ceiling.one" if set(asked.values()) == {1} else "ceiling.asked")


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
    ends = [one.headline_table.set_index("measure").loc["protected_end"] for one in (before, after)]
    start, end = (float(row["mean"]) for row in ends)
    ending = "" if len(moved) > 1 else ".one" if len(moved) else ".none"
    error = max([*moved["mean_error"], *(mean_error(one.measures["protected_end"]) for one in (before, after))])

    def total(row: Any, words: Words) -> str:
        return words.estimate(row["mean"], row["p05"], row["p95"], "persons")

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        bars = [(named(before, words), 0.0, start, total(ends[0], words), MUTED)]
        reached = start
        for row in moved.to_dict("records"):
            said, size = _lever(row["lever"], before, after, words), row["mean"]
            bars.append((said, reached, size, signed(size, words), MAIN if size >= 0 else OTHER))
            reached += size
        bars.append((named(after, words), 0.0, end, total(ends[1], words), MUTED))
        longest = max(max(left, left + size) for _, left, size, _, _ in bars)
        for place, (said, left, size, shown, colour) in enumerate(bars):
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            tip = max(left, left + size)
            axes.annotate(shown, (tip, -place), xytext=(3, 0), textcoords="offset points", va="center", color=INK)
            bar_label(axes, said, (0, -place + 0.22), 50 if narrow else 100)
        axes.set_ylim(-len(bars) + 0.6, 0.85 if narrow else 0.65)
        axes.set_xlim(0, longest * 1.12)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=4 if narrow else 6)
        count_ticks(axes.xaxis, words)

    def numbers(words: Words) -> dict[str, str]:
        said = dict(zip(("before", "after"), (total(row, words) for row in ends), strict=True))
        said |= {"from": named(before, words), "to": named(after, words)}
        if len(moved):
            first = moved.loc[moved["mean"].abs().idxmax()]
            lever = lever_name(first["lever"], before.plan, words)
            said |= {"lever": inside(lever) if len(moved) > 1 else lever, "size": signed(first["mean"], words)}
        return said

    def alt(words: Words) -> str:
        effects = [
            words(
                "chart.waterfall.alt.step",
                lever=_lever(row["lever"], before, after, words),
                size=signed(row["mean"], words),
                interval=f"{signed(row['p05'], words)} {words('word.to')} {signed(row['p95'], words)}",
            )
            for row in moved.to_dict("records")
        ]
        return words("chart.waterfall.alt", **numbers(words), steps="; ".join(effects))

    return old_figure(
        name,
        before.settings.language,
        draw,
        title=lambda words: words(f"chart.waterfall.title{ending}", **numbers(words)),
        alt=alt,
        source=lambda words: words("chart.waterfall.source", error=words.error(error, "persons")),
        data=moved,
        wide=(7.4, 0.6 + 0.55 * (len(moved) + 2)),
        narrow=(3.7, 0.6 + 0.72 * (len(moved) + 2)),
    )


def signed(size: float, words: Words) -> str:
    """Heads with their sign, to three figures."""
    sign = "+" if size >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{words.count(abs(size))}"


def _lever(lever: str, before: SponsorshipResult, after: SponsorshipResult, words: Words) -> str:
    """A lever with its value before and after."""

    def said(one: SponsorshipResult) -> str:
        names = [
            name
            for name in one.plan.names()
            if one.plan.together.get(name, name) == lever and name != "law_extension"
        ]
        changed = [name for name in names if getattr(before.plan, name) != getattr(after.plan, name)]
        return ", ".join(lever_value(name, one.plan, words) for name in changed)

    return f"{lever_name(lever, before.plan, words)}: {said(before)} → {said(after)}"


_ROW = 0.62
_WAY = "collection"
# other levers shown
_MOST = 5


def levers_chart(result: SponsorshipResult) -> Element:
    """Change in protected workers: every other way of collecting, and the strongest move of each other lever."""
    moves = levers_alone(result)
    protected = moves[moves["measure"] == "protected_end"]
    ways = protected[protected["lever"] == _WAY].sort_values("p50", ascending=False)
    others = strongest(moves[moves["lever"] != _WAY], "protected_end")
    others = others[others["p50"].abs() >= 0.5].head(_MOST).reset_index(drop=True)
    first = strongest(moves, "protected_end").iloc[0]

    def name(row: dict, words: Words) -> str:
        return moved_said(row["lever"], row["value"], words)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        counts = [max(len(rows), 1) for rows in (ways, others)]
        shape = {"nrows": 2, "height_ratios": counts} if narrow else {"ncols": 2}
        for axes, rows, kind in zip(drawing.subplots(**shape), (ways, others), ("ways", "others"), strict=True):
            _panel(axes, rows, words, lambda row: name(row, words), narrow)
            axes.set_title(words(f"chart.levers.{kind}"))
            axes.set_ylim(-(len(rows) if narrow else max(counts)) + 0.55, 0.85)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "value": name(first, words),
            "size": signed(first["p50"], words),
            "interval": f"{signed(first['p05'], words)} {words('word.to')} {signed(first['p95'], words)}",
            "error": words.error(float(protected["mc_error"].max()), "persons"),
            "judged": judged_said(result, words),
        }

    def alt(words: Words) -> str:
        said = [
            words(
                "chart.waterfall.alt.step",
                lever=name(row, words),
                size=signed(row["p50"], words),
                interval=f"{signed(row['p05'], words)} {words('word.to')} {signed(row['p95'], words)}",
            )
            for row in pd.concat([ways, others]).to_dict("records")
        ]
        return words("chart.levers.alt", moves="; ".join(said))

    most = max(len(ways), len(others))
    return old_figure(
        "levers",
        result.settings.language,
        draw,
        title=lambda words: words("chart.levers.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("chart.levers.source", **numbers(words)),
        data=pd.concat([ways, others]).drop(columns=["measure", "mean"]).astype({"value": str}),
        wide=(7.4, 0.6 + _ROW * most),
        narrow=(3.7, 1.1 + _ROW * (len(ways) + len(others))),
    )


def _panel(axes: Axes, rows: pd.DataFrame, words: Words, name, narrow: bool) -> None:
    """Bars from zero with their range, each under what is moved."""
    ends = [0.0, *rows["p05"], *rows["p95"]]
    low, high = min(ends), max(ends)
    room = 0.12 * max(high - low, 1e-9)
    for place, row in enumerate(rows.to_dict("records")):
        colour = MAIN if row["p50"] >= 0 else OTHER
        axes.barh(-place, row["p50"], color=colour, alpha=0.7, height=0.32, edgecolor="none")
        axes.plot([row["p05"], row["p95"]], [-place, -place], color=INK, linewidth=1.1)
        axes.plot([0, 0], [-place - 0.26, -place + 0.16], color=MUTED, linewidth=1.2)
        bar_label(axes, f"{name(row)}: {signed(row['p50'], words)}", (low - room, -place + 0.2), 46)
    axes.set_xlim(low - room, high + room)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=4)
    count_ticks(axes.xaxis, words)


_CARDS = ("protected_end", "contributions", "apbd_same_cover", "deaths")


def what_if(result: SponsorshipResult) -> Element:
    """Other ways of asking, starts and lengths of a plan, computed on the same facts and random numbers."""
    grid = choices(result)
    horizon = result.facts.law.only(result.plan.law_groups).horizon
    # places that the page fills from the table
    opened = {measure: f"{{{measure}}}" for measure in grid.units} | {
        axis.name: f"{{{axis.name}}}" for axis in grid.axes
    }

    def said(words: Words) -> str:
        ceiling = words.exact(result.outcome.ceiling_persons)
        return words("choices.said", **opened, interval="{protected_end.range}", ceiling=ceiling)

    def card(words: Words, measure: str) -> str:
        ceiling = words.exact(result.outcome.ceiling_persons)
        return words(f"choices.card.{measure}", **opened, ceiling=ceiling)

    def absent(words: Words) -> str:
        if grid.refused:
            law_alone = grid.refused == {"past_the_law"}
            return words("choices.absent.law" if law_alone else "choices.absent", month=words.month(horizon))
        held = grid.calendar[-1] > horizon
        return words("choices.held", month=words.month(horizon)) if held else ""

    return panel(
        "choices",
        result.settings.language,
        grid,
        Wording(
            caption=lambda words: words("choices.caption"),
            axis=lambda words, axis: words(f"choices.axis.{axis}"),
            stop=stop,
            measure=lambda words, measure: measure_name(measure, words),
            card=card,
            said=said,
            chart=lambda words: words("choices.chart"),
            absent=absent,
        ),
        cards=_CARDS,
        drawn="protected_end",
    )


def stop(words: Words, levers: Mapping[str, Any]) -> str:
    """What a stop of the panel is called."""
    if "start" in levers:
        return words.month(levers["start"])
    if "months" in levers:
        return words.legal(levers["months"], "months")
    share = levers["participation_share"]
    if share is None:
        said = words(f"collection.{levers['collection']}")
        return first_up(said)
    return words("choices.everyone") if share == 1 else words("choices.share", share=words.share(share, 0))
