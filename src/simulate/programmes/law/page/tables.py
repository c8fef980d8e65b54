"""What changed lately and what will change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from simulate.law.contribution import election_contribution_rp
from simulate.law.files import CHAPTERS, EVIDENCE, LawGroup, LawValue
from simulate.law.numbers import one_of, total_rp, whole_rupiah
from simulate.page.base import Element
from simulate.page.figure import INK, MAIN, MUTED, old_figure
from simulate.page.table import Cell, Part, Row, Section, headers, old_table
from simulate.page.words import Words
from simulate.programmes.law.page.headline import basis_lines, basis_parts, history_cell, keys_of, outside, value_cell
from simulate.programmes.law.study import LawReport, prices_rp

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def changes(page: LawReport) -> Element:
    """Each change since January of the year before the month asked about, those to come included."""
    since = f"{int(page.plan.on[:4]) - 1}-01"
    recent = [change for change in page.changes if change.since >= since]

    def rows(words: Words):
        for change in recent:
            ahead = f" {words('law.page.ahead')}" if change.since > page.plan.on else ""
            keys = keys_of(change.group, change.keys, words)
            yield [
                f"{words.month(change.since, short=True)}{ahead}",
                change.group.name[words.language] + (f": {keys}" if keys else ""),
                "–" if change.before is None else words.legal(change.before.value, change.group.unit),
                words.legal(change.after.value, change.group.unit),
                basis_parts(change.after, words, note=False),
            ]

    return old_table(
        "law_changes",
        page.settings.language,
        caption=lambda words: words("law.changes.caption", month=words.month(since)),
        header=headers("from", "rule", "value_before", "value_after", "basis"),
        rows=lambda words: list(rows(words)),
        note=lambda words: words("law.changes.note"),
        stacked=True,
    )


# told by a table of their own, see `simulate.programmes.law.page.tables`
LISTED = ("bpu_base", "bpu_income_from", "election_honorarium")


def chapter(page: LawReport, name: str) -> Element:
    """Every group of a chapter; a group of several values has a row that heads theirs.

    Raises:
        InputError: no such chapter.
    """
    one_of(name, "chapter", CHAPTERS)
    groups = [group for group in page.law.by_chapter() if group.chapter == name and group.group not in LISTED]
    month = page.plan.on
    last = max(group.horizon for group in groups)

    def header(words: Words) -> list[str]:
        over = words("column.last_value", month=words.month(last, short=True))
        return [*headers("rule")(words), over if month > last else words.month(month, short=True), *_TOLD(words)]

    def rows(words: Words) -> list[Row]:
        return [row for group in groups for row in _rows(group, month, words, told=month > last)]

    return old_table(
        f"law_{name}",
        page.settings.language,
        caption=lambda words: words(f"law.caption.{name}"),
        header=header,
        rows=rows,
        note=(lambda words: words("law.page.timeline")) if name == CHAPTERS[0] else None,
        stacked=True,
    )


_TOLD = headers("history", "basis")


def _rows(group: LawGroup, month: str, words: Words, told: bool) -> Iterator[Row]:
    """A group's rows; ``told`` says that the column head already says when its values ended."""
    name, keys = group.name[words.language], list(next(iter(group.values.values())))
    entries = {key: group.entries(key) for key in keys}
    dated = len({value.since for values in entries.values() for value in values}) > 1
    ended = "" if told else outside(group, month, words)
    if len(keys) == 1:
        named = f"{name}, {words.key(keys[0], tuple(group.by))}" if keys[0] else name
        shown = f"{value_cell(group, keys[0], month, words)} {ended}".rstrip()
        history = history_cell(group, keys[0], month, words)
        yield Section([named, shown, history, basis_lines(entries[keys[0]], words, dated)])
        return
    shared = _shared(list(entries.values()))
    unchanged = len(group.values) == 1
    history = history_cell(group, keys[0], month, words) if unchanged else ""
    yield Section([name, ended, history, basis_lines(list(shared.values()), words, dated)])
    for alike in _alike(group, entries):
        own = [value for value in entries[alike[0]] if _basis(value) not in shared]
        history = "" if unchanged else history_cell(group, alike[0], month, words)
        shown = value_cell(group, alike[0], month, words)
        yield [keys_of(group, alike, words), shown, history, basis_lines(own, words, dated)]


