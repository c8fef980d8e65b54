"""Studies of outreach: runs, allocations beside one another, budgets, ranks of desa, numbers of outlets."""
