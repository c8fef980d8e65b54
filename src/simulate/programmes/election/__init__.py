"""Cover of ad hoc election workers: who serves, what it costs, what may happen to them."""

from simulate.programmes import Programme

programme = Programme(
    name="election",
    notebook="03_election_adhoc.ipynb",
    plan="ElectionPlan",
    foremost=("workers_covered", "contributions", "deaths"),
)
