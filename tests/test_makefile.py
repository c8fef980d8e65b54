"""make on a machine without the needed Python, make twice, and what of the tests it starts first."""

import shutil
import subprocess

import pytest
from conftest import LONGEST, ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed (conda users need none)")


def _make(*words):
    command = ["make", "-C", str(ROOT), "--no-print-directory", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def _script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("verb", ["reports", "test"])
def test_an_old_python_gets_one_clear_line(tmp_path, verb):
    old = _script(tmp_path / "python", "exit 1")  # refuses `sys.version_info >= (3, 11)` as an old one does
    done = _make(verb, f"PYTHON={old}", f"VENV={tmp_path}/venv")
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert done.returncode == 2
    assert lines == ["Python 3.11 or newer is needed; install it, or name one: make PYTHON=/path/to/python3.11"]
    assert not (tmp_path / "venv").exists()


def test_a_second_run_installs_nothing(tmp_path):
    log = tmp_path / "log"
    inner = f'echo "$@" >> {log}'
    make_venv = (
        f'[ "$1" = "-m" ] || exit 0; for last; do :; done; mkdir -p "$last/bin"; '
        f"for tool in python simulate; do printf '#!/bin/sh\\n{inner}\\n' > \"$last/bin/$tool\"; "
        f'chmod +x "$last/bin/$tool"; done'
    )
    python = _script(tmp_path / "python", make_venv)
    for _ in range(2):
        done = _make("reports", f"PYTHON={python}", f"VENV={tmp_path}/venv")
        assert done.returncode == 0, done.stderr
    calls = log.read_text(encoding="utf-8").splitlines()
    assert [call for call in calls if "pip install" in call] == calls[:2]
    assert "--require-hashes -r requirements.lock" in calls[0]
    assert calls[2:] == ["reports", "reports"]


def test_the_longest_test_files_are_named_as_they_stand():
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
