"""What a form is made of: an input for each lever, the numbers and the chart that come out, a run that publishes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.lab.parameters import Draft
from simulate.page.drawing import INK, MAIN, MUTED, OTHER, drawn
from simulate.page.face import range_said
from simulate.page.words import Words, shown_value
from simulate.plan.named import scenario_files
from simulate.programmes import named_programme, simulated
from simulate.publish.requests import plans_of
from simulate.publish.run import cells_of
from simulate.written import BILLION, Billions, billions_of, maybe_thousands

if TYPE_CHECKING:
    from ipywidgets import Widget
    from matplotlib.figure import Figure

    from simulate.study.simulated import Simulated

# a range of more steps is typed, not dragged
_MOST_STEPS = 1000
# of a slider over a share: the largest of these that makes at least so many and has the default among them
_STEPS, _LEAST_STEPS = (0.05, 0.01, 0.005, 0.001, 0.0005, 0.0001), 90
# units of amounts that are typed in billions
_RUPIAH = ("rp", "rp_year")
# a longer text of digits and marks is an amount in rupiah
_MOST_DIGITS = 9
_WIDE = "98%"


class Control:
    """The input of one lever; ``on_change`` is called with its name and value whenever the planner moves it."""

    def __init__(self, lever: Mapping[str, Any], value: Any, words: Words, on_change: Callable[[str, Any], None]):
        """Builds the input for a lever as `parameters_of` describes it, showing a value as JSON type."""
        import ipywidgets

        self.lever, self.name = lever, str(lever["name"])
        self.value = value
        self._on_change = on_change
        self._quiet = False
        self._input, self._read, self._write = _input(lever, words)
        self._unset = None
        if lever.get("optional") and lever["unit"] != "month":
            self._unset = ipywidgets.Checkbox(indent=False, layout={"width": _WIDE})
            self._unset.observe(self._moved, "value")
        self._input.layout.width = _WIDE
        self._input.observe(self._moved, "value")
        self._about, self._wrong = ipywidgets.HTML(), ipywidgets.HTML()
        inputs = [box for box in (self._unset, self._input) if box is not None]
        self.box = ipywidgets.VBox(
            [self._about, *inputs, self._wrong], layout={"margin": "0 0 0.6em 0", "flex": "0 0 auto"}
        )
        self.show(value)
        self.speak(words)

    def show(self, value: Any) -> None:
        """Shows a value, a JSON type or a text as on a command line, without telling anyone."""
        self.value = value
        self._quiet = True
        if self._unset is not None:
            self._unset.value = value is None
            self._input.disabled = value is None
        if value is not None or self._unset is None:
            self._input.value = self._write(value)
        self._quiet = False

    def speak(self, words: Words) -> None:
        """Says what it is in a language: meaning, value, default, bounds, unit."""
        meaning, _, more = self.lever[words.language].partition(";")
        value = value_said(self.lever, self.value, words)
        self._about.value = (
            f'<div style="line-height:1.35"><b>{escape(meaning)}</b>: {escape(value)}'
            f'<div style="font-size:85%;opacity:.8">{escape(self._help(more.strip(), words))} '
            f"<code>{escape(self.name)}</code></div></div>"
        )
        if self._unset is not None:
            self._unset.description = words("form.unset")
        if self.lever["unit"] in ("choice", "choices") and "choices" in self.lever:
            self._quiet = True
            chosen = self._input.value
            self._input.options = _options(self.lever, words)
            self._input.value = chosen
            self._quiet = False

    def complain(self, problems: list[str]) -> None:
        """Shows what is wrong with its value; an empty list takes it away."""
        lines = "<br>".join(map(escape, problems))
        self._wrong.value = f'<div role="alert" style="color:#b3261e;line-height:1.35">{lines}</div>' if lines else ""

    def _moved(self, moved: Mapping[str, Any]) -> None:
        if self._quiet or self._settles(moved):
            return
        if self._unset is not None:
            self._input.disabled = self._unset.value
        self.value = None if self._unset is not None and self._unset.value else self._read(self._input.value)
        self._on_change(self.name, self.value)

    def _settles(self, moved: Mapping[str, Any]) -> bool:
        """Whether a slider only settles on the step nearest to the value that it was given: nobody moved it."""
        step = getattr(self._input, "step", None)
        dragged = isinstance(moved["new"], float) and isinstance(self.value, int | float) and bool(step)
        return dragged and moved["owner"] is self._input and abs(moved["new"] - self._write(self.value)) <= step / 2

    def _help(self, more: str, words: Words) -> str:
        usual = words("form.default", value=value_said(self.lever, self.lever["default"], words))
        least, most, unit = self.lever.get("least"), self.lever.get("most"), self.lever["unit"]
        bounds = ""
        if least is not None and most is not None:
            # a percentage and an amount of rupiah say their unit
            tells = unit in ("share", *_RUPIAH)
            low, high = (value_said(self.lever, end, words) if tells else f"{end:n}" for end in (least, most))
            bounds = words("form.bounds", low=low, high=high) + ("" if tells else f" ({words(f'unit.{unit}')})")
        billions = words("form.billions") if unit in _RUPIAH else ""
        # what stands there where nothing is set, the box to tick says
        told = "" if more.startswith("None") else more
        return "; ".join(part for part in (told, bounds, billions, usual) if part)


def value_said(lever: Mapping[str, Any], value: Any, words: Words) -> str:
    """A lever's value in words; one that is still being typed as it stands."""
    try:
        return shown_value(lever["name"], value, words, lever["unit"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return str(value)


# an input, what its value says of the lever, and how it shows a lever's value
Input = tuple["Widget", Callable[[Any], Any], Callable[[Any], Any]]


def _input(lever: Mapping[str, Any], words: Words) -> Input:
    """The input that fits a lever's type."""
    import ipywidgets

    chosen = _chooser(lever, words)
    if chosen is not None:
        return chosen
    if lever["type"] in ("integer", "number") and {"least", "most"} <= lever.keys():
        return _number(lever)
    empty = {"array": [], "object": {}}.get(lever["type"])
    return ipywidgets.Text(continuous_update=False), lambda text: text.strip() or empty, _as_typed


def _chooser(lever: Mapping[str, Any], words: Words) -> Input | None:
    """The input of a lever whose values are listed; None for any other."""
    import ipywidgets

    def itself(value: Any) -> Any:
        return value

    def several(options: Sequence[Any]) -> Input:
        return ipywidgets.SelectMultiple(options=options, rows=min(len(options), 8)), list, tuple

    unit = lever["unit"]
    if unit in ("choice", "choices") and "choices" not in lever:
        return None  # a table of the region says which there are
    comparable = [name for name in simulated() if named_programme(name).compared]
    makers: dict[str, Callable[[], Input]] = {
        "yes/no": lambda: (ipywidgets.Checkbox(indent=False, description=lever["name"]), bool, bool),
        "choice": lambda: (ipywidgets.Dropdown(options=_options(lever, words)), itself, itself),
        "choices": lambda: several(_options(lever, words)),
        "plans": lambda: several(list(dict.fromkeys(label for name in comparable for label in plans_of(name)))),
        "label": lambda: (ipywidgets.Dropdown(options=plans_of(lever["name"])), itself, itself),
        "scenario": lambda: (ipywidgets.Dropdown(options=list(scenario_files())), itself, itself),
    }
    return makers[unit]() if unit in makers else None


def _number(lever: Mapping[str, Any]) -> Input:
    """The input of a number between bounds: a slider, or a box where there is too much to slide over."""
    import ipywidgets

    least, most, unit = lever["least"], lever["most"], lever["unit"]

    def shown(number: Any) -> Any:
        return least if number is None else number

    if unit in _RUPIAH:
        box = ipywidgets.Text(_in_billions(least), continuous_update=False)
        return box, _of_billions, lambda amount: _in_billions(shown(amount))
    if lever["type"] == "number":
        step = 0.5 if unit == "persons" else _step(lever)
        slider = ipywidgets.FloatSlider(min=least, max=most, step=step, readout=False)
        return slider, lambda number: round(float(number), 6), shown
    if most - least <= _MOST_STEPS:
        return ipywidgets.IntSlider(min=least, max=most, readout=False), int, shown
    # a box of numbers would drop a point and what follows it, so 2.000 would be 2
    return ipywidgets.Text(str(least), continuous_update=False), _whole, lambda number: str(shown(number))


def _whole(text: str) -> Any:
    """A whole number as typed; any other text as it stands, for the plan to refuse beside its input."""
    text = text.strip()
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else text


def _in_billions(amount: Any) -> str:
    """Rupiah as `_of_billions` reads them; a text that was typed as it stands."""
    if isinstance(amount, str) and not amount.isdecimal():
        return amount
    return billions_of(int(amount))


def _of_billions(text: str) -> Any:
    """Rupiah from billions as typed, 1.5 and 1,5 alike; a text that may mean thousands stays, to be refused."""
    text = text.strip()
    if maybe_thousands(text) and len(re.findall(r"[0-9]", text)) <= _MOST_DIGITS:
        return Billions(text)
    if not re.fullmatch(r"-?[0-9]{1,9}([.,][0-9]{1,9})?", text) or maybe_thousands(text):
        return text
    return round(float(text.replace(",", ".")) * BILLION)


def _step(lever: Mapping[str, Any]) -> float:
    least, most = lever["least"], lever["most"]
    away = (lever["default"] or least) - least
    fits = (
        one for one in _STEPS if (most - least) / one >= _LEAST_STEPS and abs(away / one - round(away / one)) < 1e-6
    )
    return next(fits, _STEPS[-1])


def _options(lever: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The words of each choice, and the choice."""
    one = lever["unit"] == "choice"
    return [
        (shown_value(lever["name"], choice if one else [choice], words, lever["unit"]), choice)
        for choice in lever["choices"]
    ]


def _as_typed(value: Any) -> str:
    """A value as a command line writes it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}:{part}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


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
    row, unit = result.row(measure), result.units[measure]
    middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
    sure = row["p05"] == row["p95"]
    spread = "" if sure else f"{words('form.middle')}; {range_said(result, measure, words)}"
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
                row, own = result.row(measure), place == 0
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
            for row in [result.row(measure)]
        )
        for measure in measures
    )
    # places are known: working them out takes half of the time
    svg = drawn(f"form-{report}", draw, False, (7.4, height), layout="none")
    return f'<div role="img" aria-label="{escape(said)}" style="{_PAPER};max-width:46rem">{svg}</div>'
