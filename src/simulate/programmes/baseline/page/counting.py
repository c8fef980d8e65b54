"""Who may count as covered: the share by definition and vulnerable workers by way of counting, against the claims."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside, tick_form
from simulate.page.elements import Chart, Rows, chart, first_up, table
from simulate.page.html import Row, Section, estimated
from simulate.page.words import Words
from simulate.programmes.baseline.model import Definition
from simulate.programmes.baseline.plan import BaselinePlan, Workers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.baseline.study import BaselineResult


# who counts as covered in the segments of the employed, whatever definition a plan takes for its share; the widest
# definition beside it
RESIDENTS = Definition(*(BaselinePlan.model_fields[name].default for name in Definition._fields))
REGISTERED = Definition("registered", "workplace", True, "all")
# the definitions that differ most in what they say; the plan's own is shown beside them
_FEW = (
    REGISTERED,
    Definition("active", "residence", True, "wage_earners"),
    Definition("active", "workplace", True, "all"),
    RESIDENTS,
    Definition("active", "residence", False, "all"),
)
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


def short(row: Mapping[str, Any], words: Words) -> str:
    """Who counts by a definition, in the words of a first glance where there are any."""
    which = Definition(*(row[name] for name in Definition._fields))
    jakon = "with" if which.jakon else "without"
    key = f"baseline.short.{which.workers}.{which.status}.{which.place}.{jakon}"
    return words(key) if words.has(key) else first_up(counted(row, words))


def claim_of(result: BaselineResult, name: str) -> float:
    """What the regency claims of ``definitions``, a share, or of the ``vulnerable``, persons."""
    return float(result.values[_CLAIMS[name]][0])


def share_of(result: BaselineResult, which: Definition) -> dict[str, Any]:
    """The row of the table of definitions that is of this one."""
    found = result.table("definitions")
    return next(row for row in found.to_dict("records") if all(row[key] == of for key, of in which._asdict().items()))


def exceeds(result: BaselineResult) -> bool:
    """Whether the claim is above the share of active residents."""
    return claim_of(result, "definitions") > share_of(result, RESIDENTS)["p50"]


def only_widely(found: pd.DataFrame) -> bool:
    """Whether the claim fits where the registered or formal workers alone are counted, and nowhere else."""
    inside = found["fits"] == "inside"
    return inside.any() and not (inside & (found["status"] == "active") & (found["workers"] == "all")).any()


def nearest(found: pd.DataFrame, claim: float) -> dict[str, Any] | None:
    """Of the rows whose range holds the claim the one whose median is closest to it; None where none holds it."""
    fits = found[found["fits"] == "inside"]
    return None if fits.empty else fits.loc[(fits["p50"] - claim).abs().idxmin()].to_dict()


def against_claim(result: BaselineResult, name: str, found: pd.DataFrame, words: Words) -> dict[str, Any]:
    """What texts say of a table against its claim: ``inside`` how many of ``all`` ranges the claim lies.

    Where it lies in any, ``nearest`` is who counts in the row whose median is closest to it, ``best`` that row.
    """
    claim, unit = claim_of(result, name), found["unit"].iloc[0]
    numbers = {
        "claim": words.share(claim, 0) if unit == "share" else words.count(claim),
        "inside": words.exact((found["fits"] == "inside").sum()),
        "all": words.exact(len(found)),
        "error": words.error(float(found["mc_error"].max()), unit),
    }
    best = nearest(found, claim)
    return numbers | ({"nearest": counted(best, words), "best": words.of(best, unit)} if best else {})


def _ranges(
    result: BaselineResult,
    name: str,
    found: pd.DataFrame,
    form: Callable[[float], str],
    words: Words,
    more: Mapping[str, Any],
    marks: Mapping[str, float] | None = None,
    called: Callable[[Mapping[str, Any], Words], str] = lambda row, words: first_up(counted(row, words)),
    own: Definition | None = None,
) -> Chart:
    """Estimates of a table with their ranges against the claim; those that hold it stand out.

    ``found`` are the rows shown, ``form`` is a number as the reader writes it, ``more`` what texts hold beside
    `against_claim`, ``marks`` are thin lines beside the claim, by what they are called, ``called`` names a row,
    ``own`` is the definition whose name is in bold.
    """
    claim, rows = claim_of(result, name), found.to_dict("records")
    lines = [(words("baseline.chart.claim", claim=form(claim)), claim, INK, "--")]
    lines += [(mark, value, MUTED, ":") for mark, value in (marks or {}).items()]
    said = (words("baseline.chart.row", name=counted(row, words), row=words.of(row, row["unit"])) for row in rows)
    numbers = against_claim(result, name, found, words) | {"rows": "; ".join(said)} | more

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(rows) - 1, -1, -1)
        above = {"va": "bottom", "fontsize": 8.5}
        end = max(float(found["p95"].max()), claim) * 1.06

        def side(value: float) -> str:  # what stands near an edge leads away from it
            return "right" if value > 0.8 * end else "left" if value < 0.17 * end else "center"

        for place, row in zip(places, rows, strict=True):
            colour = OTHER if row["fits"] == "inside" else MAIN
            axes.hlines(place, row["p05"], row["p95"], color=colour, alpha=0.4, linewidth=7)
            axes.plot([row["p50"]], [place], "|", color=colour, markersize=13, markeredgewidth=2)
            beside(axes, form(row["p50"]), (row["p50"], place), (0, 6), ha=side(row["p50"]), **above)
        top = len(rows) - 0.3
        for text, value, colour, style in lines:  # one name above the other
            axes.plot([value, value], [-0.6, top], color=colour, linestyle=style, linewidth=1.2)
            told = textwrap.fill(text, 26 if narrow else 99)
            axes.annotate(told, (value, top), color=colour, ha=side(value), **above)
            top += 0.5 + 0.45 * told.count("\n")
        names = [textwrap.fill(called(row, words), 24 if narrow else 44) for row in rows]
        for row, tick in zip(rows, axes.set_yticks(places, names), strict=True):
            if own is not None and all(row[key] == of for key, of in own._asdict().items()):
                tick.label1.set_fontweight("bold")
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, top)
        axes.set_xlim(0, end)
        axes.xaxis.set_major_formatter(tick_form(form))
        axes.locator_params(axis="x", nbins=2 if narrow else 5)
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)

    opens = {"claim": f"claim_{name}", "best": "nearest"} | dict.fromkeys(("least", "most", "widest"), "definitions")
    traces = {place: trace for place, trace in opens.items() if place in numbers}
    return Chart(draw, result.table(name), numbers, title="" if "best" in numbers else ".none", traces=traces)


def _judged(row: Mapping[str, Any], result: BaselineResult, words: Words) -> Row:
    """Who counts, the estimate, how the claim lies to it, and the chance that it is reached, with its error."""
    chance = words.chance(row["reached"], result.settings.draws, signs=True)
    error = "" if row["reached_error"] == 0 else f" {words.error(row['reached_error'], 'share')}"
    lies = words(f"baseline.fits.{row['fits']}")
    return first_up(counted(row, words)), estimated(row, row["unit"], words), lies, chance + error


_JUDGED = "estimate claim_lies reaches_claim"


@chart("coverage", "baseline.chart.coverage", wide=(7.4, 3.0), narrow=(3.7, 3.3))
def coverage_chart(result: BaselineResult, words: Words) -> Chart:
    """The covered share under the few definitions that differ most and the plan's own, the widest first."""
    rows = [share_of(result, which) for which in dict.fromkeys((*_FEW, result.definition))]
    shown, percent = pd.DataFrame(rows).sort_values("p50", ascending=False), partial(words.share, digits=0)
    widest, strict = (percent(share_of(result, which)["p50"]) for which in (REGISTERED, RESIDENTS))
    drawn = _ranges(
        result,
        "definitions",
        shown,
        percent,
        words,
        {"widest": widest, "strict": strict},
        called=short,
        own=result.definition,
    )
    return replace(drawn, data=shown, title="", traces=drawn.traces | {"strict": "residents"})


