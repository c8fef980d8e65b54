"""A regency's facts, and the national tables beside them, as checked tables."""

from simulate.region.base import Region

__all__ = ["Region"]
