"""Cells that the tables of the law page share: keys, values, history, basis."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from simulate.law import LawValue
from simulate.law.files import LawGroup
from simulate.months import month_number
from simulate.show.table import Drawing, Part, source
from simulate.show.words import Words

# every timeline shows the same years, so that they can be read down a column
_FIRST, _LAST = month_number("2015-07"), month_number("2028-01")
_WIDE, _HIGH, _EDGE = 132, 24, 4


def keys_of(group: LawGroup, keys: Sequence[str], words: Words) -> str:
    """Keys in words; all of them as one word, and a dimension that they fill is left out."""
    whole = list(next(iter(group.values.values())))
    if list(keys) == whole:
        return words("law.page.all") if len(whole) > 1 else ""
    parts = [key.split(".") for key in keys]
    if len(group.by) > 1:  # what the keys have in common is said once
        first = {part[0] for part in parts}
        if len(first) == 1:
            return f"{words.key(first.pop())}: {', '.join(words.key(part[1]) for part in parts)}"
        second = {part[1] for part in parts}
        if len(parts) == len(first) * len(second):
            columns = (dict.fromkeys(column) for column in zip(*parts, strict=True))
            return ": ".join(", ".join(words.key(name) for name in column) for column in columns)
    return ", ".join(words.key(key) for key in keys)


def value_at(group: LawGroup, key: str, month: str) -> LawValue:
    """The value in force in a month, or the nearest that the file vouches for."""
    dated = [since for since in group.values if since <= month] or [group.first_month]
    return group.values[max(dated)][key]


def value_cell(group: LawGroup, key: str, month: str, words: Words) -> str:
    """The value in force, or the nearest that the file vouches for."""
    return words.legal(value_at(group, key, month).value, group.unit)


def outside(group: LawGroup, month: str, words: Words) -> str:
    """To or from which month the values shown hold, where the file does not vouch for the month asked about."""
    if month > group.horizon:
        return words("law.page.until", month=words.month(group.horizon, short=True))
    if month < group.first_month:
        return words("law.page.from", month=words.month(group.first_month, short=True))
    return ""


def history_cell(group: LawGroup, key: str, month: str, words: Words) -> list[Part]:
    """A small timeline, and each number with the month from which it holds, linked to its source."""
    history = group.history(key)
    parts: list[Part] = [_timeline(group, history, month, words)]
    if len(history) == 1:
        return [*parts, words("law.cli.since", month=words.month(history[0].since, short=True))]
    for place, value in enumerate(history):
        since = words.month(value.since, short=True)
        parts += ["; " if place else "", (since, value.url) if value.url else since]
        parts.append(f"\N{NO-BREAK SPACE}{words.legal(value.value, group.unit)}")
    return parts


def basis_cell(value: LawValue, words: Words, note: bool = True) -> list[Part]:
    """Reference, where it was read and how well, what it still lacks."""
    graded: list[Part] = [source(value.url), ", "] if value.url else []
    marked = "" if value.status == "in_force" else f"; {words(f'status.{value.status}')}"
    said = value.note.get(words.language, "") if note else ""
    return [
        f"{value.reference} (",
        *graded,
        f"{words(f'evidence.{value.evidence}')}{marked}).",
        f" {said}" if said else "",
    ]


def _timeline(group: LawGroup, history: list[LawValue], month: str, words: Words) -> Drawing:
    """Steps over the years; what lies after the month asked about is dashed."""
    numbers = [value.value for value in history]
    low, high = min(numbers), max(numbers)

    def across(number: int) -> float:
        return round(_EDGE + (number - _FIRST) / (_LAST - _FIRST) * (_WIDE - 2 * _EDGE), 1)

    def up(number: float) -> float:
        share = (number - low) / (high - low) if high > low else 0.5
        return round(_HIGH - _EDGE - share * (_HIGH - 2 * _EDGE), 1)

    starts = [across(month_number(value.since)) for value in history]
    end = across(min(month_number(group.horizon) + 1, _LAST))
    today = across(month_number(month))
    points = [(starts[0], up(numbers[0]))]
    for start, number in zip(starts[1:], numbers[1:], strict=True):
        points += [(start, points[-1][1]), (start, up(number))]
    points.append((end, points[-1][1]))
    past = [(x, y) for x, y in points if x <= today]
    future = [(x, y) for x, y in points if x > today]
    if past and future:
        past.append((today, past[-1][1]))
        future.insert(0, past[-1])
    dots = "".join(f'<circle cx="{x}" cy="{up(number)}" r="2"/>' for x, number in zip(starts, numbers, strict=True))
    alt = "; ".join(f"{words.month(value.since)} {words.legal(value.value, group.unit)}" for value in history)
    svg = (
        f'<svg class="sim-timeline" viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" height="{_HIGH}" role="img" '
        f'aria-label="{escape(alt)}">'
        f'<line x1="{today}" x2="{today}" y1="0" y2="{_HIGH}"/>'
        f"{_path(past, 'sim-past')}{_path(future, 'sim-ahead')}{dots}</svg>"
    )
    return Drawing(svg, "")


def _path(points: list[tuple[float, float]], kind: str) -> str:
    if len(points) < 2:
        return ""
    drawn = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline class="{kind}" points="{drawn}"/>'
