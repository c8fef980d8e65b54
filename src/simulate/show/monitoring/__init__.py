"""The pieces of the page of monitoring, and the run behind them."""

from simulate.show.monitoring.changes import changes, payers
from simulate.show.monitoring.forecast import forecast_chart
from simulate.show.monitoring.headline import answer, headline, method, record
from simulate.show.monitoring.learned import learned
from simulate.show.monitoring.money import money
from simulate.show.monitoring.places import kecamatan, lights_map
from simulate.show.monitoring.quality import quality
from simulate.show.monitoring.warning import warning_chart
from simulate.study.monitoring.run import run

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
