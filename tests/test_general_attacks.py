"""Claims about arrays of any size: what is false for some size is not proved, what is true is."""

from fractions import Fraction
from itertools import product

import pytest

from verify.general.calculus import function
from verify.general.functions import FUNCTIONS, differentiate, exp, is_zero, log
from verify.general.numbers import Sample, value
from verify.general.parts import Entry, Index, Outside, Size
from verify.general.signs import larger, step
from verify.general.terms import ONE, Form, atom, delta, substitute, sum_over, unknown

N, K = atom(Size("N")), atom(Size("K"))
i, j, k, l, m = (Index(name, K) for name in "ijklm")
n, o = Index("n", N), Index("o", N)
sqrt, tanh = FUNCTIONS["sqrt"], FUNCTIONS["tanh"]


def array(name, **assumptions):
    return lambda *places: atom(Entry(name, places, **assumptions))


z, g, w, A, B, C, X = map(array, "z g w A B C X".split())
u, T = array("u", positive=True), array("T", law="distribution")
U, D = array("U", law="rotation"), array("D", positive=True)
x, y, q = array("x")(), array("y")(), array("q", positive=True)()


def t(n):  # class of an example
    return Index("t", K, n)


def total(form, *indices):
    return sum_over(form, *indices)


def slope(form, name, *places):
    return differentiate(form, Entry(name, places))


S = total(exp(z(k)), k)
mean = total(z(k), k) / K
variance = total((z(k) - mean) ** 2, k) / K
phi = lambda form: function("phi", form)  # noqa: E731
F = unknown("F", (), [(k, unknown("u", (k,), [(l, array("v")(l))]))])  # F(u(v))
H = unknown("H", (), [(k, z(k))])


def p(a):
    return exp(z(a)) / S


def normed(a):
    return (z(a) - mean) / sqrt(variance + q)


def third(a, b, c):
    return slope(slope(slope(log(S), "z", a), "z", b), "z", c)


