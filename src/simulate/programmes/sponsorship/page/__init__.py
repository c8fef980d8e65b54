"""What the page of "1 ASN 1 Pekerja Rentan" shows, and the run behind it; `sim.sponsorship` in a notebook.

Its title, answer, first screen, ways of asking, prices, method and record stand here.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import InputError
from simulate.page.elements import Numbers, Rows, table, text
from simulate.page.face import Card, Page, about_said, range_said
from simulate.page.html import Cell, plain
from simulate.page.words import Words
from simulate.programmes.sponsorship.page.charts import ceiling_text, judged_text
from simulate.programmes.sponsorship.page.tables import cell, largest_error, measure_name
from simulate.programmes.sponsorship.study import by_collection, from_open_budget, run
from simulate.programmes.sponsorship.take_up import LEVEL_MONTHS

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult


def _title(result: SponsorshipResult, words: Words) -> str:
    return words("report.title", year=result.plan.start[:4])


def _subtitle(result: SponsorshipResult, words: Words) -> str:
    return words("report.subtitle", span=about_said(result, words))


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
    ranges = {name: range_said(result, name, words) for name in ("protected_end", "contributions", "deaths")}
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

    def said(one: SponsorshipResult, measure: str) -> str:
        return plain(cell(one, measure, words))

    if own in programmes.index:
        newest = words.month(programmes.loc[own, "period"])
        launch.append(words("headline.note.whatif", start=words.month(result.plan.start), newest=newest))
    if later is not None:
        span = {"start": words.month(later.plan.start), "end": words.month(later.months[-1])}
        brought = {"protected": said(later, "protected_end"), "paid": said(later, "contributions")}
        launch.append(words("headline.note.later", span | brought))
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
    reached = [f"{words(f'collection.{way}')} {said(one, 'protected_end')}" for way, one in ways]
    notes.append(words("headline.note.ways", ways="; ".join(reached), judged=judged_text(result, words)))
    return [*notes, words("headline.note.range")]


def _method(result: SponsorshipResult, words: Words) -> dict[str, str]:
    replaced = words(f"method.replaced.{'yes' if result.plan.replacement else 'no'}")
    takeup = "method.takeup.share" if result.plan.assumed else "method.takeup"
    return {
        "takeup": words(takeup, level_months=str(LEVEL_MONTHS), replaced=replaced),
        "billing": words("method.billing") if result.plan.billing_months > 1 else "",
    }


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


_BY_COLLECTION = "protected_end ceiling_share contributions per_sponsor_month deaths coverage_gain_claim"


@table("collections", "table.collections", numeric=range(1, 7))
def collections(result: SponsorshipResult, words: Words) -> Rows:
    """The same plan under each way of collecting, with the grade of its evidence, and with everyone taking part."""
    ways, shown = by_collection(result), _BY_COLLECTION.split()

    def cells(one: SponsorshipResult) -> list[Cell]:
        return [cell(one, measure, words, words("undefined")) for measure in shown]

    rows = [
        (words(f"collection.{way}"), *cells(one), words(f"evidence.{result.evidence_of(way)}"))
        for way, one in ways.items()
    ]
    results = [*ways.values()]
    with suppress(InputError):  # more workers than there are, or a share that is not held
        results.append(result.rerun(participation_share=1.0))
        rows.append((words("choices.everyone"), *cells(results[-1]), "–"))
    ranked = sorted(ways, key=lambda way: ways[way].number("protected_end"))
    least, most = ranked[0], ranked[-1]
    errors = ((name, one.row(name)) for one in results for name in shown if name in one.measures)
    numbers = {
        "months": str(result.plan.months),
        "most": words(f"collection.{most}"),
        "most_count": words.of(ways[most].row("protected_end"), "persons"),
        "least": words(f"collection.{least}"),
        "least_count": words.of(ways[least].row("protected_end"), "persons"),
        "error": largest_error(errors, words),
    }
    columns = ["collection", *(measure_name(measure, words) for measure in shown), "evidence"]
    return Rows(rows, numbers, columns=columns)


Page("sponsorship", _title, _answer, _cards, _notes, _subtitle, _method).hand_out(__name__, run)
