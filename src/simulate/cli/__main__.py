"""``python -m simulate.cli``."""

from simulate.cli import main

main()
