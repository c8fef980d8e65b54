"""The law page: every value of the law base with its history, source and grade."""

from simulate.programmes import Programme

programme = Programme(
    name="law",
    notebook="10_law.ipynb",
    plan="LawPlan",
    face="legal",
    setting="Shown",
)
