"""What two runs, or the sides of a comparison, were made from differently: levers, settings, law, data, code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law import LawValue
    from simulate.study.sides import Side

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


def levers_that_differ(sides: Iterable[Side]) -> list[str]:
    """The levers that the sides set differently, in order of the programme."""
    dumped = [side.levers.model_dump(mode="json") for side in sides]
    return [lever for lever in dumped[0] if any(one[lever] != dumped[0][lever] for one in dumped[1:])]


def files_that_differ(side: Side) -> dict[str, str]:
    """What a side was made from and is otherwise today, by path, and how; its code as ``code``."""
    found = {name: how(*pair) for name, pair in differing(side.then["data"], side.now["data"]).items()}
    code = differing({"code": side.then.get("code")}, {"code": side.now["code"]})
    return dict(sorted(found.items())) | {name: how(*pair) for name, pair in code.items()}


def law_reached(sides: Sequence[Side]) -> list[tuple[LawValue, list[bool]]]:
    """Legal values that some sides read and others do not, and by which, under today's law.

    A number that is set anew at a later date is the same value.
    """
    read = [{(value.group, value.key, value.value): value for value in side.result.law_values} for side in sides]
    every = {key: value for values in read for key, value in values.items()}
    found = [(every[key], [key in values for values in read]) for key in sorted(every)]
    return [(value, reached) for value, reached in found if not all(reached)]


def is_law(name: str) -> bool:
    """Whether a file is one of the law base."""
    return name.startswith(_LAW)


def file_differences(sides: Sequence[Side]) -> pd.DataFrame:
    """Files that a side was made from and that are otherwise today: plan, file, difference."""
    import pandas as pd

    rows = [(side.key, name, told) for side in sides for name, told in files_that_differ(side).items()]
    return pd.DataFrame(rows, columns=["plan", "file", "difference"])
