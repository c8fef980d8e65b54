"""The comparison of plans and runs: what each gives, which lever moved what, and what they were made from."""

from simulate.show.comparing.assumptions import assumptions
from simulate.show.comparing.differs import differs
from simulate.show.comparing.headline import answer, headline, method, record
from simulate.show.comparing.measures import measures, plans
from simulate.show.comparing.monthly import monthly
from simulate.show.comparing.waterfalls import waterfalls

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
    "waterfalls",
]
