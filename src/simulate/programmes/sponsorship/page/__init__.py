"""What the page of "1 ASN 1 Pekerja Rentan" shows, and the run behind it; `sim.sponsorship` in a notebook.

Its title, answer, first screen, prices, method and record stand here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.elements import Numbers, text
from simulate.page.face import Asked, Card, Page, Point, range_said
from simulate.page.words import Words
from simulate.programmes.sponsorship.page.compared import ceiling_kind, ways_chart
from simulate.programmes.sponsorship.page.opened import (
    RESTS,
    counted_best,
    opened,
    relief_part,
    unrelieved,
)
from simulate.programmes.sponsorship.study import from_open_budget, run
from simulate.programmes.sponsorship.take_up import LEVEL_MONTHS

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult


def _title(result: SponsorshipResult, words: Words) -> str:
    return words("report.title", year=result.plan.start[:4])


def _answer(result: SponsorshipResult, words: Words) -> str:
    plan = result.plan
    numbers = {
        "means": words(f"collection.{plan.collection}"),
        "start": words.month(plan.start),
        "month": words.month(result.months[-1]),
        "taking_part": words.mark("participation", words.share(plan.participation_share or 0, 0)),
    }
    found = Numbers(result, words, numbers)
    found["of"] = words(f"headline.of.{ceiling_kind(result)}", found)
    return words(f"headline.answer{'.share' if plan.assumed else _supposed(result)}", found)


def _supposed(result: SponsorshipResult) -> str:
    """The ending of texts on a start that is over: nobody was found to have launched the programme then."""
    return ".supposed" if from_open_budget(result) is not None else ""


def _cards(result: SponsorshipResult, words: Words) -> list[Card]:
    first, last = result.months[0], result.months[-1]
    span = {"start": words.month(first), "month": words.month(last), "months": words.months(first, last)}
    found = Numbers(result, words, span)
    alike = result.number("contributions") == result.number("apbd_same_cover")
    instead = words(f"headline.contributions.{'same' if alike else 'more'}", found)
    families = "families.one" if result.number("deaths") == 1 else "families"

    def below(measure: str, *more: str) -> str:
        return "; ".join(filter(None, (range_said(result, measure, words), *more)))

    return [
        Card(
            f"{found['protected_end']}",
            words(f"headline.protected{_supposed(result)}", found),
            below("protected_end"),
            "protected_by_month",
            "protected_end",
        ),
        Card(
            f"{found['contributions']:rupiah}",
            words("headline.contributions", found),
            below("contributions", instead),
            "payments_by_month",
            "contributions",
        ),
        Card(
            f"{found['deaths']:count}",
            words(f"headline.{families}", found),
            below("deaths", words("headline.families.mean", found)),
            "families",
            "deaths",
        ),
    ]


def _points(result: SponsorshipResult, words: Words) -> list[Point]:
    """That no launch was found and what a start brings that can still be decided, ways, the price, coverage."""
    points = [*_start_point(result, words)]
    best = counted_best(result)
    if best is not None:
        way, one = best
        numbers = Numbers(one, Words(words.language), {"way": words(f"collection.{way}")})
        count = words.mark("ways", f"{numbers['protected_end']}")
        points.append((words("headline.point.ways", numbers, count=count), "ways"))
    points.append(_price_point(result, words))
    points.append((words("headline.point.coverage", Numbers(result, words, {})), "coverage"))
    return points


def _start_point(result: SponsorshipResult, words: Words) -> list[Point]:
    """That no launch was found, and what the first start brings whose budget can still be decided."""
    programmes, later = result.region.tables["sponsor_programmes"].set_index("id"), from_open_budget(result)
    own, numbers = result.region.about.own_programme, {"start": words.month(result.plan.start)}
    if own in programmes.index:
        numbers["newest"] = words.month(programmes.loc[own, "period"])
    if later is not None:
        found = Numbers(later, Words(words.language), {})
        numbers |= {
            "start": words.month(later.plan.start),
            "protected": words.mark("later", f"{found['protected_end']}"),
            "paid": words.mark("later", f"{found['contributions']:rupiah}"),
            "relief": "" if later.relief_months else words("headline.point.unrelieved"),
        }
    kind = ("launch" if own in programmes.index else "", "later" if later is not None else "")
    key = ".".join(filter(None, kind))
    return [(words(f"headline.point.{key}", numbers), "choices-panel" if later else "elsewhere")] if key else []


def _price_point(result: SponsorshipResult, words: Words) -> Point:
    """The relief, where it is counted, as a reading of the law; else what a worker costs whoever pays."""
    part = relief_part(result)
    if part is None:
        full = words.mark("price", words.rupiah(max(result.outcome.price_rp["apbd"])))
        return words("headline.point.price", full=full), "sponsor_cost"
    numbers = {
        "up_to": words("word.up_to") if len(result.relief_prices_rp) > 1 else "",
        "relief": words.mark("price", words.share(part, 0)),
        "apbd": words.mark("price", words.rupiah(unrelieved(result)["p50"])),
    }
    return words("headline.point.relief", numbers), "sponsor_cost"


def _sure(result: SponsorshipResult, words: Words) -> list[str]:
    """How the model does on counts elsewhere, and where take-up comes from."""
    found = result.table("backtest")
    seen = found[found["role"] != "untested"]
    numbers = {
        "inside": str(int(seen["inside"].sum())),
        "all": str(len(seen)),
        "checked": str(int((seen["role"] == "checked").sum())),
    }
    kind = "share" if result.plan.assumed else "ways"
    return [words(f"headline.sure.{one}", numbers) for one in ("backtest", kind)]


def _method(result: SponsorshipResult, words: Words) -> dict[str, str]:
    replaced = words(f"method.replaced.{'yes' if result.plan.replacement else 'no'}")
    takeup = "method.takeup.share" if result.plan.assumed else "method.takeup"
    return {
        "takeup": words(takeup, level_months=str(LEVEL_MONTHS), replaced=replaced),
        "billing": words("method.billing") if result.plan.billing_months > 1 else "",
    }


def _asked(result: SponsorshipResult, words: Words) -> list[Asked]:
    """What the regency announced, and what comes of it as its civil servants are asked."""
    told = {"means": words(f"collection.{result.plan.collection}"), "months": str(result.plan.months)}
    answer = words("sponsorship.asked.answer", Numbers(result, words, told))
    return [(words("sponsorship.asked.claim"), answer)]


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


Page(
    "sponsorship",
    _title,
    _answer,
    _cards,
    _points,
    ways_chart,
    sure=_sure,
    rests=RESTS,
    traces=opened,
    method=_method,
    asked=_asked,
).hand_out(__name__, run)
