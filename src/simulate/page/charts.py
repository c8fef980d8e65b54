"""Charts of any result; `sim.charts` in a notebook."""

from simulate.page.sensitivity import tornado

__all__ = ["tornado"]