def _shared(entries: list[list[LawValue]]) -> dict[tuple, LawValue]:
    """The bases that at least half of a group's values rest on, each once."""
    counts = Counter(_basis(value) for values in entries for value in values)
    return {
        _basis(value): value
        for values in entries
        for value in values
        if counts[_basis(value)] > 1 and 2 * counts[_basis(value)] >= len(entries)
    }


def _alike(group: LawGroup, entries: dict[str, list[LawValue]]) -> list[list[str]]:
    """Keys together whose numbers and bases are the same on every date."""
    together: dict[tuple, list[str]] = {}
    for key, values in entries.items():
        numbers = tuple(value.value for value in group.history(key))
        together.setdefault((numbers, *map(_basis, values)), []).append(key)
    return list(together.values())


def _basis(value: LawValue) -> tuple:
    note = value.note.get("en", "")
    return (value.since, value.reference, value.url, value.evidence, value.status, note)


# more values than this are not named beside their source
_FEW = 3


def bands(page: LawReport) -> Element:
    """Lampiran II: reported income, base, and the contributions of each band without relief."""
    law = page.month
    floors, bases = law.column("bpu_income_from").astype(int), law.column("bpu_base").astype(int)
    jkm = int(law.value("bpu_jkm"))
    found = pd.DataFrame(
        {
            "band": range(1, len(bases) + 1),
            "income_from_rp": floors,
            "base_rp": bases,
            "jkk_rp": whole_rupiah(bases * law.value("bpu_rate", "jkk")),
            "jht_rp": whole_rupiah(bases * law.value("bpu_rate", "jht")),
        }
    )
    found["jkk_jkm_rp"] = found["jkk_rp"] + jkm
    found["with_jht_rp"] = found["jkk_jkm_rp"] + found["jht_rp"]

    def rows(words: Words):
        below = words("law.bands.below", next=words.exact(floors[1]))
        for row in found.to_numpy().tolist():
            band, edge, *amounts = (words.exact(number) for number in row)
            yield [band, below if row[1] == 0 else edge, *amounts]

    return old_table(
        "law_bands",
        page.settings.language,
        caption=lambda words: words("law.bands.caption", bands=str(len(found)), jkm=words.legal(jkm, "rp")),
        header=headers("band", "income_from", "base", "jkk", "jht", "jkk_jkm", "with_jht"),
        rows=lambda words: list(rows(words)),
        numeric=range(1, 7),
        note=lambda words: _noted(page, ("bpu_income_from", "bpu_base"), words),
        data=found,
    )


def honoraria(page: LawReport) -> Element:
    """Honoraria by role, and the JKK and JKM contribution that they lead to."""
    group = page.law.groups["election_honorarium"]
    law = page.law.at(min(max(page.plan.on, group.first_month), group.horizon))
    events, roles = group.by["event"], group.by["role"]
    found = pd.DataFrame(
        {
            "event": event,
            "role": role,
            "honorarium_rp": int(law.value("election_honorarium", event, role)),
            "contribution_rp": total_rp(election_contribution_rp(law, event, role)),
        }
        for role in roles
        for event in events
    )

    def rows(words: Words):
        for role, told in found.groupby("role", sort=False):
            numbers = told[["honorarium_rp", "contribution_rp"]].to_numpy().ravel().tolist()
            yield [words.key(role), *(words.exact(number) for number in numbers)]

    return old_table(
        "law_honoraria",
        page.settings.language,
        caption=lambda words: words(
            "law.honoraria.caption",
            until=words.month(group.horizon),
            rate=words.legal(law.value("pu_jkk", "very_low") + law.value("pu_jkm"), "share"),
        ),
        header=lambda words: [
            *headers("role")(words),
            *(
                words(f"column.{column}_of", event=words.key(event))
                for event in events
                for column in ("honorarium", "contribution")
            ),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 5),
        note=lambda words: _noted(page, ("election_honorarium",), words),
        data=found,
    )


