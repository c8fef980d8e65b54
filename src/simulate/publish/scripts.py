"""The one script that a page may run: named by a piece, allowed by its hash, nothing else executes."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from simulate.publish.render import TEMPLATES
from simulate.show.pieces import MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode


def scripts(notebook: NotebookNode) -> dict[str, str]:
    """What a page adds for the scripts that its pieces name: ``script``, its ``script_style``, its ``script_policy``.

    All are empty where no piece that is published names a script.
    """
    names = sorted(
        {
            output["data"][MIME]["script"]
            for cell in notebook.cells
            if cell.cell_type == "code" and "lab_only" not in cell.metadata.get("tags", [])
            for output in cell.outputs
            if "script" in output.get("data", {}).get(MIME, {})
        }
    )
    code = "".join(_template(f"{name}.js") for name in names)
    return {
        "script": code,
        "script_style": "".join(_template(f"{name}.css") for name in names),
        "script_policy": f"; script-src '{hash_of(code)}'" if code else "",
    }


def hash_of(code: str) -> str:
    """How a content-security policy names a script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
