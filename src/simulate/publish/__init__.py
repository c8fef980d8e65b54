"""From a plan to files that can be mailed: run, page, record, index."""