FALSE = {
    "1 K = 1": total(ONE, k) - 1,
    "sum_k g_k = K g_i": total(g(k), k) - K * g(i),
    "(sum g)^2 = sum g^2": total(g(k), k) ** 2 - total(g(k) ** 2, k),
    "sum_k d_ki d_kj = 1": total(delta(k, i) * delta(k, j), k) - 1,
    "d_ij g_i = d_ij g_k": delta(i, j) * g(i) - delta(i, j) * g(k),
    "sum g w = sum g sum w": total(g(k) * w(k), k) - total(g(k), k) * total(w(k), k),
    "sum_kl g_k w_l A_kl = sum_kl g_l w_k A_kl": total(g(k) * w(l) * A(k, l), k, l)
    - total(g(l) * w(k) * A(k, l), k, l),
    "K = N": K - N,
    "p_i = p_j": p(i) - p(j),
    "sum p^2 = 1": total(p(k) ** 2, k) - 1,
    "sqrt(x^2) = x": sqrt(x**2) - x,
    "1/(1 + e^x) = 1/(1 + e^-x)": 1 / (1 + exp(x)) - 1 / (1 + exp(-x)),
    "sum 1/(1 + e^z) = 1/(1 + sum e^z)": total(1 / (1 + exp(z(k))), k) - 1 / (1 + S),
    "sum z/(1 + e^z) = sum z / (1 + S)": total(z(k) / (1 + exp(z(k))), k)
    - total(z(k), k) / (1 + S),
    "e^(sum z) = sum e^z": exp(total(z(k), k)) - S,
    "sum_k e^(d_ki x) = e^x": total(exp(delta(k, i) * x), k) - exp(x),
    "dS/dz_i = S": slope(S, "z", i) - S,
    "q^x = q": q**x - q,
    "sum z / K = z_i": mean - z(i),
    "(sum_k 1)^2 = K": total(ONE, k) ** 2 - K,
    "N K = K^2": N * K - K**2,
    "1/2 = 1/N": ONE / 2 - 1 / N,
    "examples of one class are one example": delta(t(n), t(o)) - delta(n, o),
    "sum_k d_(k t_k) = 1": total(delta(k, Index("s", K, k)), k) - 1,
    "sum_n X_(n t_n) = sum_n X_(n i)": total(X(n, t(n)), n) - total(X(n, i), n),
    "sum_no X_(n t_o) = sum_no X_(n t_n)": total(X(n, t(o)), n, o) - total(X(n, t(n)), n, o),
    "phi(x + y) = phi(x) + phi(y)": phi(x + y) - phi(x) - phi(y),
    "d phi(2x)/dx = phi'(2x)": slope(phi(2 * x), "x")
    - unknown("phi", (), [(None, 2 * x)], [(0, None)]),
    "f_kl = f_kk": slope(slope(H, "z", i), "z", j) - slope(slope(H, "z", i), "z", i),
    "f(g)'' = f'' g'^2": slope(slope(phi(x**2), "x"), "x")
    - unknown("phi", (), [(None, x**2)], [(0, None)] * 2) * 4 * x**2,
    "tr(ABC) = tr(ACB)": total(A(i, j) * B(j, k) * C(k, i), i, j, k)
    - total(A(i, j) * C(j, k) * B(k, i), i, j, k),
    "tr(AA) = tr(A^T A)": total(A(k, l) * A(l, k), k, l) - total(A(k, l) ** 2, k, l),
    "variance = mean square": variance - total(z(k) ** 2, k) / K,
    "sqrt(x^2 + y^2) = x + y": sqrt(x**2 + y**2) - x - y,
    "sum sqrt(u) = sqrt(sum u)": total(sqrt(u(k)), k) - sqrt(total(u(k), k)),
    "1 / sum(1/u) = sum u": 1 / total(1 / u(k), k) - total(u(k), k),
    "columns of distributions sum to one": total(T(n, k), n) - 1,
    "squares of distributions sum to one": total(T(n, k) ** 2, k) - 1,
    "distributions are orthogonal": total(T(n, k) * T(o, k), k) - delta(n, o),
    "sum_k e^(sum_l A_kl) = sum_l e^(sum_k A_kl)": total(exp(total(A(k, l), l)), k)
    - total(exp(total(A(k, l), k)), l),
    "sum_k e^(A_kk) = sum_k e^(sum_l A_kl)": total(exp(A(k, k)), k)
    - total(exp(total(A(k, l), l)), k),
    "e^x = e x": exp(x) - exp(ONE) * x,
    "e^(d_ij) = e d_ij": exp(delta(i, j)) - exp(ONE) * delta(i, j),
    "(x^2)^(3/2) = x^3": (x**2) ** Fraction(3, 2) - x**3,
    "tanh x = 2 sigma(x) - 1": tanh(x) - 2 / (1 + exp(-x)) + 1,
    "log sum e^(2z) = 2 log sum e^z": log(total(exp(2 * z(k)), k)) - 2 * log(S),
    "d z_i^2/dz_j = 2 z_j": slope(z(i) ** 2, "z", j) - 2 * z(j),
    "d p_i/dz_i = p_i": slope(p(i), "z", i) - p(i),
    "a normed vector is one": normed(i) - 1,
    "the gradient of layer normalization without its square": slope(normed(i), "z", j)
    - (delta(i, j) - 1 / K) / sqrt(variance + q),
    "the third derivative of log-sum-exp without its last term": third(i, j, l)
    - p(i) * (delta(i, j) - p(j)) * (delta(i, l) - p(l)),
    "the gradient of normed is zero": slope(normed(i), "z", j),
    "sum over rows and sums of exponentials": total(exp(X(n, k)) / total(exp(X(n, l)), l), n, k)
    - K,
    "a row of a distribution for each class": total(T(Index("s", N, k), k), k) - 1,
    "sum_k U_ki U_jk = d_ij": total(U(k, i) * U(j, k), k) - delta(i, j),
    "sum_k U_kk U_ki = 1": total(U(k, k) * U(k, i), k) - 1,
    "sum_ki U_kk U_ki = 1": total(U(k, k) * U(k, i), k, i) - 1,
    "sum_k U_ki U_kj z_k = d_ij": total(U(k, i) * U(k, j) * z(k), k) - delta(i, j),
    "sum_k U_ki A_kj = d_ij": total(U(k, i) * A(k, j), k) - delta(i, j),
    "sum_k U_ki^4 = 1": total(U(k, i) ** 4, k) - 1,
    "harmonic means are means": 2 / (1 / total(D(i, k), k) + 1 / total(D(k, i), k))
    - (total(D(i, k), k) + total(D(k, i), k)) / 2,
    "a harmonic mean without its squares": 2 / (1 / total(D(i, k), k) + 1 / total(D(k, i), k))
    - 2 * K * total(D(i, k) * D(k, i), k) / (total(D(i, k), k) + total(D(k, i), k)),
    "(sum_k A_ik)^2 (sum_k A_kj) with one index": total(A(i, k), k) ** 2 * total(A(k, j), k)
    - total(A(i, k) ** 2 * A(k, j), k),
    "the larger is the sum": larger(x, y) - x - y,
    "log of the larger": log(larger(u(i), q)) - step(u(i) - q) * (log(u(i)) - log(q)),
    "1/(1 + d_ij) = 1 - d_ij": 1 / (1 + delta(i, j)) - (1 - delta(i, j)),
}  # fmt: skip
UNDECIDED = {  # true for some signs only, and a value may be no number for others
    "log(x^2) = 2 log x": lambda: log(x**2) - 2 * log(x),
    "log(xy) = log x + log y": lambda: log(x * y) - log(x) - log(y),
    "sqrt(xy) = sqrt(x) sqrt(y)": lambda: sqrt(x * y) - sqrt(x) * sqrt(y),
}
TRUE = {
    "sum g sum w in both orders": total(g(k), k) * total(w(l), l) - total(g(l) * w(k), k, l),
    "tr(ABC) = tr(BCA)": total(A(i, j) * B(j, k) * C(k, i), i, j, k)
    - total(B(i, j) * C(j, k) * A(k, i), i, j, k),
    "the second derivative of log-sum-exp": slope(slope(log(S), "z", i), "z", j)
    - p(i) * (delta(i, j) - p(j)),
    "the third derivative of log-sum-exp is symmetric": third(i, j, l) - third(l, i, j),
    "variance": variance - total(z(k) ** 2, k) / K + mean**2,
    "tanh' = 1 - tanh^2": slope(tanh(z(i)), "z", j) - delta(i, j) * (1 - tanh(z(i)) ** 2),
    "tanh x = 2 sigma(2x) - 1": tanh(x) - 2 / (1 + exp(-2 * x)) + 1,
    "sum p = 1 inside of a fraction": 1 / (1 + total(p(k), k)) - Fraction(1, 2),
    "a shift of log-sum-exp": log(total(exp(z(k) - x), k)) + x - log(S),
    "normed entries add up to zero": total(normed(k), k),
    "the gradient of layer normalization is orthogonal to 1": total(slope(normed(i), "z", j), j),
    "the gradient of layer normalization": slope(normed(i), "z", j)
    - (delta(i, j) - 1 / K - normed(i) * normed(j) / K) / sqrt(variance + q),
    "the third derivative of log-sum-exp": third(i, j, l)
    - p(i) * (delta(i, j) - p(j)) * (delta(i, l) - p(l))
    + p(i) * p(j) * (delta(j, l) - p(l)),
    "the gradient of tr(ABC) by B": slope(
        total(A(i, j) * B(j, k) * C(k, i), i, j, k), "B", l, m
    ) - total(C(m, i) * A(i, l), i),
    "... and to what is normed, without q": total(
        slope((z(i) - mean) / sqrt(variance), "z", j) * (z(j) - mean), j
    ),
    "rows of the Jacobian of softmax add up to zero": total(slope(p(i), "z", j), j),
    "the slopes of F(u(v)) are symmetric": slope(slope(F, "v", i), "v", j)
    - slope(slope(F, "v", j), "v", i),
    "sqrt(u)^2 = u": total(sqrt(u(k)) ** 2 - u(k), k),
    "log of a product of positive numbers": log(q * u(i)) - log(q) - log(u(i)),
    "the mean cross-entropy of labels": -total(delta(t(n), k) * log(u(k)), n, k) / N
    + total(log(u(t(n))), n) / N,
    "every row of distributions sums to one": total(T(n, k), n, k) - N,
    "a harmonic mean": 2 / (D(i, i) / total(D(i, k), k) + D(i, i) / total(D(k, i), k))
    - 2 * total(D(i, k), k) * total(D(k, i), k)
    / (total(D(i, k), k) + total(D(k, i), k)) / D(i, i),
    "F1 of two sums": 2 / (total(D(i, k), k) / D(i, i) + total(D(k, i), k) / D(i, i))
    - 2 * D(i, i) / (total(D(i, k), k) + total(D(k, i), k)),
    "sum_k e^(d_ki x) = e^x + K - 1": total(exp(delta(k, i) * x), k) - exp(x) - K + 1,
    "e^(d_ij) has two cases": exp(delta(i, j)) - exp(ONE) * delta(i, j) - 1 + delta(i, j),
    "log of the larger has two cases": log(larger(u(i), q))
    - step(u(i) - q) * log(u(i)) - (1 - step(u(i) - q)) * log(q),
    "A^T A is symmetric": total(A(k, i) * A(k, j), k) - total(A(k, j) * A(k, i), k),
}  # fmt: skip


