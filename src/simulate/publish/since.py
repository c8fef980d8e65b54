"""What moved since the run before and what was changed, as a record keeps it and as pages say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from math import isclose, isfinite
from pathlib import PurePath
from typing import Any

from simulate import paths
from simulate.errors import InputError
from simulate.page.elements import inside
from simulate.page.evidence import unit_said
from simulate.page.html import NUMBER, Cell, over, table_html
from simulate.page.words import Words, catalogue, shown_value
from simulate.programmes import NAMES, Programme, named_programme
from simulate.publish.differences import Change, Run, difference
from simulate.study.identity import canonical, how
from simulate.written import read_yaml

# median, and low and high end of its 90 % range
_Numbers = tuple[float, float, float]
# beyond that a value is told by its name alone
_LONGEST_VALUE = 80
# in the order in which they are told
_FILES = {"assumptions": "data/unknowns/", "reads": ("data/plans/", "data/scenarios/")}
_KINDS = ("levers", "law", "data", "assumptions", "settings", "reads", "code", "packages")


def since(before: Run, now: Run) -> dict[str, Any]:
    """What a record says of the run before.

    Returns:
        ``causes``, what was changed by kind and name: a file ``changed``, ``added`` or ``removed``; a lever, a
        setting or a package with its two values. ``moved``, the measures that a reader sees move, the foremost of
        the report first: P5, P50 and P95 of each run, None where it lacks the measure, and whether the median moved
        by no more than the simulation error. ``unmoved`` counts the others.
    """
    found = difference(before, now)
    causes: dict[str, dict[str, Any]] = {
        "levers": {name: _pair(*pair) for name, pair in found.levers.items()},
        "law": {name: how(*pair) for name, pair in found.law.items()},
        "data": {},
        "assumptions": {},
        "settings": {name: _pair(*pair) for name, pair in found.settings.items()},
        "reads": {name: "changed" for name in found.other if name not in ("code", "programme")},
        "code": {name: "changed" for name in found.other if name == "code"},
        "packages": {name: [*pair] for name, pair in found.versions.items()},
    }
    for name, pair in found.data.items():
        kind = next((kind for kind, below in _FILES.items() if name.startswith(below)), "data")
        causes[kind][name] = how(*pair)
    first = _places(named_programme(now.report))
    moved = sorted(filter(_is_seen, found.moved), key=lambda change: first.get(change.measure, len(first)))
    return {
        "causes": {kind: names for kind, names in causes.items() if names},
        "moved": [_written(change) for change in moved],
        "unmoved": len(found.moved) - len(moved) + found.unmoved,
    }


def _places(room: Programme) -> dict[str, int]:
    """The foremost measures of a programme by their place."""
    return {measure: place for place, measure in enumerate(room.foremost)}


def since_in(record: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a record says of the run before; None where it says nothing that can be read."""
    told = record.get("since")
    needed = {"identity": str, "facts_date": str, "causes": dict, "moved": (list, type(None)), "unmoved": int}
    if not isinstance(told, dict) or not all(isinstance(told.get(name), kind) for name, kind in needed.items()):
        return None
    causes = all(kind in _KINDS and isinstance(names, dict) for kind, names in told["causes"].items())
    return told if causes and all(map(_is_move, told["moved"] or [])) else None


def _is_move(one: Any) -> bool:
    """Whether it is what `_written` writes."""
    if not isinstance(one, dict) or not {"measure", "unit", "before", "after", "within_error"} <= one.keys():
        return False
    sides = [one["before"], one["after"]]
    texts = isinstance(one["measure"], str) and isinstance(one["unit"], str)
    return texts and any(sides) and all(side is None or are_numbers(side, 3) for side in sides)


def are_numbers(found: Any, count: int) -> bool:
    """Whether something read is a list of so many finite numbers."""
    numbers = isinstance(found, list) and len(found) == count
    return numbers and all(isinstance(one, int | float) and isfinite(one) for one in found)


def _pair(before: Any, after: Any) -> Any:
    """Two values, or that they differ where one is long."""
    return [before, after] if len(canonical([before, after])) <= 2 * _LONGEST_VALUE else how(before, after)


def _written(change: Change) -> dict[str, Any]:
    before, after = (numbers and [*numbers] for numbers in (change.before, change.after))
    error = {"within_error": change.within_error}
    return {"measure": change.measure, "unit": change.unit, "before": before, "after": after} | error


