"""Claims under each definition and way of counting, and the bridge from residents to participants."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, bar_label, beside, count_ticks, tick_form
from simulate.page.elements import Chart, Rows, chart, first_up, table
from simulate.page.html import Row, Section, estimated
from simulate.page.words import Words
from simulate.programmes.baseline.model import Definition
from simulate.programmes.baseline.plan import BaselinePlan, Workers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.baseline.study import BaselineResult

# who counts as covered in the segments of the employed, whatever definition a plan takes for its share
RESIDENTS = Definition(*(BaselinePlan.model_fields[name].default for name in Definition._fields))
# the claim that each table is held against
_CLAIMS = {"definitions": "claimed_share", "vulnerable": "claimed_funded"}


def counted(which: Mapping[str, Any], words: Words) -> str:
    """Who counts, as a sentence holds it: by a definition, or by a way of counting vulnerable workers."""
    if "who" in which:
        return words(f"baseline.count.{which['count']}", who=words(f"baseline.who.{which['who']}"))
    return words(
        f"baseline.definition.{which['workers']}",
        status=words(f"baseline.status.{which['status']}"),
        place=words(f"baseline.place.{which['place']}"),
        jakon=words(f"baseline.jakon.{'with' if which['jakon'] else 'without'}"),
    )


def claim_of(result: BaselineResult, name: str) -> float:
    """What the regency claims of ``definitions``, a share, or of the ``vulnerable``, persons."""
    return float(result.values[_CLAIMS[name]][0])


def against_claim(result: BaselineResult, name: str, found: pd.DataFrame, words: Words) -> dict[str, Any]:
    """What texts say of a table against its claim: ``inside`` how many of ``all`` ranges the claim lies.

    Where it lies in any, ``nearest`` is who counts in the row whose median is closest to it, ``best`` that row.
    """
    claim, inside, unit = claim_of(result, name), found[found["fits"] == "inside"], found["unit"].iloc[0]
    numbers = {
        "claim": words.share(claim, 0) if unit == "share" else words.count(claim),
        "inside": words.exact(len(inside)),
        "all": words.exact(len(found)),
        "error": words.error(float(found["mc_error"].max()), unit),
    }
    if inside.empty:
        return numbers
    best = inside.loc[(inside["p50"] - claim).abs().idxmin()]
    return numbers | {"nearest": counted(best, words), "best": words.of(best, unit)}


def _ranges(
    result: BaselineResult,
    name: str,
    found: pd.DataFrame,
    form: Callable[[float], str],
    words: Words,
    marks: Mapping[str, float] | None = None,
) -> Callable[[Figure, bool], None]:
    """Draws estimates with their ranges against the claim; those that hold it stand out.

    ``form`` is a number as the reader writes it, ``marks`` are thin lines beside the claim, by what they are called.
    """
    claim, rows = claim_of(result, name), found.to_dict("records")
    lines = [(words("baseline.chart.claim", claim=form(claim)), claim, INK, "--")]
    lines += [(mark, value, MUTED, ":") for mark, value in (marks or {}).items()]
    at_top = len(rows) - 0.3

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(rows) - 1, -1, -1)
        above = {"ha": "center", "va": "bottom", "fontsize": 8.5}
        for place, row in zip(places, rows, strict=True):
            colour = OTHER if row["fits"] == "inside" else MAIN
            axes.hlines(place, row["p05"], row["p95"], color=colour, alpha=0.4, linewidth=7)
            axes.plot([row["p50"]], [place], "|", color=colour, markersize=13, markeredgewidth=2)
            beside(axes, form(row["p50"]), (row["p50"], place), (0, 6), **above)
        for step, (text, value, colour, style) in enumerate(lines):  # one name above the other
            axes.plot([value, value], [-0.6, at_top + 0.5 * step], color=colour, linestyle=style, linewidth=1.2)
            axes.annotate(text, (value, at_top + 0.5 * step), color=colour, **above)
        names = [textwrap.fill(first_up(counted(row, words)), 24 if narrow else 44) for row in rows]
        axes.set_yticks(places, names)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, at_top + 0.5 * len(lines))
        axes.set_xlim(0, max(float(found["p95"].max()), claim) * 1.06)
        axes.xaxis.set_major_formatter(tick_form(form))
        axes.locator_params(axis="x", nbins=3 if narrow else 5)
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)

    return draw


def _rows_text(found: pd.DataFrame, words: Words) -> str:
    rows = ((counted(row, words), words.of(row, row["unit"])) for row in found.to_dict("records"))
    return "; ".join(words("baseline.chart.row", name=name, row=row) for name, row in rows)


def _judged(row: Mapping[str, Any], result: BaselineResult, words: Words) -> Row:
    """Who counts, the estimate, how the claim lies to it, and the chance that it is reached, with its error."""
    chance = words.chance(row["reached"], result.settings.draws, signs=True)
    error = "" if row["reached_error"] == 0 else f" {words.error(row['reached_error'], 'share')}"
    lies = words(f"baseline.fits.{row['fits']}")
    return first_up(counted(row, words)), estimated(row, row["unit"], words), lies, chance + error


_JUDGED = "estimate claim_lies reaches_claim"


@chart("definitions", "baseline.chart.definitions", wide=(7.4, 4.6), narrow=(3.7, 5.6))
def definitions_chart(result: BaselineResult, words: Words) -> Chart:
    """The share of all workers who are covered under each definition, and the claim."""
    found = result.table("definitions")
    shown = found[found["workers"] == "all"]
    numbers = against_claim(result, "definitions", shown, words) | {
        "least": words.share(float(shown["p50"].min()), 0),
        "most": words.share(float(shown["p50"].max()), 0),
        "rows": _rows_text(shown, words),
    }
    draw = _ranges(result, "definitions", shown, lambda share: words.share(share, 0), words)
    return Chart(draw, found, numbers, title="" if "best" in numbers else ".none")


@table("definitions_table", "baseline.table.definitions", f"definition {_JUDGED}", numeric=(1, 3), stacked=True)
def definitions_table(result: BaselineResult, words: Words) -> Rows:
    """Every definition with its share, how the claim lies to it, and the chance that it reaches the claim."""
    found, rows = result.table("definitions"), []
    for workers in get_args(Workers):
        rows.append(Section([words(f"baseline.workers.{workers}"), "", "", ""]))
        rows += [_judged(row, result, words) for row in found[found["workers"] == workers].to_dict("records")]
    return Rows(rows, against_claim(result, "definitions", found, words), found)


@chart("vulnerable", "baseline.chart.vulnerable", wide=(7.4, 4.8), narrow=(3.7, 6.2))
def vulnerable_chart(result: BaselineResult, words: Words) -> Chart:
    """Protected vulnerable workers under each way of counting, the claim, and the vulnerable of deciles 1–4."""
    found = result.table("vulnerable")
    numbers = against_claim(result, "vulnerable", found, words) | {
        "pool": words.exact(result.pool),
        "times": words.decimal(result.number("claim_of_pool"), 1),
        "first": str(min(result.earlier)),
        "rows": _rows_text(found, words),
    }
    marks = {words("baseline.chart.pool", pool=words.thousands(result.pool)): result.pool}
    draw = _ranges(result, "vulnerable", found, lambda heads: words.thousands(round(heads, -3)), words, marks)
    return Chart(draw, found, numbers, title="" if "best" in numbers else ".none")


@table("vulnerable_table", "baseline.table.vulnerable", f"way_of_counting {_JUDGED}", numeric=(1, 3), stacked=True)
def vulnerable_table(result: BaselineResult, words: Words) -> Rows:
    """Every way of counting with its number, how the claim lies to it, and the chance that it reaches the claim."""
    found = result.table("vulnerable")
    missing = [str(year) for year, persons in result.earlier.items() if np.isnan(persons)]
    numbers = against_claim(result, "vulnerable", found, words) | {"years": words.listed(missing)}
    return Rows([_judged(row, result, words) for row in found.to_dict("records")], numbers, found)


@chart("bridge", "baseline.chart.bridge", wide=(7.4, 3.8), narrow=(3.7, 4.9))
def bridge_chart(result: BaselineResult, words: Words) -> Chart:
    """Covered residents, what other definitions add to them, what none explains, and the claim."""
    measures = ("covered", "not_resident", "not_paid_up", "unexplained", "claimed_participants")
    rows = pd.DataFrame([result.row(measure) for measure in measures])
    texts = [
        words("baseline.chart.bridge.bar", name=words(f"measure.baseline.{measure}"), row=words.of(row, "persons"))
        for measure, row in rows.iterrows()
    ]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, reached = drawing.subplots(), 0.0
        for place, (measure, size) in enumerate(rows["mean"].items()):
            total = measure in ("covered", "claimed_participants")
            colour = MUTED if total else OTHER if measure == "unexplained" else MAIN
            left = 0.0 if total else reached
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            bar_label(axes, texts[place], (0, -place + 0.22), 46 if narrow else 100)
            reached = left + size
        axes.set_ylim(-len(rows) + 0.6, 0.85 if narrow else 0.65)
        axes.set_yticks([])
        axes.set_xlabel(words("baseline.chart.bridge.axis"), color=INK)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        count_ticks(axes.xaxis, words)

    numbers = {"rows": "; ".join(texts), "error": words.error(float(rows["mc_error"].max()), "persons")}
    return Chart(draw, rows.rename_axis("part").reset_index(), numbers)
