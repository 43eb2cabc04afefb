"""Parts of axes, stacked arrays and what is drawn: proved for every size, and right at numbers."""

import pytest

from tests.example import display
from verify.general.arrays import entries, replaced
from verify.general.axes import last, shifted, size
from verify.general.calculus import sums_of_parts
from verify.general.derivation import Derivation
from verify.general.parts import Index, Outside
from verify.general.prove import Verdict, prove
from verify.general.terms import delta, substitute
from verify.proving.formula import read
from verify.proving.namespace import Symbols

SOURCE = """
import numpy as np

from derivations.calculus import (
    at_each_place, by_case, distributions, exp, expectation, matrix, multiplied_out, ones, parts,
    replaced, rows, scalar, sums_of_parts, unknown, vector,
)

N, D, K, M = 4, 3, 2, 3
c_2 = 2
x, y = scalar("x"), scalar("y")
z, g = vector("z", K), vector("g", N)
X, W, b = matrix("X", N, D), matrix("W", D, K), vector("b", K)
s = vector("s", M + 1)
first = exp(z[:-1]).sum()
middle = (s[1:-1] * s[2:]).sum()
Theta = np.vstack([W, b])
X_tilde = np.column_stack([X, ones(N)])
Z = X_tilde @ Theta
theta = rows(Theta)
i = rows(np.eye(D, dtype=int))
Q = at_each_place(lambda E: (X @ (W + x * E)).sum(), D, K)
R = replaced((W * W).sum(), (W, np.outer(X[0], z)))
phi = unknown("phi")

def u(x):
    return by_case((1, x > 0), (0, True))

drawn, coins, v = vector("drawn", D), vector("coin", D), matrix("v", D, K)
E = expectation((drawn, z, ones(K) / K), (coins, [1, 0], [x, 1 - x]), (v, [0, y]))
psi = vector("psi", K)
B = expectation((psi, [z, y]))((psi * b).sum() + (psi * psi).sum())  # each with a mean of its own
c = E(coins.sum() ** 2)
a = E((drawn**3).sum())
V = E((v * v).sum() + v.sum() ** 2 + (v @ z).sum())
shares = parts(N, K)
m = sums_of_parts(g, shares)
one = ones(N)
counts = sums_of_parts(one, shares)
fewer = parts(D, K)
chi = vector("x", D)
f = E(coins.sum()) + replaced(x * chi.sum(), (x, y))
hollow = np.empty(K)
F = phi(x + y * np.eye(D, dtype=int))
"""
GENERAL, NAMES = Derivation("example", SOURCE), Symbols("example", SOURCE)


def proof(latex):
    return prove(display(latex), NAMES, GENERAL)


def holds_at_numbers(latex):
    return all(step.ok for step in read(display(latex), NAMES).steps)


PROVED = [
    r"\sum_{l=2}^{M} s_l s_{l+1} = \mathrm{middle}",
    r"s_M x = x s_M",
    r"\sum_{l=1}^{M+1} s_l = s_{M+1} + \sum_{l=1}^{M} s_l",
    r"\sum_{l=2}^{M} x = (M - 1) x",
    r"Z_{nk} = \sum_{d=1}^{D} X_{nd} W_{dk} + b_k",
    r"Z = X W + \mathbf{1} b^\top",
    r"\Theta^\top \Theta = W^\top W + b b^\top",
    r"\frac{\partial Z_{nk}}{\partial \Theta_{dj}} = \tilde{X}_{nd} \delta_{kj}",
    r"\theta_d^\top \theta_d = \sum_{k=1}^{K} \Theta_{dk}^2",
    r"z^\top \theta_{D+1} = b^\top z",
    r"x i_d = i_d x",
    r"(X i_d)_n = X_{nd}",
    r"Q_{dk} = x \sum_{n=1}^{N} X_{nd} + \sum_{n=1}^{N} \sum_{j=1}^{D} \sum_{h=1}^{K} X_{nj} W_{jh}",  # noqa: E501
    r"R = z^\top z \sum_{d=1}^{D} X_{1d}^2",
    r"F_{dj} - \phi(x) = \delta_{dj} (\phi(x + y) - \phi(x))",
    r"c = D x + (D^2 - D) x^2",
    r"a = \frac{D}{K} \sum_{k=1}^{K} z_k^3",
    r"V = 2 D K y",
    r"B = b^\top z + K y",
    r"f = D x + y \sum_{d=1}^{D} \chi_d",
    r"\sum_{k=1}^{K} m_k = \sum_{n=1}^{N} g_n",
    r"\sum_{k=1}^{K} \mathrm{shares}_k = N",
    r"\max(\lVert 3 z \rVert, \lVert z \rVert) = 3 \lVert z \rVert",
]
FALSE = [
    r"\sum_{l=1}^{M} s_l s_{l+1} = \mathrm{middle}",
    r"\sum_{l=2}^{M} s_l = \sum_{l=1}^{M} s_l",
    r"s_{M+1} = s_M",
    r"s_1 = s_{M+1}",
    r"Z_{nk} = \sum_{d=1}^{D} X_{nd} W_{dk}",
    r"\Theta^\top \Theta = W^\top W",
    r"\frac{\partial Z_{nk}}{\partial \Theta_{dj}} = \tilde{X}_{nd}",
    r"z^\top \theta_{D+1} = z^\top z",
    r"Q_{dk} = x \sum_{n=1}^{N} X_{nd}",
    r"R = z^\top z \sum_{d=1}^{D} X_{1d}",
    r"F_{dj} - \phi(x) = \delta_{dj} (\phi(y) - \phi(x))",
    r"c = D^2 x^2",
    r"f = D x + y^2 D",
    r"c = D x + (D^2 - 1) x^2",
    r"a = \frac{D}{K} \sum_{k=1}^{K} z_k^2",
    r"V = D K y",
    r"B = z_1 \sum_{k=1}^{K} b_k + K y",
    r"\sum_{k=1}^{K} m_k = N x",
    r"\max(\lVert z - b \rVert, \lVert z \rVert) = \lVert z \rVert",
]


