"""The form above a notebook's results: change levers, see what comes out, keep the plan, publish it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from simulate.errors import InputError
from simulate.lab.controls import Control, value_said
from simulate.lab.draft import Draft
from simulate.lab.keeping import Keeping
from simulate.lab.preview import FOREMOST, numbers, ranges
from simulate.lab.refusals import told
from simulate.plan.named import DEFAULT
from simulate.plan.programmes import LEVERS
from simulate.publish.kernels import UNATTENDED
from simulate.show.words import Words
from simulate.study.describe import parameters_of

if TYPE_CHECKING:
    from ipywidgets import Widget

# while a slider is dragged, and how long it rests before all draws are run [s]
_FEWER_DRAWS, _SOON, _REST = 256, 0.02, 0.35


def form(report: str, namespace: Mapping[str, Any]) -> Widget | None:
    """The form of a notebook; it starts from the parameters cell and writes nothing into the notebook.

    Call it after the parameters cell with ``globals()``. The parameters cell stays what the notebook runs on.

    Args:
        report: the notebook's report.
        namespace: the notebook's variables.

    Returns:
        What JupyterLab shows; None in a run that nobody watches.

    Raises:
        InputError: with all that is wrong in the parameters cell.
    """
    if os.environ.get(UNATTENDED):
        return None
    return Form(Draft.of_cell(report, namespace)).view


class Form:
    """A draft with its inputs and its preview; ``view`` is what JupyterLab shows."""

    def __init__(self, draft: Draft):
        """Builds the form of a draft and shows its result."""
        import ipywidgets

        self.draft = draft
        self.words = Words(str(draft.settings["language"]))
        self.compared: tuple[str, ...] = ()
        self._results: dict[tuple[str, int | None], Any] = {}
        self._soon: asyncio.TimerHandle | None = None
        self._full: asyncio.TimerHandle | None = None
        self._levers = parameters_of(LEVERS[draft.report])
        self.controls = {
            lever["name"]: Control(lever, draft.values[lever["name"]], self.words, self.change)
            for lever in self._levers
        }
        self._language = ipywidgets.ToggleButtons(
            options=[("Bahasa Indonesia", "id"), ("English", "en")], value=self.words.language
        )
        self._language.observe(lambda moved: self.speak(moved["new"]), "value")
        self._reset = ipywidgets.Button(icon="undo", layout={"width": "auto"})
        self._reset.on_click(lambda _: self.keeping.load(DEFAULT))
        self._numbers, self._chart = ipywidgets.HTML(), ipywidgets.HTML()
        self._changes, self._wrong = ipywidgets.HTML(), ipywidgets.HTML()
        self.keeping = Keeping(self)
        self.view = self._laid_out()
        self.speak(self.words.language)

    def change(self, lever: str, value: Any) -> None:
        """Takes a lever's new value; the preview follows with fewer draws at once and with all a moment later."""
        self.draft = self.draft.with_value(lever, value)
        self._tell_changes()
        self.controls[lever].speak(self.words)
        self._preview()

    def show(self, draft: Draft) -> None:
        """Shows another draft in all inputs."""
        self.draft = draft
        for lever, control in self.controls.items():
            control.show(draft.values[lever])
            control.speak(self.words)
        self._tell_changes()
        self.run()

    def compare(self, labels: tuple[str, ...]) -> None:
        """Shows named plans beside the draft."""
        self.compared = labels
        self.run()

    def speak(self, language: str) -> None:
        """Says everything in another language."""
        self.words = Words(language)
        self.draft = Draft(self.draft.report, self.draft.values, {**self.draft.settings, "language": language})
        self._reset.description = self.words("form.reset")
        for control in self.controls.values():
            control.speak(self.words)
        self.keeping.speak(self.words)
        self._tell_changes()
        self._preview()

    def run(self, draws: int | None = None) -> None:
        """Runs the draft and shows what comes out; what is wrong stands beside its input."""
        for control in self.controls.values():
            control.complain([])
        self._wrong.value = ""
        try:
            result = self.draft.result(draws)
            self._numbers.value = numbers(self.draft.report, result, self.words)
            self._chart.value = self._drawn(result, draws) if self.draft.report in FOREMOST else ""
        except InputError as error:
            self._complain(error)

    def _drawn(self, result: Any, draws: int | None) -> str:
        results = {self.words("form.this"): result}
        for label in (DEFAULT, *self.compared):
            name = self.words("form.base") if label == DEFAULT else label
            results[name] = self._of_plan(label, draws)
        return ranges(self.draft.report, results, self.words)

    def _of_plan(self, label: str, draws: int | None) -> Any:
        """The result of a named plan, run once for each content of the files: they may change while it is open."""
        draft = self.draft.with_plan(label)
        key = (draft.identity, draws)
        if key not in self._results:
            self._results[key] = draft.result(draws)
        return self._results[key]

    def _complain(self, error: InputError) -> None:
        """Each problem above all, and beside the input that it is about."""
        language = self.words.language
        for lever, control in self.controls.items():
            own = [problem for problem in error.problems if problem.where.split(" ")[0] == lever]
            control.complain([told(problem, language) for problem in own])
        lines = [self.words("form.wrong"), *(told(problem, language) for problem in error.problems)]
        shown = "<br>".join(map(escape, lines))
        self._wrong.value = f'<div role="alert" style="color:#b3261e;line-height:1.4">{shown}</div>'

    def _tell_changes(self) -> None:
        changed = self.draft.changed()
        rows = "".join(
            f"<li>{escape(lever[self.words.language].partition(';')[0])}: "
            f"{escape(value_said(lever, lever['default'], self.words))} → "
            f"<b>{escape(value_said(lever, changed[lever['name']], self.words))}</b></li>"
            for lever in self._levers
            if lever["name"] in changed
        )
        heading = self.words("form.changed" if rows else "form.unchanged")
        self.keeping.changed()
        self._changes.value = (
            f'<div style="line-height:1.4"><b>{escape(heading)}</b><ul style="margin:.2em 0">{rows}</ul></div>'
        )

    def _preview(self) -> None:
        """Fewer draws soon, all draws once nothing moves; at once all where nobody waits, outside a kernel."""
        if not _in_kernel():
            self.run()
            return
        if self._soon is None:
            self._soon = _later(self._run_soon, _SOON)
        if self._full is not None:
            self._full.cancel()
        self._full = _later(self.run, _REST)

    def _run_soon(self) -> None:
        self._soon = None
        self.run(_FEWER_DRAWS)

    def _laid_out(self) -> Widget:
        import ipywidgets

        levers = ipywidgets.VBox(
            [control.box for control in self.controls.values()],
            layout={"flex": "1 1 20em", "max_height": "44em", "overflow": "hidden auto", "padding": "0 .6em 0 0"},
        )
        shown = ipywidgets.VBox(
            [self._wrong, self._numbers, self._chart, self._changes, self.keeping.view],
            layout={"flex": "2 1 30em", "padding": "0 0 0 .6em"},
        )
        both = ipywidgets.Box([levers, shown], layout={"display": "flex", "flex_flow": "row wrap", "width": "100%"})
        return ipywidgets.VBox([ipywidgets.HBox([self._language, self._reset]), both])


def _in_kernel() -> bool:
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


def _later(act: Callable[[], None], seconds: float) -> asyncio.TimerHandle:
    """Does something once the kernel has nothing else to do for so long."""
    return asyncio.get_running_loop().call_later(seconds, act)
