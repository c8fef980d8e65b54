"""The executive brief: what the other reports found, read and not simulated again."""
