"""The first screen, the method, and what several elements say: common numbers, baselines, grades."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.elements import Card, Numbers, Page, over_said, range_and_error
from simulate.page.words import Words
from simulate.plan.checked import TASPEN
from simulate.plan.unknowns import weakest
from simulate.programmes.universal.study import other_baseline, own_chance
from simulate.study.sensitivity import one_at_a_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulate.programmes.universal.study import UniversalResult

# what the evidence for each baseline rests on
_BASELINES = {"reconciled": ("active_share", "residents_per_participant"), "claimed": ("claimed_share",)}


def common(result: UniversalResult, words: Words) -> dict[str, str]:
    """What many texts hold beside measures: the last month, the target with its month and chance, the baseline."""
    return {
        "month": words.month(result.months[-1]),
        "months": str(result.plan.months),
        "target": words.share(result.plan.target, 0),
        "target_month": words.month(f"{result.plan.target_year}-12"),
        "chance": words.chance(own_chance(result)[0], result.settings.draws),
        "baseline": words(f"universal.baseline.{result.plan.baseline}"),
    }


def sentence(result: UniversalResult, words: Words, key: str, **numbers: Any) -> str:
    """A text with measures, the `common` numbers and others in it."""
    return words(f"universal.{key}", Numbers(result, words, common(result, words) | numbers))


def grade(result: UniversalResult, words: Words, *unknowns: str) -> str:
    """The weakest grade of evidence among unknowns."""
    return words(f"evidence.{weakest(result.unknowns, unknowns)}")


def baseline_grade(result: UniversalResult, baseline: str, words: Words) -> str:
    """The grade of what a baseline rests on."""
    return grade(result, words, *_BASELINES[baseline])


def apbd_paid(result: UniversalResult, key: str, words: Words) -> str:
    """A text on how many APBD pays for from this start; nothing where a set budget pays, whatever the start."""
    if result.plan.subsidised_budget_rp is not None:
        return ""
    workers = words.count(float(np.median(result.outcome.road.members["subsidised"][:, 0])))
    return sentence(result, words, key, workers=workers, first=words.month(result.months[0]))


def year_ticks(axes: Axes, months: list[str], words: Words, narrow: bool) -> None:
    """Labels at the first month and each January, on a phone at every other of them."""
    places = [place for place, month in enumerate(months) if not place or month.endswith("-01")]
    places = places[:: 2 if narrow else 1]
    axes.set_xticks(places, [words.month(months[place], short=True) for place in places])


def _title(result: UniversalResult, words: Words) -> str:
    return words("universal.title", span="–".join(dict.fromkeys((result.months[0][:4], result.months[-1][:4]))))


def _answer(result: UniversalResult, words: Words) -> str:
    """Where coverage goes, the chance of the target, and what APBD would have to pay where that is below half."""
    start, (chance, error) = result.row("coverage_start"), own_chance(result)
    known, sure = ".certain" if start["p05"] == start["p95"] else "", "" if error else ".sure"
    texts = [
        sentence(result, words, f"answer.pathway{known}", grade=baseline_grade(result, result.plan.baseline, words)),
        sentence(result, words, f"answer.target{sure}", error=words.error(error, "share")),
    ]
    if chance < 0.5:
        enough, numbers = result.table("needed_budgets").dropna().to_dict("records"), {}
        for name, row in zip(("even", "sure"), enough, strict=False):
            numbers |= {name: words.share(row["chance"], 0), f"{name}_budget": words.rupiah(row["budget_rp"])}
        key = ("unreachable", "needed.even", "needed")[len(enough)]
        texts.append(sentence(result, words, f"answer.{key}", **numbers))
    return " ".join(texts)


def _cards(result: UniversalResult, words: Words) -> list[Card]:
    text, error = partial(sentence, result, words), own_chance(result)[1]
    coverage, money = (range_and_error(result, name, words) for name in ("coverage_end", "cost_apbd"))
    draws = text("number.draws", draws=words.exact(result.settings.draws))
    exact = text("number.error", error=words.error(error, "share")) if error else draws
    return [
        (words.share(result.number("coverage_end")), text("number.coverage"), coverage),
        (common(result, words)["chance"], text("number.chance"), exact),
        (words.rupiah(result.number("cost_apbd")), text("number.apbd"), money),
    ]


def _notes(result: UniversalResult, words: Words) -> list[str]:
    """The other baseline, the evidence, what full coverage can't hold, and law that is held past its file."""
    other, moves, moved = other_baseline(result), result.table("levers_alone"), one_at_a_time(result)
    single = moves[(moves["measure"] == "coverage_end") & (moves["lever"] != "all_switches")]["p50"]
    numbers = {
        "paid": apbd_paid(other, "note.baseline.paid", words),
        "gap": words.decimal(100 * abs(other.number("coverage_end") - result.number("coverage_end")), 1),
        "most": words.decimal(float(single.abs().max()), 1),
    }
    strongest = [result.unknowns[key] for key in moved[moved["outcome"] == "coverage_end"].head(3)["unknown"]]
    grades = (f"{one.name[words.language]} ({words(f'evidence.{one.evidence}')})" for one in strongest)
    civil_servants = words.exact(sum(result.region.asn_persons(TASPEN).values()))
    held = min(result.extended_law.values(), default="")
    notes = [
        *over_said(result, words, result.region.about.opens),
        sentence(other, words, "note.baseline", **numbers),
        apbd_paid(result, "note.claimed", words) if result.plan.baseline == "claimed" else "",
        words("universal.note.evidence", grades="; ".join(grades)),
        words("universal.note.measure", civil_servants=civil_servants),
        words("universal.note.held", month=words.month(held)) if held else "",
        words("headline.note.range"),
    ]
    return [*filter(None, notes)]


def _method(result: UniversalResult, words: Words) -> dict[str, str]:
    seen = result.region.figure("coverage", "banten_participants_growth_nov_2025")
    since, until = seen.period.split(" to ")
    return {
        "funding": result.plan.funding,
        "sponsorship": result.plan.sponsorship or "–",
        "banten": words.share(seen.value / 100),
        "banten_from": words.month(since),
        "banten_to": words.month(until),
    }


_page = Page("universal", _title, _answer, _cards, _notes, method=_method)
answer, headline, method, record = _page.answer, _page.headline, _page.method, _page.record
