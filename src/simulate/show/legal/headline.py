"""Title, answer, method and record of the law page."""

from __future__ import annotations

from simulate.model.rules import lowest_bpu_base_rp
from simulate.show.legal.cells import keys_of
from simulate.show.panel import panel
from simulate.show.pieces import Piece, sentence
from simulate.show.record import Record, record_of
from simulate.show.words import Words
from simulate.study.law import LawReport

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


def headline(page: LawReport) -> Piece:
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

    return panel(
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


def method(page: LawReport) -> Piece:
    """How the page is to be read."""

    def text(words: Words) -> str:
        return words("law.page.method", first=words.month(min(value.since for value in page.values)))

    return sentence(page.settings.language, text)


def record(page: LawReport) -> Record:
    """Everything that publishing writes beside the page."""
    return record_of(page, title, answer)
