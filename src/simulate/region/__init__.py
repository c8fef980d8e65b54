"""A regency's facts, and the national tables beside them, as checked tables."""
