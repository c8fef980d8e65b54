"""The comparison of plans and runs: what each gives, which lever moved what, and what they were made from."""

from simulate.programmes.compare.page.headline import answer, headline, method, record
from simulate.programmes.compare.page.sides import assumptions, differs, measures, monthly, plans, waterfalls
from simulate.programmes.compare.study import run

__all__ = [
    "answer",
    "assumptions",
    "differs",
    "headline",
    "measures",
    "method",
    "monthly",
    "plans",
    "record",
    "run",
    "waterfalls",
]
