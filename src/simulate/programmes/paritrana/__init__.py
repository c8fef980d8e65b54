"""The Paritrana scorecard: scores, weights, actions, ranks."""

from simulate.programmes import Programme

programme = Programme(
    name="paritrana",
    notebook="08_paritrana.ipynb",
    plan="ParitranaPlan",
    starts_from=("baseline", "sponsorship", "funding", "universal", "outreach"),
    foremost=("score", "score_after", "apbd_chosen"),
    shared={"baseline": ("baseline",)},
    follows=("sponsorship", "funding"),
    begins="ahead",
)
