"""The payers one by one: price, how many they pay for, when they begin, who leaves, and what the law says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.funding.payers import STARTUPS, STOPS, full_persons
from simulate.show.cells import Cell, source
from simulate.show.funding.said import ceiling_grade, payer_said
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.tables.evidence import period_said
from simulate.show.words import Words
from simulate.study.baseline.result import BUDGETED
from simulate.study.summary import summarise

if TYPE_CHECKING:
    from simulate.study.funding.result import FundingResult

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


def payers(result: FundingResult) -> Piece:
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

    return table(
        "payers",
        result.settings.language,
        caption=lambda words: words("funding.table.payers.caption"),
        header=heads("payer", "price_month", "most_workers", "preparation", "leave_month", "legal_limits"),
        rows=lambda words: list(rows(words)),
        note=note,
        stacked=True,
    )
