"""Sweeps: one programme under many plans, in many regions, on as many processors as there are."""
