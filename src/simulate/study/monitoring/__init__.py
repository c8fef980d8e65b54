"""Studies of what happened against what was planned."""
