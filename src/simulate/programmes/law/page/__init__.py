"""The law page: every rule with its history and sources, what changes, what cover costs, how well it is sourced."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.law.files import CHAPTERS, EVIDENCE, LawValue
from simulate.page.drawing import MAIN, MUTED, beside, month_ticks, ranked
from simulate.page.elements import Chart, Rows, chart, table
from simulate.page.evidence import graded
from simulate.page.face import Asked, Card, Page, Point
from simulate.page.html import Cell, Part
from simulate.page.trace import Trace
from simulate.page.words import Words
from simulate.programmes.law.page.rules import basis, dated, identity, keys_of, rule
from simulate.programmes.law.study import Change, LawReport, prices_rp, run
from simulate.written import month_number, month_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# a file that ends within a year is due for renewal; so many changes are drawn
_SOON_MONTHS, _MOST_CHANGES = 12, 12


def _answer(page: LawReport, words: Words) -> str:
    """What a month of cover costs and what it pays."""
    price = prices_rp(page.month)
    kind = ".same" if len({*price.values()}) == 1 else ".sectors" if price["transport"] != price["other"] else ""
    amounts = {name: words.mark("price", words.legal(rp, "rp")) for name, rp in price.items()}
    amounts |= {event: words.mark("benefit", words.rupiah(rp)) for event, rp in page.benefits_rp.items()}
    return words(f"law.page.answer{kind}", amounts, month=words.month(page.plan.on))


def _cards(page: LawReport, words: Words) -> list[Card]:
    """The next change, how many values are not verified, and the oldest check."""
    weak = words.mark("values", words.exact(len(page.weak)))
    every = words.mark("values", words.exact(len(page.values)))
    oldest = min(page.values, key=lambda value: value.checked)
    return [
        _next_change(page, words),
        Card(weak, words("law.page.weak"), words("law.page.of", values=every), "law_grades"),
        Card(words.day(oldest.checked), words("law.page.stalest"), "", "law_grades"),
    ]


def _next_change(page: LawReport, words: Words) -> Card:
    change = page.next_change
    if change is None:
        return Card("–", words("law.page.next.none"), "", "law_changes")
    label, what = words("law.page.next", name=change.group.name[words.language]), _of_what(change, words, whole=True)
    return Card(words.month(change.since), label, words.mark("next", what), "law_changes")


def _points(page: LawReport, words: Words) -> list[Point]:
    """Which of the region's own rules are not shown to be in force, which files are due for renewal."""
    points = []
    if page.own_rules is not None:
        which = ".sponsorship" if _none_in_force(page).get("perbup_asn", False) else ""
        points.append((words(f"law.page.point.own{which}", _unfound(page, words)), "law_own_rules"))
    ending = page.ending(_SOON_MONTHS)
    if ending:
        first = min(ending, key=lambda group: group.horizon)
        told = {"count": words.mark("ending", words.exact(len(ending))), "month": words.month(first.horizon)}
        name = first.name[words.language]
        points.append(
            (words(f"law.page.point.ending{'.one' if len(ending) == 1 else ''}", told, name=name), "law_ending")
        )
    return [*points, (words("law.page.point.weak"), "law_weak")]


def _none_in_force(page: LawReport) -> pd.Series:
    """By item of the region's own rules, whether none is shown to be in force."""
    return ~page.own_rules.set_index("item")["score_low"].gt(0)


def _unfound(page: LawReport, words: Words) -> dict[str, str]:
    """Of how many matters for the region's own rules no rule is shown to be in force, and how many there are."""
    none = _none_in_force(page)
    counts = {"count": none.sum(), "all": len(none)}
    return {name: words.mark("own_rules", words.exact(number)) for name, number in counts.items()}


def _sure(page: LawReport, words: Words) -> list[str]:
    """How well the values are sourced."""
    counts = page.headline_table.set_index("measure")["mean"].map(words.exact)
    return [words("law.page.grades", counts), words("law.page.footer")]


def _asked(page: LawReport, words: Words) -> list[Asked]:
    """That the region regulates cover itself, and what was found of it."""
    if page.own_rules is None:
        return []
    return [(words("law.asked"), words("law.asked.answer", _unfound(page, words)))]


