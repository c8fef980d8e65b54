"""The JKM fund: the nation's trend, and the loss ratio of the members who joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.charts.axis import end_labels, tick_form
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.universal.result import UniversalResult

_RATIOS = ("jkm_claim_ratio", "jkm_claim_ratio_projected")
_MONTHS = "jkm_assets_in_months_of_claims"


def fund_chart(result: UniversalResult) -> Piece:
    """National JKM claims over contributions, with this plan's new members; and how long the fund would last."""
    national = result.region.tables["bpjs_experience"]
    ratios = national[national["measure"].isin(_RATIOS)].assign(share=lambda rows: rows["value"] / 100)
    lasting = national[national["measure"] == _MONTHS]
    own = result.fund_table.dropna(subset=["ratio_p50"]) if "ratio_p50" in result.fund_table else pd.DataFrame()

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        left, right = drawing.subplots(**({"nrows": 2} if narrow else {"ncols": 2, "width_ratios": (1.15, 1)}))
        _claims(left, words)
        right.plot(lasting["period"].astype(int), lasting["value"], "o-", color=MUTED, linewidth=1.8)
        for row in lasting.iloc[[0, -1]].to_dict("records"):
            right.annotate(
                words.exact(row["value"]),
                (int(row["period"]), row["value"]),
                xytext=(3, 5),
                textcoords="offset points",
                color=INK,
            )
        right.set_title(words("universal.chart.fund.lasting"))
        right.set_ylim(0, float(lasting["value"].max()) * 1.15)
        right.locator_params(axis="x", integer=True, nbins=4)

    def _claims(axes: Axes, words: Words) -> None:
        axes.axhline(1, color=INK, linestyle="--", linewidth=1)
        axes.plot(ratios["period"].astype(int), ratios["share"], "o-", color=OTHER, linewidth=1.8)
        last = ratios.iloc[-1]
        nation = words("universal.chart.fund.nation", ratio=words.share(last["share"]), year=last["period"])
        labels = [(int(last["period"]), float(last["share"]), nation, OTHER)]
        top = float(ratios["share"].max())
        if len(own):
            years, end = own["year"].astype(int), own.iloc[-1]
            axes.fill_between(years, own["ratio_p05"], own["ratio_p95"], color=MAIN, alpha=0.2, linewidth=0)
            axes.plot(years, own["ratio_p50"], color=MAIN, linewidth=2)
            top = max(top, float(own["ratio_p95"].max()))
            name = words("universal.chart.fund.own", ratio=words.share(end["ratio_p50"], 0), year=end["year"])
            labels.append((int(years.iloc[-1]), float(end["ratio_p50"]), name, MAIN))
        axes.set_title(words("universal.chart.fund.claims"))
        axes.set_ylim(0, top * 1.15)
        axes.set_xlim(int(ratios["period"].iloc[0]) - 0.3, max(place for place, *_ in labels) + 0.1)
        end_labels(axes, labels)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.locator_params(axis="x", integer=True, nbins=5)

    def numbers(words: Words) -> dict[str, str]:
        first, last = ratios.iloc[0], ratios.iloc[-1]
        projected = ratios[ratios["measure"] == _RATIOS[1]]
        above = ratios[ratios["share"] > 1].iloc[0]
        said = {
            "first": words.share(first["share"]),
            "first_year": first["period"],
            "last": words.share(last["share"]),
            "last_year": last["period"],
            "above_year": above["period"],
            "projected_year": projected["period"].iloc[0],
            "lasting": words.exact(lasting["value"].iloc[-1]),
            "lasting_year": lasting["period"].iloc[-1],
            "lasting_first": words.exact(lasting["value"].iloc[0]),
            "lasting_first_year": lasting["period"].iloc[0],
        }
        if len(own):
            end = own.iloc[-1]
            said |= {
                "year": end["year"],
                "own": words.share(end["ratio_p50"], 0),
                "own_range": _whole(*end[["ratio_p05", "ratio_p95"]], words),
                "error": words.error(float(own["ratio_mc_error"].max()), "share"),
            }
        return said

    ending = "" if len(own) else ".alone"
    data = pd.concat(
        [
            national[national["measure"].isin((*_RATIOS, _MONTHS))][["period", "measure", "value", "unit", "status"]],
            own.rename(columns={"year": "period"}).assign(measure="new_members_jkm_claims_over_contributions"),
        ],
        ignore_index=True,
    )
    return figure(
        "fund",
        result.settings.language,
        draw,
        title=lambda words: words(f"universal.chart.fund.title{ending}", **numbers(words)),
        alt=lambda words: words(f"universal.chart.fund.alt{ending}", **numbers(words)),
        source=lambda words: words(f"universal.chart.fund.source{ending}", **numbers(words)),
        data=data,
        wide=(7.4, 3.4),
        narrow=(3.7, 5.4),
    )


def _whole(low: float, high: float, words: Words) -> str:
    """A range of ratios in whole percent."""
    return f"{words.share(low, 0).removesuffix('%')}–{words.share(high, 0)}"
