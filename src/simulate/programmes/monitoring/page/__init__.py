"""What the page of monitoring shows, and the run behind it."""

from simulate.programmes.monitoring.page.headline import answer, headline, method, record
from simulate.programmes.monitoring.page.results import (
    changes,
    forecast_chart,
    kecamatan,
    learned,
    lights_map,
    money,
    payers,
    quality,
    warning_chart,
)
from simulate.programmes.monitoring.study import run

__all__ = [
    "answer",
    "changes",
    "forecast_chart",
    "headline",
    "kecamatan",
    "learned",
    "lights_map",
    "method",
    "money",
    "payers",
    "quality",
    "record",
    "run",
    "warning_chart",
]
