"""Pages as PDF, where there is a Chromium."""

import os

import pytest
from browser import CHROMIUM, needs_browser


@pytest.mark.slow
@needs_browser
def test_pages_are_printed_once_and_the_same_each_time(simulate, probe):
    runs = [("--pdf",), ("--pdf",), ("--pdf", "--fresh"), ()]
    seen = []
    for more in runs:
        done = simulate("report", "law", "--lang", "en", *more, project=probe)
        assert done.returncode == 0, done.stderr
        seen.append(
            (done.stderr.split(":")[1].split()[0], (probe / "reports" / "law/default/report.en.pdf").read_bytes())
        )
    assert [how for how, _ in seen] == ["running", "unchanged", "running", "unchanged"]
    assert len({pdf for _, pdf in seen}) == 1
    assert seen[0][1].startswith(b"%PDF-")
    assert "report.en.pdf" in (probe / "reports" / "index.en.html").read_text(encoding="utf-8")
    # a page of another month takes its print along
    done = simulate("report", "law", "--lang", "en", "-p", "on", "2026-05", project=probe)
    assert done.returncode == 0
    assert not (probe / "reports" / "law/default/report.en.pdf").exists()


@pytest.mark.slow
def test_a_machine_without_a_browser_gets_the_pages_and_one_line(simulate, probe, monkeypatch):
    monkeypatch.setenv("PATH", os.fspath(probe))
    monkeypatch.delenv("CHROMIUM", raising=False)
    done = simulate("report", "law", "--pdf", project=probe)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "PDF" in line] == [
        "simulate: no Chromium on this machine, so no PDF; install it, or name it in CHROMIUM"
    ]
    assert (probe / "reports" / "law/default/report.id.html").exists()
    assert not list(probe.rglob("*.pdf"))


@pytest.mark.slow
def test_a_browser_that_fails_is_told_and_the_old_pages_stand(simulate, probe, monkeypatch):
    assert simulate("report", "law", project=probe).returncode == 0
    monkeypatch.setenv("CHROMIUM", "/bin/false")
    done = simulate("report", "law", "--pdf", project=probe)
    assert done.returncode == 1
    assert "PDF: /bin/false: no PDF came out" in done.stderr
    assert (probe / "reports" / "law/default/report.id.html").exists()


def test_the_browser_of_the_tests_is_the_one_that_prints():
    from simulate.publish.page import chromium

    assert chromium() == CHROMIUM
