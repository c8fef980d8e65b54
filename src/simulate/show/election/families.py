"""What a family gets, covered or not."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from simulate.model.election.money import KPU_ROLES, family_rp
from simulate.model.rules import scholarship_rp
from simulate.plan.posts import POSTS
from simulate.show.charts.axis import tick_form
from simulate.show.election.said import role_said
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.election.result import ElectionResult

_PARTS = {"kpu": MUTED, "bpjs": MAIN, "scholarship": OTHER}


def families_chart(result: ElectionResult) -> Piece:
    """A family of the largest covered role: without cover, after a natural death, after a work death."""
    base = ".minimum_wage" if result.plan.contribution_basis == "minimum_wage" else ""
    role = max(result.outcome.work_rp, key=lambda one: float(result.outcome.persons[one].mean()))
    ending = "" if _has_kpu(result, role) else ".other"
    found = _cases(result, role)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(found) - 1, -1, -1)
        left = pd.Series(0.0, index=found.index)
        for part, colour in ((part, colour) for part, colour in _PARTS.items() if found[part].any()):
            axes.barh(
                places,
                found[part],
                left=left,
                color=colour,
                alpha=0.85,
                height=0.45,
                edgecolor="none",
                label=words(f"election.family.part.{part}"),
            )
            left += found[part]
        for place, total in zip(places, left, strict=True):
            axes.annotate(
                words.rupiah(total), (total, place), xytext=(4, 0), textcoords="offset points", va="center", color=INK
            )
        names = [textwrap.fill(words(f"election.family.{case}"), 13 if narrow else 40) for case in found["case"]]
        axes.set_yticks(list(places), names)
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, float(left.max()) * (1.4 if narrow else 1.15))
        axes.xaxis.set_major_formatter(tick_form(words.rupiah))
        axes.locator_params(axis="x", nbins=2 if narrow else 6)
        drawing.legend(loc="outside lower left", ncols=1 if narrow else 3, frameon=False, fontsize=8.5)

    def numbers(words: Words) -> dict[str, str]:
        totals = found.set_index("case")[[*_PARTS]].sum(axis=1)
        return {
            "role": role_said(role, words),
            "without": words.rupiah(totals.get("without", 0.0)),
            "natural": words.rupiah(totals["natural"]),
            "work": words.rupiah(totals["work"]),
            "scholarship": words.rupiah(float(found["scholarship"].max())),
            "children": words.exact(result.at_poll.value("scholarship_children")),
            "kpu": f"; {result.at_poll.cited('election_compensation', 'death').reference}" if not ending else "",
        }

    return figure(
        "families",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.families.title{ending}", **numbers(words)),
        alt=lambda words: words(f"election.chart.families.alt{ending}", **numbers(words)),
        source=lambda words: words(f"election.chart.families.source{base}", **numbers(words)),
        data=found,
        wide=(7.4, 2.9),
        narrow=(3.7, 3.4),
    )


def _cases(result: ElectionResult, role: str) -> pd.DataFrame:
    """What a family of a role gets by case and part [Rp]."""
    law = result.at_poll
    amounts = family_rp(law, _wage(result, role))
    kpu = amounts["kpu"] if _has_kpu(result, role) else 0
    most = scholarship_rp(law, event="work_death", children=int(law.value("scholarship_children")))
    cases = pd.DataFrame(
        [
            {"case": "without", "kpu": kpu, "bpjs": 0, "scholarship": 0},
            {"case": "natural", "kpu": kpu, "bpjs": amounts["jkm"], "scholarship": 0},
            {"case": "work", "kpu": kpu, "bpjs": amounts["jkk"], "scholarship": most},
        ]
    )
    # what is not known is no bar of nothing
    return cases if kpu else cases.iloc[1:].reset_index(drop=True)


def _injuries(result: ElectionResult, words: Words) -> dict[str, str]:
    """KPU's compensation of other losses."""
    losses = ("permanent_disability", "serious_injury", "moderate_injury")
    return {loss: words.rupiah(result.at_poll.value("election_compensation", loss)) for loss in losses}


def _wage(result: ElectionResult, role: str) -> float:
    """The lowest wage base among the covered posts of a role [Rp/month]."""
    return min(bill.wage_rp for post, bill in result.outcome.bills.items() if POSTS[post][0] == role)


def _has_kpu(result: ElectionResult, role: str) -> bool:
    return role in KPU_ROLES and result.plan.event != "pilkades"


def families_table(result: ElectionResult) -> Piece:
    """By role: KPU's compensation, and what BPJS Ketenagakerjaan adds after a work death and after any other."""
    villages = result.plan.event == "pilkades"

    def rows(words: Words):
        for role in result.outcome.work_rp:
            amounts = family_rp(result.at_poll, _wage(result, role))
            kpu = words.rupiah(amounts["kpu"]) if _has_kpu(result, role) else words("election.family.other")
            yield (
                role_said(role, words),
                *([] if villages else [kpu]),
                words.rupiah(amounts["jkm"]),
                words.rupiah(amounts["jkk"]),
            )

    def note(words: Words) -> str:
        if villages:
            return words("election.table.families.note.pilkades")
        return words("election.table.families.note", **_injuries(result, words))

    columns = ("role", "kpu_compensation", "jkm_natural", "jkk_work")
    shown = [column for column in columns if not (villages and column == "kpu_compensation")]
    return table(
        "families_table",
        result.settings.language,
        caption=lambda words: words("election.table.families.caption", month=words.month(result.plan.date)),
        header=heads(*shown),
        rows=lambda words: list(rows(words)),
        numeric=range(1, len(shown)),
        note=note,
    )
