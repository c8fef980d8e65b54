"""The law as arithmetic: pure functions of a `LawMonth` and numbers or arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulate.law import LawMonth

PROGRAMMES = ("jkk", "jkm")


def contribution_rp(law: LawMonth, payer: str, sector: str = "other") -> int:
    """JKK and JKM contribution of one BPU member at the lowest base [Rp/month].

    Relief under PP 50/2025 depends on the sector and on who pays; contributions paid from APBD get none.

    Args:
        law: the law of the contribution month.
        payer: ``personal`` (the worker), ``sponsor`` (an ASN's own money) or ``apbd``.
        sector: ``transport`` or ``other``.

    Raises:
        InputError: unknown payer or sector.

    Source: PP 44/2015 Lampiran II, PP 50/2025; see ``data/law/bpu_contribution.yaml``, ``bpu_relief.yaml``.
    """
    relief = law.value("bpu_relief", sector, payer)
    return sum(round(law.value("bpu_contribution", part) * (1 - relief)) for part in PROGRAMMES)


def jkm_benefit_rp(tenure_months: np.ndarray | int, law: LawMonth) -> np.ndarray:
    """What the family of a BPU member receives on a natural death [Rp/person], without scholarships.

    Args:
        tenure_months: completed months of membership, any shape.
        law: the law of the month of death.

    Returns:
        int64, shape of ``tenure_months``: the funeral benefit alone below the waiting time, all parts after.

    Source: PP 82/2019; Permenaker 5/2021 jo. 1/2025; see ``data/law/jkm_benefit.yaml``, ``jkm_waiting.yaml``.
    """
    funeral = law.value("jkm_benefit", "funeral")
    full = funeral + law.value("jkm_benefit", "death_grant") + law.value("jkm_benefit", "periodic")
    waiting = np.asarray(tenure_months) < law.value("jkm_waiting")
    return np.where(waiting, funeral, full).astype(np.int64)


def jkk_death_benefit_rp(law: LawMonth) -> int:
    """What the family of a BPU member at the lowest base receives on a work death [Rp/person].

    Months of wage, never below the JKM death grant, with the periodic and funeral parts; no waiting time;
    scholarships are apart.

    Source: PP 82/2019 Pasal 25; see ``data/law/jkk_wage_multiple.yaml``, ``jkk_lump_sum.yaml``.
    """
    by_wage = law.value("jkk_wage_multiple", "death") * law.value("bpu_base")
    grant = max(by_wage, law.value("jkm_benefit", "death_grant"))
    return int(grant + law.value("jkk_lump_sum", "periodic") + law.value("jkk_lump_sum", "funeral"))
