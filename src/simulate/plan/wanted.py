"""What a parameter should be, in words for a planner rather than for a programmer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

# how alike a mistyped word is, 0 to 1
_NEAR = 0.75
# by the first word of pydantic's name for the error
_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "finite": "should be a finite number",
    "bool": "True or False",
    "string": "text in quotes",
    "tuple": "a list in square brackets",
    "list": "a list in square brackets",
    "dict": "names and values in braces",
}
# by the name of the error: the words, and what holds the bound
_BOUNDS = {
    "greater_than_equal": ("at least {}", "ge"),
    "greater_than": ("above {}", "gt"),
    "less_than_equal": ("at most {}", "le"),
    "less_than": ("below {}", "lt"),
    "too_short": ("at least {} in the list", "min_length"),
    "too_long": ("at most {} in the list", "max_length"),
}


def wanted(item: Mapping[str, Any], bounds: Mapping[str, float]) -> str:
    """The words for one error of pydantic's.

    Args:
        item: the error, from `pydantic.ValidationError.errors`.
        bounds: the parameter's lowest value ``ge`` and highest ``le``, where it has them.
    """
    kind, told = item["type"], item.get("ctx") or {}
    if kind == "literal_error":
        choices = re.findall(r"'(\w+)'", told["expected"])
        near = difflib.get_close_matches(str(item["input"]), choices, n=1, cutoff=_NEAR)
        meant = f"; did you mean `{near[0]}`?" if near else ""
        return f"should be {told['expected']}{meant}"
    if kind.startswith(("greater_than", "less_than")) and len(bounds) == 2:
        return f"a value from {bounds['ge']} to {bounds['le']}"
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return words.format(told[bound])
    return _KINDS.get(kind.split("_")[0], item["msg"].removeprefix("Value error, ").removeprefix("Input "))