@pytest.mark.parametrize("claim", FALSE.values(), ids=FALSE)
def test_what_is_false_for_some_size_is_not_proved(claim):
    indices = [index for index in claim.indices if index.of is None]
    values = [
        value(claim, Sample(seed, {"N": 3, "K": 4}), dict(zip(indices, places, strict=True)))
        for seed in range(4)
        for places in product(range(1, 4), repeat=len(indices))
    ]

    assert max(map(abs, values)) > 1e-3  # it is false
    assert not is_zero(claim)


@pytest.mark.parametrize("claim", UNDECIDED.values(), ids=UNDECIDED)
def test_what_holds_for_some_signs_is_not_proved(claim):
    assert not is_zero(claim())


@pytest.mark.parametrize("claim", TRUE.values(), ids=TRUE)
def test_what_is_true_for_every_size_is_proved(claim):
    assert is_zero(claim)


ZERO_BELOW = {
    "(K - 1)/(K - 1) = 1, and for K = 1 nothing": lambda: (K - 1) / (K - 1),
    "a divisor that is zero": lambda: x / (x - x),
    "... for a reason": lambda: x / (total(p(k), k) - 1),
    "... that only numbers see": lambda: x
    / (exp(total(exp(delta(k, i)), k)) - exp(exp(ONE) + K - 1)),
    "a delta": lambda: x / (delta(i, j) * g(i)),
    "entries that may be the same": lambda: 1 / (z(i) - z(j)),
    "N - K": lambda: 1 / (N - K),
    "a step that is one where it is tried": lambda: x / step(x + 9) * step(x + 9),
    "a step": lambda: x / step(z(i)) * step(z(i)),
}  # fmt: skip


