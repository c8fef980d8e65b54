"""Which lever moved what on the way from one plan to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulate.show.charts.axis import bar_label, tick_form
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.tables.run import shown_value
from simulate.show.words import Words
from simulate.study.compare import TOGETHER, ends_of, levers_moved
from simulate.study.summary import mean_error

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.result import SponsorshipResult


def waterfall(result: SponsorshipResult, label: str) -> Piece:
    """Protected workers from the default plan to this one by lever; for the default plan, on to plan ``label``."""
    before, after = ends_of(result, label)
    moved = levers_moved(before, after, "protected_end")
    ends = [one.headline_table.set_index("measure").loc["protected_end"] for one in (before, after)]
    start, end = (float(row["mean"]) for row in ends)
    ending = "" if len(moved) > 1 else ".one" if len(moved) else ".none"
    error = max([*moved["mean_error"], *(mean_error(one.measures["protected_end"]) for one in (before, after))])

    def named(one: SponsorshipResult, words: Words) -> str:
        return words("table.compare.this") if one is result and not one.plan_name else one.plan_name[words.language]

    def total(row: Any, words: Words) -> str:
        return words.estimate(row["mean"], row["p05"], row["p95"], "persons")

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        steps = [(named(before, words), 0.0, start, total(ends[0], words), MUTED)]
        reached = start
        for row in moved.to_dict("records"):
            said, size = _lever(row["lever"], before, after, words), row["mean"]
            steps.append((said, reached, size, _signed(size, words), MAIN if size >= 0 else OTHER))
            reached += size
        steps.append((named(after, words), 0.0, end, total(ends[1], words), MUTED))
        longest = max(max(left, left + size) for _, left, size, _, _ in steps)
        for place, (said, left, size, shown, colour) in enumerate(steps):
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            tip = max(left, left + size)
            axes.annotate(shown, (tip, -place), xytext=(3, 0), textcoords="offset points", va="center", color=INK)
            bar_label(axes, said, (0, -place + 0.22), 50 if narrow else 100)
        axes.set_ylim(-len(steps) + 0.6, 0.85 if narrow else 0.65)
        axes.set_xlim(0, longest * 1.12)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=4 if narrow else 6)
        axes.xaxis.set_major_formatter(tick_form(words.exact))

    def numbers(words: Words) -> dict[str, str]:
        said = dict(zip(("before", "after"), (total(row, words) for row in ends), strict=True))
        said |= {"from": named(before, words), "to": named(after, words)}
        if len(moved):
            first = moved.loc[moved["mean"].abs().idxmax()]
            name = _name(first["lever"], before, words)
            said |= {"lever": _inside(name) if len(moved) > 1 else name, "size": _signed(first["mean"], words)}
        return said

    def alt(words: Words) -> str:
        steps = [
            words(
                "chart.waterfall.alt.step",
                lever=_lever(row["lever"], before, after, words),
                size=_signed(row["mean"], words),
                interval=f"{_signed(row['p05'], words)} {words('word.to')} {_signed(row['p95'], words)}",
            )
            for row in moved.to_dict("records")
        ]
        return words("chart.waterfall.alt", **numbers(words), steps="; ".join(steps))

    return figure(
        "waterfall",
        result.settings.language,
        draw,
        title=lambda words: words(f"chart.waterfall.title{ending}", **numbers(words)),
        alt=alt,
        source=lambda words: words("chart.waterfall.source", error=words.error(error, "persons")),
        data=moved,
        wide=(7.4, 0.6 + 0.55 * (len(moved) + 2)),
        narrow=(3.7, 0.6 + 0.72 * (len(moved) + 2)),
    )


def _signed(size: float, words: Words) -> str:
    sign = "+" if size >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{words.count(abs(size))}"


def _name(lever: str, one: SponsorshipResult, words: Words) -> str:
    """What a lever, or levers moved together, are called."""
    if lever in TOGETHER.values():
        return words(f"lever.{lever}")
    return type(one.plan).model_fields[lever].json_schema_extra[words.language]


def _inside(name: str) -> str:
    """A name within a sentence."""
    return name[0].lower() + name[1:]


def _lever(lever: str, before: SponsorshipResult, after: SponsorshipResult, words: Words) -> str:
    """A lever with its value before and after."""

    def said(one: SponsorshipResult) -> str:
        names = [name for name in one.plan.names() if TOGETHER.get(name, name) == lever and name != "law_extension"]
        changed = [name for name in names if getattr(before.plan, name) != getattr(after.plan, name)]
        return ", ".join(_value(name, one, words) for name in changed)

    return f"{_name(lever, before, words)}: {said(before)} → {said(after)}"


def _value(name: str, one: SponsorshipResult, words: Words) -> str:
    value = getattr(one.plan, name)
    if name == "collection":
        return words(f"collection.{value}")
    if name == "asn_groups":
        return "+".join(words(f"payer.asn_{group}") for group in value)
    unit = one.plan.unit(name)
    return f"{value} {words('unit.months')}" if unit == "months" else shown_value(name, value, words, unit)
