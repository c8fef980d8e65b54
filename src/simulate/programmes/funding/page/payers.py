"""The payers one by one, and what the payer rule of PP 50/2025 does."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import month_ticks, tick_form
from simulate.page.evidence import period_said
from simulate.page.figure import INK, MAIN, OTHER, old_figure
from simulate.page.table import Cell, headers, old_table, source
from simulate.page.words import Words
from simulate.programmes.baseline.study import BUDGETED
from simulate.programmes.funding.analysis import price_table, relief_for_apbd_rp, topping_up_rp, under_each_law
from simulate.programmes.funding.page.headline import ceiling_grade, payer_said, payers_said, spread
from simulate.programmes.funding.payers import STARTUPS, STOPS, full_persons
from simulate.study.draws import summarise

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.funding.study import FundingResult

# what is said of each payer beside the law base, and where it was read: the key of the words, address
_READ = {
    "apbd": ("https://www.kabaran.id/2025/05/kemendagri-dorong-percepatan-jaminan-sosial-ketenagakerjaan.html",),
    "sponsor": (
        "https://jabar.antaranews.com/berita/616981/pemkab-cianjur-potong-gaji-asn-membiayai-iuran-bpjs-pekerja-rentan",
    ),
    "csr": (
        "https://secondnewsupdate.co.id/bupati-tangerang-jamin-500-guru-ngaji-lewat-bpjs-ketenagakerjaan-didukung-pik-2/?amp=1",
        "https://jatengpos.co.id/?p=214635",
    ),
    "zakat": (
        "https://tangerangekspres.disway.id/banten/read/34260/lindungi-pekerja-rentan-dan-mustahik-bpjs-ketenagakerjaan-dan-baznas-banten-teken-pks",
    ),
    "dbh": ("https://suaraindonesia-news.com/disnaker-sampang-melalui-bpjs-berikan-bantuan-iuran-ketenaga-kerjaan",),
    "personal": (
        "https://garut.inews.id/read/378678/pemkab-garut-komitmen-berikan-perlindungan-sosial-15-ribu-pekerja-rentan-melalui-program-bpjs/2",
    ),
    "apbdes": (
        "https://serayunews.com/pemkab-banyumas-lindungi-rt-rw-dan-bpd-dengan-bpjs-ketenagakerjaan",
        "https://habarkalimantan.com/?p=65043",
        "https://www.buletindesa.com/2025/03/apakah-dana-desa-bisa-untuk-bpjs.html",
    ),
}


_YEAR = 12


def payers(result: FundingResult) -> Element:
    """A row a payer: contribution, most workers, months of preparation, members who leave, and its legal limits."""
    case = result.chosen.case
    full = full_persons(result.plan, result.region, result.desk.values)
    if "sponsor" in case.payers:  # whom they pay for at the end of the plan
        full["sponsor"] = result.desk.brought.workers[:, -1]
    most = {payer: summarise(heads) for payer, heads in full.items()}

    def contribution(payer: str, words: Words) -> str:
        ends = sorted({float(price) for price in case.price_rp[payer]})
        return words.interval(ends[0], ends[-1], "rp_month")

    def unknown(of: dict[str, str], payer: str, words: Words) -> str:
        found = result.unknowns[of[payer]].distribution.quantile(np.array([0.05, 0.95]))
        unit = result.unknowns[of[payer]].unit
        return words.interval(*found, unit)

    def ceiling(payer: str, words: Words) -> Cell:
        if payer == "apbd":
            return words("funding.payers.budget")
        grade = words(f"evidence.{ceiling_grade(result, payer)}")
        heads_ = most[payer]
        span = words.interval(heads_["p05"], heads_["p95"], "persons")
        said = f"{words.count(heads_['p50'])} ({span}); {grade}"
        if payer == "sponsor":
            return f"{said}; {words('funding.payers.programme', plan=result.plan.sponsorship or '–')}"
        return said

    def limits(payer: str, words: Words) -> Cell:
        parts: list = [words(f"funding.payers.law.{payer}")]
        for address in _READ[payer]:
            parts += [" ", source(address)]
        return parts + (budgeted(words) if payer == "apbd" else [])

    def budgeted(words: Words) -> list:
        """What the regency says it has budgeted, and what paying for all of them would take; where it says so."""
        stated = result.region.stated(*BUDGETED)
        if stated is None:
            return []
        cost = _YEAR * stated.value * float(case.price_rp["apbd"].max())
        said = words(
            "funding.payers.law.apbd.budgeted",
            budgeted=words.count(stated.value),
            month=period_said(stated.period, words),
            cost=words.rupiah(cost, 4),
        )
        return [" ", said, " ", source(stated.source)]

    def rows(words: Words):
        for payer in case.payers:
            yield (
                payer_said(payer, words, first=True),
                contribution(payer, words),
                ceiling(payer, words),
                unknown(STARTUPS, payer, words) if payer in STARTUPS else "0" if payer == "apbd" else "–",
                unknown(STOPS, payer, words),
                limits(payer, words),
            )

    def note(words: Words) -> str:
        cost = result.unknowns["registration_cost"].distribution.quantile(np.array([0.05, 0.5, 0.95]))
        return words(
            "funding.table.payers.note",
            cost=words.value(cost[1], "rp"),
            range=words.interval(cost[0], cost[2], "rp"),
            grade=words(f"evidence.{result.unknowns['registration_cost'].evidence}"),
        )

    return old_table(
        "payers",
        result.settings.language,
        caption=lambda words: words("funding.table.payers.caption"),
        header=headers("payer", "price_month", "most_workers", "preparation", "leave_month", "legal_limits"),
        rows=lambda words: list(rows(words)),
        note=note,
        stacked=True,
    )


def price_chart(result: FundingResult) -> Element:
    """The contribution of a worker-month, one line for payers that pay the same."""
    alike: dict[tuple[float, ...], list[str]] = {}
    for payer, prices in result.chosen.case.price_rp.items():
        alike.setdefault(tuple(prices), []).append(payer)
    lines = sorted(alike.items(), key=lambda item: -sum(item[0]))
    relieved = [payer for prices, payers in lines for payer in payers if min(prices) < max(result.full_price_rp)]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        months = np.arange(len(result.months))
        for (prices, payers), colour, wide in zip(lines, (MAIN, OTHER, INK), (5, 2.2, 2.2), strict=False):
            axes.step(months, prices, where="mid", color=colour, linewidth=wide)
            lowest = int(np.argmin(prices))
            level, above = prices[lowest], min(prices) == max(result.full_price_rp)
            axes.annotate(
                textwrap.fill(payers_said(payers, words), 22 if narrow else 80),
                (len(months) * 0.25 if above else lowest, level),
                xytext=(0, 6 if above else -6),
                textcoords="offset points",
                va="bottom" if above else "top",
                color=INK,
                in_layout=False,
            )
        axes.set_ylim(0, float(max(result.full_price_rp)) * 1.2)
        axes.locator_params(axis="y", nbins=5)
        month_ticks(axes, result.months, words, 3 if narrow else 8)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))

    def numbers(words: Words) -> dict[str, str]:
        full, low = float(max(result.full_price_rp)), min(min(prices) for prices, _ in lines)
        cheap = [month for month, p in zip(result.months, lines[-1][0], strict=True) if p < full]
        return {
            "full": words.legal(full, "rp"),
            "low": words.legal(low, "rp"),
            "relieved": payers_said(relieved, words),
            "span": words.months(cheap[0], cheap[-1]) if cheap else "–",
        }

    ending = "" if relieved else ".none"
    return old_figure(
        "prices",
        result.settings.language,
        draw,
        title=lambda words: words(f"funding.chart.prices.title{ending}", **numbers(words)),
        alt=lambda words: words(f"funding.chart.prices.alt{ending}", **numbers(words)),
        source=lambda words: words("funding.chart.prices.source"),
        data=price_table(result),
        wide=(7.4, 2.9),
        narrow=(3.7, 3.6),
    )


def relief(result: FundingResult) -> Element:
    """The cheapest mix with relief as it is, with none, and with relief for every payer."""
    found = under_each_law(result).set_index("view")

    def rows(words: Words):
        for view, row in found.iterrows():
            yield (
                words(f"funding.view.{view}"),
                words.rupiah(row["cost_regency_rp"]),
                words.rupiah(row["first_year_rp"]),
                words.rupiah(row["paid_others_rp"]),
                words.rupiah(row["cost_all_rp"]),
                words.share(row["apbd_share"]),
            )

    def caption(words: Words) -> str:
        gain = relief_for_apbd_rp(result)
        now = found.loc["without", "cost_regency_rp"] - found.loc["as_is", "cost_regency_rp"]
        same = abs(now) <= 0.001 * found.loc["as_is", "cost_regency_rp"]
        if not gain.any():
            return words("funding.table.relief.caption.none")
        middle, span = spread(gain, "rp", words)
        said = {"gain": middle, "range": span, "now": words.rupiah(abs(now))}
        return words(f"funding.table.relief.caption{'' if same else '.moves'}", **said)

    return old_table(
        "relief",
        result.settings.language,
        caption=caption,
        header=headers("rule_of_payers", "cost_regency", "cost_first_year", "paid_others", "cost_all", "apbd_part"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4, 5),
        note=lambda words: words("funding.table.relief.note", chance=words.exact(100 * result.chosen.quantile)),
        data=under_each_law(result),
    )


def topping_up(result: FundingResult) -> Element:
    """What is lost where APBD adds to the contributions of others."""
    lost = topping_up_rp(result)
    price = np.array([*result.chosen.case.price_rp.values()])
    each = float((result.full_price_rp - price.min(axis=0)).max())

    def text(words: Words) -> str:
        if each <= 0 or not lost.any():
            return words("funding.topping_up.none")
        middle, span = spread(lost, "rp", words)
        return words("funding.topping_up", each=words.legal(each, "rp"), lost=middle, range=span or middle)

    return old_sentence(result.settings.language, text)