def _traces(page: LawReport, words: Words) -> dict[str, Trace]:
    """The rules behind the numbers of the face, each with its values, reference and source."""
    change, ending = page.next_change, page.ending(_SOON_MONTHS)
    prices = sorted({*prices_rp(page.month).values()})
    months = [f"{group.name[words.language]}: {words.month(group.horizon)}" for group in ending]
    made = {
        "price": ("; ".join(words.legal(rp, "rp") for rp in prices), _cited(page, _PRICE, words)),
        "benefit": ("; ".join(words.rupiah(rp) for rp in page.benefits_rp.values()), _cited(page, _PAID, words)),
        "values": (words.exact(len(page.values)), []),
        "changes": (
            words("law.trace.changes.value", _changed(page, words)),
            [_change_cited(one, words) for one in _shown_changes(page) if one.since > page.plan.on],
        ),
        "ending": (words.exact(len(ending)), months),
        "own_rules": ("" if page.own_rules is None else words.exact(len(page.own_rules)), _own_cited(page, words)),
    }
    found = {
        name: Trace(words(f"law.trace.{name}"), value, words(f"law.trace.{name}.formula"), cells)
        for name, (value, cells) in made.items()
    }
    if change is not None:
        what = f"{words.month(change.since)}: {_of_what(change, words, whole=True)}"
        cells = [basis(change.after, words, note=False)]
        found["next"] = Trace(change.group.name[words.language], what, inputs=cells)
    return found


def _change_cited(change: Change, words: Words) -> Cell:
    """A change with its month and basis."""
    named = f"{words.month(change.since)}: {change.group.name[words.language]}, {_of_what(change, words)}. "
    return [named, *basis(change.after, words, note=False)]


# what the price of a BPU member and what its family receives are made from
_PRICE, _PAID = ("bpu_base", "bpu_rate", "bpu_jkm", "bpu_relief"), ("jkm_benefit", "jkk_wage_multiple")


def _cited(page: LawReport, names: Sequence[str], words: Words) -> list[Cell]:
    """The bases of rules in the month asked about, each once."""
    cells = []
    for name in names:
        group = page.law.groups[name]
        since = max(month for month in group.values if month <= page.plan.on)
        values = {identity(value): value for value in group.values[since].values()}
        for value in values.values():
            cells.append([f"{group.name[words.language]}: ", *basis(value, words, note=False)])
    return cells


def _own_cited(page: LawReport, words: Words) -> list[Cell]:
    rows = [] if page.own_rules is None else page.own_rules.to_dict("records")
    return [[f"{row[f'title_{words.language}']}: ", *_own_source(row, words)] for row in rows]


def _own_source(row: Mapping[str, Any], words: Words) -> list[Part]:
    """The source of what was found of a rule, or that there is none."""
    return [words("law.own_rules.unfound")] if row["status"] == "assumption" else graded(row, words)


def _shown_changes(page: LawReport) -> list[Change]:
    """The changes of the year up to the month asked about, and those to come."""
    since = month_text(month_number(page.plan.on) - _SOON_MONTHS)
    return [change for change in page.changes if change.since > since]


@chart("law_changes", "law.changes", wide=(7.4, 4.3), narrow=(3.7, 4.6))
def changes_chart(page: LawReport, words: Words) -> Chart:
    """What changed in the year up to the month asked about and what changes next, each at its month."""
    every, now = _shown_changes(page), month_number(page.plan.on)
    shown = every[-_MOST_CHANGES:]
    names = [change.group.name[words.language] for change in shown]
    moves = [_of_what(change, words) for change in shown]
    places = [month_number(change.since) - now for change in shown]
    ahead_of = sum(place > 0 for place in places)

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, rows = drawing.subplots(), range(len(shown) - 1, -1, -1)
        first, last = min([-_SOON_MONTHS, *places]), max([2, *places])
        for row, place, name, move in zip(rows, places, names, moves, strict=True):
            ahead = place > 0
            axes.plot([place], [row], "o", color=MAIN if ahead else MUTED, markersize=7 if ahead else 5)
            said = f"{textwrap.shorten(name, 34 if narrow else 64, placeholder='…')}\n{move}"
            left = place > (first + last) / 2
            side = {"off": (-7, 0), "ha": "right"} if left else {"off": (7, 0), "ha": "left"}
            weight = "bold" if ahead else "normal"
            beside(axes, said, (place, row), va="center", fontsize=8, fontweight=weight, **side)
        if ahead_of:  # a line between what holds and what comes: an upright one would run through words
            axes.axhline(ahead_of - 0.5, color=MUTED, linestyle=":", linewidth=1)
            axes.text(first, ahead_of - 0.45, words("law.changes.now"), color=MUTED, fontsize=8, va="bottom")
        axes.set_ylim(-0.7, len(shown) - 0.3)
        axes.set_xlim(first - 0.5, last + 0.5)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        ticks = range(first, last + 1, 6 if narrow else 3)
        axes.set_xticks([*ticks], [words.month(month_text(now + tick), short=True) for tick in ticks])

    rows = [
        f"{words.month(change.since)}: {name}, {move}" for change, name, move in zip(shown, names, moves, strict=True)
    ]
    numbers = _changed(page, words) | {
        "drawn": words("law.changes.drawn", count=words.exact(len(shown))) if shown != every else "",
        "month": words.month(page.plan.on),
        "rows": "; ".join(rows),
    }
    data = pd.DataFrame(
        {
            "month": [change.since for change in shown],
            "rule": [change.group.group for change in shown],
            "before": [change.before and change.before.value for change in shown],
            "after": [change.after.value for change in shown],
        }
    )
    return Chart(draw, data, numbers, traces={"past": "changes", "ahead": "changes"})