def _noted(page: LawReport, names: tuple[str, ...], words: Words) -> Cell:
    """Since when the lists hold, their distinct sources with the few values that rest on each, and their notes."""
    first = page.law.groups[names[0]].first_month
    parts: list[Part] = [words("law.lists.since", month=words.month(first))]
    notes: dict[str, None] = {}
    for name in names:
        group = page.law.groups[name]
        sources: dict[tuple, list[LawValue]] = {}
        for value in next(iter(group.values.values())).values():
            sources.setdefault((value.reference, value.url, value.evidence), []).append(value)
            notes |= {value.note[words.language]: None} if value.note else {}
        for same in sources.values() if name == names[-1] else ():  # lists of one table share their sources
            few = ", ".join(words.key(value.key, tuple(group.by)) for value in same) if len(same) < _FEW else ""
            parts += [f" {few}: " if few else " ", *basis_parts(same[0], words, note=False)]
    return [*parts, *(f" {note}" for note in notes)]


_ROWS = ("other", "transport", "apbd")
# a spell: price, first month, last month
Spell = tuple[int, str, str]


def prices(page: LawReport) -> Element:
    """Bars over the months of two years, one row a kind of payer; a reduced price is filled."""
    table = pd.DataFrame({"month": law.month} | prices_rp(law) for law in page.price_months)
    months = table["month"].tolist()
    spells = {name: _spells(months, table[name].tolist()) for name in _ROWS}
    full = int(table[list(_ROWS)].to_numpy().max())

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        for row, name in enumerate(reversed(_ROWS)):
            for price, first, last in spells[name]:
                start, long = months.index(first), months.index(last) - months.index(first) + 1
                reduced = price < full
                axes.broken_barh(
                    [(start + 0.06, long - 0.12)],
                    (row - 0.21, 0.42),
                    facecolor=MAIN if reduced else "none",
                    edgecolor=MAIN if reduced else MUTED,
                    alpha=0.85 if reduced else 1,
                )
                axes.annotate(
                    words.legal(price, "rp"),
                    (start + long / 2, row + 0.27),
                    ha="center",
                    va="bottom",
                    color=INK,
                    fontsize=8 if narrow else 9,
                    fontweight="bold" if reduced else "normal",
                )
            axes.annotate(words(f"law.prices.{name}"), (0, row - 0.27), va="top", ha="left", color=MUTED, fontsize=9)
        if page.plan.on in months:
            axes.axvline(months.index(page.plan.on) + 0.5, color=MUTED, linestyle=":", linewidth=1)
        axes.set_ylim(-0.75, len(_ROWS) - 0.3)
        axes.set_xlim(0, len(months))
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        step = 6 if narrow else 3
        places = range(0, len(months), step)
        axes.set_xticks(list(places), [words.month(months[place], short=True) for place in places])

    def spans(words: Words, name: str) -> str:
        return ", ".join(words.months(first, last) for price, first, last in spells[name] if price < full)

    def title(words: Words) -> str:
        reduced = sorted({price for name in _ROWS for price, _, _ in spells[name] if price < full})
        said = {
            "full": words.legal(full, "rp"),
            "reduced": ", ".join(words.legal(price, "rp") for price in reduced),
            "span": words.months(months[0], months[-1]),
        }
        if not reduced:
            return words("law.prices.title.same", **said)
        if spells["apbd"] == spells["other"] == spells["transport"]:
            return words("law.prices.title.all", **said, where=spans(words, "apbd"))
        own = {name: spans(words, name) for name in ("other", "transport")}
        where = "; ".join(words(f"law.prices.spans.{name}", spans=told) for name, told in own.items() if told)
        return words("law.prices.title", **said, where=where)

    def alt(words: Words) -> str:
        def line(name: str) -> str:
            told = (f"{words.months(first, last)} {words.legal(price, 'rp')}" for price, first, last in spells[name])
            return f"{words(f'law.prices.{name}')}: {', '.join(told)}"

        return "; ".join(line(name) for name in _ROWS)

    return old_figure(
        "law_prices",
        page.settings.language,
        draw,
        title=title,
        alt=alt,
        source=lambda words: words("law.prices.source"),
        data=table.rename(columns={name: f"{name}_rp" for name in _ROWS}),
        wide=(7.4, 2.9),
        narrow=(3.7, 3.2),
    )


