"""The law page: every rule with its history and sources, what changes, what cover costs, how well it is sourced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.law.contribution import election_contribution_rp, lowest_bpu_base_rp
from simulate.law.files import CHAPTERS, EVIDENCE, LawGroup, LawValue
from simulate.law.numbers import one_of, total_rp, whole_rupiah
from simulate.page.drawing import MAIN, MUTED, beside
from simulate.page.elements import Chart, Rows, chart, table
from simulate.page.face import Card, Page
from simulate.page.html import Cell, Markup, Part, Row, Section, bullets, source
from simulate.page.words import Words
from simulate.programmes.law.study import LawReport, prices_rp, run
from simulate.written import month_number, month_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# a file that ends within a year is due for renewal; so many of them are named
_SOON_MONTHS, _MANY = 12, 5


def _answer(page: LawReport, words: Words) -> str:
    """What a month of cover costs and what it pays."""
    price = prices_rp(page.month)
    kind = ".same" if len({*price.values()}) == 1 else ".sectors" if price["transport"] != price["other"] else ""
    amounts = {name: words.legal(rp, "rp") for name, rp in price.items()}
    amounts |= {event: words.rupiah(rp) for event, rp in page.benefits_rp.items()}
    base = words.legal(lowest_bpu_base_rp(page.month), "rp")
    return words(f"law.page.answer{kind}", amounts, base=base, month=words.month(page.plan.on))


def _cards(page: LawReport, words: Words) -> list[Card]:
    """The next change, how many values there are by grade, and the oldest check."""
    counts = page.headline_table.set_index("measure")["mean"].map(words.exact)
    oldest = min(page.values, key=lambda value: value.checked)
    name = page.law.groups[oldest.group].name[words.language]
    alike = ".all" if oldest.checked == page.facts_date else ".of"
    return [
        _next_change(page, words),
        (counts["values"], words("law.page.values", counts), words("law.page.grades", counts)),
        (words.day(oldest.checked), words("law.page.stalest"), words(f"law.page.stalest{alike}", name=name)),
    ]


def _next_change(page: LawReport, words: Words) -> Card:
    change = page.next_change
    if change is None:
        return "–", words("law.page.next"), words("law.page.next.none")
    keys, name = keys_of(change.group, change.keys, words), change.group.name[words.language]
    before, after = (words.legal(value.value, change.group.unit) for value in (change.before, change.after))
    what = words("law.page.next.what", name=f"{name} ({keys})" if keys else name, before=before, after=after)
    return words.month(change.since), words("law.page.next"), what


def _notes(page: LawReport, words: Words) -> list[str]:
    """How many values are weak, and which files are due for renewal."""
    notes = [words("law.page.weak", count=words.exact(len(page.weak)))]
    ending = [
        words("law.page.ending.one", name=group.name[words.language], month=words.month(group.horizon))
        for group in page.ending(_SOON_MONTHS)
    ]
    if len(ending) > _MANY:
        more = len(ending) - _MANY
        ending[_MANY:] = [words(f"law.page.ending.more{'.one' if more == 1 else ''}", count=words.exact(more))]
    return [*notes, words("law.page.ending", groups="; ".join(ending))] if ending else notes


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


def _rule(group: LawGroup, keys: Sequence[str], words: Words) -> str:
    """A rule's name, and which of its values are meant where not all of them are."""
    named = keys_of(group, keys, words)
    return group.name[words.language] + (f": {named}" if named else "")


def _dated(group: LawGroup, value: LawValue, words: Words) -> str:
    """A number with the month from which it holds, where the group has several."""
    since = f"{words.month(value.since, short=True)}\N{NO-BREAK SPACE}" if len(group.values) > 1 else ""
    return since + words.legal(value.value, group.unit, whole=False)


def _basis(value: LawValue, words: Words, note: bool = True) -> list[Part]:
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
        together.setdefault(repr(_basis(value, words)), []).append(value)
    lines = []
    for same in together.values():
        months = ", ".join(words.month(value.since, short=True) for value in same)
        lines.append([f"{months}: " if dated else "", *_basis(same[0], words)])
    return bullets(lines)


