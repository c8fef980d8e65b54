"""Made-up runs of the reports that a brief reads, by value: round numbers, so that a test can name them."""

from simulate.page.words import LANGUAGES
from simulate.plan.named import plan_of, read_scenario
from simulate.programmes import named_programme
from simulate.programmes.brief.plan import SOURCES, ReadRun, ReadRuns, ReadTrace
from simulate.programmes.brief.read import sources

# by source and the brief's name: unit, P5, P50, P95
NUMBERS = {
    "baseline": {
        "claimed": ("share", 0.78, 0.78, 0.78),
        "covered": ("share", 0.44, 0.48, 0.52),
        "uncovered": ("persons", 770_000, 840_000, 910_000),
        "informal": ("persons", 560_000, 610_000, 660_000),
        "formal": ("persons", 180_000, 230_000, 280_000),
        "apart": ("persons", 420_000, 480_000, 540_000),
    },
    "sponsorship": {
        "protected": ("persons", 300, 1_200, 3_100),
        "ceiling": ("persons", 24_000, 24_000, 24_000),
        "share": ("share", 0.0125, 0.05, 0.13),
        "contributions": ("rp", 20e6, 86e6, 260e6),
    },
    "election": {
        "covered": ("persons", 109_000, 114_000, 120_000),
        "contributions": ("rp", 875e6, 906e6, 942e6),
        "deaths": ("persons", 12, 25, 48),
        "benefits": ("rp", 660e6, 1.36e9, 2.58e9),
    },
    "funding": {
        "cost": ("rp", 68e9, 72e9, 79e9),
        "allocation": ("rp", 75e9, 75e9, 75e9),
        "kept": ("share", 0, 1, 1),
        "protected": ("persons", 128_000, 130_000, 130_000),
        "certainty": ("rp", 3.1e9, 3.1e9, 3.1e9),
        "short": ("months", 0, 1, 6),
        "others": ("persons", 22_000, 30_000, 41_000),
    },
    "universal": {
        "coverage": ("share", 0.5, 0.56, 0.63),
        "cost": ("rp", 110e9, 125e9, 140e9),
        "regulation": ("rp", 0.6e9, 1.1e9, 1.7e9),
        "outreach": ("rp", 0.2e9, 0.4e9, 0.7e9),
    },
    "paritrana": {},
}
MONTHS = [f"2027-{month:02d}" for month in range(1, 13)]
# where the mean is not the middle
MEANS = {"kept": 0.9}
YEARS = (2027, 2028, 2029, 2030)


def _row(p50, low=0.9, high=1.1, error=0.01, **more):
    return {**more, "p05": p50 * low, "p50": p50, "p95": p50 * high, "mc_error": abs(p50) * error}


