"""Rules, cohorts and programmes."""
