"""What a look at a drawing finds, and what it lets pass."""

import numpy as np
import pytest
from drawings import complaints
from matplotlib.figure import Figure

from simulate.page.drawing import apart, count_ticks, end_labels
from simulate.page.words import Words


def _looked(draw):
    drawing = Figure((4, 3), layout="constrained")
    draw(drawing.subplots())
    drawing.draw_without_rendering()
    return complaints(drawing)


def _cut(axes):
    axes.bar([0, 1], [5, 6])
    axes.set_ylim(4, 7)


def _floating(axes):
    axes.barh([0, 1], [5, 2], left=[0, 1])


def _powers(axes):
    axes.hlines([0, 1], [1, 2], [10, 30], linewidth=8)
    axes.set_xscale("log")


def _upon(axes):
    axes.text(0.5, 0.5, "first")
    axes.text(0.5, 0.51, "second")


def _beyond(axes):
    axes.text(0.9, 0.5, "a name that is too long for what is left").set_in_layout(False)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (_cut, "does not show where they begin"),
        (_floating, "neither at zero nor at another's end"),
        (_powers, "logarithmic"),
        (_upon, "lies upon"),
        (_beyond, "beyond the edge"),
    ],
)
def test_what_misleads_is_found(draw, said):
    assert said in " ".join(_looked(draw))


def test_bars_from_zero_stacks_steps_and_changes_are_let_pass():
    def stacked(axes):
        axes.bar([0, 1], [5, 6])
        axes.bar([0, 1], [1, 2], bottom=[5, 6])

    def steps(axes):
        axes.barh([0, -1, -2], [5, 2, 7], left=[0, 5, 0])

    def changes(axes):
        axes.barh([0, 0, -1, -1], [-3, 2, -1, 4], left=20)

    for draw in (stacked, steps, changes):
        assert _looked(draw) == []


def test_names_stand_apart_in_the_order_of_their_lines_and_none_moves_without_need():
    assert list(apart([1.0, 5.0, 9.0], 1, 0, 10)) == [1, 5, 9]
    moved = apart([5.0, 5.2, 5.1, 9.0], 1, 0, 10)
    assert list(np.argsort(moved)) == [0, 2, 1, 3]
    assert np.diff(np.sort(moved)).min() >= 1 - 1e-9
    assert moved[3] == 9
    assert moved[[0, 2, 1]].mean() == pytest.approx(5.1)
    assert apart([9.9, 10.0], 1, 0, 10).max() <= 10


def test_a_name_that_moved_is_led_to_its_line():
    def close(axes):
        axes.plot([0, 1], [0, 5.0])
        axes.plot([0, 1], [0, 5.05])
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 6)
        end_labels(axes, [(1, 5.0, "lower", "k"), (1, 5.05, "higher", "k")])
        assert len(axes.lines) == 4

    assert _looked(close) == []


@pytest.mark.parametrize(("top", "said"), [(1, ["0", "", "1"]), (8, ["0", "4", "8"])])
def test_an_axis_of_heads_says_no_number_at_another(top, said):
    axis = Figure().subplots().yaxis
    axis.axes.set_ylim(0, top)
    count_ticks(axis, Words("en"))
    assert axis.get_major_formatter().format_ticks([0, top / 2, top]) == said