def _history(group: LawGroup, key: str, month: str, words: Words) -> list[Part]:
    """A small timeline, and each number with the month from which it holds."""
    history = group.history(key)
    numbers = "; ".join(_dated(group, value, words) for value in history)
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


@table("law_changes", "law.changes", "from rule value_before value_after basis", stacked=True)
def changes(page: LawReport, words: Words) -> Rows:
    """Each change since January of the year before the month asked about, those to come included."""
    since, rows = f"{int(page.plan.on[:4]) - 1}-01", []
    for change in page.changes:
        if change.since >= since:
            group, ahead = change.group, f" {words('law.page.ahead')}" if change.since > page.plan.on else ""
            month, rule = f"{words.month(change.since, short=True)}{ahead}", _rule(group, change.keys, words)
            before = "–" if change.before is None else words.legal(change.before.value, group.unit)
            after = words.legal(change.after.value, group.unit)
            rows.append([month, rule, before, after, _basis(change.after, words, note=False)])
    return Rows(rows, {"month": words.month(since)})


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
    counts = Counter(map(_identity, every))
    often = {basis for basis, count in counts.items() if count > 1 and 2 * count >= len(entries)}
    shared = {_identity(value): value for value in every if _identity(value) in often}
    alike: dict[tuple, list[str]] = {}  # keys whose numbers and bases are the same on every date
    for key, values in entries.items():
        numbers = tuple(value.value for value in group.history(key))
        alike.setdefault((numbers, *map(_identity, values)), []).append(key)
    unchanged = len(group.values) == 1
    history = _history(group, next(iter(entries)), month, words) if unchanged else ""
    yield Section([name, outside, history, _bases([*shared.values()], words, dated)])
    for keys in alike.values():
        own = [value for value in entries[keys[0]] if _identity(value) not in often]
        history = "" if unchanged else _history(group, keys[0], month, words)
        yield [keys_of(group, keys, words), shown[keys[0]], history, _bases(own, words, dated)]


def _identity(value: LawValue) -> tuple[str, ...]:
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
        parts += [f" {few}: " if few else " ", *_basis(same[0], words, note=False)]
    return [*parts, *(f" {note}" for note in notes)]


_PAYERS = ("other", "transport", "apbd")


@chart("law_prices", "law.prices", wide=(7.4, 2.9), narrow=(3.7, 3.2))
def prices(page: LawReport, words: Words) -> Chart:
    """Bars over the months of two years, one row a kind of payer; a reduced price is filled."""
    data = pd.DataFrame({"month": law.month} | prices_rp(law) for law in page.price_months)
    months = data["month"].tolist()
    amounts = {int(price): words.legal(int(price), "rp") for price in np.unique(data[[*_PAYERS]])}
    full = max(amounts)
    # by kind of payer, each price with its first and last month
    spells = {
        name: [
            (int(run[name].iloc[0]), run["month"].iloc[0], run["month"].iloc[-1])
            for _, run in data.groupby(data[name].diff().ne(0).cumsum())
        ]
        for name in _PAYERS
    }

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        for row, name in enumerate(reversed(_PAYERS)):
            for price, first, last in spells[name]:
                start, long = months.index(first), months.index(last) - months.index(first) + 1
                filled = {"facecolor": MAIN, "edgecolor": MAIN, "alpha": 0.85}
                style = filled if price < full else {"facecolor": "none", "edgecolor": MUTED}
                axes.broken_barh([(start + 0.06, long - 0.12)], (row - 0.21, 0.42), **style)
                font = {"fontsize": 8 if narrow else 9, "fontweight": "bold" if price < full else "normal"}
                place = start + long / 2, row + 0.27
                beside(axes, amounts[price], place, (0, 0), ha="center", va="bottom", **font)
            beside(axes, words(f"law.prices.{name}"), (0, row - 0.27), (0, 0), va="top", color=MUTED, fontsize=9)
        if page.plan.on in months:
            axes.axvline(months.index(page.plan.on) + 0.5, color=MUTED, linestyle=":", linewidth=1)
        axes.set_ylim(-0.75, len(_PAYERS) - 0.3)
        axes.set_xlim(0, len(months))
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        places = range(0, len(months), 6 if narrow else 3)
        axes.set_xticks(list(places), [words.month(months[place], short=True) for place in places])

    lines, less = [], {}  # what each pays when, and when less
    for name in _PAYERS:
        spans = [(price, words.months(first, last)) for price, first, last in spells[name]]
        lines.append(
            f"{words(f'law.prices.{name}')}: {', '.join(f'{span} {amounts[price]}' for price, span in spans)}"
        )
        less[name] = ", ".join(span for price, span in spans if price < full)
    alike = spells["apbd"] == spells["other"] == spells["transport"]
    ending = ".same" if len(amounts) == 1 else ".all" if alike else ""
    own = [words(f"law.prices.spans.{name}", spans=less[name]) for name in _PAYERS[:2] if less[name]]
    numbers = {
        "full": amounts[full],
        "reduced": ", ".join(amount for price, amount in amounts.items() if price < full),
        "span": words.months(months[0], months[-1]),
        "where": less["apbd"] if alike else "; ".join(own),
        "lines": "; ".join(lines),
    }
    return Chart(draw, data.rename(columns={name: f"{name}_rp" for name in _PAYERS}), numbers, title=ending)


