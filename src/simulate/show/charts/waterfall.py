"""Which lever moved what on the way from one plan to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulate.show.charts.axis import bar_label, count_ticks
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.levers import inside, lever_name, lever_value
from simulate.show.pieces import Piece
from simulate.show.words import Words
from simulate.study.compare import TOGETHER
from simulate.study.summary import mean_error

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult


def steps(
    name: str,
    before: SponsorshipResult,
    after: SponsorshipResult,
    moved: pd.DataFrame,
    named: Callable[[SponsorshipResult, Words], str],
) -> Piece:
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

    return figure(
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
        names = [name for name in one.plan.names() if TOGETHER.get(name, name) == lever and name != "law_extension"]
        changed = [name for name in names if getattr(before.plan, name) != getattr(after.plan, name)]
        return ", ".join(lever_value(name, one.plan, words) for name in changed)

    return f"{lever_name(lever, before.plan, words)}: {said(before)} → {said(after)}"
