"""Cells that the tables of the law page share: keys, values, history, basis."""

from __future__ import annotations

from collections.abc import Sequence

from simulate.law.contribution import lowest_bpu_base_rp
from simulate.law.files import LawGroup, LawValue
from simulate.months import month_number
from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, old_panel, record_of
from simulate.page.table import Cell, Markup, Part, bullets, source
from simulate.page.words import Words
from simulate.programmes.law.study import LawReport

# every timeline shows the same years, so that they can be read down a column
_FIRST, _LAST = month_number("2015-07"), month_number("2028-01")
_WIDE, _HIGH, _EDGE = 132, 24, 4


def keys_of(group: LawGroup, keys: Sequence[str], words: Words) -> str:
    """Keys in words; what they have in common is said once, and all of them are one word."""
    whole = list(next(iter(group.values.values())))
    if list(keys) == whole:
        return words("law.page.all") if len(whole) > 1 else ""
    if len(group.by) == 2:
        parts = [key.split(".") for key in keys]
        columns = [list(dict.fromkeys(column)) for column in zip(*parts, strict=True)]
        if len(parts) == len(columns[0]) * len(columns[1]):
            named = zip(columns, group.by, strict=True)
            return ": ".join(", ".join(words.key(word, (by,)) for word in column) for column, by in named)
    return ", ".join(words.key(key, tuple(group.by)) for key in keys)


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
    """A small timeline, and each number with the month from which it holds."""
    history = group.history(key)
    told = [
        f"{words.month(value.since, short=True)}\N{NO-BREAK SPACE}{words.legal(value.value, group.unit, whole=False)}"
        for value in history
    ]
    since = words("law.cli.since", month=words.month(history[0].since, short=True))
    return [_timeline(group, history, month), since if len(history) == 1 else "; ".join(told)]


def basis_lines(values: Sequence[LawValue], words: Words, dated: bool) -> Cell:
    """Reference, where it was read, how well, and what it leaves open; newest first, by months where ``dated``."""
    together: dict[str, list[LawValue]] = {}
    for value in sorted(values, key=lambda value: value.since, reverse=True):
        together.setdefault(repr(basis_parts(value, words)), []).append(value)
    lines = []
    for same in together.values():
        months = ", ".join(words.month(value.since, short=True) for value in same)
        lines.append([f"{months}: " if dated else "", *basis_parts(same[0], words)])
    return bullets(lines)


def basis_parts(value: LawValue, words: Words, note: bool = True) -> list[Part]:
    """One value's reference, source, grade and note."""
    link: list[Part] = [source(value.url), ", "] if value.url else []
    marked = "" if value.status == "in_force" else f"; {words(f'status.{value.status}')}"
    said = value.note.get(words.language, "") if note else ""
    return [
        f"{value.reference} (",
        *link,
        f"{words(f'evidence.{value.evidence}')}{marked}).",
        f" {said}" if said else "",
    ]


def _timeline(group: LawGroup, history: list[LawValue], month: str) -> Markup:
    """Steps over the years; what lies after the month asked about is dashed. The text beside it says the same."""
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
    dots = "".join(
        f'<circle cx="{x:g}" cy="{up(number):g}" r="2"/>' for x, number in zip(starts, numbers, strict=True)
    )
    ahead = _steps(future, ' class="sim-ahead"')
    # the page holds one for each legal value, so size and strokes are in its style
    svg = (
        f'<svg class="sim-timeline" viewBox="0 0 {_WIDE} {_HIGH}" aria-hidden="true">'
        f'<path d="M{today:g} 0v{_HIGH}"/>{_steps(past)}{ahead}{dots}</svg>'
    )
    return Markup(svg, "")


def _steps(points: list[tuple[float, float]], marked: str = "") -> str:
    if len(points) < 2:
        return ""
    drawn = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline{marked} points="{drawn}"/>'


# a file that ends within a year is due for renewal
_SOON_MONTHS = 12
# so many of them are named
_MANY = 5


def title(page: LawReport, words: Words) -> str:
    """The page's title."""
    return words("law.page.title", month=words.month(page.plan.on))


def answer(page: LawReport, words: Words | None = None) -> str:
    """What a month of cover costs and what it pays, in the page's language unless another is given."""
    words = words or Words(page.settings.language)
    price, benefit = page.prices_rp, page.benefits_rp
    base = lowest_bpu_base_rp(page.month)
    if len(set(price.values())) == 1:
        told = "law.page.answer.same"
    else:
        told = "law.page.answer.sectors" if price["transport"] != price["other"] else "law.page.answer"
    return words(
        told,
        month=words.month(page.plan.on),
        base=words.legal(base, "rp"),
        **{name: words.legal(rp, "rp") for name, rp in price.items()},
        **{event: words.rupiah(rp) for event, rp in benefit.items()},
    )


def headline(page: LawReport) -> Element:
    """What the law says now, when it changes next, and how well it is sourced."""

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        table = page.headline_table.set_index("measure")["mean"]
        counts = {name: words.exact(table[f"values_{name}"]) for name in ("law", "press", "secondary", "recall")}
        return [
            _next_change(page, words),
            (
                words.exact(table["values"]),
                words("law.page.values", groups=words.exact(table["groups"])),
                words("law.page.grades", **counts),
            ),
            (words.day(page.stalest.checked), words("law.page.stalest"), _stalest(page, words)),
        ]

    def notes(words: Words) -> list[str]:
        said = [words("law.page.weak", count=words.exact(len(page.weak)))]
        ending = [
            words("law.page.ending.one", name=group.name[words.language], month=words.month(group.horizon))
            for group in page.ending(_SOON_MONTHS)
        ]
        if len(ending) > _MANY:
            ending = [*ending[:_MANY], words("law.page.ending.more", count=words.exact(len(ending) - _MANY))]
        return [*said, words("law.page.ending", groups="; ".join(ending))] if ending else said

    return old_panel(
        page.settings.language,
        title=lambda words: title(page, words),
        subtitle=lambda words: words("law.page.subtitle"),
        answer=lambda words: answer(page, words),
        numbers=numbers,
        notes=notes,
        footer=lambda words: words("law.page.footer"),
    )


def _stalest(page: LawReport, words: Words) -> str:
    if page.stalest.checked == page.facts_date:
        return words("law.page.stalest.all")
    return words("law.page.stalest.of", name=page.law.groups[page.stalest.group].name[words.language])


def _next_change(page: LawReport, words: Words) -> tuple[str, str, str]:
    change = page.next_change
    if change is None:
        return "–", words("law.page.next"), words("law.page.next.none")
    keys = keys_of(change.group, change.keys, words)
    name = change.group.name[words.language]
    what = words(
        "law.page.next.what",
        name=f"{name} ({keys})" if keys else name,
        before=words.legal(change.before.value, change.group.unit),
        after=words.legal(change.after.value, change.group.unit),
    )
    return words.month(change.since), words("law.page.next"), what


def method(page: LawReport) -> Element:
    """How the page is to be read."""

    def text(words: Words) -> str:
        return words("law.page.method", first=words.month(min(value.since for value in page.values)))

    return old_sentence(page.settings.language, text)


def record(page: LawReport) -> Record:
    """Everything that publishing writes beside the page."""
    return record_of(page, title, answer)
