"""Outreach: who is uncovered in which desa, where effort wins them, and where outlets stand."""

from simulate.programmes import Programme

programme = Programme(
    name="outreach",
    notebook="06_outreach.ipynb",
    plan="OutreachPlan",
    starts_from=("baseline", "sponsorship", "funding", "universal"),
    foremost=("gained_end", "per_worker", "within_share_after"),
    shared={"baseline": ("baseline",)},
    begins="opens",
)
