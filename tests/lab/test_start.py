"""The start page: every notebook by its question, and the reports that stand."""

import re

import pytest

from simulate.lab.start import answer, last_reports, notebooks
from simulate.programmes import NAMES, named_programme


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_notebook_is_named_with_what_it_answers(language):
    rows = [line.split(" | ") for line in notebooks(language).text[language].splitlines()[2:]]
    assert [row[0] for row in rows] == [report.notebook for report in map(named_programme, NAMES)]
    assert all(title not in NAMES and len(title) > 8 for _, title, _ in rows)
    assert all(len(asked) > 20 for _, _, asked in rows)
    assert str(len(NAMES)) in answer(language)


@pytest.mark.slow
def test_reports_that_stand_are_linked_and_none_is_said(project):
    assert "simulate reports" in last_reports("en").text["en"]
    from simulate.publish.requests import order
    from simulate.publish.run import PublishOptions, publish

    publish(order("law"), PublishOptions(project / "reports"))
    html = last_reports("en").html["en"]
    assert re.search(r'href="\.\./reports/law/default/report\.en\.html"', html)
