"""Every rule of the law base as the annex lists it: its value, its history, its basis; and two lists of bands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from simulate.law.contribution import election_contribution_rp
from simulate.law.files import CHAPTERS, LawGroup, LawValue
from simulate.law.numbers import one_of, total_rp, whole_rupiah
from simulate.page.elements import Rows, table
from simulate.page.html import Cell, Markup, Part, Row, Section, bullets, source
from simulate.page.words import Words
from simulate.programmes.law.study import LawReport
from simulate.written import month_number, month_text


def keys_of(group: LawGroup, keys: Sequence[str], words: Words) -> str:
    """Keys in words; what they have in common is written once, and all of them are one word."""
    if list(keys) == group.keys({}):
        return words("law.page.all") if len(keys) > 1 else ""
    if len(group.by) == 2:
        parts = [key.split(".") for key in keys]
        columns = [list(dict.fromkeys(column)) for column in zip(*parts, strict=True)]
        if len(parts) == len(columns[0]) * len(columns[1]):
            named = zip(columns, group.by, strict=True)
            return ": ".join(", ".join(words.key(word, (by,)) for word in column) for column, by in named)
    return ", ".join(words.key(key, tuple(group.by)) for key in keys)


# every timeline shows the same years, so that they can be read down a column
_FIRST, _LAST = month_number("2015-07"), month_number("2028-01")
_WIDE, _HIGH, _EDGE = 132, 24, 4


def rule(group: LawGroup, keys: Sequence[str], words: Words) -> str:
    """A rule's name, and which of its values are meant where not all of them are."""
    named = keys_of(group, keys, words)
    return group.name[words.language] + (f": {named}" if named else "")


def dated(group: LawGroup, value: LawValue, words: Words) -> str:
    """A number with the month from which it holds, where the group has several."""
    since = f"{words.month(value.since, short=True)}\N{NO-BREAK SPACE}" if len(group.values) > 1 else ""
    return since + words.legal(value.value, group.unit, whole=False)


def basis(value: LawValue, words: Words, note: bool = True) -> list[Part]:
    """One value's reference, where it was read, how well, and what it leaves open."""
    link: list[Part] = [source(value.url), ", "] if value.url else []
    marked = "" if value.status == "in_force" else f"; {words(f'status.{value.status}')}"
    grade = f"{words(f'evidence.{value.evidence}')}{marked})."
    open_points = value.note.get(words.language, "") if note else ""
    return [f"{value.reference} (", *link, grade, f" {open_points}" if open_points else ""]


def _bases(values: Sequence[LawValue], words: Words, dated: bool) -> Cell:
    """The bases of values, newest first; where ``dated``, each after the months from which it is one."""
    together: dict[str, list[LawValue]] = {}
    for value in sorted(values, key=lambda value: value.since, reverse=True):
        together.setdefault(repr(basis(value, words)), []).append(value)
    lines = []
    for same in together.values():
        months = ", ".join(words.month(value.since, short=True) for value in same)
        lines.append([f"{months}: " if dated else "", *basis(same[0], words)])
    return bullets(lines)


def _history(group: LawGroup, key: str, month: str, words: Words) -> list[Part]:
    """A small timeline, and each number with the month from which it holds."""
    history = group.history(key)
    numbers = "; ".join(dated(group, value, words) for value in history)
    if len(history) == 1:
        numbers = words("law.cli.since", month=words.month(history[0].since, short=True))
    return [_timeline(group, history, month), numbers]


