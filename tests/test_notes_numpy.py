"""Products that notes write as NumPy does, and slopes with an upright d."""

from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, check
from verify.notes.verdicts import Status


@states(
    "`X.T.dot(dY)` is $X^\\top dY$, and `\\mathrm{d}W` the symbol `dW`, unless it stands in a "
    "fraction or below an integral.",
    page="check_mine",
)
def test_products_of_numpy_are_products():
    check(
        (r"\mathrm{Score} = X.dot(W)", DEFINES),
        (r"L = \frac{1}{2} \| \mathrm{Score} \|_F^2", DEFINES),
        (r"\mathrm{d}\mathrm{Score} = \mathrm{Score}", DEFINES),
        (r"\mathrm{d}W = X.T.dot(\mathrm{d}\mathrm{Score})", DEFINES),
        (r"\frac{\partial L}{\partial W} = \mathrm{d}W", HOLDS),
        (r"\frac{\partial L}{\partial W} = 2 \mathrm{d}W", WRONG),
    )


def test_an_upright_d_is_that_of_a_slope():
    check(
        (r"L = -\sum_k t_k \log p_k", DEFINES),
        (r"\mathrm{d} p_k = \frac{\mathrm{d} L}{\mathrm{d} p_k}", DEFINES),
        (r"\mathrm{d} p_k = -t_k / p_k", HOLDS),
        (r"\mathrm{d} p_k = t_k / p_k", WRONG),
    )


def test_a_divergence_has_bars_between_its_laws():
    check(
        (r"D(p || q) = \sum_i p_i \log \frac{p_i}{q_i}", DEFINES),
        (r"D(p || q) = \sum_i p_i (\log p_i - \log q_i)", HOLDS),
        (
            r"J(p, q) = \frac12 D\left(p \parallel q\right) + \frac12 D\left(q \parallel p\right)",
            DEFINES,
        ),
        (r"J(p, q) = \frac12 \sum_i (p_i - q_i) \log \frac{p_i}{q_i}", HOLDS),
        (r"J(p, q) = \frac12 \sum_i (p_i + q_i) \log \frac{p_i}{q_i}", {WRONG, Status.DIFFERS}),
        (r"D(p || q) = \sum_i p_i (\log q_i - \log p_i)", {WRONG, Status.DIFFERS}),
    )
