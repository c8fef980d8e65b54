"""Where the regency stands: claims beside evidence."""

from simulate.programmes import Programme

programme = Programme(
    name="baseline",
    notebook="01_baseline.ipynb",
    plan="BaselinePlan",
    foremost=("covered_share", "covered", "uncovered"),
)