def _timeline(group: LawGroup, history: list[LawValue], month: str) -> Markup:
    """Steps over the years; what lies after the month asked about is dashed. The text beside it says the same."""
    numbers = [value.value for value in history]
    low, high = min(numbers), max(numbers)

    def across(number: int) -> float:
        return round(_EDGE + (number - _FIRST) / (_LAST - _FIRST) * (_WIDE - 2 * _EDGE), 1)

    def up(number: float) -> float:
        share = (number - low) / (high - low) if high > low else 0.5
        return round(_HIGH - _EDGE - share * (_HIGH - 2 * _EDGE), 1)

    dots = [(across(month_number(value.since)), up(value.value)) for value in history]
    today, points = across(month_number(month)), dots[:1]
    for x, y in dots[1:]:
        points += [(x, points[-1][1]), (x, y)]
    points.append((across(min(month_number(group.horizon) + 1, _LAST)), points[-1][1]))
    past, future = [point for point in points if point[0] <= today], [point for point in points if point[0] > today]
    if past and future:
        past.append((today, past[-1][1]))
        future.insert(0, past[-1])
    lines = ""
    for line, marked in ((past, ""), (future, ' class="sim-ahead"')):
        drawn = " ".join(f"{x:g},{y:g}" for x, y in line)
        lines += f'<polyline{marked} points="{drawn}"/>' if len(line) > 1 else ""
    circles = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="2"/>' for x, y in dots)
    # the page holds one for each legal value, so size and strokes are in its style
    svg = f'<svg class="sim-timeline" viewBox="0 0 {_WIDE} {_HIGH}" aria-hidden="true">'
    return Markup(f'{svg}<path d="M{today:g} 0v{_HIGH}"/>{lines}{circles}</svg>', "")


# groups that have a list of their own, `bands` and `honoraria`
LISTED = ("bpu_base", "bpu_income_from", "election_honorarium")


@table("law_{}", "law", stacked=True)
def chapter(page: LawReport, words: Words, name: str) -> Rows:
    """Every group of a chapter; a group of several values has a row that heads theirs.

    Raises:
        InputError: no such chapter.
    """
    one_of(name, "chapter", CHAPTERS)
    groups = [group for group in page.law.by_chapter() if group.chapter == name and group.group not in LISTED]
    month, last = page.plan.on, max(group.horizon for group in groups)
    over = month > last  # the column's head says that of all values
    rows = [row for group in groups for row in _rows(group, month, words, over)]
    span = {"first": words.month(month_text(_FIRST)), "end": words.month(month_text(_LAST - 1))}
    note = words("law.page.timeline", span) if name == CHAPTERS[0] else ""
    columns = ("rule", "last_value" if over else words.month(month, short=True), "history", "basis")
    return Rows(rows, {"month": words.month(last, short=True)}, None, f".{name}", note, columns)


def _rows(group: LawGroup, month: str, words: Words, over: bool) -> Iterator[Row]:
    """A group's rows; a basis of at least half of its values stands in the first of them alone.

    The first row also tells to or from which month the values hold, where the file does not vouch for the month asked
    about; where that is ``over``, the column's head does.
    """
    outside = ""
    if month > group.horizon and not over:
        outside = words("law.page.until", month=words.month(group.horizon, short=True))
    elif month < group.first_month:
        outside = words("law.page.from", month=words.month(group.first_month, short=True))
    name, entries = group.name[words.language], {key: group.entries(key) for key in group.keys({})}
    every = [value for values in entries.values() for value in values]
    dated = len({value.since for value in every}) > 1
    # the values in force, or the nearest that the file vouches for
    now = group.values[max([since for since in group.values if since <= month] or [group.first_month])]
    shown = {key: words.legal(value.value, group.unit) for key, value in now.items()}
    if len(entries) == 1:
        ((key, values),) = entries.items()
        named = f"{name}, {words.key(key, tuple(group.by))}" if key else name
        history = _history(group, key, month, words)
        yield Section([named, f"{shown[key]} {outside}".rstrip(), history, _bases(values, words, dated)])
        return
    counts = Counter(map(identity, every))
    often = {basis for basis, count in counts.items() if count > 1 and 2 * count >= len(entries)}
    shared = {identity(value): value for value in every if identity(value) in often}
    alike: dict[tuple, list[str]] = {}  # keys whose numbers and bases are the same on every date
    for key, values in entries.items():
        numbers = tuple(value.value for value in group.history(key))
        alike.setdefault((numbers, *map(identity, values)), []).append(key)
    unchanged = len(group.values) == 1
    history = _history(group, next(iter(entries)), month, words) if unchanged else ""
    yield Section([name, outside, history, _bases([*shared.values()], words, dated)])
    for keys in alike.values():
        own = [value for value in entries[keys[0]] if identity(value) not in often]
        history = "" if unchanged else _history(group, keys[0], month, words)
        yield [keys_of(group, keys, words), shown[keys[0]], history, _bases(own, words, dated)]


