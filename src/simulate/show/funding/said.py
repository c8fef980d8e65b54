"""Names and numbers that several pieces of the page say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.funding.payers import CEILINGS
from simulate.plan.unknowns import EVIDENCE
from simulate.show.said import first_up
from simulate.show.words import Words
from simulate.study.summary import summarise

if TYPE_CHECKING:
    from simulate.study.funding.result import FundingResult


def payer_said(payer: str, words: Words, first: bool = False) -> str:
    """What a payer is called; ``first`` where it begins a row."""
    said = words(f"funding.payer.{payer}")
    return first_up(said) if first else said


def payers_said(payers: Iterable[str], words: Words) -> str:
    """Payers as a sentence lists them."""
    return words.listed([payer_said(payer, words) for payer in payers])


def whose_said(result: FundingResult, words: Words) -> str:
    """Whose cost the plan keeps low."""
    return words(f"funding.whose.{result.plan.objective}")


def chance_said(chance: float, words: Words) -> str:
    """A chance in whole percent."""
    return words.share(chance, 0)


def ceiling_grade(result: FundingResult, payer: str) -> str:
    """The weakest grade of evidence behind how many workers a payer but APBD can pay for."""
    keys = result.desk.path.unknowns if payer == "sponsor" else (CEILINGS[payer],)
    return max((result.unknowns[key].evidence for key in keys), key=EVIDENCE.index, default=EVIDENCE[-1])


def spread(values: np.ndarray, unit: str, words: Words) -> tuple[str, str]:
    """Middle and 90 % range of draws, shape (draws,), in words; the range is empty where there is none."""
    found = summarise(values)
    middle = words.estimate(found["p50"], found["p05"], found["p95"], unit)
    return middle, "" if found["p05"] == found["p95"] else words.interval(found["p05"], found["p95"], unit)
