"""Charts: each says its title's promise in one glance."""

from simulate.show.charts.backtest import backtest
from simulate.show.charts.families import families
from simulate.show.charts.kecamatan import protected_by_kecamatan
from simulate.show.charts.levers import levers
from simulate.show.charts.payments import payments_by_month
from simulate.show.charts.protected import protected_by_month
from simulate.show.charts.tornado import tornado

__all__ = [
    "backtest",
    "families",
    "levers",
    "payments_by_month",
    "protected_by_kecamatan",
    "protected_by_month",
    "tornado",
]
