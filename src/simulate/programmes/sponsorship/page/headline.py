"""Title, answer, first screen, prices, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, old_panel, record_of
from simulate.page.table import estimated, plain
from simulate.page.words import Words
from simulate.programmes.sponsorship.analysis import asked_tables
from simulate.programmes.sponsorship.page.levers import asked_said, judged_said
from simulate.programmes.sponsorship.study import by_collection, from_open_budget
from simulate.programmes.sponsorship.take_up import LEVEL_MONTHS

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.sponsorship.study import SponsorshipResult


def answer(result: SponsorshipResult, words: Words | None = None) -> str:
    """The answer in one or two sentences, in the run's language unless another is given."""
    words = words or Words(result.settings.language)
    row = result.headline_table.set_index("measure")
    share, end = result.plan.participation_share, row.loc["protected_end"]
    about, start = result.region.about, result.plan.start
    since = "announced" if about.own_programme and start < about.opens else "since"
    said = {
        "means": words(f"collection.{result.plan.collection}"),
        "since": words(f"headline.answer.{since}", start=words.month(start)),
        "months": str(result.plan.months),
        "month": words.month(result.months[-1]),
        "protected": words.estimate(end["p50"], end["p05"], end["p95"], "persons"),
        "interval": words.interval(end["p05"], end["p95"], "persons"),
        "share": words.share(row.loc["ceiling_share", "p50"]),
        "ceiling": words.exact(result.outcome.ceiling_persons),
        "asked": asked_said(result.plan.asked, words),
        "gain": words.points(row.loc["coverage_gain_claim", "p50"]),
        "gain_interval": words.interval(*row.loc["coverage_gain_claim", ["p05", "p95"]], "percentage_points"),
        **{name: words.share(row.loc[f"coverage_before_{name}", "p50"]) for name in ("claim", "independent")},
    }
    if share is None:
        return words("headline.answer", **said)
    return words("headline.answer.share", **said, taking_part=words.share(share, 0))


def title(result: SponsorshipResult, words: Words) -> str:
    """The report's title."""
    return words("report.title", year=result.plan.start[:4])


def headline(result: SponsorshipResult) -> Element:
    """Title, the answer, and three numbers."""
    row = result.headline_table.set_index("measure")

    def subtitle(words: Words) -> str:
        return words(
            "report.subtitle",
            region=result.region.about.name,
            span=words.months(result.months[0], result.months[-1]),
            plan=result.plan_name[words.language],
        )

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        def interval(measure: str, unit: str) -> str:
            low, high = row.loc[measure, "p05"], row.loc[measure, "p95"]
            error = words.error(row.loc[measure, "mc_error"], unit)
            return "" if low == high else words("interval.90", interval=words.interval(low, high, unit), error=error)

        apbd = row.loc["apbd_same_cover"]
        instead = words(
            "headline.contributions.more",
            apbd=words.rupiah(apbd["p50"]),
            apbd_interval=words.interval(apbd["p05"], apbd["p95"], "rp"),
        )
        one = ".one" if row.loc["deaths", "p50"] == 1 else ""
        return [
            (
                words.estimate(*row.loc["protected_end", ["p50", "p05", "p95"]], "persons"),
                words("headline.protected", month=words.month(result.months[-1])),
                interval("protected_end", "persons"),
            ),
            (
                words.rupiah(row.loc["contributions", "p50"]),
                words("headline.contributions", months=str(result.plan.months)),
                "; ".join(part for part in (interval("contributions", "rp"), instead) if part),
            ),
            (
                words.count(row.loc["deaths", "p50"]),
                words(
                    f"headline.families{one}",
                    mean=words.count(row.loc["deaths", "mean"]),
                    waiting=words.count(row.loc["deaths_waiting", "mean"]),
                ),
                interval("deaths", "persons"),
            ),
        ]

    return old_panel(
        result.settings.language,
        title=lambda words: title(result, words),
        subtitle=subtitle,
        answer=lambda words: answer(result, words),
        numbers=numbers,
        notes=lambda words: _first_notes(result, words),
        footer=lambda words: words("page.footer"),
    )


