"""Functions at a place, of an array and of an example; lists of arguments, and steps above."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_signs import read
from tests.test_notes_written import ANOTHER, ASSUMING, DEFINES, HOLDS, WRONG, check, displays
from verify.notes.found import Status

OPEN, DOUBTFUL = Status.UNKNOWN, Status.DOUBTFUL


@states(
    "$\\frac{df}{dx}(x)$ is $f'(x)$, and so is $\\frac{d}{dx} f(x_0)$ at a value of $x$.",
    page="check_mine",
)
def test_a_slope_is_taken_at_a_place():
    quadratic = (r"g(x) = a x^2 + b x + c", DEFINES)
    check(quadratic, (r"\frac{dg}{dx}(x) = 2 a x + b", HOLDS))
    check(quadratic, (r"\frac{dg}{dx}(x) = 2 a x - b", WRONG))
    check(quadratic, (r"\frac{d^2 g}{dx^2}(x) = 2 a", HOLDS), (r"\frac{d^2g}{dx^2}(x) = a", WRONG))
    check(quadratic, (r"\frac{\mathrm{d}}{\mathrm{d}x} g(x_0) = 2 a x_0 + b", HOLDS))
    check(
        (r"f(x) = g(h(x))", DEFINES),
        (r"\frac{df}{dx}(x) = \frac{dg}{dh}(h(x)) \frac{dh}{dx}(x)", HOLDS),
    )


def test_a_slope_before_a_factor_is_one():
    check((r"L = w^2 x", DEFINES), (r"\frac{dL}{dw} (x - 1) = 2 w x (x - 1)", HOLDS))


@pytest.mark.parametrize(
    ("written", "latex"),
    [
        (r"\frac{df}{dx}(x) = 1", r"f'(x) = 1"),
        (r"\frac{d}{dx} f(x) = 1", r"\frac{d}{dx} f(x) = 1"),
        (r"\frac{d}{dx} f(u) = 1", r"\frac{d}{dx} f(u) = 1"),  # of what may hold x
        (r"\frac{d^2f}{dx}(x) = 1", r"\frac{d^2f}{dx}(x) = 1"),
        (r"w_p^{\,} + \overset{\,}{y}_p", "w_p + y _p"),
        (r"\frac{\delta L}{\delta w} = 2", r"\frac{\partial L}{\partial w} = 2"),
        (r"\frac{\delta_i}{\delta_j} = 2", r"\frac{\delta_i}{\delta_j} = 2"),
        (r"f(x_1, \ldots, x_n) = 1", "f(x) = 1"),
        (r"f(x_1, x_2, \dots, x_n; w) = 1", r"f(x ; w) = 1"),
        (r"f(x_1, \dots, x_i + h, \dots, x_n)", r"f(x_1, \dots, x_i + h, \dots, x_n)"),
        (r"p = 1,..,P", "p = 1,...,P"),
    ],
)
def test_a_formula_is_spelled_as_its_reader_expects(written, latex):
    assert read(written).replace("  ", " ") == latex


@states(
    "A function whose gradient is taken, as $f$ in $\\nabla f(x)$, gives a number for a vector.",
    page="check_mine",
)
def test_an_unknown_function_of_a_vector_is_a_number():
    regularized = (r"g(\mathbf w) = f(\mathbf w) + \lambda \|\mathbf w\|^2", DEFINES)
    check(regularized, (r"\nabla g(\mathbf w) = \nabla f(\mathbf w) + 2 \lambda \mathbf w", HOLDS))
    check(regularized, (r"\nabla g(\mathbf w) = \nabla f(\mathbf w) - 2 \lambda \mathbf w", WRONG))
    column = (
        r"\nabla f(\mathbf{x}) = \left[\frac{\partial f(\mathbf{x})}{\partial x_1}, \ldots, "
        r"\frac{\partial f(\mathbf{x})}{\partial x_d}\right]^\top"
    )
    check((column, HOLDS))


def test_a_hessian_is_taken_at_a_place():
    model = r"q(\mathbf{v}) + \nabla q(\mathbf{v})^T (\mathbf{w} - \mathbf{v})"
    bent = r"\frac{1}{2} (\mathbf{w} - \mathbf{v})^T \nabla^2 q\left(\mathbf{v}\right) "
    slope = r"\nabla h(\mathbf{w}) = \nabla q(\mathbf{v}) + \nabla^2 q(\mathbf{v}) "
    whole = (rf"h(\mathbf{{w}}) = {model} + {bent}(\mathbf{{w}} - \mathbf{{v}})", DEFINES)
    check(whole, (rf"{slope} (\mathbf{{w}} - \mathbf{{v}})", HOLDS))
    check(whole, (rf"{slope} (\mathbf{{v}} - \mathbf{{w}})", WRONG))


@states(
    "Where $g_p(w)$ or $\\xi(t_i, y_i)$ is defined, always with the same arguments, and a sum runs "
    "over $p$ or $i$, they are the numbers $g_p$ and $\\xi_i$.",
    page="check_mine",
)
def test_a_function_of_an_example_is_a_number():
    each = (r"g_p(w) = (w x_p - y_p)^2", DEFINES)
    mean = (r"J(w) = \frac{1}{P} \sum_{p=1}^P g_p(w)", DEFINES)
    slope = r"\frac{d J}{d w} = \frac{2}{P} \sum_{p=1}^P (w x_p - y_p) x_p"
    check(each, mean, (slope, HOLDS), (slope.replace("2", "1"), WRONG))
    check(
        (r"\xi(t_i, y_i) = (t_i - y_i)^2", DEFINES),
        (r"\frac{\partial \xi_i}{\partial y_i} = 2 (y_i - t_i)", HOLDS),
        (r"\frac{\partial \xi_i}{\partial y_i} = 2 (t_i - y_i)", WRONG),
        (r"\xi = \frac{1}{N} \sum_{i=1}^N \xi_i", {DEFINES, ANOTHER}),
    )


def test_a_function_of_several_arguments_stays_one():
    check(
        (r"L(y, t) = (y - t)^2", DEFINES),
        (r"C = \sum_{i=1}^N L(y_i, t_i)", DEFINES),
        (r"\frac{\partial C}{\partial y_j} = 2 (y_j - t_j)", HOLDS),
    )


@states(
    "$y_c = \\varphi(z)_c = e^{z_c} / \\sum_d e^{z_d}$ says what $\\varphi$ is.", page="check_mine"
)
def test_a_function_between_two_sides_has_entries():
    share = r"\frac{e^{z_c}}{\sum_{d=1}^C e^{z_d}}"
    check(
        (rf"y_c = \varphi(\mathbf{{z}})_c = {share}", DEFINES),
        (rf"\varphi(\mathbf{{u}})_c = {share.replace('z', 'u')}", HOLDS),
        (r"\varphi(\mathbf{u})_c = \frac{e^{u_c}}{\sum_{d=1}^C u_d}", WRONG),
    )


def test_an_entry_before_parentheses_is_a_factor():
    check(
        (r"h_{ij} = z_{ij}^2", DEFINES),
        (r"s_{ij} = h_{ij} (1 - h_{ij})", DEFINES),
        (r"s_{ij} = z_{ij}^2 - z_{ij}^4", HOLDS),
        (r"s_{ij} = z_{ij}^2 + z_{ij}^4", WRONG),
    )


def test_the_steps_of_an_update_stand_above():
    step = (r"\mathbf{w}^{k} = \mathbf{w}^{k-1} + \alpha \mathbf{d}^{k}", FINE := {DEFINES, HOLDS})
    way = (r"\mathbf{d}^{k} = - \mathbf{w}^{k-1}", FINE)
    shrunk = (r"\mathbf{w}^{k} = (1 - \alpha) \mathbf{w}^{k-1}", FINE)
    check(step, way, shrunk, (r"\mathbf{w}^{k} = (1 + \alpha) \mathbf{w}^{k-1}", WRONG))
    mean = (r"h^{k} = \beta h^{k-1} + (1 - \beta) w^k", DEFINES)
    check(mean, (r"h^{k} = \beta^2 h^{k-2} + \beta (1 - \beta) w^{k-1} + (1 - \beta) w^k", HOLDS))
    check(mean, (r"h^{k} = \beta^2 h^{k-2} + \beta (1 - \beta) w^{k-1} - (1 - \beta) w^k", WRONG))


def test_a_power_is_no_step():
    check((r"(1 + x)^{n+1} = (1 + x)^n + x (1 + x)^n", HOLDS))
    assert read(r"x^{n+1} = x^n x") == r"x^{n+1} = x^n x"


@states(
    "A name with an update $w(k+1) = w(k) - \\Delta w$ by which the notes differentiate without a "
    "step has none: the update is $w \\leftarrow w - \\Delta w$.",
    page="check_mine",
)
def test_what_is_learnt_has_no_step_in_a_slope():
    update = (r"\mathbf{w}(k+1) = \mathbf{w}(k) - \Delta \mathbf{w}(k+1)", DEFINES)
    output = (r"z_i = \mathbf{x}_i \cdot \mathbf{w}^T", DEFINES)
    check(update, output, (r"\frac{\partial z_i}{\partial \mathbf{w}} = \mathbf{x}_i", HOLDS))
    check(update, output, (r"\frac{\partial z_i}{\partial \mathbf{w}} = -\mathbf{x}_i", WRONG))


def test_an_accent_above_a_bold_letter_is_bold_too():
    loss = (
        r"g(\mathbf{w}) = \sum_{p=1}^{P} (\mathring{\mathbf{x}}_{p}^{T} \mathbf{w} - y_p)^{2}",
        DEFINES,
    )
    slope = r"\mathring{\mathbf{x}}_{p} (\mathring{\mathbf{x}}_{p}^{T} \mathbf{w} - y_p)"
    check(loss, (rf"\nabla g(\mathbf{{w}}) = 2 \sum_{{p=1}}^{{P}} {slope}", HOLDS))
    check(loss, (rf"\nabla g(\mathbf{{w}}) = \sum_{{p=1}}^{{P}} {slope}", WRONG))


@states(
    "$\\frac{\\partial f(x, h, w)}{\\partial w}$ is left open where $h$ depends on $w$ itself: it "
    "may hold $h$ fixed or not.",
    page="check_mine",
)
def test_a_slope_that_may_hold_an_argument_fixed_is_open():
    total = r"\frac{\partial f(x, h, w)}{\partial w}"
    check(
        (r"h = w^2", DEFINES), (rf"\frac{{\partial}}{{\partial w}} f(x, h, w) = {total} + 1", OPEN)
    )
    check((r"f(x, w) = x w^2", DEFINES), (r"\frac{\partial f(x, w)}{\partial w} = x w", WRONG))


def test_a_constant_factor_has_no_slope():
    check(
        (r"\frac{d}{dx} C = 0", OPEN),
        (r"\frac{d}{dx} (C f(x)) = C \frac{d}{dx} f(x)", HOLDS),
    )


def test_a_condition_is_about_a_number_that_stands_in_the_line():
    check((r"\frac{d}{dx} x^n = n x^{n-1} \quad \text{for } n \neq 0", HOLDS))
    check((r"\frac{d}{dx} x^n = x^{n-1} \quad \text{for } n \neq 0", WRONG))


@states(
    "A line that holds if $u_{ij}$ is an entry of $U$, or if $\\|A\\|_2$ of a matrix is its "
    "Frobenius norm, says so.",
    page="check_mine",
)
def test_entries_of_a_matrix_may_be_small():
    product = r"[\mathbf{U}\mathbf{V}]_{ib}"
    told = check((rf"\sum_k u_{{ik}} v_{{kb}} = {product}", ASSUMING))
    assert told[0].hint == "if the u_ij, v_ij are the entries of U, V"
    check((rf"\sum_k u_{{ki}} v_{{kb}} = {product}", OPEN))
    norm = r"\frac{d}{d\mathbf{V}} \|\mathbf{X} - \mathbf{U}\mathbf{V}\|_2^{2} = "
    slope = r"\mathbf{U}^\top(\mathbf{X} - \mathbf{U}\mathbf{V})"
    check((rf"{norm} -2 {slope}", ASSUMING))
    check((rf"{norm} 2 {slope}", OPEN))
    check((r"\|\mathbf{X}\|_F = \sqrt{\sum_i \sum_j x_{ij}^2}", ASSUMING))


@states(
    "Cases by the two values of a symbol, as $y = 1$ and $y = 0$, are one formula, and what holds "
    "at both values holds.",
    page="check_mine",
)
def test_cases_by_two_values_hold_at_both():
    rows = r"-\log(h) & \text{if } y = 1 \\ -\log(1 - h) & \text{if } y = 0"
    cases = rf"C = \begin{{cases}} {rows} \end{{cases}}"
    check((cases, DEFINES), (r"C = -y \log h - (1 - y) \log(1 - h)", HOLDS))
    check((cases, DEFINES), (r"C = -y \log h + (1 - y) \log(1 - h)", {WRONG, ANOTHER}))
    signs = (
        r"g_p = \begin{cases} -\log(\sigma(z_p)) \, \text{if} \, y_p = +1 \\ "
        r"-\log(1 - \sigma(z_p)) \, \text{if} \, y_p = -1. \end{cases}"
    )
    sigmoid = (r"\sigma(z) = \frac{1}{1 + e^{-z}}", DEFINES)
    told = check(sigmoid, (signs, DEFINES), (r"g_p = \log(1 + e^{-y_p z_p})", HOLDS))
    assert told[-1].hint == "for y = 1 and y = -1, as the cases say"
    check(sigmoid, (signs, DEFINES), (r"g_p = \log(1 + e^{y_p z_p})", {WRONG, ANOTHER}))


def test_cases_by_a_step_are_no_target():
    steps = r"v_t = \begin{cases} a & t = 1 \\ b & t = 0 \end{cases}"
    assert r"\begin{cases}" in read(steps)


def test_a_relation_of_free_symbols_is_open():
    check((r"A x = \lambda x", OPEN))
    check(
        (
            r"\left(\sum_p \mathbf{x}_p \mathbf{x}_p^T\right) \mathbf{w} = \sum_p \mathbf{x}_p y_p",
            OPEN,
        )
    )
    check((r"(a + b)^2 = a^2 + a b + b^2", WRONG))


def test_what_is_inverted_as_a_product_is_made_of_matrices():
    check((r"(A B)^{-1} = B^{-1} A^{-1}", HOLDS))
    check((r"(A B)^{-1} = A^{-1} B^{-1}", WRONG))


def test_a_form_without_a_value_is_open():
    check((r"g(x) = x^2", DEFINES), (r"\frac{g(x)}{g'(x)} = \frac{0}{0}", OPEN))


def test_numbers_beside_an_identity_may_be_matrices():
    told = check((r"(I - \eta I) x = (1 - \eta) x", ASSUMING))
    assert told[0].hint == "if I is the identity"


def test_a_condition_may_stand_before_its_solution():
    slope = r"\nabla f(\mathbf{x}) + \mathbf{H} \boldsymbol{\epsilon} = 0"
    step = r"\boldsymbol{\epsilon} = -\mathbf{H}^{-1} \nabla f(\mathbf{x})"
    check((rf"{slope} \text{{ and hence }} {step}", {DEFINES, HOLDS}))
    check((rf"{slope} \text{{ and hence }} {step.replace('= -', '= ')}", {WRONG, DOUBTFUL}))


def test_what_is_bold_may_be_a_difference():
    assert read(r"\boldsymbol{x - B\lambda} = \mathbf{W x}") == (
        r"\boldsymbol{x} - \boldsymbol{B} \boldsymbol{\lambda} = \mathbf{W} \mathbf{x}"
    )
    assert read(r"\boldsymbol{\hat y} + \mathbf{out}") == r"\boldsymbol{\hat y} + \mathbf{out}"


def test_functions_need_no_backslash():
    check(
        (r"L = -log\ q + exp\left(-\frac{z}{2}\right)", DEFINES), (r"L = e^{-z/2} - \log q", HOLDS)
    )
    check(
        (r"L = -log\ q + exp\left(-\frac{z}{2}\right)", DEFINES), (r"L = e^{z/2} - \log q", ANOTHER)
    )


def test_what_is_not_closed_is_not_read():
    unread = Status.UNREADABLE
    check((r"r(x) = g(f(x) = x", unread), (r"y = |x + 1", unread), (r"p(x, y = 0) = 1", OPEN))


def test_of_two_ways_to_say_it_both_are_checked():
    check((r"\frac{1}{2} a = b \text{ or equivalently } a = 2 b", {DEFINES, HOLDS}))
    check((r"x = 1 \text{ or } x = -1", Status.UNREADABLE))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (r"\beta_0^{new} = \beta_0^{old} - \alpha \beta_1", ("beta_0_new",)),
        (r"y = \sum_i (x_{1_i} + x_{2_i})", ("y",)),
    ],
)
def test_what_a_number_tells_apart_is_defined(line, names):
    told = check((line, DEFINES))
    assert told[0].names == names


@states(
    "Doubled backslashes, as in `\\\\frac{1}{2}`, are read as one, and `u . v` is a product.",
    page="check_mine",
)
@pytest.mark.parametrize(
    ("written", "latex"),
    [
        (r"z = \\frac{1}{2} \\sum\_i w\_i \\\\ y = 2", r"z = \frac{1}{2} \sum_i w_i \\ y = 2"),
        (r"a \\ \frac{1}{2}", r"a \\ \frac{1}{2}"),
        (r"c = u . v", r"c = u \cdot v"),
        (r"n_C = n_{C_{prev}}", r"n_C = n_{\text{Cprev}}"),
        (r"\mu_{\perp} = 1", r"\mu_{\text{perp}} = 1"),
        (r"\text{bias_axis} = g", r"\mathrm{biasaxis} = g"),
        (r"\text{Cosine(u, v)} = 1", r"\mathrm{Cosine}(u, v) = 1"),
        (r"\begin{bmatrix} 1 && 3 \end{bmatrix}", r"\begin{bmatrix} 1 & 3 \end{bmatrix}"),
    ],
)
def test_what_is_typed_otherwise_is_read(written, latex):
    assert read(written) == latex


def test_an_arrow_leads_to_another_value():
    step = r"z = 1 \rightarrow z = \begin{bmatrix} 1 & 1 \\ 1 & 1 \end{bmatrix}"
    check((step, {Status.NO_CLAIM, DEFINES}))


def test_an_unknown_function_of_an_example_keeps_its_argument():
    (told,) = found(displays(r"f(x) = \sum_{i=1}^n h_i(x)"))
    assert r"h_i(x)" in told.formula.latex
    told, _ = found(displays(r"f = \sum_{i=1}^n h_i(x)", r"h_i(x) = w_i x"))
    assert r"h_{i}" in told.formula.latex


def test_words_in_text_are_no_function():
    assert read(r"y = x \text{ where (see) }") == "y = x"


def test_what_is_made_of_a_number_is_one():
    declared = "```symbols\nx: D\nf: function to a number\n```\n\n"
    lines = (r"g(x) = f(x)^2", r"h(x) = 3 g(x)", r"\nabla_x h(x) = 6 f(x) \nabla_x f(x)")
    assert [one.status for one in found(declared + displays(*lines))] == [DEFINES, DEFINES, HOLDS]
    slip = (*lines[:2], lines[2].replace("6", "3"))
    assert found(declared + displays(*slip))[-1].status in {WRONG, DOUBTFUL}


def test_the_order_of_the_two_cases_does_not_matter():
    rows = r"-\log(1 - h) & \text{if } y = 0 \\ -\log(h) & \text{if } y = 1"
    cases = (rf"C = \begin{{cases}} {rows} \end{{cases}}", DEFINES)
    check(cases, (r"C = -y \log h - (1 - y) \log(1 - h)", HOLDS))
    check(cases, (r"C = -y \log(1 - h) - (1 - y) \log h", {WRONG, ANOTHER}))


def test_what_has_four_axes_is_not_transposed():
    slope = r"\frac{\partial \mathbf{f}(\mathbf{X})}{\partial \mathbf{X}}"
    turned = r"\frac{\partial}{\partial \mathbf{X}} \mathbf{f}(\mathbf{X})^T"
    check((rf"{turned} = \Big({slope}\Big)^T", OPEN))


def test_a_second_slope_of_an_unknown_function_has_a_verdict():
    first = r"y p(y; \eta) - p(y; \eta) \frac{\partial}{\partial \eta} a(\eta)"
    second = r"\frac{\partial^2}{\partial \eta^2} p(y; \eta)"
    told = check((rf"{second} = \frac{{\partial}}{{\partial \eta}} \big( {first} \big)", DOUBTFUL))
    assert "fault" not in told[0].words


def test_a_matrix_of_one_rank_has_no_inverse():
    turned = (r"S = u u^T", DEFINES)
    told = check(turned, (r"T = S^{-1}", OPEN))
    assert "no inverse" in told[1].hint