# what another processor rounds otherwise
_ROUNDING = 1e-9
# what is nearer than that may look alike in three figures
_NEAR = 0.01


def _is_seen(change: Change) -> bool:
    """Whether the two runs look different in what a page shows of the measure."""
    before, after = change.before, change.after
    if not before or not after:
        return True
    if all(isclose(*pair, rel_tol=_ROUNDING) for pair in zip(before, after, strict=True)):
        return False
    was, now = (_shown(*pair, change.unit, Words("en")) for pair in ((before, after), (after, before)))
    return was != now


def _shown(numbers: _Numbers, other: _Numbers | None, unit: str, words: Words) -> tuple[str, str]:
    """A median as a page shows it, and its range; exact where both runs are certain and near one another."""
    low, middle, high = numbers
    if low != high:
        return words.estimate(middle, low, high, unit), words.interval(low, high, unit)
    if other and other[0] == other[2] and isclose(middle, other[1], rel_tol=_NEAR):
        if unit in ("rp", "share"):
            return words.legal(middle, unit), ""
        whole = middle.is_integer() and other[1].is_integer()
        return words.exact(middle) if whole else words.decimal(middle, 4), ""
    return words.estimate(middle, low, high, unit), ""


def measure_said(report: str, measure: str, words: Words) -> str:
    """What a report calls a measure; empty where it has no words for it that stand alone.

    A measure of another report stands as ``REPORT.MEASURE``, one of several plans as ``MEASURE.PLAN``.
    """
    keys = (
        f"form.measure.{report}.{measure}",
        f"{report}.measure.{measure}",
        f"measure.{report}.{measure}",
        f"measure.{measure}",
    )
    texts = (catalogue()[key][words.language] for key in keys if key in catalogue())
    if said := next((text for text in texts if not text.startswith("–") and "{" not in text), ""):
        return said
    head, _, tail = measure.partition(".")
    own, told = (head, words.term("index.report", head)) if head in NAMES else (report, tail)
    said = measure_said(own, tail if own == head else head, words) if tail else ""
    return said and f"{said} ({told})"


def first_number(run: Run, words: Words) -> str:
    """The foremost measure of a run with its median and range; empty where its numbers are not known."""
    room = named_programme(run.report)
    rows = sorted(run.headline, key=lambda row: _places(room).get(row[0], len(run.headline)))
    if not rows:
        return ""
    measure, unit, _, low, middle, high, _ = rows[0]
    number, interval = _shown((low, middle, high), None, unit, words)
    return f"{measure_said(run.report, measure, words) or measure}: {number}{f' ({interval})' if interval else ''}"


# a sentence names so many of a kind, a table shows so many measures, a card so many
_NAMED, _ROWS, _ON_CARD = 4, 20, 2
# moved by no more than the simulation error
_BY_CHANCE = "*"


def since_html(told: Mapping[str, Any], report: str, words: Words) -> str:
    """The section of a page that says what moved since the run before.

    Args:
        told: from `since`, with the ``facts_date`` of the run before; ``moved`` is None where the numbers of that
            run are not known any more.
        report: whose measures they are.
        words: the page's.
    """
    changed = "; ".join(
        f"{kind} ({names})" if names else kind for kind, names in _causes(told, report, words, _NAMED)
    )
    said = [words("since.changed" if changed else "since.alike", day=words.day(told["facts_date"]), causes=changed)]
    moved, shown = told["moved"], _named(told, report, words)[:_ROWS]
    if not moved:
        said.append(words("since.unknown" if moved is None else "since.still"))
    else:
        said.append(words("since.moved", count=words.exact(len(moved)), still=words.exact(told["unmoved"])))
    if moved and len(moved) > len(shown):
        said.append(words("since.more", shown=words.exact(len(shown))))
    title, text = escape(words("since.title")), escape(" ".join(said))
    section = f'<section class="sim-since" aria-labelledby="since"><h2 id="since">{title}</h2><p>{text}</p>'
    return f"{section}{_table(shown, words) if shown else ''}</section>"


def _named(told: Mapping[str, Any], report: str, words: Words) -> list[tuple[str, Mapping[str, Any]]]:
    """The measures that moved and that the report has words for, with these; all by their names where it has none."""
    moved = told["moved"] or []
    named = [(measure_said(report, one["measure"], words), one) for one in moved]
    return [(name, one) for name, one in named if name] or [(one["measure"], one) for one in moved]


