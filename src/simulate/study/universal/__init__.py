"""Studies of the road to universal coverage: runs, targets, levers, the worlds in which it misses."""
