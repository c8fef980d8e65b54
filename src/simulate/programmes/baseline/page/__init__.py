"""The page that says where the regency stands; `sim.baseline` in a notebook."""

from __future__ import annotations

from simulate.page.elements import Numbers, first_up
from simulate.page.evidence import figure_said, period_said
from simulate.page.face import Asked, Card, Page, Point, range_said
from simulate.page.words import Words
from simulate.programmes.baseline.page.claims import traces
from simulate.programmes.baseline.page.counting import (
    RESIDENTS,
    claim_of,
    counted,
    coverage_chart,
    exceeds,
    nearest,
    only_widely,
    share_of,
)
from simulate.programmes.baseline.study import CLAIM, SHARE_CLAIM, BaselineResult, run


def _numbers(result: BaselineResult, words: Words) -> Numbers:
    """What texts of the first screen hold beside measures."""
    residents = "covered_share" if result.definition == RESIDENTS else "residents"
    found = Numbers(
        result,
        words,
        {
            "claim": words.mark("claim_definitions", words.share(claim_of(result, "definitions"), 0)),
            "claim_vulnerable": words.mark("claim_vulnerable", words.exact(claim_of(result, "vulnerable"))),
            "share": words.mark("covered_share", words.share(result.number("covered_share"), 0)),
            "active": words.mark(residents, words.share(share_of(result, RESIDENTS)["p50"], 0)),
            "definition": counted(result.definition._asdict(), words),
        },
    )
    if result.budgeted is not None:
        cost = words.rupiah(result.number("cost_budgeted_year"), 4)
        found["budgeted"] = words.mark("claim_budgeted", words.exact(result.budgeted.value))
        found["month"] = period_said(result.budgeted.period, words)
        found["cost"] = words.mark("cost_budgeted_year", cost)
    return found


def _title(result: BaselineResult, words: Words) -> str:
    return words("baseline.title", region=result.region.about.name)


def _about(result: BaselineResult, words: Words) -> str:
    return words("baseline.about", region=result.region.about.name, plan=result.plan_name[words.language])


def _answer(result: BaselineResult, words: Words) -> str:
    """The covered share, and when the claim holds; of a definition of the plan's own, how the claim lies to it."""
    found, table = _numbers(result, words), result.table("definitions")
    if result.definition != RESIDENTS:
        found["lies"] = words(f"baseline.lies.{share_of(result, result.definition)['fits']}", found)
        return words("baseline.answer.other", found)
    fits = "only" if only_widely(table) else "some" if (table["fits"] == "inside").any() else "none"
    return words(f"baseline.answer.{fits}", found)


def _cards(result: BaselineResult, words: Words) -> list[Card]:
    found, row = _numbers(result, words), result.row("covered_share")
    other = "" if result.definition == RESIDENTS else ".other"
    found["first"] = first_up(found["definition"])
    ends = f"{words.share(row['p05'], 0).removesuffix('%')}–{words.share(row['p95'], 0)}"
    covered = words("interval.card", interval=words.mark("covered_share", ends))
    label = words(f"baseline.number.covered_share{other}", found)
    cards = [Card(found["share"], label, covered, "definitions", "covered_share")]
    for measure, place, which in (("uncovered", "segments", other), ("funded", "vulnerable", "")):
        label, said = words(f"baseline.number.{measure}{which}"), range_said(result, measure, words)
        cards.append(Card(f"{found[measure]}", label, said, place, measure))
    return cards


def _points(result: BaselineResult, words: Words) -> list[Point]:
    """What lies between claim and reconciliation, what the vulnerable claimed may be, what hangs on the start."""
    found = _numbers(result, words)
    less = "" if exceeds(result) else ".less"
    points = [(words(f"baseline.point.gap{less}", found), "bridge")]
    best = nearest(result.table("vulnerable"), claim_of(result, "vulnerable"))
    if best is None:
        points.append((words("baseline.point.vulnerable.none", found), "vulnerable"))
    else:
        found["nearest"] = counted(best, words)
        often = words("baseline.point.often") if best["count"] == "added_up" else ""
        points.append((words("baseline.point.vulnerable", found, often=often), "vulnerable"))
    if result.budgeted is not None:
        points.append((words("baseline.point.budgeted", found), "vulnerable"))
    return [*points, (words("baseline.point.start", found), "segments")]


def _sure(result: BaselineResult, words: Words) -> list[str]:
    return [words("baseline.sure")]


def _asked(result: BaselineResult, words: Words) -> list[Asked]:
    """What the regency says of coverage and of vulnerable workers, and what stands against it."""
    found = _numbers(result, words)
    claims = {"share": SHARE_CLAIM, "vulnerable": CLAIM}
    if result.budgeted is not None:
        claims["budgeted"] = result.budgeted.row
    asked = []
    for name, row in claims.items():
        figure = result.region.figure("coverage", row)
        said = {"value": figure_said(figure, words), "month": period_said(figure.period, words)}
        asked.append((words(f"baseline.asked.{name}", said), words(f"baseline.asked.{name}.answer", found)))
    return asked


_COVERED = ("labour.employed_2021", "labour.employed_2023", "coverage.banten_covered_share_nov_2025")
_PAID = ("coverage.apbd_funded_vulnerable_workers_jun_2023", "coverage.protected_vulnerable_workers_claim_2023")
_PRICE = ("law.bpu_base", "law.bpu_rate", "law.bpu_jkm")
# the law and figures that each number is made from
_RESTS = {
    "covered_share": _COVERED,
    "uncovered": _COVERED,
    "uncovered_claimed": (f"coverage.{SHARE_CLAIM}", "labour.employed_2021", "labour.employed_2023"),
    "funded": _PAID,
    "cost_budgeted_year": _PRICE,
}

Page(
    "baseline",
    _title,
    _answer,
    _cards,
    _points,
    coverage_chart,
    _about,
    _sure,
    _RESTS,
    traces,
    asked=_asked,
).hand_out(__name__, run)
