"""The parameters cell of a notebook, as its plan model says it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from simulate.study.describe import described

_PLAN = ("rencana bernama di data/plans", "a named plan there")
_LABEL = ("nama laporan; kosong: nama rencana", "report name; empty: the plan's name")
_YES_NO = ("True", "False")
# units that say nothing beside a number
_UNITLESS = ("number", "draws", "share", "ratio")


def parameters_cell(programme: str) -> str:
    """Every parameter of a programme with its default, and a comment with bounds and meaning in both languages."""
    told = described(programme)
    settings = {one["name"]: one for one in told["settings"]}
    first = [settings.pop("region")] if "region" in settings else []
    rows = [
        *((one["name"], one["default"], _comment(one)) for one in first),
        ("plan", "default", " / ".join(_PLAN)),
        *((one["name"], one["default"], _comment(one)) for one in (*told["levers"], *settings.values())),
        ("label", "", " / ".join(_LABEL)),
    ]
    lines = [(f"{name} = {_literal(value)}", comment) for name, value, comment in rows]
    width = max(len(line) for line, _ in lines if len(line) <= 40)
    return "\n".join(f"{line:<{width}}  # {comment}" for line, comment in lines)


def _comment(one: Mapping[str, Any]) -> str:
    """Bounds and unit, then what the parameter means; where there are no bounds, all that is said of it."""
    bounds = _bounds(one)
    whole = not bounds or one["default"] is None  # a parameter that may be None says what that means
    said = [one[language] if whole else one[language].split(";")[0] for language in ("id", "en")]
    return "; ".join(part for part in (bounds, " / ".join(said)) if part)


def _bounds(one: Mapping[str, Any]) -> str:
    if one["type"] == "boolean":
        return " | ".join(_YES_NO)
    if "choices" in one:
        return " | ".join(map(str, one["choices"]))
    unit = "" if one["unit"] in _UNITLESS else f" {one['unit']}"
    if "least" in one and "most" in one:
        return f"{one['least']}–{one['most']}{unit}"
    if "least" in one:
        return f"≥ {one['least']}{unit}"
    return "YYYY-MM" if one["unit"] == "month" else ""


def _literal(value: Any) -> str:
    """A JSON value as Python writes it, in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(one)}" for key, one in value.items()) + "}"
    return repr(value)
