"""The values of a notebook: its parameters cell, read and checked; a draft that a planner tries out; named plans."""

from __future__ import annotations

import ast
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean, input_error
from simulate.packages import must_be_there
from simulate.paths import put_one
from simulate.plan.checked import Checked
from simulate.plan.named import DEFAULT, compose, is_label, plan_files, plan_of
from simulate.programmes import named_programme
from simulate.publish.execute import UNATTENDED
from simulate.publish.notebook import RUN_WORDS
from simulate.publish.requests import PublishJob, order, plans_of
from simulate.study.identity import digest
from simulate.study.running import hold, parameters_of
from simulate.written import as_written, readings

# by name the expression that it was set to last, and the cell which that stands in
Assigned = dict[str, tuple[ast.expr, str]]


def assigned(cells: Any) -> Assigned:
    """What the cells run so far, Jupyter's ``In``, set each name to; a cell that is not Python is left out."""
    found: Assigned = {}
    for cell in map(str, cells if isinstance(cells, list) else ()):
        try:
            nodes = [*ast.walk(ast.parse(cell))]
        except (SyntaxError, ValueError, RecursionError):
            continue
        set_there = [
            (target, node.value)
            for node in nodes
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        ]
        for target, value in sorted(set_there, key=lambda pair: (pair[0].lineno, pair[0].col_offset)):
            found |= {name: (part, cell) for name, part in _named(target, value)}
    return found


def _named(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names that an assignment sets, each with its part of the value."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        # parts after a starred one have no place of their own
        for one, part in zip(target.elts, value.elts, strict=False):
            if isinstance(one, ast.Starred):
                return
            yield from _named(one, part)


def as_typed(name: str, value: Any, cells: Assigned) -> Any:
    """A value whose numbers keep the text that a cell holds for them: only that tells 2.000 from 2."""
    node, cell = cells.get(name, (None, ""))
    passed = {name}
    while isinstance(node, ast.Name) and node.id in cells and node.id not in passed:
        passed.add(node.id)
        node, cell = cells[node.id]
    texts = {} if node is None else dict(_texts(node, cell))
    if isinstance(value, list | tuple | dict) or (isinstance(value, float) and value in texts):
        return _marked(value, texts)
    # what is computed from 2.000 is as wrong as 2.000
    doubtful = next((text for text in texts.values() if len(readings(text)) > 1), None)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return as_written(value, doubtful) if doubtful and is_number else value


def _marked(value: Any, texts: Mapping[float, str]) -> Any:
    """A value with the texts of its numbers with decimals."""
    if isinstance(value, list | tuple):
        return type(value)(_marked(one, texts) for one in value)
    if isinstance(value, dict):
        return {key: _marked(one, texts) for key, one in value.items()}
    return as_written(value, texts[value]) if isinstance(value, float) and value in texts else value


def _texts(node: ast.expr, cell: str) -> Iterator[tuple[float, str]]:
    """The numbers with decimals of an expression and how they are typed, of either sign; 3e10 is plain."""
    # `ast.get_source_segment` reads the whole cell for each number, and an order's cell may hold thousands
    lines = [line.encode() for line in cell.split("\n")]
    for part in ast.walk(node):
        if not isinstance(part, ast.Constant) or not isinstance(part.value, float):
            continue
        text = lines[part.lineno - 1][part.col_offset : part.end_col_offset].decode()
        if re.fullmatch(r"[\d_]*\.[\d_]*", text):
            yield part.value, text
            yield -part.value, f"-{text}"


_JUPYTER = {"In", "Out", "exit", "quit", "get_ipython", "open", "sim", "result", "settings"}


def parameters(programme: str, namespace: Mapping[str, Any]) -> tuple[Checked, dict[str, Any]]:
    """The plan and the settings that a notebook's variables describe.

    Call it right after the parameters cell with ``globals()``. Every plain value among the variables must be
    a parameter, so that a misspelt one cannot be overlooked; begin scratch variables with an underscore. What this
    cell and those after it refuse is told in the notebook's language.

    Returns:
        The checked plan, and the keyword arguments of the programme's run.

    Raises:
        InputError: with all that is wrong.
        MissingPackageError: a package that a later cell would need is not there.
    """
    must_be_there()
    InputError.language = "en" if namespace.get("language") == "en" else "id"
    model, setting = named_programme(programme).levers, named_programme(programme).settings
    known = {*model.names(), *setting.names(), *RUN_WORDS}
    cells = assigned(namespace.get("In"))
    given = {name: as_typed(name, value, cells) for name, value in namespace.items() if name in known}
    gathered = Gathered(
        Problem("unknown_parameter", name, meant=did_you_mean(name, sorted(known)))
        for name, value in namespace.items()
        if name not in known and not name.startswith("_") and name not in _JUPYTER and _is_plain(value)
    )
    base = str(given.get("plan", DEFAULT))
    with gathered:
        levers = {name: given[name] for name in model.names() if name in given}
        plan = compose(plan_of(programme, base), levers, model, lists_defaults=True)
    with gathered:
        settings = setting(**{name: given[name] for name in setting.names() if name in given})
    gathered.refuse()
    if os.environ.get(UNATTENDED):
        hold(programme, plan, settings)
    return plan, {**settings.model_dump(), "label": given.get("label") or base}


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool | list | tuple | dict)


