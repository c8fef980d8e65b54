"""A regency's facts, and the national tables beside them, as checked tables."""

from simulate.region.base import Region, region_codes, region_folder

__all__ = ["Region", "region_codes", "region_folder"]
