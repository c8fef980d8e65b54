"""What a failed run leaves beside the last good report: a page that says which cell stopped and why."""

from __future__ import annotations

import json

from simulate.publish.execute import RunFailedError
from simulate.publish.orders import Job
from simulate.publish.render import render
from simulate.show.words import LANGUAGES


def failure_files(job: Job, error: RunFailedError) -> dict[str, bytes]:
    """``failed.html`` for people and ``failed.json`` for the index."""
    told = {
        "report": job.report,
        "label": job.label,
        "plan_name": job.plan_name,
        "parameters": job.parameters,
        "reason": str(error),
        "cell": error.cell,
    }
    page = render("failed.html.j2", LANGUAGES[0], failed=told)
    document = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return {"failed.html": page.encode(), "failed.json": document.encode()}