@pytest.mark.parametrize("latex", PROVED)
def test_what_is_proved_for_every_size_holds_at_numbers(latex):
    assert (proof(latex).verdict, holds_at_numbers(latex)) == (Verdict.PROVED, True)


@pytest.mark.parametrize("latex", FALSE)
def test_what_is_false_is_not_proved_for_every_size(latex):
    assert (proof(latex).verdict, holds_at_numbers(latex)) == (Verdict.REFUTED, False)


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\sum_{l=2}^{M-1} s_l = x", "may be negative"),
        (r"i i_d = i_d", "i is a list of rows"),
        (r"\sum_{l=3}^{M} x = (M - 2) x", "may be negative"),
        (r"v_{dk} = \mathbb{E}[v_{dk}^3]", "the mean of a power that is not known"),
        (r"v_{dk} = \mathbb{E}[e^{v_{dk}}]", "the mean of what is no sum of products"),
        (r"v_{dk} = \mathbb{E}[1 / v_{dk}]", "the mean of what is no sum of products"),
    ],
)
def test_what_has_no_value_for_some_size_is_outside(latex, reason):
    found = proof(latex)

    assert found.verdict is Verdict.OUTSIDE
    assert reason in found.reason


def test_a_sum_over_an_axis_that_may_be_empty_is_not_known_to_be_positive():
    assert proof(r"u(\mathrm{first}) K = K").verdict is not Verdict.PROVED


def test_numbers_do_not_sum_to_one_on_an_axis_that_may_be_empty():
    source = SOURCE + '\nT = distributions("T", N, K - 1)\n'

    assert "may be empty" in Derivation("example", source)["T"].reason


def test_a_whole_number_that_a_derivation_chose_is_a_size_whatever_its_name():
    assert proof(r"D^{c_2} = D^2").verdict is Verdict.REFUTED


def test_what_is_true_because_parts_have_their_sizes_is_not_refuted():
    latex = r"\mathrm{counts}_k = \mathrm{shares}_k"

    assert (proof(latex).verdict, holds_at_numbers(latex)) == (Verdict.OPEN, True)


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\mathrm{shares}_k}{N} = \frac{\mathrm{fewer}_k}{D}",
        r"\mathrm{hollow}_k = 0",
    ],
)
def test_what_is_said_of_parts_of_others_or_of_nothing_is_not_proved(latex):
    assert proof(latex).verdict is not Verdict.PROVED


def test_sums_of_other_parts_are_others():
    N, K = size("N"), size("K")
    x, one, other = entries("x", N), entries("one", K), entries("other", K)
    last_sums = [sums_of_parts(x, parts).part(last(K)) for parts in (one, other, one)]

    assert last_sums[0] == last_sums[2] != last_sums[1]


def test_only_an_array_of_variables_is_replaced():
    K = size("K")
    A, V = entries("A", K, K), entries("V", K, K)

    with pytest.raises(Outside):
        replaced(A.sum(), (A.T, V))


def test_neighbours_are_not_the_same():
    M = size("M")
    i, j = Index("i", M), Index("j", M)
    here, behind, same = (shifted(i, 0, M + 1), shifted(j, 1, M + 1), shifted(j, 0, M + 1))

    assert delta(here, same) == delta(i, j) != delta(here, behind)
    assert delta(behind, last(M + 1)) == delta(j, last(M))


def test_a_place_behind_a_place_behind_another_is_two_behind_it():
    M = size("M")
    x, i, j = entries("x", M + 1), Index("i", M), Index("j", M - 1)

    found = substitute(x.at(shifted(i, 1, M + 1)), {i: shifted(j, 1, M)})

    assert found == x.at(shifted(j, 2, M + 1))
