"""Title, answer, three numbers, method and record of the law page; what keys of a rule are called."""

from __future__ import annotations

from collections.abc import Sequence

from simulate.law.contribution import lowest_bpu_base_rp
from simulate.law.files import LawGroup
from simulate.page.elements import Card, Page
from simulate.page.words import Words
from simulate.programmes.law.study import LawReport

# a file that ends within a year is due for renewal; so many of them are named
_SOON_MONTHS, _MANY = 12, 5


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


def _title(page: LawReport, words: Words) -> str:
    return words("law.page.title", month=words.month(page.plan.on))


def _subtitle(page: LawReport, words: Words) -> str:
    return words("law.page.subtitle")


def _answer(page: LawReport, words: Words) -> str:
    """What a month of cover costs and what it pays."""
    price = page.prices_rp
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
        ending[_MANY:] = [words("law.page.ending.more", count=words.exact(len(ending) - _MANY))]
    return [*notes, words("law.page.ending", groups="; ".join(ending))] if ending else notes


def _method(page: LawReport, words: Words) -> str:
    return words("law.page.method", first=words.month(min(value.since for value in page.values)))


_PAGE = Page("law.page", _title, _answer, _cards, _notes, _subtitle, _method, footer="law.page.footer")
answer, headline, method, record = _PAGE.answer, _PAGE.headline, _PAGE.method, _PAGE.record