TABLES = {
    "baseline": {"evidence": [{"key": "active_share", "evidence": "analogue"}]},
    "sponsorship": {
        "months": [_row(100 * place, 0.25, 2.6, month=month) for place, month in enumerate(MONTHS, start=1)],
        "ways": [
            _row(workers, 0.4, 2.0, way=way, evidence=evidence, paid_rp=150_000.0 * workers)
            for way, workers, evidence in (
                ("payroll_default", 9_200.0, "judgement"),
                ("regulation", 5_900.0, "judgement"),
                ("circular_with_push", 2_400.0, "analogue"),
                ("payroll_consent", 1_300.0, "judgement"),
                ("circular", 1_200.0, "analogue"),
                ("appeal", 130.0, "judgement"),
            )
        ],
        "more": [_row(8_000.0, way="payroll_default", evidence="judgement")],
        "evidence": [
            {"key": "inside_circular", "evidence": "measured"},
            {"key": "reach_circular", "evidence": "analogue"},
        ],
        "bridging": [_row(265.0, bridge_months=0), _row(170.0, bridge_months=1), _row(67.0, bridge_months=3)],
        "relief_end": [_row(37.0, month="2027-03", price_rp=9e3), _row(121.0, month="2027-04", price_rp=18e3)],
    },
    "election": {
        "evidence": [{"key": "tps_fill", "evidence": "measured"}, {"key": "roll_growth", "evidence": "analogue"}],
        "years": [_row(amount, year=year) for year, amount in ((2027, 2.8e6), (2028, 299e6), (2029, 604e6))],
        "months": [{"first": "2027-10", "last": "2029-03"}],
        "coming": [
            _row(186e6, event="pilkades_2027", kind="pilkades", date="2027-12", payer="apbd", first_month="2027-12"),
            _row(98e6, event="pilkades_2029", kind="pilkades", date="2029-10", payer="apbd", first_month="2029-10"),
            _row(21e6, event="pilkades_2031", kind="pilkades", date="2031-09", payer="apbd", first_month="2031-09"),
        ],
        "fewer": [_row(-7.5, 1.5, 0.5, lever="age_cap", value="50")],
    },
    "funding": {
        "allocated": [{"year": str(year), "allocated_rp": 26e9} for year in (2027, 2028, 2029)],
        "target": [{"month": month, "target": 130_000.0} for month in MONTHS],
        "options": [
            _row(0.95 * amount, option=option, workers=workers, chance=chance, year=str(year), allocated_rp=amount)
            for year in (2027, 2028, 2029)
            for option, workers, chance, amount in (
                ("chosen", 130_000.0, 0.9, 26e9),
                ("hoped", 130_000.0, 0.31, 25e9),
                ("fewer", 97_500.0, 0.81, 19e9),
            )
        ],
        "evidence": [
            {"key": "csr_persons", "evidence": "judgement"},
            {"key": "personal_persons", "evidence": "analogue"},
        ],
    },
    "universal": {
        "evidence": [{"key": "would_pay", "evidence": "judgement"}],
        "targets": [
            {"year": year, "level": 0.65, "chance": 0.05 * (year - 2025), "mc_error": 0.01} for year in YEARS
        ],
        "moves": [_row(6.0, lever="all_switches", value="2028-01", evidence="judgement")],
        "acts": [
            _row(gain, lever=lever, evidence="judgement")
            for lever, gain in (("compliance_drive", 3.0), ("permits_from", 2.5), ("self_pay_drive", 1.9))
        ],
        "beside": [{"year": year, "mean": 1.5e9} for year in (2027, 2028)],
        "prices": [{"key": "cost_drives", "low": 0.5e9, "high": 3e9, "evidence": "judgement"}],
    },
    "paritrana": {
        "months": [
            {"key": key, "low": low, "mode": mode, "high": high, "evidence": "judgement"}
            for key, low, mode, high in (("months_decree", 3.0, 9.0, 30.0), ("months_programme", 2.0, 8.0, 24.0))
        ]
    },
}


def _trace(source, name):
    """What a number rests on, as a report says it."""
    inputs = [
        f"{name} of {source}: 7",
        ["A source: ", ("example.org", f"https://example.org/{source}"), " (analogue)"],
    ]
    return ReadTrace(name=name, value="7", formula="six and one", inputs=inputs, mover=f"moved most by {name}.")


def read_run(source, scenario="base"):
    """A made-up run of a report, of the plan that a scenario binds."""
    names, label = sources()[source].measures, read_scenario(scenario).plans[source]
    named = plan_of(source, label)
    measures = {
        names[name]: (unit, MEANS.get(name, p50), low, p50, high, 0.0 if low == high else 0.01 * p50)
        for name, (unit, low, p50, high) in NUMBERS[source].items()
    }
    return ReadRun(
        report=source,
        label=label,
        name=named.name,
        identity=f"{SOURCES.index(source):064x}",
        record=f"{SOURCES.index(source) + 10:064x}",
        facts_date="2026-11-30",
        plan=named_programme(source).levers(**named.levers).model_dump(mode="json"),
        settings={"region": "36.03", "draws": 1024, "seed": 2026},
        names=names,
        measures=measures,
        tables=TABLES.get(source, {}),
        traces={language: {name: _trace(source, name) for name in NUMBERS[source]} for language in LANGUAGES},
    )


def read_runs(*names, scenario="base"):
    """Made-up runs of these reports, all of them unless named."""
    return ReadRuns(files={}, runs={name: read_run(name, scenario) for name in names or SOURCES})
