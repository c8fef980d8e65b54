"""The pathway to universal coverage: who joins through which channel, who stops, what it costs and pays."""

from simulate.programmes import Programme

programme = Programme(
    name="universal",
    notebook="05_universal_coverage.ipynb",
    plan="UniversalPlan",
    starts_from=("baseline", "sponsorship", "funding"),
    foremost=("coverage_end", "cost_apbd", "cost_total"),
    shared={
        "start": ("start",),
        "baseline": ("baseline",),
        "regulation_from": ("contractors_from", "permits_from", "village_workers_from"),
    },
    follows=("sponsorship", "funding"),
    instead={"subsidised_budget_rp": "funding"},
    begins="opens",
)