@dataclass(frozen=True)
class Draft:
    """Values of all levers of a report's programme, as JSON types or as text, and the settings of its run."""

    report: str
    values: Mapping[str, Any]
    settings: Mapping[str, Any]

    @classmethod
    def of_cell(cls, report: str, namespace: Mapping[str, Any]) -> Draft:
        """What a notebook's parameters cell says.

        Raises:
            InputError: with all that is wrong in it.
        """
        levers, settings = parameters(report, namespace)
        return cls(report, levers.model_dump(mode="json"), settings)

    def with_value(self, lever: str, value: Any) -> Draft:
        """The draft with another value of one lever."""
        return replace(self, values={**self.values, lever: value})

    def with_plan(self, label: str) -> Draft:
        """The draft with the values of a named plan.

        Raises:
            InputError: there is no such plan of this programme, or it is refused.
        """
        model = named_programme(self.report).levers
        return replace(self, values=model(**plan_of(self.report, label).levers).model_dump(mode="json"))

    @property
    def levers(self) -> Checked:
        """The plan.

        Raises:
            InputError: with a problem for each value that is wrong.
        """
        return named_programme(self.report).levers(**self.values)

    def changed(self) -> dict[str, Any]:
        """The levers that differ from the default plan's, as JSON types; of values that are wrong, all of those."""
        default = named_programme(self.report).levers().model_dump(mode="json")
        return {lever: value for lever, value in self.values.items() if value != default[lever]}

    def result(self, draws: int | None = None) -> Any:
        """What comes out, with its own number of draws, or with so many where that is fewer and enough.

        Raises:
            InputError: a value is wrong, or the plan cannot be held.
        """
        settings = dict(self.settings)
        if draws is not None and "draws" in settings:
            least = next(
                one["least"] for one in parameters_of(named_programme(self.report).settings) if one["name"] == "draws"
            )
            settings["draws"] = min(max(draws, least), settings["draws"])
        return named_programme(self.report).study.run(self.levers, **settings | {"label": DEFAULT})

    @property
    def identity(self) -> str:
        """The identity that its run has, on the files as they stand.

        Raises:
            InputError: with a problem for each value that is wrong.
        """
        report = named_programme(self.report)
        settings = report.settings(**{name: self.settings[name] for name in report.settings.names()})
        return digest(
            report.study.inputs_now(self.levers, report.resolve_sources(self.levers, settings, paths.reports()))
        )

    def order(self, plan: str = DEFAULT) -> PublishJob:
        """The order that publishes it, under the label of a named plan.

        Raises:
            InputError: with all that is wrong.
        """
        levers = self.levers.changed() if plan == DEFAULT else {}
        return order(self.report, plan, {**levers, **self.own_settings})

    @property
    def own_settings(self) -> dict[str, Any]:
        """What a report is told of the settings: neither the language shown nor what a brief has read."""
        default = named_programme(self.report).settings()
        names = [name for name in default.names() if name not in ("language", "runs")]
        return {name: self.settings[name] for name in names if self.settings[name] != getattr(default, name)}

    def cell(self) -> str:
        """The lines of a parameters cell that say the same: those that differ from the default."""
        return "\n".join(f"{lever} = {value!r}" for lever, value in self.levers.changed().items())

    def plan_text(self, name: Mapping[str, str]) -> str:
        """A plan file that says the same.

        Args:
            name: what the plan is called, by language.

        Raises:
            InputError: a value is wrong.
        """
        content = {"programme": self.report, "name": dict(name), "levers": self.levers.changed()}
        return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


_LONGEST = 48


def label_of(name: str) -> str:
    """The label that a plan of that name gets: small letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST].strip("_")


def save_plan(draft: Draft, name: str, again: bool = False) -> Path:
    """Keeps a draft as a named plan, so that reports can be made of it.

    Args:
        draft: what is kept.
        name: what the plan is called, in the planner's own words.
        again: whether a plan of that name may be replaced.

    Raises:
        InputError: a value is wrong, there is no name that a file can have, or another plan has it.
        OSError: the file can't be written.
    """
    label = label_of(name)
    if not is_label(label) or label == DEFAULT:
        raise input_error("no_name", "name")
    path = paths.data() / "plans" / f"{label}.yaml"
    if label in plan_files() and label not in plans_of(draft.report):
        raise input_error("name_of_another", "name", label=label)
    if label in plan_files() and not again:
        raise input_error("name_taken", "name", label=label)
    draft.order()  # a plan that no report can be made of is not kept
    put_one(path, draft.plan_text({"id": name.strip(), "en": name.strip()}).encode())
    return path
