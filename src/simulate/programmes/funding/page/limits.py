"""The payers one by one, what the payer rule of PP 50/2025 does, what binds the mix, and what more would buy."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.drawing import INK, MAIN, OTHER, beside, count_ticks, month_ticks, tick_form
from simulate.page.elements import Chart, Rows, chart, first_up, table, text
from simulate.page.evidence import period_said
from simulate.page.html import Cell, source
from simulate.page.words import Estimate, Words
from simulate.plan.unknowns import EVIDENCE, weakest
from simulate.programmes.baseline.study import BUDGETED, CLAIM
from simulate.programmes.funding.model import CEILINGS, GROWN, STARTUPS, STOPS, full_persons
from simulate.programmes.funding.page.numbers import plan_numbers, with_range
from simulate.programmes.funding.study import FundingResult
from simulate.programmes.funding.tables import (
    across,
    costs,
    highest_floor,
    relief_for_apbd_rp,
    target_worth_rp,
)
from simulate.study.draws import summarise

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# where the legal limits of each payer, beside the law base, were read
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
# payers that need no preparation, or whose own programme says when they begin
_NO_STARTUP = {"apbd": "0", "sponsor": "–"}


def _grade(result: FundingResult, payer: str, words: Words) -> str:
    """The weakest grade of evidence behind how many workers a payer but APBD can pay for."""
    keys = result.problem.path.unknowns if payer == "sponsor" else (CEILINGS[payer],)
    return words(f"evidence.{weakest(result.unknowns, keys) if keys else EVIDENCE[-1]}")


def _range_of(result: FundingResult, key: str, words: Words) -> Estimate:
    unknown = result.unknowns[key]
    low, middle, high = unknown.distribution.quantile(np.array([0.05, 0.5, 0.95]))
    return words.of({"p05": low, "p50": middle, "p95": high}, unknown.unit)


@table("payers", "funding.table.payers", "payer price_month most_workers startup leave legal_limits", stacked=True)
def payers(result: FundingResult, words: Words) -> Rows:
    """A row a payer: contribution, most workers, months of preparation, members who leave, and its legal limits."""
    case = result.chosen.case
    full = full_persons(result.plan, result.region, result.problem.values)
    if "sponsor" in case.payers:  # whom they pay for at the end of the plan
        full["sponsor"] = result.problem.brought.workers[:, -1]

    def most_workers(payer: str) -> str:
        if payer == "apbd":
            return words("funding.payers.budget")
        most = words.of(summarise(full[payer]), "persons")
        shown = f"{most:count} ({most:range}); {_grade(result, payer, words)}"
        programme = words("funding.payers.programme", plan=result.plan.sponsorship or "–")
        return f"{shown}; {programme}" if payer == "sponsor" else shown

    def legal_limits(payer: str) -> Cell:
        parts: list = [words(f"funding.payers.law.{payer}")]
        for address in _READ[payer]:
            parts += [" ", source(address)]
        stated = result.region.stated(*BUDGETED)
        if payer == "apbd" and stated is not None:  # and what paying for all whom the regency has budgeted takes
            budgeted = words(
                "funding.payers.law.apbd.budgeted",
                budgeted=words.count(stated.value),
                month=period_said(stated.period, words),
                cost=words.rupiah(12 * stated.value * float(case.price_rp["apbd"].max()), 4),
            )
            parts += [" ", budgeted, " ", source(stated.source)]
        return parts

    rows = [
        (
            first_up(words(f"choice.{payer}")),
            words.interval(float(price.min()), float(price.max()), "rp_month"),
            most_workers(payer),
            _NO_STARTUP.get(payer) or f"{_range_of(result, STARTUPS[payer], words):range}",
            f"{_range_of(result, STOPS[payer], words):range}",
            legal_limits(payer),
        )
        for payer, price in case.price_rp.items()
    ]
    numbers = {
        "grown": str(GROWN),
        "cost": _range_of(result, "registration_cost", words),
        "grade": words(f"evidence.{result.unknowns['registration_cost'].evidence}"),
    }
    return Rows(rows, numbers)


@chart("prices", "funding.chart.prices", wide=(7.4, 2.9), narrow=(3.7, 3.6))
def price_chart(result: FundingResult, words: Words) -> Chart:
    """The contribution of a worker-month, one line for payers that pay the same."""
    alike: dict[tuple[float, ...], list[str]] = {}
    for payer, prices in result.chosen.case.price_rp.items():
        alike.setdefault(tuple(prices), []).append(payer)
    lines = sorted(alike.items(), key=lambda item: -sum(item[0]))
    full = float(max(result.full_price_rp))
    relieved = [payer for prices, payers in lines for payer in payers if min(prices) < full]

    def listed(payers: list[str]) -> str:
        return words.listed([words(f"choice.{payer}") for payer in payers])

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        months = np.arange(len(result.months))
        for (prices, payers), colour, wide in zip(lines, (MAIN, OTHER, INK), (5, 2.2, 2.2), strict=False):
            axes.step(months, prices, where="mid", color=colour, linewidth=wide)
            above, lowest = min(prices) == full, int(np.argmin(prices))
            off, level = ((0, 6), "bottom") if above else ((0, -6), "top")
            place = (len(months) * 0.25 if above else lowest, prices[lowest])
            names = textwrap.fill(listed(payers), 22 if narrow else 80)
            beside(axes, names, place, off, va=level, in_layout=False)
        axes.set_ylim(0, full * 1.2)
        axes.locator_params(axis="y", nbins=5)
        month_ticks(axes, result.months, words, 3 if narrow else 8)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))

    cheap = [month for month, price in zip(result.months, lines[-1][0], strict=True) if price < full]
    numbers = {
        "full": words.legal(full, "rp"),
        "low": words.legal(min(min(prices) for prices, _ in lines), "rp"),
        "relieved": listed(relieved),
        "span": words.months(cheap[0], cheap[-1]) if cheap else "–",
    }
    ending = "" if relieved else ".none"
    found = result.table("prices")
    changed = found.drop(columns="month").diff().fillna(1).any(axis=1)
    return Chart(draw, found[changed], numbers, title=ending, alt=ending)


_RELIEF = "rule_of_payers cost_regency cost_first_year paid_others cost_all apbd_part"


@table("relief", "funding.table.relief", _RELIEF, numeric=range(1, 6))
def relief(result: FundingResult, words: Words) -> Rows:
    """The cheapest mix with relief as it is, with none, and with relief for every payer."""
    found, gain = result.table("relief"), relief_for_apbd_rp(result)
    money = ["cost_regency_rp", "first_year_rp", "paid_others_rp", "cost_all_rp"]
    rows = [
        (
            words(f"funding.view.{row['view']}"),
            *(words.rupiah(row[one]) for one in money),
            words.share(row["apbd_share"]),
        )
        for row in found.to_dict("records")
    ]
    cost = found.set_index("view")["cost_regency_rp"]
    moved = abs(cost["without"] - cost["as_is"])
    numbers = plan_numbers(result, words, gain=words.of(summarise(gain), "rp"), moved=words.rupiah(moved))
    caption = ".none" if not gain.any() else "" if moved <= 0.001 * cost["as_is"] else ".moves"
    return Rows(rows, numbers, found, caption)


@text
def topping_up(result: FundingResult, words: Words) -> str:
    """What is lost where APBD adds to the contributions of others: each is then read as excluded from relief."""
    price = np.array([*result.chosen.case.price_rp.values()])
    each = float((result.full_price_rp - price.min(axis=0)).max())
    if each <= 0 or not result.measures["relief"].any():
        return words("funding.topping_up.none")
    return words("funding.topping_up", each=words.legal(each, "rp"), lost=words.of(result.row("relief"), "rp"))


# a rupiah of budget that saves less than this does not bind
_FREE = 1e-6


@table("limits", "funding.table.limits", "limit limit_now limit_worth evidence", stacked=True)
def limits(result: FundingResult, words: Words) -> Rows:
    """Target, each payer's ceiling and the kecamatan floor: how far each binds, and the worth of one more unit."""
    found, known, mix = result.table("limits_of_payers"), across(result), result.chosen.mix
    # draws are solved without the limit of the budget: where it binds the plan, they say something else
    ranges = mix.of_budget.max() < _FREE

    def worth(limit: str, value: float, draws: np.ndarray | None = None) -> str:
        money = words.value(value, "rp")
        shown = with_range(money, draws, "rp", words) if ranges and draws is not None else money
        return words(f"funding.limit.{limit}.worth", money=shown)

    target, free = target_worth_rp(result), words("funding.limit.free")
    numbers = plan_numbers(result, words, money=words.value(target, "rp"), most=words.share(highest_floor(result)))
    wanted, analogue = words("funding.limit.target.now", numbers), words("evidence.analogue")
    rows = [(words("funding.limit.target"), wanted, worth("target", target, known["target_rp"]), analogue)]
    for row in found.to_dict("records"):
        name = words("funding.limit.payer", payer=words(f"choice.{row['payer']}"))
        now = words(
            "funding.limit.payer.now",
            planned=words.count(row["planned_end"]),
            ceiling=words.count(row["ceiling_end"]),
            months=str(row["months_full"]),
        )
        saved = known["saved_rp"][:, result.chosen.case.payers.index(row["payer"])]
        saves = worth("payer", row["saved_rp"], saved) if row["saved_rp"] >= 1 else free
        rows.append((name, now, saves, _grade(result, row["payer"], words)))
    floor, least = result.plan.min_kecamatan_share, words("funding.limit.floor.now", numbers)
    point = mix.of_floor * 0.01 / floor if floor else 0.0
    rows.append((words("funding.limit.floor"), least, worth("floor", point) if point >= 1 else free, analogue))
    binding = found[found["saved_rp"] >= 1]
    if len(binding):
        best = binding.loc[binding["saved_rp"].idxmax()]
        numbers |= {"payer": words(f"choice.{best['payer']}"), "saved": words.value(best["saved_rp"], "rp")}
    parts = ("note", "range") if ranges else ("note",)
    note = " ".join(words(f"funding.table.limits.{part}", numbers) for part in parts)
    return Rows(rows, numbers, found, "" if len(binding) else ".none", note)