@pytest.mark.parametrize("division", ZERO_BELOW.values(), ids=ZERO_BELOW)
def test_nothing_is_divided_by_what_may_be_zero_for_every_number(division):
    with pytest.raises(Outside):
        division()


def test_what_is_divided_by_may_have_a_difference_of_sizes_that_is_positive():
    assert is_zero((N * K - K + 1) / (N * K - K + 1) - 1)


def test_a_form_is_its_text():
    assert isinstance(total(g(k), k), Form) and total(g(k), k) == total(g(l), l)


CAPTURES = {  # the name that a sum gives to its index, from outside
    "a place": lambda k: substitute(total(A(i, j), j), {i: k}),
    "a factor": lambda k: z(k) * total(A(i, j), j),
    "a factor before": lambda k: total(A(i, j), j) * z(k),
    "a place in a function": lambda k: substitute(exp(total(A(i, j), j)), {i: k}),
    "a place in a divisor": lambda k: substitute(1 / total(D(i, j), j), {i: k}),
    "an argument": lambda k: unknown("f", (), [(j, A(k, j))]),
    "a place of arguments": lambda k: substitute(unknown("f", (), [(j, A(i, j))]), {i: k}),
    "a square": lambda k: (z(k) + total(A(i, j), j)) ** 2,
}  # fmt: skip


@pytest.mark.parametrize("made", CAPTURES.values(), ids=CAPTURES)
def test_a_sum_does_not_take_an_index_that_comes_from_outside(made):
    for name in ("%0.0", "%0", "%1.0"):
        taken = Index(name, K)

        assert substitute(made(taken), {taken: l}) == made(l)


@pytest.mark.parametrize("name", ["%0.0", "%0", "%1.0"])
def test_an_index_of_a_sum_is_not_replaced_with_one_outside_that_has_its_name(name):
    taken = Index(name, K)
    for form in (total(A(i, j), j), 1 / total(D(i, j), j), unknown("f", (), [(j, A(i, j))])):
        changed = substitute(form * z(taken), {taken: l, i: m})

        assert changed == substitute(form, {i: m}) * z(l)


@pytest.mark.parametrize("power", [-1, Fraction(1, 2), 3])
def test_a_rotation_ends_no_sum_over_a_third_factor(power):
    form = total(U(k, i) * U(k, j) * atom(Entry("U", (k, l), law="rotation"), Fraction(power)), k)

    assert form.indices == {i, j, l}


def test_indices_of_different_axes_are_not_compared():
    with pytest.raises(Outside):
        delta(i, n)


@pytest.mark.parametrize("law", ["distribution", "rotation"])
def test_entries_that_depend_on_each_other_do_not_move_alone(law):
    with pytest.raises(Outside):
        differentiate(array("Q", law=law)(i, j) * x, Entry("Q", (k, l), law=law))