def identity(value: LawValue) -> tuple[str, ...]:
    """What makes two bases the same."""
    return (value.since, value.reference, value.url, value.evidence, value.status, value.note.get("en", ""))


@table("law_bands", "law.bands", "band income_from base jkk jht jkk_jkm with_jht", numeric=range(1, 7))
def bands(page: LawReport, words: Words) -> Rows:
    """Lampiran II: reported income, base, and the contributions of each band without relief."""
    law = page.month
    floors, bases = law.column("bpu_income_from").astype(int), law.column("bpu_base").astype(int)
    jkm = int(law.value("bpu_jkm"))
    found = pd.DataFrame({"band": range(1, len(bases) + 1), "income_from_rp": floors, "base_rp": bases})
    for part in ("jkk", "jht"):
        found[f"{part}_rp"] = whole_rupiah(bases * law.value("bpu_rate", part))
    found["jkk_jkm_rp"] = found["jkk_rp"] + jkm
    found["with_jht_rp"] = found["jkk_jkm_rp"] + found["jht_rp"]
    rows = [[words.exact(number) for number in row] for row in found.to_numpy().tolist()]
    if floors[0] == 0:
        rows[0][1] = words("law.bands.below", next=words.exact(floors[1]))
    numbers = {"bands": str(len(found)), "jkm": words.legal(jkm, "rp")}
    return Rows(rows, numbers, found, note=_sources(page, ("bpu_income_from", "bpu_base"), words))


@table("law_honoraria", "law.honoraria", numeric=range(1, 5))
def honoraria(page: LawReport, words: Words) -> Rows:
    """Honoraria by role, and the JKK and JKM contribution that they lead to."""
    group = page.law.groups["election_honorarium"]
    law = page.law.at(min(max(page.plan.on, group.first_month), group.horizon))
    cells = [
        (event, role, int(law.value(group.group, event, role)), total_rp(election_contribution_rp(law, event, role)))
        for role in group.by["role"]
        for event in group.by["event"]
    ]
    found = pd.DataFrame(cells, columns=["event", "role", "honorarium_rp", "contribution_rp"])
    rows = [
        [words.key(role), *(words.exact(rp) for rp in own[["honorarium_rp", "contribution_rp"]].to_numpy().ravel())]
        for role, own in found.groupby("role", sort=False)
    ]
    columns = [
        words(f"column.{column}_of", event=words.key(event))
        for event in group.by["event"]
        for column in ("honorarium", "contribution")
    ]
    rate = words.legal(law.value("pu_jkk", "very_low") + law.value("pu_jkm"), "share")
    numbers = {"until": words.month(group.horizon), "rate": rate}
    return Rows(rows, numbers, found, note=_sources(page, (group.group,), words), columns=["role", *columns])


# more values than this are not named beside their source
_FEW = 3


def _sources(page: LawReport, names: tuple[str, ...], words: Words) -> Cell:
    """Since when lists hold, their distinct sources with the few values that rest on each, and their notes."""
    groups = [page.law.groups[name] for name in names]
    every = [value for group in groups for value in next(iter(group.values.values())).values()]
    notes = dict.fromkeys(value.note[words.language] for value in every if value.note)
    sources: dict[tuple, list[LawValue]] = {}  # of the last, for lists of one table share their sources
    for value in (value for value in every if value.group == names[-1]):
        sources.setdefault((value.reference, value.url, value.evidence), []).append(value)
    parts: list[Part] = [words("law.lists.since", month=words.month(groups[0].first_month))]
    for same in sources.values():
        few = ", ".join(words.key(value.key, tuple(groups[-1].by)) for value in same) if len(same) < _FEW else ""
        parts += [f" {few}: " if few else " ", *basis(same[0], words, note=False)]
    return [*parts, *(f" {note}" for note in notes)]
