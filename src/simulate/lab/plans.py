"""Named plans as forms keep them: one YAML file each, written whole."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from simulate import paths
from simulate.errors import refuse
from simulate.files import put_one
from simulate.lab.draft import Draft
from simulate.plan.named import DEFAULT, is_label, plan_files
from simulate.publish.catalogue import plans_of

_LONGEST = 48


def label_of(name: str) -> str:
    """The label that a plan of that name gets: small letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST].strip("_")


def save_plan(draft: Draft, name: str, again: bool = False) -> Path:
    """Keeps a draft as a named plan, so that reports can be made of it.

    Args:
        draft: what is kept.
        name: what the plan is called, in the planner's own words.
        again: whether a plan of that name may be replaced.

    Raises:
        InputError: a value is wrong, there is no name that a file can have, or another plan has it.
        OSError: the file can't be written.
    """
    label = label_of(name)
    if not is_label(label) or label == DEFAULT:
        raise refuse("no_name", "name", "this plan has no name yet", "save it under letters or digits, not `default`")
    path = paths.data() / "plans" / f"{label}.yaml"
    if label in plan_files() and label not in plans_of(draft.report):
        raise refuse("name_of_another", "name", f"`{label}`", "another name, for a plan of another programme has it")
    if label in plan_files() and not again:
        raise refuse("name_taken", "name", f"`{label}`", "another name, or tick to replace the plan of this name")
    draft.order()  # a plan that no report can be made of is not kept
    put_one(path, draft.plan_text({"id": name.strip(), "en": name.strip()}).encode())
    return path