def _spells(months: list[str], prices_of: list[int]) -> list[Spell]:
    """Runs of months at one price."""
    spells = []
    for price, run in groupby(zip(months, prices_of, strict=True), key=lambda pair: pair[1]):
        same = [month for month, _ in run]
        spells.append((price, same[0], same[-1]))
    return spells


# names, addresses, notes and ends stand in the page's tables; the file beside the page has all columns
_BASE = ("group", "key", "since", "value", "unit", "reference", "status", "evidence")


def grades(page: LawReport) -> Element:
    """Values by chapter and grade of evidence, with readings of the law and the oldest check; all values as CSV.

    The dates of check stand in the file beside the page: in it they would weigh more than they tell.
    """
    groups = page.law.groups
    found = pd.DataFrame(
        {
            "chapter": groups[value.group].chapter,
            "evidence": value.evidence,
            "reading": value.status == "interpretation",
            "checked": value.checked,
        }
        for value in page.values
    )

    def rows(words: Words):
        for chapter in CHAPTERS:
            told = found[found["chapter"] == chapter]
            yield [
                words(f"law.chapter.{chapter}"),
                *(words.exact((told["evidence"] == grade).sum()) for grade in EVIDENCE),
                words.exact(told["reading"].sum()),
                words.day(told["checked"].min()),
            ]

    return old_table(
        "law_grades",
        page.settings.language,
        caption=lambda words: words("law.grades.caption"),
        header=lambda words: [
            *headers("chapter")(words),
            *(words(f"evidence.{grade}") for grade in EVIDENCE),
            words("status.interpretation"),
            *headers("oldest_check")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 6),
        note=lambda words: words("law.grades.note"),
        data=page.values_table[list(_BASE)],
    )


def weak(page: LawReport) -> Element:
    """Values that are recalled or a reading of the law, and what would have to be confirmed."""

    def rows(words: Words):
        for keys, values in _told_alike(page.weak):
            first, group = values[0], page.law.groups[values[0].group]
            told = keys_of(group, keys, words)
            reading = first.status == "interpretation"
            yield [
                group.name[words.language] + (f": {told}" if told else ""),
                "; ".join(_dated(group, value, words) for value in values),
                words(f"status.{first.status}") if reading else words(f"evidence.{first.evidence}"),
                f"{first.reference}. {first.note.get(words.language, '')}".strip(),
            ]

    return old_table(
        "law_weak",
        page.settings.language,
        caption=lambda words: words("law.weak.caption"),
        header=headers("rule", "value_from", "evidence", "reason"),
        rows=lambda words: list(rows(words)),
        stacked=True,
    )


def _dated(group: LawGroup, value: LawValue, words: Words) -> str:
    """A number with the month from which it holds, where the group has several."""
    said = words.legal(value.value, group.unit, whole=False)
    since = f"{words.month(value.since, short=True)}\N{NO-BREAK SPACE}" if len(group.values) > 1 else ""
    return f"{since}{said}"


def _told_alike(values: list[LawValue]) -> list[tuple[list[str], list[LawValue]]]:
    """Keys that share group, grade, reason and numbers, with those numbers; one that stays is told once."""
    by_key: dict[tuple[str, ...], list[LawValue]] = {}
    for value in values:
        reason = value.note.get("en", "") or value.reference
        same = by_key.setdefault((value.group, value.status, value.evidence, reason, value.key), [])
        if not same or same[-1].value != value.value:
            same.append(value)
    together: dict[tuple, tuple[list[str], list[LawValue]]] = {}
    for (*grade, key), told in by_key.items():
        numbers = tuple((value.since, value.value) for value in told)
        together.setdefault((*grade, numbers), ([], told))[0].append(key)
    return list(together.values())
