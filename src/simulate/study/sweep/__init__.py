"""Sweeps: one programme under many plans, in many regions, on as many processors as there are."""

from simulate.study.sweep.order import Sweep, order_sweep
from simulate.study.sweep.run import Done, sweep

__all__ = ["Done", "Sweep", "order_sweep", "sweep"]
