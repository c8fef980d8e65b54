"""Every drawing that a test of a page makes is looked at: it must not mislead, whatever its plan and language."""

import pytest
from drawings import complaints
from matplotlib.figure import Figure

EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><style></style></svg>'


@pytest.fixture(autouse=True)
def _drawings_do_not_mislead(monkeypatch):
    """Looks at each drawing once it is laid out; charts that already were in a module's fixture are not drawn anew."""
    save, seen = Figure.savefig, []

    def look(drawing, *given, **named):
        save(drawing, *given, **named)
        seen.extend(complaints(drawing))

    monkeypatch.setattr(Figure, "savefig", look)
    yield
    assert not seen, "\n".join(dict.fromkeys(seen))


@pytest.fixture
def unwritten(request, monkeypatch):
    """Drawings are made, which can fail, and not written as SVG, which takes most; in a slow test they are, and looked at."""
    if not request.node.get_closest_marker("slow"):
        monkeypatch.setattr(Figure, "savefig", lambda self, file, **_: file.write(EMPTY))
