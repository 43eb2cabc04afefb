"""Displays for every size: proved, refuted or outside, and what the whole check makes of it."""

import pytest

import verify.check
from derivations.calculus import tanh
from tests.example import SOURCE, SYMBOLS, display
from verify.book.displays import displays
from verify.check import check
from verify.general.derivation import Derivation
from verify.general.prove import Proof, Verdict, prove
from verify.mutants.formulas import with_latex

MORE = """
from derivations.calculus import (
    classes, distributions, function, functions, rotation, tanh, unknown,
)

M = 7
t = classes("t", N, K)
mean = g.sum() / g.size
s = vector("s", M + 1)
products = (s[:-1] * s[1:]).sum()
score = s[:M] @ vector("v", M) + s[M]
U = rotation("turn", D)
T = distributions("T", N, K)
v = functions("v", H, z)
q = functions("q", D, v)
ell = function("ell", q)
phi = unknown("phi")
floor = np.frompyfunc(lambda x: by_case((x, x > epsilon), (epsilon, True)), 1, 1)
F = floor(z)
"""
GENERAL = Derivation("example", SOURCE + MORE)
NAMES = {**SYMBOLS, **dict.fromkeys("M mean s products U T v q ell F".split(), 0), "phi": tanh}


def proof(latex, label=None):
    return prove(display(latex, label), NAMES, GENERAL)


PROVED = [
    (r"p_i = \frac{e^{z_i}}{\sum_{k=1}^{K} e^{z_k}}", "softmax"),
    (r"J_{ij} = p_i (\delta_{ij} - p_j)", "softmax_jacobian"),
    (r"J = \mathrm{diag}(p) - p p^\top", "softmax_jacobian"),
    (r"\frac{\partial L}{\partial z} = p \odot g - p (p^\top g)", "softmax_vjp"),
    (r"\frac{\partial L}{\partial p_i} = g_i", None),
    (r"Y = X W + \mathbf{1} b^\top", "linear"),
    (r"Y_{nk} = \sum_{d=1}^{D} X_{nd} W_{dk} + b_k", "linear"),
    (r"\sum_{k=1}^{K} p_k = 1", None),
    (r"p_K = \frac{e^{z_K}}{S}", None),
    (
        r"g_i p_j = \begin{cases} g_j p_i & \text{if } i = j \\"
        r" g_i p_j & \text{otherwise} \end{cases}",
        None,
    ),
    (r"\sum_{n=1}^{N} P_{n t_n} = \sum_{n=1}^{N} \sum_{k=1}^{K} \delta_{k t_n} P_{nk}", None),
    (r"(X W)^\top = W^\top X^\top", None),
    (r"\sigma'(z_i) = \sigma(z_i) (1 - \sigma(z_i))", None),
    (r"\lVert z \rVert^2 = z^\top z", None),
    (r"\mathrm{mean} = \frac{1}{K} \sum_{k=1}^{K} g_k", "mean"),
    (r"\sum_{l=1}^{M} s_l s_{l+1} = \mathrm{products}", None),
    (r"\mathrm{products} = \sum_{l=1}^{M} s_{l+1} s_l", "products"),
    (r"\sum_{d=1}^{D} U_{id} U_{jd} = \sum_{d=1}^{D} U_{di} U_{dj} = \delta_{ij}", None),
    (r"\sum_{k=1}^{K} T_{nk} = \frac{N}{N}", None),
    (r"\max_k z_k - \max_i z_i = \min_k z_k + \max_k (-z_k)", None),
    (r"\log \max(p_i, \epsilon) = \begin{cases} \log p_i & \text{if } p_i > \epsilon \\"
     r" \log \epsilon & \text{otherwise} \end{cases}", None),
    (r"\frac{\partial q_i}{\partial z_j} = \sum_{k=1}^{H} \frac{\partial q_i}{\partial v_k}"
     r" \frac{\partial v_k}{\partial z_j}", None),
    (r"\frac{\partial \ell}{\partial z} = \left( \frac{\partial q}{\partial z} \right)^\top"
     r" \frac{\partial \ell}{\partial q}", None),
    (r"\phi'(z_i) K = \phi'(z_i) \sum_{k=1}^{K} 1", None),
    (r"F_i = \begin{cases} z_i & \text{if } z_i > \epsilon \\"
     r" \epsilon & \text{if } z_i \leq \epsilon \end{cases}", None),
    (
        r"z_i u(z_i) = \begin{cases} z_i & \text{if } z_i > 0 \\"
        r" 0 & \text{otherwise} \end{cases}",
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "label"), PROVED)
def test_what_is_true_for_every_size_is_proved(latex, label):
    assert proof(latex, label) == Proof(Verdict.PROVED)


REFUTED = [  # the first five hold at N, D, H, K = 2, 4, 5, 3
    r"\sum_{k=1}^{K} x = 3 x",
    r"N x = 2 x",
    r"\frac{1}{N} P^\top \mathbf{1} = \frac{1}{2} P^\top \mathbf{1}",
    r"\sum_{d=1}^{D} X_{nd} = \frac{N^2}{D} \sum_{d=1}^{D} X_{nd}",
    r"H x = (N + K) x",
    r"J_{ij} = -p_i p_j",
    r"p_i = \frac{1}{K}",
    r"J_{ij} = p_i (1 - p_j)",
    r"\sum_{l=1}^{M} s_l s_{l+1} = \sum_{l=1}^{M} s_l^2",
    r"\sum_{l=1}^{M} s_l = \sum_{l=1}^{M} s_{l+1}",
    r"\sum_{k=2}^{K} z_k = z^\top z",
    r"\sum_{d=1}^{D} U_{id} U_{dj} = \delta_{ij}",
    r"\sum_{n=1}^{N} T_{nk} = 1",
    r"F_i = z_i",
]