def _changed(page: LawReport, words: Words) -> dict[str, str]:
    """How many rules changed in the year up to the month asked about, and how many changes are known after it."""
    every = _shown_changes(page)
    ahead = sum(change.since > page.plan.on for change in every)
    return {"past": words.exact(len(every) - ahead), "ahead": words.exact(ahead)}


def _of_what(change: Change, words: Words, whole: bool = False) -> str:
    """From which number to which, and of what where a rule has several: by its first dimension alone."""
    named = keys_of(change.group, change.keys, words).partition(": ")[0]
    return (f"{named}: " if named else "") + _moved(change, words, whole)


def _moved(change: Change, words: Words, whole: bool = False) -> str:
    """From which number to which; a new rule its number alone."""
    after = words.legal(change.after.value, change.group.unit, whole)
    if change.before is None:
        return words("law.changes.new", after=after)
    before = words.legal(change.before.value, change.group.unit, whole)
    return words("law.page.next.what", before=before, after=after)


@table("law_changes_table", "law.changes", "from rule value_before value_after basis", stacked=True)
def changes(page: LawReport, words: Words) -> Rows:
    """Each change of the year up to the month asked about, and those to come."""
    rows = []
    for change in _shown_changes(page):
        group, ahead = change.group, f" {words('law.page.ahead')}" if change.since > page.plan.on else ""
        month, named = f"{words.month(change.since, short=True)}{ahead}", rule(group, change.keys, words)
        before = "–" if change.before is None else words.legal(change.before.value, group.unit)
        after = words.legal(change.after.value, group.unit)
        rows.append([month, named, before, after, basis(change.after, words, note=False)])
    return Rows(rows)


@table("law_own_rules", "law.own_rules", "own_rule found source", stacked=True)
def own_rules(page: LawReport, words: Words) -> Rows | str:
    """The region's own regulations: what was found of each, or that nothing was."""
    if page.own_rules is None:
        return words("law.own_rules.none")
    spoken = words.language
    return Rows(
        [
            (row[f"title_{spoken}"], row[f"evidence_{spoken}"], _own_source(row, words))
            for row in page.own_rules.to_dict("records")
        ]
    )


@table("law_ending", "law.ending", "rule recorded_to")
def ending(page: LawReport, words: Words) -> Rows | str:
    """The rules whose files end within a year."""
    found = sorted(page.ending(_SOON_MONTHS), key=lambda group: group.horizon)
    if not found:
        return words("law.ending.none")
    return Rows([(group.name[words.language], words.month(group.horizon)) for group in found])


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
        month_ticks(axes, months, words, 4 if narrow else 8)

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
    columns, traces = {name: f"{name}_rp" for name in _PAYERS}, dict.fromkeys(("full", "reduced"), "price")
    return Chart(draw, data.rename(columns=columns), numbers, title=ending, traces=traces)


# names, addresses, notes and ends stand in the page's tables; the file beside the page has all columns
_BASE = ["group", "key", "since", "value", "evidence"]
_GRADES = " ".join(f"evidence.{grade}" for grade in EVIDENCE)


@chart("law_grades", "law.sources", wide=(7.4, 1.9), narrow=(3.7, 2.0))
def grades_chart(page: LawReport, words: Words) -> Chart:
    """Values by grade of evidence."""
    counts = [sum(value.evidence == grade for value in page.values) for grade in EVIDENCE]
    names, said = [words(f"evidence.{grade}") for grade in EVIDENCE], [words.exact(count) for count in counts]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        ranked(axes, names, counts, said)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)

    told = zip(names, said, strict=True)
    numbers = {"law": said[EVIDENCE.index("law")], "all": words.exact(len(page.values))}
    numbers["rows"] = "; ".join(f"{name} {count}" for name, count in told)
    data = pd.DataFrame({"evidence": EVIDENCE, "values": counts})
    return Chart(draw, data, numbers, traces={"law": "values", "all": "values"})


@table("law_grades_table", "law.grades", f"chapter {_GRADES} status.interpretation oldest_check", numeric=range(1, 6))
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
            [rule(group, keys, words), "; ".join(dated(group, value, words) for value in values), grade, reason]
        )
    return Rows(rows)


Page(
    "law.page",
    lambda page, words: words("law.page.title"),
    _answer,
    _cards,
    _points,
    changes_chart,
    lambda page, words: words("law.page.about", month=words.month(page.plan.on)),
    _sure,
    traces=_traces,
    method=lambda page, words: words("law.page.method", first=words.month(min(value.since for value in page.values))),
    asked=_asked,
    footer="law.page.footer",
).hand_out(__name__, run)