@chart("frontier", "funding.chart.frontier")
def frontier_chart(result: FundingResult, words: Words) -> Chart:
    """The least cost of each number of workers: counting on the middle, and carefully; solid as far as the budget."""
    found = result.table("frontier")
    lines = dict(list(found.groupby("counting_on")))
    ends = {name: rows.loc[rows["within"], ["workers", "cost_rp"]].iloc[-1] for name, rows in lines.items()}
    reached = {name: words.count(end["workers"]) for name, end in ends.items()}

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        # lines rise: above them is room to the left, below them to the right
        for name, colour, place, side, arrow in (
            ("hoped", MAIN, (0.98, 0.2), "right", (0.5, 1)),
            ("chosen", OTHER, (0.02, 0.92), "left", (1, 0.5)),
        ):
            rows, end = lines[name], ends[name].to_numpy()
            within = rows[rows["within"]]
            axes.plot(within["workers"], within["cost_rp"], color=colour, linewidth=2)
            axes.plot(*rows[["workers", "cost_rp"]].iloc[-2:].to_numpy().T, ":", color=colour, linewidth=2)
            axes.plot(*end[:, None], "o", color=colour, markersize=5)
            label = words(f"funding.chart.frontier.{name}", workers=reached[name])
            axes.annotate(
                textwrap.fill(label, 18) if narrow else label,
                end,
                xytext=place,
                textcoords="axes fraction",
                ha=side,
                va="center",
                color=colour,
                arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6, "relpos": arrow},
            )
        axes.plot([result.plan.workers], [result.chosen.cost_rp], "D", color=INK, markersize=5)
        axes.locator_params(axis="x", nbins=3 if narrow else 6)
        count_ticks(axes.xaxis, words)
        axes.yaxis.set_major_formatter(tick_form(words.rupiah))
        axes.set_xlabel(words("funding.chart.frontier.axis"))

    worth = words.value(target_worth_rp(result) * 1000, "rp")
    return Chart(draw, found, plan_numbers(result, words, worth=worth, **reached))


@text
def claim(result: FundingResult, words: Words) -> str:
    """Which budget the claimed number of protected workers would take, by the same optimisation."""
    claimed = result.region.figure("coverage", CLAIM)
    case, own = result.hoped.case, result.plan.apbd_budget_rp
    status = words(f"status.{claimed.status}")
    numbers = plan_numbers(result, words, claimed=words.exact(claimed.value), status=status, own=words.rupiah(own))
    if claimed.value > case.people:
        return words("funding.claim.people", numbers)
    cost = costs(result, case, claimed.value)
    numbers |= {
        "cost": words.rupiah(cost["cost_rp"]),
        "budget": words.rupiah(cost["first_year_rp"]),
        "times": words.decimal(cost["first_year_rp"] / max(own, 1), 1),
    }
    return words("funding.claim", numbers)
