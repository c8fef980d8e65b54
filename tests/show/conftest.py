"""Pages whose drawings a test need not have: they are drawn, which can fail, and not written as SVG, which takes most."""

import pytest

EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'


@pytest.fixture
def unwritten(request, monkeypatch):
    """No drawing of the test is written, unless the test is a slow one."""
    if not request.node.get_closest_marker("slow"):
        monkeypatch.setattr("matplotlib.figure.Figure.savefig", lambda self, file, **_: file.write(EMPTY))
