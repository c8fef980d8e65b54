"""What two runs, or the sides of a comparison, were made from differently: levers, settings, law, data, code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pass

_LAW = "data/law/"


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What stands otherwise in two maps, by name in order; None where one of them has it not."""
    names = dict.fromkeys([*before, *after])
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def how(before: Any, after: Any) -> str:
    """``changed``, ``added`` or ``removed``."""
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def is_law(name: str) -> bool:
    """Whether a file is one of the law base."""
    return name.startswith(_LAW)
