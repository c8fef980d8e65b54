"""The executive brief: what the other reports found, read and not simulated again."""

from simulate.programmes import Programme

programme = Programme(
    name="brief",
    notebook="00_executive_brief.ipynb",
    plan="BriefPlan",
    setting="BriefSettings",
    of_scenarios=True,
)