def _table(moved: Iterable[tuple[str, Mapping[str, Any]]], words: Words) -> str:
    """The measures that moved, each with the numbers of both runs."""
    rows, by_chance = [], False
    for name, one in moved:
        before, after, unit = *(one[side] and tuple(one[side]) for side in ("before", "after")), one["unit"]
        by_chance |= one["within_error"]
        sign = _BY_CHANCE if one["within_error"] else ""
        cells = _cell(before, after, unit, words), _cell(after, before, unit, words, sign)
        rows.append((name + unit_said(unit, words), *cells))
    headers = [words(key) for key in ("column.measure", "since.before", "since.after")]
    note = words("since.by_chance", sign=_BY_CHANCE) if by_chance else ""
    table = table_html("since_moved", words, words("since.caption"), headers, rows, (1, 2), note, stacked=True)
    return table.replace(NUMBER, "", 1)


def _cell(numbers: _Numbers | None, other: _Numbers | None, unit: str, words: Words, sign: str = "") -> Cell:
    if not numbers:
        return "–"
    middle, interval = _shown(numbers, other, unit, words)
    return over(middle + sign, interval) if interval else middle + sign


def since_said(told: Mapping[str, Any], report: str, words: Words) -> str:
    """One line for a card: the first numbers that moved and what was changed; empty where none moved."""
    moved = [(name, one) for name, one in _named(told, report, words) if one["before"] and one["after"]][:_ON_CARD]
    if not moved:
        return ""
    numbers = []
    for name, one in moved:
        before, after = tuple(one["before"]), tuple(one["after"])
        shown = [_shown(*both, one["unit"], words) for both in ((before, after), (after, before))]
        was, now = (side[0] for side in shown)
        if was == now:  # its range alone moved
            was, now = (f"{middle} ({interval})" if interval else middle for middle, interval in shown)
        numbers.append(f"{inside(name)} {was} → {now}")
    causes = _causes(told, report, words, _ON_CARD)
    changed = "; ".join(f"{kind}: {names}" if names else kind for kind, names in causes)
    return words("since.card", numbers="; ".join(numbers), causes=f" ({changed})" if changed else "")


def _causes(told: Mapping[str, Any], report: str, words: Words, most: int) -> Iterator[tuple[str, str]]:
    """What was changed: each kind, and as many names of it."""
    room = named_programme(report)
    for kind, changed in told["causes"].items():
        names = [*dict.fromkeys(_names(kind, changed, room, words))]
        if len(names) > most:
            names = [*names[:most], words("since.and_more", count=words.exact(len(names) - most))]
        yield words(f"since.cause.{kind}"), ", ".join(names)


def _names(kind: str, changed: Mapping[str, Any], room: Programme, words: Words) -> Iterator[str]:
    """What a reader calls the files, levers, settings or packages; nothing where the kind says all."""
    if kind == "law":
        yield from (_law_group(PurePath(name).stem, words) for name in changed)
    elif kind == "data":
        tables = {PurePath(name).with_suffix("") for name in changed if name.endswith(".csv")}
        # a table's card is no other table
        kept = [
            path for path in map(PurePath, changed) if path.suffix != ".yaml" or path.with_suffix("") not in tables
        ]
        yield from (path.name for path in kept)
    elif kind == "assumptions":
        yield from (inside(words.term("index.report", PurePath(name).stem)) for name in changed)
    elif kind in ("levers", "settings"):
        model = room.levers if kind == "levers" else room.settings
        yield from (_value_said(name, pair, model, words) for name, pair in changed.items())
    elif kind == "packages":
        yield from (f"{name} {was or '–'} → {now or '–'}" for name, (was, now) in changed.items())


def _law_group(name: str, words: Words) -> str:
    """What a file of the law base is called; by its own name where it is there no more."""
    try:
        return inside(read_yaml(paths.data() / f"law/{name}.yaml")["name"][words.language])
    except (InputError, KeyError, TypeError):
        return name


def _value_said(name: str, pair: Any, model: Any, words: Words) -> str:
    """A lever or setting with its two values, as far as they are short and its model still knows them."""
    field = model.model_fields.get(name)
    meta = field.json_schema_extra if field else {}
    meaning = inside(meta[words.language].partition(";")[0]) if meta else name
    if not isinstance(pair, list):
        return meaning
    try:
        was, now = (shown_value(name, value, words, meta["unit"]) for value in pair)
    except (AttributeError, KeyError, TypeError, ValueError):  # a value of another version, that no text is made for
        was, now = map(canonical, pair)
    return f"{meaning} {was} → {now}"
