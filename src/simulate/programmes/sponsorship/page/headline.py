"""Title, answer, first screen, prices, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.elements import Card, Numbers, Page, range_and_error, subtitle_said, text
from simulate.page.html import estimated, plain
from simulate.page.words import Words
from simulate.programmes.sponsorship.page.levers import ceiling_text, judged_text
from simulate.programmes.sponsorship.study import by_collection, from_open_budget
from simulate.programmes.sponsorship.take_up import LEVEL_MONTHS

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult


def _title(result: SponsorshipResult, words: Words) -> str:
    return words("report.title", year=result.plan.start[:4])


def _subtitle(result: SponsorshipResult, words: Words) -> str:
    return words("report.subtitle", span=subtitle_said(result, words))


def _answer(result: SponsorshipResult, words: Words) -> str:
    plan, about = result.plan, result.region.about
    since = "announced" if about.own_programme and plan.start < about.opens else "since"
    numbers = {
        "means": words(f"collection.{plan.collection}"),
        "since": words(f"headline.answer.{since}", start=words.month(plan.start)),
        "months": str(plan.months),
        "month": words.month(result.months[-1]),
        "share": words.share(result.number("ceiling_share")),
        "asked": ceiling_text(plan, words),
        "taking_part": words.share(plan.participation_share or 0, 0),
    }
    return words(f"headline.answer{'.share' if plan.assumed else ''}", Numbers(result, words, numbers))


def _cards(result: SponsorshipResult, words: Words) -> list[Card]:
    numbers = Numbers(result, words, {"month": words.month(result.months[-1]), "months": str(result.plan.months)})
    ranges = {name: range_and_error(result, name, words) for name in ("protected_end", "contributions", "deaths")}
    instead = words("headline.contributions.more", numbers)
    ranges["contributions"] = "; ".join(filter(None, (ranges["contributions"], instead)))
    big = ("{protected_end}", "{contributions:rupiah}", "{deaths:count}")
    labels = ("protected", "contributions", "families.one" if result.number("deaths") == 1 else "families")
    return [
        (number.format_map(numbers), words(f"headline.{label}", numbers), more)
        for number, label, more in zip(big, labels, ranges.values(), strict=True)
    ]


def _notes(result: SponsorshipResult, words: Words) -> list[str]:
    """That no launch was found, a start that can still be decided, a reading of the law, how to read a range."""
    programmes, launch = result.region.tables["sponsor_programmes"].set_index("id"), []
    own, later, cheaper = result.region.about.own_programme, from_open_budget(result), result.relief_months
    if own in programmes.index:
        newest = words.month(programmes.loc[own, "period"])
        launch.append(words("headline.note.whatif", start=words.month(result.plan.start), newest=newest))
    if later is not None:
        protected, paid = (
            plain(estimated(later.row(name), later.units[name], words)) for name in ("protected_end", "contributions")
        )
        start, end = words.month(later.plan.start), words.month(later.months[-1])
        launch.append(words("headline.note.later", start=start, end=end, protected=protected, paid=paid))
    notes = [" ".join(launch)] if launch else []
    if cheaper:
        parts, flows = result.outcome.price_parts_rp, result.outcome.cohorts
        unrelieved = (flows.in_force - flows.bridged) @ result.outcome.price_rp["apbd"]
        numbers = {
            "up_to": words("word.up_to") if len(result.relief_prices_rp) > 1 else "",
            "relief": words.share(1 - min(parts["sponsor"]["jkm"] / parts["apbd"]["jkm"]), 0),
            "cheaper": words.months(cheaper[0], cheaper[-1]),
            "apbd": words.rupiah(float(np.median(unrelieved))),
        }
        notes.append(words("headline.note.relief", numbers))
    ways = sorted(by_collection(result).items(), key=lambda way: way[1].number("protected_end"))
    reached = [
        f"{words(f'collection.{way}')} {plain(estimated(one.row('protected_end'), 'persons', words))}"
        for way, one in ways
    ]
    notes.append(words("headline.note.ways", ways="; ".join(reached), judged=judged_text(result, words)))
    return [*notes, words("headline.note.range")]


def _method(result: SponsorshipResult, words: Words) -> dict[str, str]:
    replaced = words(f"method.replaced.{'yes' if result.plan.replacement else 'no'}")
    takeup = "method.takeup.share" if result.plan.assumed else "method.takeup"
    return {
        "takeup": words(takeup, level_months=str(LEVEL_MONTHS), replaced=replaced),
        "billing": words("method.billing") if result.plan.billing_months > 1 else "",
    }


_PAGE = Page("sponsorship", _title, _answer, _cards, _notes, _subtitle, _method)
answer, headline, method, record = _PAGE.answer, _PAGE.headline, _PAGE.method, _PAGE.record


@text
def prices(result: SponsorshipResult, words: Words) -> str:
    """What one worker costs, month by month and over the horizon, and what comes after it."""
    sponsor, apbd = result.outcome.price_rp["sponsor"], result.outcome.price_rp["apbd"]
    cheaper = result.relief_months
    numbers = {
        "full": words.rupiah(max(apbd)),
        "reduced": "–".join(words.rupiah(price) for price in result.relief_prices_rp),
        "cheaper": words.months(cheaper[0], cheaper[-1]) if cheaper else "",
        "months": str(result.plan.months),
        "sponsor_total": words.rupiah(sponsor.sum()),
        "apbd_total": words.rupiah(apbd.sum()),
    }
    shown = words("price.relief" if cheaper else "price.same", numbers)
    if result.price_after is None:
        return shown
    month, price = result.price_after
    return shown + words("price.after", after=words.month(month), next=words.rupiah(price))
