"""Publishing a folder: the reports that stand whole, for any static host."""

from __future__ import annotations

import json
from pathlib import Path, PurePath

from simulate.errors import InputError, Problem, refuse
from simulate.files import put_one
from simulate.publish.folder import FAILED, RECORD, alone, read_json, record_in, sha256
from simulate.publish.index import PAGES, write_index

_MANIFEST = "site.json"


def make_site(reports: Path, out: Path) -> list[str]:
    """Copies every report, its results and its record into a folder, with an index over them.

    Only what its run wrote goes: each file is compared with the hash in its record. Files of an earlier site that
    are no longer published go; a folder with files that are not a site's is left alone.

    Args:
        reports: the folder of all reports.
        out: the site's folder.

    Returns:
        The names of the files, below ``out``.

    Raises:
        InputError: no report, a file that is not as its run wrote it, or a folder that holds something else.
        RunFailedError: the folder can't be written.
    """
    files = _files(reports)
    before = read_json(out / _MANIFEST).get("files", [])
    standing = [path for path in out.glob("*") if path.name != ".lock"] if out.is_dir() else []
    if standing and not before:
        raise refuse("not_a_site", str(out), "holds files that no site left", "an empty or new folder")
    with alone(out):
        for name, content in files.items():
            put_one(out / name, content)
        names = sorted([*files, *PAGES.values()])
        for name in set(before) - set(names):
            if (out / name).resolve().is_relative_to(out.resolve()):
                (out / name).unlink(missing_ok=True)
        emptied = {out / above for name in before for above in PurePath(name).parents if above.name}
        for folder in sorted(emptied, reverse=True):  # what lies deeper comes first
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        write_index(out)
        put_one(out / ".nojekyll", b"")  # GitHub's pages else leave out names that begin with an underscore
        put_one(out / _MANIFEST, (json.dumps({"files": names}, indent=1) + "\n").encode())
    return names


def _files(reports: Path) -> dict[str, bytes]:
    """Every file that goes onto the site, by its name below it."""
    found: dict[str, bytes] = {}
    problems = []
    for folder in sorted({path.parent for path in reports.glob(f"*/*/{RECORD}")}):
        record, below = record_in(folder), folder.relative_to(reports).as_posix()
        for name, wanted in record.get("outputs", {}).items():
            content = (folder / name).read_bytes() if (folder / name).is_file() else b""
            if sha256(content) != wanted:
                problem = "missing" if not content else "changed since it was published"
                problems.append(Problem("not_as_published", f"{below}/{name}", problem, "run simulate reports again"))
            found[f"{below}/{name}"] = content
        if record:
            found[f"{below}/{RECORD}"] = (folder / RECORD).read_bytes()
    for path in (path for name in FAILED for path in reports.glob(f"*/*/{name}")):
        found[path.relative_to(reports).as_posix()] = path.read_bytes()
    if problems:
        raise InputError(problems)
    if not found:
        raise refuse("no_reports", str(reports), "holds no report", "run simulate reports first")
    return found