@pytest.mark.parametrize("latex", REFUTED)
def test_what_is_false_for_some_size_is_refuted_there(latex):
    found = proof(latex)

    assert found.verdict is Verdict.REFUTED
    assert found.reason


OUTSIDE = [
    (r"x + y = y + x", "no axis and no size"),
    (r"\sum_{k=1}^{3} z_k = z^\top \mathbf{1}", "the subscript 2 presumes a length of K"),
    (r"\sum_{k=3}^{K} x = K x", "the length K - 2, which may be negative"),
    (r"p_2 = e^{z_2} / S", "the subscript 2 presumes a length of K"),
    (
        r"z_i = \begin{cases} z_i & \text{if } z_i > 0 \\ 0 & \text{if } z_i < 0 \end{cases}",
        "cases",
    ),
    (r"z_i \prod_{k=1}^{K} z_k = z_i", "a product over an axis"),
    (r"p_i + m_2 = m_2 + p_i", "m is a list of steps"),
    (r"g_k z_{k - k + 1} = z_{k - k + 1} g_k", "a subscript that is computed"),
    (r"g_k z_{k+1} = z_{k+1} g_k", "k + 1 runs to K + 1, not to K"),
    (r"\frac{K - 1}{K - 1} x = x", "a divisor that is zero for some sizes"),
    (r"\frac{x}{\sum_{k=1}^{K} p_k - 1} = x", "a divisor that may be zero"),
    (r"X W = W X", "a product of the shapes D, H and N, D"),
    (r"K x = K x + O(h)", "an order O( )"),
    (r"S \approx 3.1", "a worked example"),
    (r"\frac{\partial (N x)}{\partial N} = x", "a derivative by N, which is no variable"),
    (r"k p_k = p_k k", "the index k as a number"),
]


@pytest.mark.parametrize(("latex", "reason"), OUTSIDE)
def test_what_presumes_a_size_is_outside(latex, reason):
    found = proof(latex)

    assert found.verdict is Verdict.OUTSIDE
    assert reason in found.reason


def test_numbers_of_an_example_are_outside():
    symbols = Derivation("example", SOURCE + "\ngiven = {}\n")

    assert prove(display("K x = 6"), NAMES, symbols).reason == "a worked example"


def test_a_condition_on_a_size_is_outside():
    assert proof(r"3 x = K x \qquad (K > 2)").reason == "a condition on a size"


def test_numbers_that_do_not_meet_a_condition_refute_nothing():
    assert proof(r"N x \sqrt{y^2} = N x y \qquad (y > 0)").verdict is Verdict.OPEN


def test_what_a_failing_statement_defines_is_missing_with_its_reason():
    assert "an axis of any length" in proof(r"c_n = P_{n t_n}").reason


def test_a_claim_about_nothing_is_not_proved():
    source = SOURCE + '\nempty = matrix("empty", 0, K)\n'
    latex = r"\mathrm{empty}_{nk} = 5 \mathrm{empty}_{nk} + K"
    symbols = Derivation("example", source)
    names = {**SYMBOLS, "empty": symbols["empty"]}

    assert prove(display(latex), names, symbols).reason == "nothing is compared"


# -- with the check at numbers


def loss(latex=None):
    """A display of *loss*, or another formula in its place."""
    found = next(d for d in displays("loss") if d.label == "cross_entropy")
    return found if latex is None else with_latex(found, latex)


def test_a_display_gets_the_grade_that_both_checks_give_it():
    finding = check(loss()).findings[0]

    assert finding.ok and finding.every_size
    assert finding.detail.endswith("; proved for every size")


def test_a_formula_that_is_true_at_the_sizes_of_its_derivation_only_fails():
    latex = loss().latex.replace(r"\frac{1}{N}", r"\frac{1}{2}")

    assert not check(loss(latex)).ok


FALSE = r"C = -\frac{2}{N} \sum_{n=1}^{N} \sum_{k=1}^{K} T_{nk} \log P_{nk}"


@pytest.mark.parametrize(
    ("latex", "verdict", "said"),
    [
        (FALSE, Verdict.PROVED, "a fault of the checker"),
        (FALSE, Verdict.OUTSIDE, " is not C: "),
        (None, Verdict.REFUTED, "but not at N = 7"),
    ],
)
def test_a_display_that_one_proves_and_the_other_refutes_fails(monkeypatch, latex, verdict, said):
    monkeypatch.setattr(verify.check, "prove", lambda *_: Proof(verdict, "N = 7"))

    finding = verify.check._check(loss(latex)).findings[0]

    assert not finding.ok and not finding.every_size
    assert said in finding.detail


def test_what_a_line_needs_to_have_a_value_is_no_contradiction(monkeypatch):
    monkeypatch.setattr(verify.check, "prove", lambda *_: Proof(Verdict.PROVED))
    latex = loss().latex.replace("T_", r"\frac{c}{c} T_")

    assert "fault" not in verify.check._check(loss(latex)).findings[0].detail
