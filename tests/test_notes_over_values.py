"""Entropies of notes, whose sums run over the values of a variable."""

import pytest

from tests.states import states
from tests.test_notes_written import ANOTHER, DEFINES, FINE, HOLDS, check
from verify.notes.macros import written_out
from verify.notes.over_values import over_values


@states(
    "A sum over the values of a variable, $\\sum_x p(x) \\log q(x)$, is one over the entries of "
    "$p$ and $q$.",
    page="check_mine",
)
def test_an_entropy_sums_over_values():
    check(
        (r"H = -\sum_x p(x) \log p(x)", DEFINES),
        (r"C = -\sum_x p(x) \log q(x)", DEFINES),
        (r"D(p, q) = \sum_{x \in \mathcal{X}} p(x) \log \frac{p(x)}{q(x)}", FINE),
        (r"D(p, q) = C - H", HOLDS),
        (r"D(p, q) = \sum_x p(x) [\log p(x) - \log q(x)]", HOLDS),
        (r"D(p, q) = H - C", ANOTHER),
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"H = -\sum_x p(x) \log p(x)", r"H = -\sum_{k} p_{k} \log p_{k}"),
        (r"H = -\sum_{y} p(y) \log \hat p(y)", r"H = -\sum_{k} p_{k} \log \hat p_{k}"),
        (r"H = -\sum_{x=1}^{X} p(x) k", r"H = -\sum_{i=1}^{X} p_{i} k"),
        (r"E = \sum_x x P(x)", r"E = \sum_x x P(x)"),
        (r"L = \sum_x f(x)", r"L = \sum_x f(x)"),
        (r"C = \sum_x C_x", r"C = \sum_x C_x"),
        (r"H = -\sum_{x,y} p(x,y) \log p(x,y)", r"H = -\sum_{x,y} p(x,y) \log p(x,y)"),
    ],
)
def test_only_laws_are_counted(written, read):
    formula = over_values(written_out(written, {}))

    assert formula.text == read
    assert len(formula.places) == len(read) + 1
