"""A letter for what is observed and for its model."""

from tests.notes import found
from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, displays

LOSS = r"L = \frac{1}{N} \sum_{i=1}^N (y_i - (w x_i + b))^2"
SLOPE = r"\frac{\partial L}{\partial w} = -\frac{2}{N} \sum_{i=1}^N x_i (y_i - (w x_i + b))"


@states(
    "Where $y = w x + b$ stands beside an error $(y_i - (w x_i + b))^2$, $y$ is what is observed.",
    page="check_mine",
)
def test_a_model_is_not_what_is_observed():
    told = found("We fit $y = w x + b$.\n\n" + displays(LOSS, SLOPE, SLOPE.replace("-", "+", 1)))

    assert [one.status for one in told][:3] == [DEFINES, DEFINES, HOLDS]
    assert told[0].hint == "a model: elsewhere y is what is observed"
    assert (
        found("We fit $y = w x + b$.\n\n" + displays(LOSS, SLOPE.replace("-", "", 1)))[-1].status
        is WRONG
    )


def test_terms_may_be_subtracted_one_by_one():
    loss = r"L = \sum_{i=1}^N (y_i - w x_i - b)^2"
    slope = r"\frac{\partial L}{\partial b} = -2 \sum_{i=1}^N (y_i - w x_i - b)"
    told = found(displays("y = w x + b", loss, slope))
    assert [one.status for one in told] == [DEFINES, DEFINES, HOLDS]


def test_vectors_and_norms_are_errors_too():
    told = found(
        displays(
            "y = X w", r"L = \|y - X w\|^2", r"\frac{\partial L}{\partial w} = -2 X^T (y - X w)"
        )
    )
    assert [one.status for one in told] == [DEFINES, DEFINES, HOLDS]


def test_another_model_defines_as_ever():
    told = found(
        displays("y = w x + b", r"L = (y - t)^2", r"\frac{\partial L}{\partial b} = 2 (y - t)")
    )
    assert [one.status for one in told] == [DEFINES, DEFINES, HOLDS]
    told = found(displays(r"y = w x + b", r"L = (\hat y - y)^2", r"\hat y = a x"))
    assert told[0].hint == ""