def _first_notes(result: SponsorshipResult, words: Words) -> list[str]:
    """What must be known beside the three numbers: a what-if, a reading of the law, how to read a range."""
    notes = _launch(result, words)
    cheaper = result.relief_months
    if cheaper:
        parts = result.outcome.price_parts_rp
        relief = 1 - min(parts["sponsor"]["jkm"] / parts["apbd"]["jkm"])
        flows = result.outcome.cohorts
        unrelieved = (flows.in_force - flows.bridged) @ result.outcome.price_rp["apbd"]
        notes.append(
            words(
                "headline.note.relief",
                up_to=words("word.up_to") if len(result.relief_prices_rp) > 1 else "",
                relief=words.share(relief, 0),
                cheaper=words.months(cheaper[0], cheaper[-1]),
                apbd=words.rupiah(float(np.median(unrelieved))),
            )
        )
    notes.append(_ways(result, words))
    return [*notes, words("headline.note.range")]


def _launch(result: SponsorshipResult, words: Words) -> list[str]:
    """That no launch was found, and what a start gives that can still be decided."""
    programmes, said = result.region.tables["sponsor_programmes"].set_index("id"), []
    own = result.region.about.own_programme
    if own in programmes.index:
        newest = words.month(programmes.loc[own, "period"])
        said.append(words("headline.note.whatif", start=words.month(result.plan.start), newest=newest))
    later = from_open_budget(result)
    if later is not None:
        protected, paid = (
            later.headline_table.set_index("measure").loc[name] for name in ("protected_end", "contributions")
        )
        said.append(
            words(
                "headline.note.later",
                start=words.month(later.plan.start),
                end=words.month(later.months[-1]),
                protected=plain(estimated(protected, "persons", words)),
                paid=plain(estimated(paid, "rp", words)),
            )
        )
    return [" ".join(said)] if said else []


def _ways(result: SponsorshipResult, words: Words) -> str:
    """What each way of collecting reaches, and which of them nobody has measured."""
    ways = by_collection(result)
    told = [
        f"{words(f'collection.{way}')} {plain(estimated(_end(one), 'persons', words))}"
        for way, one in sorted(ways.items(), key=lambda found: found[1].number("protected_end"))
    ]
    return words("headline.note.ways", ways="; ".join(told), judged=judged_said(result, words))


def _end(result: SponsorshipResult) -> pd.Series:
    return result.headline_table.set_index("measure").loc["protected_end"]


def prices(result: SponsorshipResult) -> Element:
    """What one worker costs, month by month and over the horizon, and what comes after it."""
    sponsor, apbd = result.outcome.price_rp["sponsor"], result.outcome.price_rp["apbd"]

    def text(words: Words) -> str:
        cheaper = result.relief_months
        said = words(
            "price.text.relief" if cheaper else "price.text.same",
            full=words.rupiah(max(apbd)),
            reduced="–".join(words.rupiah(price) for price in result.relief_prices_rp),
            cheaper=words.months(cheaper[0], cheaper[-1]) if cheaper else "",
            months=str(result.plan.months),
            sponsor_total=words.rupiah(sponsor.sum()),
            apbd_total=words.rupiah(apbd.sum()),
        )
        if result.price_after is None:
            return said
        month, price = result.price_after
        return said + words("price.after", after=words.month(month), next=words.rupiah(price))

    return old_sentence(result.settings.language, text)


def method(result: SponsorshipResult) -> Element:
    """How the numbers are made, in a paragraph."""

    def text(words: Words) -> str:
        by_evidence = result.plan.participation_share is None
        return words(
            "method.text",
            takeup=words(
                "method.takeup" if by_evidence else "method.takeup.share",
                level_months=str(LEVEL_MONTHS),
                replaced=words(f"method.replaced.{'yes' if result.plan.replacement else 'no'}"),
            ),
            billing=words("method.billing") if result.plan.billing_months > 1 else "",
            draws=words.exact(result.settings.draws),
            seed=str(result.settings.seed),
        )

    return old_sentence(result.settings.language, text)


def record(result: SponsorshipResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, asked_tables(result))
