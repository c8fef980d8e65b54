"""The Paritrana scorecard over all plausible weights."""
