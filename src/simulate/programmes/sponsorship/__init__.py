"""1 ASN 1 Pekerja Rentan: each civil servant sponsors one vulnerable worker."""

from simulate.programmes import Programme

programme = Programme(
    name="sponsorship",
    notebook="02_asn_sponsorship.ipynb",
    plan="SponsorshipPlan",
    starts_from=("baseline",),
    foremost=("protected_end", "contributions", "deaths"),
    compared=(
        "protected_end",
        "contributions",
        "deaths",
        "worker_months",
        "ceiling_share",
        "apbd_same_cover",
        "benefits",
        "loss_ratio",
        "coverage_gain_claim",
    ),
    monthly="protected_by_month",
    shared={"start": ("start",), "collection": ("collection",)},
    begins="opens",
)
