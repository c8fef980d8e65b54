"""Monitoring: a record of what happened against draws of what was planned."""

from simulate.programmes import Programme

programme = Programme(
    name="monitoring",
    notebook="07_monitoring.ipynb",
    plan="MonitoringPlan",
    setting="MonitoringSettings",
    starts_from=("baseline", "sponsorship"),
    foremost=("protected_end", "missed", "registrations_needed"),
    reads_record=True,
)
