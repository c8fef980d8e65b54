"""The two long lists of the law page: income bands of BPU members, honoraria of election workers."""

from __future__ import annotations

import pandas as pd

from simulate.law import LawValue
from simulate.model.rules import election_contribution_rp, total_rp, whole_rupiah
from simulate.show.cells import Cell, Part
from simulate.show.legal.cells import basis_parts
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.law import LawReport

# more values than this are not named beside their source
_FEW = 3


def bands(page: LawReport) -> Piece:
    """Lampiran II: reported income, base, and the contributions of each band without relief."""
    law = page.month
    floors, bases = law.column("bpu_income_from").astype(int), law.column("bpu_base").astype(int)
    jkm = int(law.value("bpu_jkm"))
    found = pd.DataFrame(
        {
            "band": range(1, len(bases) + 1),
            "income_from_rp": floors,
            "base_rp": bases,
            "jkk_rp": whole_rupiah(bases * law.value("bpu_rate", "jkk")),
            "jht_rp": whole_rupiah(bases * law.value("bpu_rate", "jht")),
        }
    )
    found["jkk_jkm_rp"] = found["jkk_rp"] + jkm
    found["with_jht_rp"] = found["jkk_jkm_rp"] + found["jht_rp"]

    def rows(words: Words):
        below = words("law.bands.below", next=words.exact(floors[1]))
        for row in found.to_numpy().tolist():
            band, edge, *amounts = (words.exact(number) for number in row)
            yield [band, below if row[1] == 0 else edge, *amounts]

    return table(
        "law_bands",
        page.settings.language,
        caption=lambda words: words("law.bands.caption", bands=str(len(found)), jkm=words.legal(jkm, "rp")),
        header=heads("band", "income_from", "base", "jkk", "jht", "jkk_jkm", "with_jht"),
        rows=lambda words: list(rows(words)),
        numeric=range(1, 7),
        note=lambda words: _noted(page, ("bpu_income_from", "bpu_base"), words),
        data=found,
    )


def honoraria(page: LawReport) -> Piece:
    """Honoraria by role, and the JKK and JKM contribution that they lead to."""
    group = page.law.groups["election_honorarium"]
    law = page.law.at(min(max(page.plan.on, group.first_month), group.horizon))
    events, roles = group.by["event"], group.by["role"]
    found = pd.DataFrame(
        {
            "event": event,
            "role": role,
            "honorarium_rp": int(law.value("election_honorarium", event, role)),
            "contribution_rp": total_rp(election_contribution_rp(law, event, role)),
        }
        for role in roles
        for event in events
    )

    def rows(words: Words):
        for role, told in found.groupby("role", sort=False):
            numbers = told[["honorarium_rp", "contribution_rp"]].to_numpy().ravel().tolist()
            yield [words.key(role), *(words.exact(number) for number in numbers)]

    return table(
        "law_honoraria",
        page.settings.language,
        caption=lambda words: words(
            "law.honoraria.caption",
            until=words.month(group.horizon),
            rate=words.legal(law.value("pu_jkk", "very_low") + law.value("pu_jkm"), "share"),
        ),
        header=lambda words: [
            *heads("role")(words),
            *(
                words(f"column.{column}_of", event=words.key(event))
                for event in events
                for column in ("honorarium", "contribution")
            ),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 5),
        note=lambda words: _noted(page, ("election_honorarium",), words),
        data=found,
    )


def _noted(page: LawReport, names: tuple[str, ...], words: Words) -> Cell:
    """Since when the lists hold, their distinct sources with the few values that rest on each, and their notes."""
    first = page.law.groups[names[0]].first_month
    parts: list[Part] = [words("law.lists.since", month=words.month(first))]
    notes: dict[str, None] = {}
    for name in names:
        group = page.law.groups[name]
        sources: dict[tuple, list[LawValue]] = {}
        for value in next(iter(group.values.values())).values():
            sources.setdefault((value.reference, value.url, value.evidence), []).append(value)
            notes |= {value.note[words.language]: None} if value.note else {}
        for same in sources.values() if name == names[-1] else ():  # lists of one table share their sources
            few = ", ".join(words.key(value.key, tuple(group.by)) for value in same) if len(same) < _FEW else ""
            parts += [f" {few}: " if few else " ", *basis_parts(same[0], words, note=False)]
    return [*parts, *(f" {note}" for note in notes)]