# names, addresses, notes and ends stand in the page's tables; the file beside the page has all columns
_BASE = ["group", "key", "since", "value", "unit", "reference", "status", "evidence"]
_GRADES = " ".join(f"evidence.{grade}" for grade in EVIDENCE)


@table("law_grades", "law.grades", f"chapter {_GRADES} status.interpretation oldest_check", numeric=range(1, 6))
def grades(page: LawReport, words: Words) -> Rows:
    """Values by chapter and grade of evidence, with readings of the law and the oldest check; all values as CSV.

    The dates of check stand in the file beside the page: in it they would weigh more than they tell.
    """
    rows = []
    for name in CHAPTERS:
        values = [value for value in page.values if page.law.groups[value.group].chapter == name]
        by_grade = Counter(value.evidence for value in values)
        readings = sum(value.status == "interpretation" for value in values)
        counts = [words.exact(count) for count in (*(by_grade[grade] for grade in EVIDENCE), readings)]
        rows.append([words(f"law.chapter.{name}"), *counts, words.day(min(value.checked for value in values))])
    return Rows(rows, data=page.values_table[_BASE])


@table("law_weak", "law.weak", "rule value_from evidence reason", stacked=True)
def weak(page: LawReport, words: Words) -> Rows:
    """Values that are recalled or a reading of the law, and what would have to be confirmed."""
    by_key: dict[tuple[str, ...], list[LawValue]] = {}
    for value in page.weak:
        reason = value.note.get("en", "") or value.reference
        same = by_key.setdefault((value.group, value.status, value.evidence, reason, value.key), [])
        if not same or same[-1].value != value.value:  # a number that stays is listed once
            same.append(value)
    # keys that share group, grade, reason and numbers
    together: dict[tuple, tuple[list[str], list[LawValue]]] = {}
    for (*grade, key), values in by_key.items():
        numbers = tuple((value.since, value.value) for value in values)
        together.setdefault((*grade, numbers), ([], values))[0].append(key)
    rows = []
    for keys, values in together.values():
        first, group = values[0], page.law.groups[values[0].group]
        reading = first.status == "interpretation"
        grade = words(f"status.{first.status}" if reading else f"evidence.{first.evidence}")
        reason = f"{first.reference}. {first.note.get(words.language, '')}".strip()
        rows.append(
            [_rule(group, keys, words), "; ".join(_dated(group, value, words) for value in values), grade, reason]
        )
    return Rows(rows)


Page(
    "law.page",
    lambda page, words: words("law.page.title", month=words.month(page.plan.on)),
    _answer,
    _cards,
    _notes,
    lambda page, words: words("law.page.subtitle"),
    lambda page, words: words("law.page.method", first=words.month(min(value.since for value in page.values))),
    footer="law.page.footer",
).hand_out(__name__, run)
