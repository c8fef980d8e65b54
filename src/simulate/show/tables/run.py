"""Tables of the run itself: its parameters and its provenance."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from simulate import __version__
from simulate.plan.named import DEFAULT, plan_files, read_plan
from simulate.show.cells import Markup
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.values import shown_value
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.law import LawReport
    from simulate.study.simulated import Simulated


def parameters(result: Simulated | LawReport) -> Piece:
    """Each lever and setting: what it means, value, default, unit, and where the value comes from."""
    planned = _of_the_plan(result)

    def rows(words: Words):
        for model in (result.plan, result.settings):
            default = type(model)()
            for name, field in type(model).model_fields.items():
                meta = field.json_schema_extra
                value, usual = getattr(model, name), getattr(default, name)
                if name == "language":
                    continue  # a report has its language in every line
                named = name in planned and planned[name] == value
                origin = "plan" if named else "default" if value == usual else "own"
                without_effect = name in getattr(result.plan, "idle", ())
                said = meta[words.language]
                yield (
                    Markup(f"{escape(said)} <code>{name}</code>", f"{said} ({name})"),
                    shown_value(name, value, words, meta["unit"]),
                    shown_value(name, usual, words, meta["unit"]),
                    words(f"unit.{meta['unit']}"),
                    words(f"table.parameters.{'idle' if without_effect else origin}"),
                )

    return table(
        "parameters",
        result.settings.language,
        caption=lambda words: words("table.parameters.caption"),
        header=heads("parameter", "value", "default", "unit", "origin"),
        rows=lambda words: list(rows(words)),
        stacked=True,
    )


def _of_the_plan(result: Simulated | LawReport) -> dict[str, Any]:
    """The levers that the named plan sets, which the run starts from; none for a plan of the planner's own words."""
    model = type(result.plan)
    if result.label != DEFAULT and result.label not in plan_files():
        return {}
    levers = read_plan(result.label, model).levers
    return {name: getattr(model(**levers), name) for name in levers}


def provenance(result: Simulated | LawReport) -> Piece:
    """What this result was computed from; nothing in it depends on a clock."""

    def rows(words: Words):
        rows = [
            (words("provenance.identity"), result.identity),
            (words("provenance.version"), f"simulate {__version__}, {result.inputs['code'][:16]}"),
            (words("provenance.data"), words("provenance.files", count=str(len(result.inputs["data"])))),
            (words("provenance.facts"), words.day(result.facts_date)),
        ]
        if "draws" in result.settings.names():
            draws = f"{words.exact(result.settings.draws)}; {result.settings.seed}"
            rows.append((words("provenance.draws"), draws))
        return rows

    return table(
        "provenance",
        result.settings.language,
        caption=lambda words: words("provenance.caption"),
        header=heads("item", "content"),
        rows=rows,
    )
