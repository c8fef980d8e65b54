"""The funding mix: payers, their limits, and the cheapest mix that keeps workers protected."""

from simulate.programmes import Programme

programme = Programme(
    name="funding",
    notebook="04_funding_mix.ipynb",
    plan="FundingPlan",
    starts_from=("baseline", "sponsorship"),
    foremost=("cost_recourse", "allocation", "budget_kept"),
    shared={key: (key,) for key in ("start", "baseline", "apbd_budget_rp", "apbd_yearly_change")},
    follows=("sponsorship",),
    begins="opens",
)
