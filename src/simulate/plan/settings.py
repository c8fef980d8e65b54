"""How a run is made: region, draws, seed, language."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from simulate.errors import refuse
from simulate.plan.checked import Checked, described


def power_of_two(draws: int) -> int:
    """A number of draws, refused where it is none."""
    if draws & (draws - 1):
        raise refuse("not_a_power_of_two", "draws", str(draws), "a power of two, e.g. 1024")
    return draws


class Shown(Checked):
    """What a page needs beside its plan."""

    language: Literal["id", "en"] = described("id", "choice", "Bahasa tampilan", "Language shown")


class Settings(Shown):
    """What a simulation needs beside its plan."""

    region: str = described(
        "36.03", "code", "Kode wilayah Kemendagri", "Regency code of the Ministry of Home Affairs"
    )
    draws: Annotated[int, AfterValidator(power_of_two)] = described(
        1024, "draws", "Banyaknya simulasi, pangkat dua", "Number of draws, a power of two", ge=256, le=65536
    )
    seed: int = described(2026, "number", "Benih bilangan acak", "Seed of the random numbers", ge=0, lt=2**63)