@chart("definitions", "baseline.chart.definitions", wide=(7.4, 4.6), narrow=(3.7, 5.6))
def definitions_chart(result: BaselineResult, words: Words) -> Chart:
    """The share of all workers who are covered under each definition, and the claim."""
    shown, percent = result.table("definitions").query("workers == 'all'"), partial(words.share, digits=0)
    ends = {"least": percent(shown["p50"].min()), "most": percent(shown["p50"].max())}
    drawn = _ranges(result, "definitions", shown, percent, words, ends)
    return replace(drawn, title=".only") if only_widely(result.table("definitions")) else drawn


@table("definitions_table", "baseline.table.definitions", f"definition {_JUDGED}", numeric=(1, 3), stacked=True)
def definitions_table(result: BaselineResult, words: Words) -> Rows:
    """Every definition with its share, how the claim lies to it, and the chance that it reaches the claim."""
    found, rows = result.table("definitions"), []
    for workers in get_args(Workers):
        rows.append(Section([words(f"baseline.workers.{workers}"), "", "", ""]))
        rows += [_judged(row, result, words) for row in found[found["workers"] == workers].to_dict("records")]
    return Rows(rows, against_claim(result, "definitions", found, words), found)


@chart("vulnerable", "baseline.chart.vulnerable", wide=(7.4, 4.8), narrow=(3.7, 7.6))
def vulnerable_chart(result: BaselineResult, words: Words) -> Chart:
    """Protected vulnerable workers under each way of counting, the claim, and the vulnerable of deciles 1–4."""
    numbers = {
        "pool": words.exact(result.pool),
        "times": words.decimal(result.number("claim_of_pool"), 1),
        "first": str(min(result.earlier)),
    }
    marks = {words("baseline.chart.pool", pool=words.thousands(result.pool)): result.pool}
    if result.budgeted is not None:
        budgeted = words.thousands(result.budgeted.value)
        marks[words("baseline.chart.budgeted", budgeted=budgeted)] = result.budgeted.value
    found, form = result.table("vulnerable"), lambda heads: words.thousands(round(heads, -3))
    return _ranges(result, "vulnerable", found, form, words, numbers, marks)


@table("vulnerable_table", "baseline.table.vulnerable", f"way_of_counting {_JUDGED}", numeric=(1, 3), stacked=True)
def vulnerable_table(result: BaselineResult, words: Words) -> Rows:
    """Every way of counting with its number, how the claim lies to it, and the chance that it reaches the claim."""
    found = result.table("vulnerable")
    missing = [str(year) for year, persons in result.earlier.items() if np.isnan(persons)]
    numbers = against_claim(result, "vulnerable", found, words) | {"years": words.listed(missing)}
    return Rows([_judged(row, result, words) for row in found.to_dict("records")], numbers, found)
