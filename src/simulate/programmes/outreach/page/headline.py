"""Title, answer, first screen, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.elements import Card, Page, over_said, range_and_error
from simulate.page.words import Words
from simulate.programmes.outreach.page.outlets import common, each_outlet, error_text, phrase, share_within, weakest
from simulate.study.sensitivity import one_at_a_time

if TYPE_CHECKING:
    from simulate.programmes.outreach.study import OutreachResult

# of a budget: less than this is reported as not used
_MOSTLY = 0.95
# desa named in the answer
_NAMED = 3


def _title(result: OutreachResult, words: Words) -> str:
    return words("outreach.title", span=words.months(result.months[0], result.months[-1]))


def _answer(result: OutreachResult, words: Words) -> str:
    """What is gained, what is left a year later, what the same money does as contributions, where to begin."""
    months, apbd = (result.number(measure) for measure in ("worker_months", "apbd_worker_months"))
    first = result.table("by_desa").head(_NAMED)
    numbers = {
        "times": words.decimal(apbd / months, 1) if months > 0 else "–",
        "desa": words.listed([f"{row.desa} ({row.kecamatan})" for row in first.itertuples()]),
    }
    won = "won" if "per_worker" in result.measures else "won.dear"
    keys = (won, "later", "apbd" if apbd > months > 0 else "apbd.less", "first")
    return " ".join(phrase(f"answer.{key}", result, words, **numbers) for key in keys)


def _cards(result: OutreachResult, words: Words) -> list[Card]:
    outlets, share = result.outlets, result.row("within_share_after")
    cost, cost_range = "–", words("undefined")
    if "per_worker" in result.measures:
        cost = words.value(result.number("per_worker"), "rp")
        cost_range = range_and_error(result, "per_worker", words)
    sure = outlets.standing & (outlets.table["status"] != "unverified").to_numpy()
    unverified = ""
    if sure.any() and (sure != outlets.standing).any():
        unverified = phrase("number.unverified", result, words, share=share_within(result, sure, words, 0))
    within = phrase(
        f"number.within{'' if outlets.chosen else '.none'}",
        result,
        words,
        unverified=unverified,
        before=words.share(result.number("within_share_before"), 0),
    )
    interval = words.interval(share["p05"], share["p95"], "share")
    error = error_text(share["mc_error"], "share", words)
    return [
        (
            words.count(result.number("gained_end")),
            phrase("number.gained", result, words),
            range_and_error(result, "gained_end", words),
        ),
        (cost, words("outreach.number.each"), cost_range),
        (words.share(share["p50"], 0), within, words("interval.90", interval=interval, error=error)),
    ]


def _notes(result: OutreachResult, words: Words) -> list[str]:
    """What must be known beside the numbers."""
    found, unknowns = result.measures, result.unknowns
    moved = one_at_a_time(result)
    strongest = [unknowns[key] for key in moved[moved["outcome"] == "gained_end"].head(3)["unknown"]]
    ahead = float((found["worker_months_year_later"] > found["apbd_worker_months"]).mean())
    numbers = {
        "chance": words.chance(ahead, result.settings.draws),
        "paper": words.value(float(unknowns["registration_cost"].distribution.quantile(0.5)), "rp"),
        "grades": "; ".join(f"{one.name[words.language]} ({words(f'evidence.{one.evidence}')})" for one in strongest),
    }
    keys = ["apbd paperwork" if "per_registration" in found else "apbd"]
    if result.number("spent") < _MOSTLY * result.plan.budget_rp:
        keys.insert(0, "unspent")
    if result.outlets.chosen:
        keys.append("outlets")
        grade = weakest(result, words, "registration_decay", "at_outlets", "outlet_cost_year")
        numbers |= {"each": each_outlet(result, words), "grade": grade}
    keys += ["reach", f"places{'.counted' if result.places.counted else ''}", "evidence"]
    if result.extended_law:
        keys.append("held")
        numbers["month"] = words.month(min(result.extended_law.values()))
    notes = [" ".join(phrase(f"note.{one}", result, words, **numbers) for one in key.split()) for key in keys]
    return [*over_said(result, words, result.region.about.opens), *notes, words("headline.note.range")]


page = Page("outreach", _title, _answer, _cards, _notes, method=common)
answer, headline, method, record = page.answer, page.headline, page.method, page.record
