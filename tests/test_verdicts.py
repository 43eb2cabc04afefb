"""An answer that claims to be a formula of the book gets a verdict, whatever it is."""

import time

import pytest

from tests import planted
from verify.diagnosis.answers import claimed, verdict
from verify.diagnosis.outcome import Outcome

JACOBIAN = [
    (r"p_i (\delta_{ij} - p_j)", Outcome.RIGHT),
    (r"p_i \delta_{ij} - p_j p_i", Outcome.RIGHT),
    (r"\mathrm{diag}(p) - p p^\top", Outcome.RIGHT),
    (r"\frac{\partial p_k}{\partial z_l} = p_k (\delta_{kl} - p_l)", Outcome.RIGHT),
    (r"p_i (\delta_{ij} - p_j) = p_i \delta_{ij} - p_i p_j", Outcome.RIGHT),
    (r"p_i (\delta_{ij} - p_j) = p_i \delta_{ij} + p_i p_j", Outcome.TERM_SIGN),
    (r"\frac{\partial p_i}{\partial z_j} = p_i \delta_{ij} + p_i p_j", Outcome.TERM_SIGN),
    (r"L = p_i (\delta_{ij} - p_j)", Outcome.UNKNOWN),
    (r"p_i (p_j - \delta_{ij})", Outcome.SIGN),
    (r"p_i (1 - p_j)", Outcome.DIAGONAL),
    (r"-p_i p_j", Outcome.OFF_DIAGONAL),
    (r"J_{ij}", Outcome.CIRCULAR),
    (r"\frac{\partial p_i}{\partial z_j}", Outcome.CIRCULAR),
    (r"g_i g_j", Outcome.DIFFERENT),
    (r"p_i (\delta_{ij} - y_j)", Outcome.UNKNOWN),
    (r"p_k", Outcome.UNKNOWN),
    (r"p p^\top p", Outcome.SHAPE),
    (r"p p p", Outcome.SHAPE),
    (r"\frac{p_i}{0}", Outcome.UNDEFINED),
    (r"\log(-p_i)", Outcome.UNDEFINED),
    (r"p_i (\delta_{ij} - p_j", Outcome.UNREADABLE),
    (r"", Outcome.EMPTY),
    ("  \n", Outcome.EMPTY),
]


@pytest.mark.parametrize(("answer", "outcome"), JACOBIAN)
def test_an_answer_has_the_outcome_that_it_deserves(answer, outcome):
    assert verdict(answer, "softmax", "softmax_jacobian").outcome is outcome


@pytest.mark.parametrize(
    "answer",
    [
        "x" * 10_000,
        "x" * 10_001,
        "(" * 5_000,
        "p_i + " * 1_600 + "p_i",
        r"\frac" * 2_000,
        "9^{9^{9^{9}}}",
        "e^{e^{e^{e^{9}}}}",
        r"\sum_{k=1}^{10000} \sum_{l=1}^{10000} p_k",
        "\\",
        "\0",
        "∂p/∂z",
        "p_i = = p_j",
        "=",
        "&& \\\\",
        r"\begin{aligned} p_i &= 1 \\ p_j &= 2 \end{aligned}",
        r"p_i \qquad p_j",
        r"O(p)",
        "p_{ijkl}",
        "p_0",
        "p_{-1}",
        "'" * 100,
        r"\label{eq:x}",
        r"\input{/etc/passwd}",
    ],
    ids=lambda answer: answer[:20],
)
def test_no_answer_crashes_or_hangs(answer):
    claimed("softmax", "softmax_jacobian")
    start = time.process_time()

    found = verdict(answer, "softmax", "softmax_jacobian")

    assert found.outcome is not Outcome.RIGHT
    assert time.process_time() - start < 5  # s; a hang has no end


def test_what_cannot_be_read_is_told_with_its_place():
    assert verdict("p_i (", "softmax", "softmax_jacobian").words.startswith("at character 6: ")


def test_a_claim_that_the_chapter_does_not_have_is_an_error_that_names_those_it_has():
    with pytest.raises(LookupError, match=r"softmax_jacobian.*; got 'softmax_jacobi'"):
        verdict("p_i", "softmax", "softmax_jacobi")


PIECES = [
    *(
        "p_i",
        "p_j",
        "z_i",
        "z",
        "p",
        "g",
        "K",
        "1",
        "2",
        "0",
        "+",
        "-",
        "(",
        ")",
        "{",
        "}",
        "^",
        "_",
    ),
    *(r"\delta_{ij}", r"\frac", r"\sum_{k=1}^{K}", "p_k", r"\top", r"\sigma", "'", "=", "&", r"\\"),
    *(r"\log", "e^{z_i}", r"\cdot", "/", ",", r"\text{if}", r"\begin{cases}", r"\end{cases}", " "),
]


def test_answers_that_nobody_would_write_get_a_verdict(rng):
    wrong = []
    for _ in range(150):
        answer = " ".join(rng.choice(PIECES, size=rng.integers(1, 12)))
        found = verdict(answer, "softmax", "softmax_jacobian")
        if not isinstance(found.outcome, Outcome) or not found.words:
            wrong.append(answer)

    assert wrong == []


REWRITES = [
    (change.display.topic, change.display.label, change.display.latex)
    for change in planted.listed("rewrites")
    if change.display.label and change.display.topic in {"softmax", "linear", "activation", "loss"}
]


@pytest.mark.parametrize(("topic", "label", "latex"), REWRITES)
def test_a_true_rewrite_is_right(topic, label, latex):
    assert verdict(latex, topic, label).outcome in {Outcome.RIGHT, Outcome.CIRCULAR}
