"""What a planner decides (levers) and nobody can know (unknowns)."""
