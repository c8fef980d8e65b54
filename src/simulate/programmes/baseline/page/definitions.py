"""Claims under each definition and way of counting, and the bridge from residents to participants."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from simulate.page.base import Element
from simulate.page.drawing import bar_label, count_ticks, tick_form
from simulate.page.elements import first_up, mean_and_range, middle_and_range, row_of
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import Section, estimated, headers, old_table
from simulate.page.words import Words
from simulate.programmes.baseline.model import Definition
from simulate.programmes.baseline.plan import BaselinePlan, Workers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.baseline.study import BaselineResult

# who counts as covered in the segments of the employed, whatever definition a plan takes for its share
RESIDENTS = Definition(*(BaselinePlan.model_fields[name].default for name in Definition._fields))


def definition_said(which: Mapping[str, Any], words: Words) -> str:
    """Who counts as covered, as a sentence holds it."""
    return words(
        f"baseline.definition.{which['workers']}",
        status=words(f"baseline.status.{which['status']}"),
        place=words(f"baseline.place.{which['place']}"),
        jakon=words(f"baseline.jakon.{'with' if which['jakon'] else 'without'}"),
    )


def vulnerable_said(which: Mapping[str, Any], words: Words) -> str:
    """Who is meant by protected vulnerable workers and how they are counted, as a sentence holds it."""
    return words(f"baseline.count.{which['count']}", who=words(f"baseline.who.{which['who']}"))


def nearest(table: pd.DataFrame, claim: float) -> pd.Series | None:
    """The row whose median lies nearest to a claim that lies inside its 90 % range; None where none holds it."""
    inside = table[table["fits"] == "inside"]
    return None if inside.empty else inside.loc[(inside["p50"] - claim).abs().idxmin()]


def draw_ranges(
    axes: Axes,
    table: pd.DataFrame,
    names: Sequence[str],
    claim: float,
    form: Callable[[float], str],
    *,
    marks: Mapping[str, float],
    claimed: str,
    narrow: bool,
) -> None:
    """Draws them; ranges that hold the claim stand out.

    Args:
        axes: where.
        table: one row an estimate, with ``p05``, ``p50``, ``p95`` and ``fits``.
        names: what each is called.
        claim: the dashed line.
        form: a number as the reader writes it.
        marks: thin lines beside it, by what they are called.
        claimed: what the dashed line is called.
        narrow: whether this is for a phone.
    """
    places = list(range(len(table) - 1, -1, -1))
    for place, row in zip(places, table.to_dict("records"), strict=True):
        colour = OTHER if row["fits"] == "inside" else MAIN
        axes.hlines(place, row["p05"], row["p95"], color=colour, alpha=0.4, linewidth=7)
        axes.plot([row["p50"]], [place], "|", color=colour, markersize=13, markeredgewidth=2)
        axes.annotate(
            form(row["p50"]),
            (row["p50"], place),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=INK,
            fontsize=8.5,
        )
    lines = [(claimed, claim, INK, "--"), *((name, value, MUTED, ":") for name, value in marks.items())]
    for step, (name, value, colour, style) in enumerate(lines):  # one name above the other
        top = len(table) - 0.3 + 0.5 * step
        axes.plot([value, value], [-0.6, top], color=colour, linestyle=style, linewidth=1.2)
        axes.annotate(name, (value, top), ha="center", va="bottom", color=colour, fontsize=8.5)
    axes.set_yticks(places, [textwrap.fill(name, 24 if narrow else 44) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(table) - 0.3 + 0.5 * len(lines))
    axes.set_xlim(0, max(float(table["p95"].max()), claim) * 1.06)
    axes.xaxis.set_major_formatter(tick_form(form))
    axes.locator_params(axis="x", nbins=3 if narrow else 5)
    axes.grid(axis="x", linewidth=0.5)
    axes.set_axisbelow(True)


def definitions_chart(result: BaselineResult) -> Element:
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

    return old_figure(
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


def definitions_table(result: BaselineResult) -> Element:
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

    return old_table(
        "definitions_table",
        result.settings.language,
        caption=caption,
        header=headers("definition", "estimate", "claim_lies", "reaches_claim"),
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


def vulnerable_chart(result: BaselineResult) -> Element:
    """Protected vulnerable workers under each way of counting, the claim, and the vulnerable of deciles 1–4."""
    found, claim = result.vulnerable_table, claimed_of(result)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        draw_ranges(
            drawing.subplots(),
            found,
            [first_up(vulnerable_said(row, words)) for row in found.to_dict("records")],
            claim,
            lambda heads: words.thousands(round(heads, -3)),
            marks={words("baseline.chart.pool", pool=words.thousands(result.pool)): result.pool},
            claimed=words("baseline.chart.claim", claim=words.thousands(claim)),
            narrow=narrow,
        )

    def numbers(words: Words) -> dict[str, str]:
        best = nearest(found, claim)
        said = {} if best is None else middle_and_range(best, "persons", words)
        return {
            "claim": words.count(claim),
            "nearest": "" if best is None else vulnerable_said(best, words),
            **said,
            "pool": words.exact(result.pool),
            "times": words.decimal(row_of(result, "claim_of_pool")["p50"], 1),
        }

    def title(words: Words) -> str:
        ending = "" if nearest(found, claim) is not None else ".none"
        return words(f"baseline.chart.vulnerable.title{ending}", **numbers(words))

    def alt(words: Words) -> str:
        rows = "; ".join(
            words("baseline.chart.row", name=vulnerable_said(row, words), **middle_and_range(row, "persons", words))
            for row in found.to_dict("records")
        )
        return words("baseline.chart.vulnerable.alt", rows=rows, **numbers(words))

    return old_figure(
        "vulnerable",
        result.settings.language,
        draw,
        title=title,
        alt=alt,
        source=lambda words: words(
            "baseline.chart.vulnerable.source",
            error=words.error(float(found["mc_error"].max()), "persons"),
            first=str(result.first_year),
        ),
        data=found,
        wide=(7.4, 4.8),
        narrow=(3.7, 6.2),
    )


def claimed_of(result: BaselineResult) -> float:
    """The claimed number of protected vulnerable workers."""
    return float(result.values["claimed_funded"][0])


def vulnerable_table(result: BaselineResult) -> Element:
    """Every way of counting with its number, how the claim lies to it, and the chance that it reaches the claim."""
    found = result.vulnerable_table
    unknown = [str(result.first_year + place) for place, missing in enumerate(np.isnan(result.earlier)) if missing]

    def rows(words: Words):
        for row in found.to_dict("records"):
            yield (first_up(vulnerable_said(row, words)), *judged(row, "persons", result.settings.draws, words))

    def note(words: Words) -> str:
        return words(
            "baseline.table.vulnerable.note",
            years=words.listed(unknown),
            error=words.error(float(found["mc_error"].max()), "persons"),
        )

    return old_table(
        "vulnerable_table",
        result.settings.language,
        caption=lambda words: words("baseline.table.vulnerable.caption", claim=words.count(claimed_of(result))),
        header=headers("way_of_counting", "estimate", "claim_lies", "reaches_claim"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 3),
        note=note,
        data=found,
        stacked=True,
    )


_STEPS = ("not_resident", "not_paid_up", "unexplained")


def bridge_chart(result: BaselineResult) -> Element:
    """Covered residents, what other definitions add to them, what none explains, and the claim."""
    rows = [row_of(result, name) for name in ("covered", *_STEPS, "claimed_participants")]
    data = pd.DataFrame(rows).rename_axis("part").reset_index()

    def said(row: pd.Series, words: Words) -> str:
        return words(
            "baseline.chart.bridge.bar",
            name=words(f"baseline.bridge.{row.name}"),
            **mean_and_range(row, "persons", words),
        )

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        reached, last = 0.0, len(rows) - 1
        for place, row in enumerate(rows):
            total = place in (0, last)
            left, size = (0.0, row["mean"]) if total else (reached, row["mean"])
            reached = row["mean"] if total else reached + size
            colour = MUTED if total else OTHER if row.name == "unexplained" else MAIN
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            bar_label(axes, said(row, words), (0, -place + 0.22), 46 if narrow else 100)
        axes.set_ylim(-len(rows) + 0.6, 0.85 if narrow else 0.65)
        axes.set_yticks([])
        axes.set_xlabel(words("baseline.chart.bridge.axis"), color=INK)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        count_ticks(axes.xaxis, words)

    def numbers(words: Words) -> dict[str, str]:
        told = {"apart": "claim_apart", "inactive": "not_paid_up"}
        found = {name: mean_and_range(row_of(result, measure), "persons", words) for name, measure in told.items()}
        return {
            **{name: one["middle"] for name, one in found.items()},
            **{f"{name}_range": one["range"] for name, one in found.items()},
            "apart_median": middle_and_range(row_of(result, "claim_apart"), "persons", words)["middle"],
        }

    def alt(words: Words) -> str:
        return words("baseline.chart.bridge.alt", rows="; ".join(said(row, words) for row in rows))

    return old_figure(
        "bridge",
        result.settings.language,
        draw,
        title=lambda words: words("baseline.chart.bridge.title", **numbers(words)),
        alt=alt,
        source=lambda words: words(
            "baseline.chart.bridge.source", error=words.error(max(row["mc_error"] for row in rows), "persons")
        ),
        data=data,
        wide=(7.4, 3.8),
        narrow=(3.7, 4.9),
    )
