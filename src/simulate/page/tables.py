"""Tables of any result; `sim.tables` in a notebook."""

from simulate.page.evidence import assumptions, law, parameters, provenance
from simulate.page.sensitivity import what_decides

__all__ = ["assumptions", "law", "parameters", "provenance", "what_decides"]
