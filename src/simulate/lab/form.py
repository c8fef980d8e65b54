"""The form above a notebook's results: change levers, see what comes out, keep the plan, publish it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import InputError
from simulate.lab.controls import Control, Published, numbers, publish_plan, ranges, value_said
from simulate.lab.parameters import Draft, label_of, save_plan
from simulate.page.words import Words
from simulate.plan.named import DEFAULT, plan_of
from simulate.programmes import named_programme, simulated
from simulate.publish.execute import UNATTENDED
from simulate.publish.requests import plans_of
from simulate.study.running import parameters_of

if TYPE_CHECKING:
    from ipywidgets import Widget

    from simulate.plan.checked import Checked

MOST_COMPARED = 5


class Keeping:
    """Named plans of a form's report, and its publishing."""

    def __init__(self, form: Form):
        """Builds the inputs; `speak` writes their texts."""
        import ipywidgets

        self.form = form
        self._said = ipywidgets.HTML()
        self._known: dict[str, Checked] = {}
        self._name = ipywidgets.Text(layout={"width": "22em"})
        self._name.observe(lambda _: self._announce(), "value")
        self._again = ipywidgets.Checkbox(indent=False, layout={"width": "auto"})
        self._save = self._button("save", self.save)
        self._plans = ipywidgets.Dropdown(options=plans_of(form.draft.report), layout={"width": "22em"})
        self._plans.observe(lambda _: self._announce(), "value")
        self._load = self._button("folder-open", self.load)
        self._others = ipywidgets.SelectMultiple(rows=5, layout={"width": "22em"})
        self._compare = self._button("bar-chart", self.compare)
        self._publish = self._button("file-text", self.publish)
        self._progress = ipywidgets.IntProgress(min=0, max=1, layout={"width": "22em", "visibility": "hidden"})
        self._as = ipywidgets.HTML()
        self._link = ipywidgets.Output()
        self._cell = ipywidgets.Textarea(rows=4, layout={"width": "98%"})
        self._cell_about = ipywidgets.HTML()
        self._parts = ipywidgets.Accordion(
            [
                _rows(self._name, self._again, self._save),
                _rows(self._plans, self._load),
                *([_rows(self._others, self._compare)] if form.draft.report in simulated() else []),
                ipywidgets.VBox([self._cell_about, self._cell]),
            ]
        )
        published = ipywidgets.HBox([self._publish, self._as, self._progress], layout={"flex_flow": "row wrap"})
        self.view = ipywidgets.VBox([self._said, published, self._link, self._parts])

    def speak(self, words: Words) -> None:
        """Writes all texts in a language."""
        for button, key in (
            (self._save, "save"), (self._load, "load"), (self._compare, "compare"), (self._publish, "publish"),
        ):  # fmt: skip
            button.description = words(f"form.{key}")
        self._name.placeholder = words("form.name")
        self._again.description = words("form.again")
        self._cell_about.value = escape(words("form.cell.about"))
        keys = [
            "save.title",
            "load.title",
            *(["compare.title"] if self.form.draft.report in simulated() else []),
            "cell.title",
        ]
        for place, key in enumerate(keys):
            self._parts.set_title(place, words(f"form.{key}", most=str(MOST_COMPARED)))
        self._refresh()

    def save(self) -> str | None:
        """Keeps the draft under the name typed; returns its label, None where it is refused."""
        words = self.form.words
        try:
            path = save_plan(self.form.draft, self._name.value, self._again.value)
        except InputError as error:
            self._complain(error)
            return None
        except OSError as error:
            self._say(words("form.save.failed", reason=str(error.strerror)), wrong=True)
            return None
        self._say(words("form.saved", file=paths.shown(path), label=path.stem))
        self._refresh()
        self._plans.value = path.stem
        return path.stem

    def load(self, label: str = "") -> None:
        """Shows a plan: the one chosen in the list unless another is named."""
        label = label or self._plans.value
        try:
            draft = self.form.draft.with_plan(label)
        except InputError as error:
            self._complain(error)
            return
        self._refresh()
        self._name.value, self._plans.value = self._called_again(label), label
        self.form.show(draft)
        self._say(self.form.words("form.loaded", label=label))

    def compare(self) -> None:
        """Shows the plans chosen in the list beside the draft."""
        chosen = tuple(self._others.value)
        if len(chosen) > MOST_COMPARED:
            self._say(self.form.words("form.compare.most", most=str(MOST_COMPARED)), wrong=True)
            return
        self._say("")
        self.form.compare(chosen)

    def publish(self) -> None:
        """Publishes the draft under the name on screen, as which it is saved first where it is not."""
        self._refresh()
        label = self._kept() or self.save()
        if label is None:
            return
        self._publish.disabled = True
        self._progress.layout.visibility = "visible"
        self._say(self.form.words("form.publishing", label=label))
        threading.Thread(target=self._publish_aside, args=(label,), daemon=True).start()

    def _publish_aside(self, label: str) -> None:
        try:
            done = publish_plan(self.form.draft, label, self._progressed)
        except InputError as error:
            done = Published((), " ".join(problem.line(self.form.words.language) for problem in error.problems))
        except OSError as error:
            done = Published((), str(error))
        self._publish.disabled = False
        self._progress.layout.visibility = "hidden"
        if not done.pages:
            self._say(done.said, wrong=True)
            return
        self._say(self.form.words("form.published", label=label))
        links = "<br>".join(
            f'<a href="../{escape(paths.shown(page))}" target="_blank">{escape(self._called(page))}</a>: '
            f'<code style="white-space:normal;overflow-wrap:anywhere">{escape(paths.shown(page))}</code>'
            for page in done.pages
        )
        self._link.outputs = (
            {"output_type": "display_data", "data": {"text/html": links, "text/plain": ""}, "metadata": {}},
        )

    def _called_again(self, label: str) -> str:
        """The name under which saving keeps a plan where it is; none for the default plan, which stays."""
        name = plan_of(self.form.draft.report, label).name[self.form.words.language]
        return "" if label == DEFAULT else name if label_of(name) == label else label

    def _called(self, page: Path) -> str:
        """What the page of a report is called, by the language in its name."""
        return self.form.words(f"form.page.{page.name.split('.')[1]}")

    def _progressed(self, cells: int, every: int) -> None:
        self._progress.max, self._progress.value = every, cells

    def _kept(self) -> str | None:
        """The plan that says the same as the draft: of the name typed; without one that in the list, or the first.

        None where the draft must be saved first.
        """
        try:
            levers = self.form.draft.levers
        except InputError:
            return None
        typed = self._name.value.strip()
        tried = [typed, label_of(typed)] if typed else [self._plans.value, *self._known]
        return next((label for label in tried if self._known.get(label) == levers), None)

    def _announce(self) -> None:
        """Writes beside the button under which name the draft would be published."""
        words, label = self.form.words, self._kept() or label_of(self._name.value)
        told = words("form.as", label=label) if label else words("form.as.none")
        self._as.value = f'<div style="line-height:1.4;overflow-wrap:anywhere">{escape(told)}</div>'

    def _refresh(self) -> None:
        labels = plans_of(self.form.draft.report)
        self._known = {}
        for label in labels:
            with suppress(InputError):  # a plan that is refused is no name for the draft
                self._known[label] = self.form.draft.with_plan(label).levers
        chosen = self._plans.value
        self._plans.options = labels
        self._plans.value = chosen if chosen in labels else labels[0]
        others = tuple(one for one in self._others.value if one in labels)
        self._others.options = labels[1:]
        self._others.value = others
        self._announce()

    def changed(self) -> None:
        """Writes the lines for the parameters cell, and the name that the draft has."""
        self._announce()
        try:
            self._cell.value = self.form.draft.cell()
        except InputError:
            self._cell.value = ""

    def _button(self, icon: str, act) -> object:
        import ipywidgets

        button = ipywidgets.Button(icon=icon, layout={"width": "auto"})
        button.on_click(lambda _: act())
        return button

    def _complain(self, error: InputError) -> None:
        self._say(" ".join(problem.line(self.form.words.language) for problem in error.problems), wrong=True)

    def _say(self, text: str, wrong: bool = False) -> None:
        colour = ";color:#b3261e" if wrong else ""
        self._said.value = f'<div role="status" style="line-height:1.4{colour}">{escape(text)}</div>' if text else ""


def _rows(*parts: object) -> object:
    import ipywidgets

    return ipywidgets.VBox(parts, layout={"align_items": "flex-start"})


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
        self._levers = parameters_of(named_programme(draft.report).levers)
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
            self._chart.value = self._drawn(result, draws) if self.draft.report in simulated() else ""
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
            control.complain([problem.line(language) for problem in own])
        lines = [self.words("form.wrong"), *(problem.line(language) for problem in error.problems)]
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
