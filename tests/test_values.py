"""``python -m verify --values``: a claim in numbers."""

import re

import numpy as np
import pytest

from nn.softmax import softmax_jacobian
from verify.book.claims import Book
from verify.console import main, values
from verify.console.near import Unknown
from verify.proving.namespace import symbols

LABELS = Book.now().labels
NO_NUMBER = {"complex_step"}  # the imaginary part of a function that is unknown


def instance(label):
    display = LABELS[label].display
    return list(values._instance(display, symbols(display.topic)))


def floats(text):
    return [float(x) for x in re.findall(r"-?\d[\d.e+-]*", text.replace("−", "-"))]


@pytest.mark.parametrize("label", [label for label in LABELS if label not in NO_NUMBER])
def test_each_claim_has_numbers_and_exact_sides_have_the_same(label):
    display = LABELS[label].display
    names = symbols(display.topic)
    shown = instance(label)
    point = values.Simple(0, names.get("given", {}))

    assert len(shown) > 2
    for chain in names.chains(display.latex):
        exact = [s for s in values._sides(chain, names, point) if "without" not in s[0]]
        exact = [one for one in exact if "≈" not in one[0]]
        assert all(one[1:] == exact[0][1:] for one in exact)


def test_what_has_no_value_in_numbers_says_so():
    with pytest.raises(Unknown, match="no value in simple numbers; is a function unknown"):
        instance("complex_step")


def test_the_numbers_are_those_of_the_function():
    shown = instance("softmax_jacobian")
    (z,) = [floats(line) for line in shown if line.startswith("z = ")]
    rows = [floats(line) for line in shown[-3:]]

    np.testing.assert_allclose(rows, softmax_jacobian(z), rtol=1e-3)


def test_a_symbol_is_shown_with_its_numbers_and_its_meaning():
    assert "z = [1, −2, 0.5]  scores, one for each class" in instance("softmax_jacobian")


def test_what_is_declared_first_has_the_simplest_numbers():
    shown = [line.partition("]")[0] for line in instance("softmax_vjp")]

    assert [line for line in shown if line[:1] in "zg" and "=" in line] == [
        "z = [1, −2, 0.5", "g = [3, −1, 2",
    ]  # fmt: skip


def test_what_the_chapter_gives_in_its_example_is_taken():
    display = next(c.display for c in LABELS.values() if c.display.topic == "worked_2_2_2")
    given = symbols("worked_2_2_2")["given"]
    point = values.Simple(0, given)

    values.printed(display)

    assert {point[s] for s in given if s.is_Symbol} == {float(given[s]) for s in given}


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (2.0, ["x = 2"]),
        (-0.0, ["x = 0"]),
        (1 / 3, ["x = 0.3333"]),
        (np.array([1, -0.5]), ["x = [1, −0.5]"]),
        (np.array([[1, -0.5], [10, 2]]), ["x =    1  −0.5", "      10     2"]),
        (np.arange(14), [f"x = [{', '.join(map(str, range(12)))}, …]"]),
        (1 + 2j, ["x = 1+2j"]),
    ],
)
def test_numbers_are_short_and_stand_in_columns(value, lines):
    assert list(values._lines("x =", np.array(value)[()])) == lines


def test_a_display_that_is_not_checked_has_no_numbers(capsys):
    with pytest.raises(SystemExit, match="2"):
        main.run(["--values"])
    assert "--values shows a claim of the book: name it" in capsys.readouterr().err
