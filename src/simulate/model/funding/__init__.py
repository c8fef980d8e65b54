"""The funding mix: payers, their limits, and the cheapest mix that keeps workers protected."""
