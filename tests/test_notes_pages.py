"""Pages that everybody knows: each holds as it is printed, and a slip in it is found."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, check, displays
from verify.notes.squares import squares
from verify.notes.verdicts import Status

NORMALIZATION = (
    (r"\mu = \frac{1}{N} \sum_{i=1}^N x_i", DEFINES),
    (r"\sigma^2 = \frac{1}{N} \sum_{i=1}^N (x_i - \mu)^2", DEFINES),
    (r"\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}", DEFINES),
    (r"y_i = \gamma \hat{x}_i + \beta", DEFINES),
    (
        r"\frac{\partial \ell}{\partial \sigma^2} = \sum_{i=1}^N \frac{\partial \ell}"
        r"{\partial \hat{x}_i} (x_i - \mu) \frac{-1}{2} (\sigma^2 + \epsilon)^{-3/2}",
        HOLDS,
    ),
)
SLOPE = (
    r"\frac{\partial \ell}{\partial x_i} = \frac{\gamma}{N \sqrt{\sigma^2 + \epsilon}} \left("
    r"N \frac{\partial \ell}{\partial y_i} - \sum_{j=1}^N \frac{\partial \ell}{\partial y_j} "
    r"%s \hat{x}_i \sum_{j=1}^N \frac{\partial \ell}{\partial y_j} \hat{x}_j\right)"
)
ATTENTION = (
    (r"S = \frac{Q K^T}{\sqrt{d_k}}", DEFINES),
    (r"P_{ij} = \frac{e^{S_{ij}}}{\sum_k e^{S_{ik}}}", DEFINES),
    (r"O = P V", DEFINES),
)
GAUSSIAN = (
    r"p(\mathbf{x}) = \frac{1}{(2 \pi)^{d/2} |\boldsymbol{\Sigma}|^{1/2}} \exp\left(-\frac{1}{2} "
    r"(\mathbf{x} - \boldsymbol{\mu})^\top \boldsymbol{\Sigma}^{-1} "
    r"(\mathbf{x} - \boldsymbol{\mu})\right)"
)
SYMMETRIC = r"\boldsymbol{\Sigma}^\top = \boldsymbol{\Sigma}"
SCORE = r"\nabla_{\mathbf{x}} \log p(\mathbf{x}) = %s"


@states(
    "Notes that differentiate with respect to $\\sigma^2$ have it as a symbol.", page="check_mine"
)
def test_the_backward_pass_of_a_normalization_holds():
    check(*NORMALIZATION, (SLOPE % "-", HOLDS))


def test_a_square_is_no_symbol_where_its_root_stands_too():
    text = r"\sigma^2 = v + \frac{1}{\sigma} \text{ and } \frac{\partial L}{\partial \sigma^2}"

    assert not squares([text])
    assert squares([text.replace(r"\frac{1}{\sigma}", "1")]) == {r"\sigma"}


def test_a_sign_in_the_backward_pass_of_a_normalization_is_found():
    *_, last = found(displays(*(line for line, _ in NORMALIZATION), SLOPE % "+"))

    assert last.status in {WRONG, Status.DOUBTFUL}


def test_the_backward_pass_of_attention_holds():
    check(
        *ATTENTION,
        (r"\frac{\partial L}{\partial V} = P^T \frac{\partial L}{\partial O}", HOLDS),
        (r"\frac{\partial L}{\partial P} = \frac{\partial L}{\partial O} V^T", HOLDS),
        (
            r"\frac{\partial L}{\partial S_{ij}} = P_{ij} \left(\frac{\partial L}{\partial P_{ij}}"
            r" - \sum_k P_{ik} \frac{\partial L}{\partial P_{ik}}\right)",
            HOLDS,
        ),
    )


@pytest.mark.parametrize(
    "slip",
    [
        r"\frac{\partial L}{\partial P} = -\frac{\partial L}{\partial O} V^T",
        r"\frac{\partial L}{\partial S_{ij}} = P_{ij} \left(\frac{\partial L}{\partial P_{ij}}"
        r" - \sum_k P_{kj} \frac{\partial L}{\partial P_{kj}}\right)",
    ],
)
def test_a_slip_in_the_backward_pass_of_attention_is_found(slip):
    *_, last = found(displays(*(line for line, _ in ATTENTION), slip))

    assert last.status in {WRONG, Status.DOUBTFUL}


def test_the_score_of_a_normal_law_of_several_variables_holds():
    score = r"-\boldsymbol{\Sigma}^{-1} (\mathbf{x} - \boldsymbol{\mu})"

    check((GAUSSIAN, DEFINES), (SYMMETRIC, HOLDS), (SCORE % score, HOLDS))
    check((GAUSSIAN, DEFINES), (SYMMETRIC, HOLDS), (SCORE % score.removeprefix("-"), WRONG))


def test_weighted_least_squares_hold():
    check(
        (r"\theta = (X^T W X)^{-1} X^T W y", DEFINES),
        (r"X^T W X \theta = X^T W y", HOLDS),
        (r"X^T W X \theta = X^T y", WRONG),
    )
