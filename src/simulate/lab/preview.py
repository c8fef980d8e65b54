"""What a change does, at a glance, and publishing from a form."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.lab.draft import Draft
from simulate.page.drawing import INK, MAIN, MUTED, OTHER, drawn
from simulate.page.elements import range_and_error, row_of
from simulate.page.words import Words
from simulate.programmes import named_programme, simulated
from simulate.publish.run import cells_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.simulated import Simulated


@dataclass(frozen=True)
class Published:
    """How it ended: the pages, or what was said of the failure."""

    pages: tuple[Path, ...]
    said: str


def publish_plan(draft: Draft, label: str, on_cell: Callable[[int, int], None]) -> Published:
    """Publishes the report of a named plan with a draft's settings.

    Args:
        draft: which report, region, draws and seed.
        label: of the plan.
        on_cell: told how many cells have run, of how many.

    Raises:
        InputError: the order is refused.
    """
    every, seen = cells_of(draft.order(label)), 0
    on_cell(0, every)
    with subprocess.Popen(_command(draft, label), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        said = []
        for line in run.stderr:
            if line.strip() == CELL:
                seen = min(seen + 1, every)
                on_cell(seen, every)
            else:
                said.append(line.removeprefix("simulate: ").rstrip())
        pages = tuple(paths.project() / line.strip() for line in run.stdout if line.strip().endswith(".html"))
    if run.returncode:
        return Published((), "\n".join(said[-5:]))
    on_cell(every, every)
    return Published(pages, "")


# the command prints this line for each cell that has run
CELL = "."


def _command(draft: Draft, label: str) -> list[str]:
    own = [word for name, value in draft.own_settings.items() for word in ("-p", name, str(value))]
    return [sys.executable, "-m", "simulate.cli", "report", draft.report, "--plan", label, "--cells", *own]


# the chart's colours are those of a light page
_PAPER = "background:#fff;color:#1b1f24"
_CARD = "border:1px solid #d5dae0;border-radius:6px;padding:.5em .8em;flex:1 1 11em;line-height:1.3;" + _PAPER


def numbers(report: str, result: Any, words: Words) -> str:
    """The foremost numbers with their ranges as HTML; of a report that simulates nothing, its answer."""
    if report not in simulated():
        answer = named_programme(report).page.answer(result, words)
        return f'<p style="{_CARD};line-height:1.4">{escape(answer)}</p>'
    cards = "".join(_card(report, result, measure, words) for measure in named_programme(report).foremost)
    return f'<div style="display:flex;flex-wrap:wrap;gap:.6em" aria-live="polite">{cards}</div>'


def _card(report: str, result: Simulated, measure: str, words: Words) -> str:
    row, unit = row_of(result, measure), result.units[measure]
    middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
    sure = row["p05"] == row["p95"]
    spread = "" if sure else f"{words('form.middle')}; {range_and_error(result, measure, words)}"
    return (
        f'<div style="{_CARD}"><b style="font-size:150%">{escape(middle)}</b><br>'
        f"{escape(measure_said(report, measure, words))}<br>"
        f"<small>{escape(spread)}</small></div>"
    )


def measure_said(report: str, measure: str, words: Words) -> str:
    """What one of the foremost measures is called."""
    return words(f"form.measure.{report}.{measure}")


def ranges(report: str, results: Mapping[str, Simulated], words: Words) -> str:
    """The 90 % range of each foremost measure under each plan, the first one marked, as a chart in HTML.

    Args:
        report: whose measures.
        results: by what the plan is called; the one tried out first.
        words: the language.
    """
    measures, names = named_programme(report).foremost, list(results)
    height = 0.35 + len(measures) * (0.5 + 0.24 * len(names))

    def draw(drawing: Figure, narrow: bool) -> None:
        rows = drawing.subplots(len(measures), 1, squeeze=False)[:, 0]
        drawing.subplots_adjust(left=0.06, right=0.62, top=1 - 0.25 / height, bottom=0.25 / height, hspace=0.9)
        for axes, measure in zip(rows, measures, strict=True):
            unit = next(iter(results.values())).units[measure]
            axes.set_title(measure_said(report, measure, words), fontsize=9)
            for place, (name, result) in enumerate(results.items()):
                row, own = row_of(result, measure), place == 0
                colour = MAIN if own else OTHER if place > 1 else MUTED
                axes.plot([row["p05"], row["p95"]], [-place] * 2, color=colour, linewidth=5 if own else 3, alpha=0.55)
                axes.plot([row["p50"]], [-place], "o", color=colour, markersize=6 if own else 4.5)
                shown = words.estimate(row["p50"], row["p05"], row["p95"], unit)
                label = f"{name}: {shown}"
                axes.annotate(
                    label, (1.01, -place), xycoords=("axes fraction", "data"), va="center", fontsize=8.5, color=INK
                )
            axes.set_ylim(-len(names) + 0.4, 0.6)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            axes.locator_params(axis="x", nbins=4)
            axes.xaxis.set_major_formatter(lambda number, _, unit=unit: words.value(number, unit))
            axes.margins(x=0.06)

    said = "; ".join(
        f"{measure_said(report, measure, words)}: "
        + ", ".join(
            f"{name} {words.interval(row['p05'], row['p95'], result.units[measure])}"
            for name, result in results.items()
            for row in [row_of(result, measure)]
        )
        for measure in measures
    )
    # places are known: working them out takes half of the time
    svg = drawn(f"form-{report}", draw, False, (7.4, height), layout="none")
    return f'<div role="img" aria-label="{escape(said)}" style="{_PAPER};max-width:46rem">{svg}</div>'
