"""What is read from a figure is what a reader sees, and every caption is stated by tests."""

from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from tests import svg
from tests.curves import number
from tests.drawn import COMPUTING, SHOWN, Drawing, seen
from verify.book import sources
from verify.prose.plain import occurrences
from verify.prose.statements import statements
from verify.showing import figures


@pytest.fixture
def draw(monkeypatch):
    """Draw on the axes of a figure as a chapter would, and read it."""

    def draw(on):
        def figure():
            drawn = Figure(layout="constrained")
            on(drawn.subplots())
            return drawn

        module = SimpleNamespace(figure=figure)
        monkeypatch.setattr(figures, "fresh", lambda name: module)
        return Drawing(*svg.read(figures._render("topic", "figure"))).only

    return draw


@pytest.mark.parametrize(("topic", "name"), [*SHOWN, *COMPUTING])
def test_tests_state_every_word_of_a_caption(topic, name):
    caption = " ".join(sources.docstring(f"figures.{topic}", name).split())
    quotes = {each.text for each in statements() if each.page == f"figures/{topic}"}

    left = [*caption]
    for start, end in (span for quote in quotes for span in occurrences(quote, caption)):
        left[start:end] = " " * (end - start)
    assert "".join(left).strip() == ""


def test_a_figure_that_no_page_shows_is_not_read():
    with pytest.raises(LookupError, match=r"docs/softmax\.md shows no figure 'none'"):
        seen("softmax", "none")


def test_a_curve_is_read_in_the_numbers_of_its_axes(draw):
    def on(axes):
        axes.semilogy([1, 2, 4], [10, 1000, 0.1], label="it")
        axes.legend()

    assert draw(on).curve("it").misses([1, 2, 4], [10, 1000, 0.1]) < 0.1


def test_a_name_belongs_to_the_curve_that_looks_like_it(draw):
    def on(axes):
        falling, rising = axes.plot([1, 0]), axes.plot([0, 1])
        axes.legend([*falling, *rising], ["rising", "falling"])

    assert draw(on).curve("rising").misses([0, 1], [1, 0]) < 0.1


def test_a_text_belongs_to_the_curve_of_its_colour_that_ends_beside_it(draw):
    def on(axes):
        axes.plot([0, 1], color="C0")
        axes.plot([1, 0], color="C1")
        axes.text(1.02, 1, "up", color="C0")
        axes.text(1.02, 0, "down", color="C1")

    assert draw(on).curve("up").misses([0, 1], [0, 1]) < 0.1


def test_a_text_in_the_colour_of_the_page_belongs_to_the_curve_that_ends_beside_it(draw):
    def on(axes):
        axes.plot([0, 1])
        axes.plot([1, 0])
        axes.text(1.02, 1, "up")
        axes.text(1.02, 0, "down")

    assert draw(on).curve("down").misses([0, 1], [1, 0]) < 0.1


def test_a_text_that_no_curve_ends_beside_is_refused(draw):
    def on(axes):
        axes.plot([0, 1])
        axes.text(0.5, 0.9, "nowhere")

    with pytest.raises(LookupError, match="no line ends beside 'nowhere'"):
        draw(on).curve("nowhere")


def test_two_names_of_one_look_are_refused(draw):
    def on(axes):
        axes.plot([0, 1], color="C0", label="up")
        axes.plot([1, 0], color="C0", label="down")
        axes.legend()

    with pytest.raises(LookupError, match="'up' looks like another name of the legend"):
        draw(on).curve("up")


def test_ticks_with_wrong_numbers_are_refused(draw):
    def on(axes):
        axes.plot([0, 1])
        axes.set_xticks([0, 0.5, 1], ["0", "1", "0.5"])

    with pytest.raises(ValueError, match="stand neither evenly nor by their logarithms"):
        draw(on).x.value(0)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (r"$p_1$", "p_1"),
        (r"$w^{(1)}_{12}$", "w^{(1)}_{12}"),
        (r"$10^{-7}$ is $\sigma' x$", "10^{−7} is σ^′x"),
    ],
)
def test_a_formula_reads_as_it_is_typeset(draw, formula, words):
    assert draw(lambda axes: axes.set_xlabel(formula)).x.label == words


@pytest.mark.parametrize(
    ("words", "value"), [("10^{−3}", 1e-3), ("2×10^4", 2e4), ("1 million", 1e6), ("−0.5", -0.5)]
)
def test_numbers_at_ticks_are_read(words, value):
    assert number(words) == pytest.approx(value)
