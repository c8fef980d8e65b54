"""The files beside a report: result tables as Parquet and CSV, and the record of the run."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from simulate.page.elements import RECORD_MIME
from simulate.publish.execute import RunFailedError
from simulate.publish.folder import sha256

if TYPE_CHECKING:
    from nbformat import NotebookNode


def record_of(notebook: NotebookNode) -> dict[str, Any]:
    """The record that the notebook's last cell left.

    Raises:
        RunFailedError: there is none.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if RECORD_MIME in output.get("data", {}):
                return output["data"][RECORD_MIME]
    raise RunFailedError("the notebook shows no record of its result, such as sim.election.record(result)")


def result_files(record: dict[str, Any]) -> dict[str, bytes]:
    """``results/NAME.parquet`` and ``results/NAME.csv`` for each table of the record."""
    import pandas as pd

    files = {}
    for name, content in record["tables"].items():
        table = pd.DataFrame(content["rows"], columns=content["columns"])
        parquet = io.BytesIO()
        table.to_parquet(parquet, index=False)
        files[f"results/{name}.parquet"] = parquet.getvalue()
        files[f"results/{name}.csv"] = table.to_csv(index=False, lineterminator="\n").encode()
    return files


def run_json(record: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """The record of the run as JSON: all that is known of it, and the SHA-256 of each file beside it."""
    content = {key: value for key, value in record.items() if key != "tables"} | {
        "outputs": {name: sha256(data) for name, data in sorted(files.items())},
    }
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
