"""What notes say in words alone: the first layer is the input, and a slope is that of a loss."""

from tests.states import states
from tests.test_notes_written import ANOTHER, ASSUMING, DEFINES, FINE, HOLDS, WRONG, check


@states(
    "The first layer of a line for all layers, $a^{(1)}$ or $h_0$, may be the input $x$, which is "
    "said as an assumption.",
    page="check_mine",
)
def test_the_first_layer_is_the_input():
    told = check(
        (r"z^{(2)} = W^{(1)} x + b^{(1)}", DEFINES),
        (r"a^{(2)} = f(z^{(2)})", DEFINES),
        (r"z^{(3)} = W^{(2)} a^{(2)} + b^{(2)}", DEFINES),
        (r"z^{(l+1)} = W^{(l)} a^{(l)} + b^{(l)}", ASSUMING),
    )
    assert told[-1].hint == "if a1 is x"


def test_layers_below_letters_begin_with_the_input():
    told = check(
        (r"h_1 = \phi(W_1 \boldsymbol{x} + b_1)", DEFINES),
        (r"h_2 = \phi(W_2 \boldsymbol{h_1} + b_2)", DEFINES),
        (r"h_n = \phi(W_n \boldsymbol{h_{n-1}} + b_n)", ASSUMING),
    )
    assert told[-1].hint == "if h0 is x"


def test_a_slip_in_the_line_for_all_layers_is_found():
    check(
        (r"z^{(2)} = W^{(1)} x + b^{(1)}", DEFINES),
        (r"a^{(2)} = f(z^{(2)})", DEFINES),
        (r"z^{(3)} = W^{(2)} a^{(2)} + b^{(2)}", DEFINES),
        (r"z^{(l+1)} = W^{(l)} a^{(l)} - b^{(l)}", {WRONG, ANOTHER}),
    )


@states(
    "Where $\\frac{\\partial L}{\\partial w} = \\frac{\\partial}{\\partial w} (y - w x)^2$ alone "
    "says what $L$ is, it does.",
    page="check_mine",
)
def test_a_slope_that_is_written_out_says_of_what():
    check(
        (r"\frac{\partial L}{\partial w} = \frac{\partial (y - w x)^2}{\partial w}", FINE),
        (r"\frac{\partial L}{\partial w} = -2 x (y - w x)", HOLDS),
        (r"\frac{\partial L}{\partial x} = -2 w (y - w x)", HOLDS),
        (r"\frac{\partial L}{\partial w} = 2 x (y - w x)", WRONG),
    )


def test_a_loss_that_is_defined_elsewhere_stays():
    check(
        (r"L = (y - w x)^2", DEFINES),
        (r"\frac{\partial L}{\partial w} = \frac{\partial (y + w x)^2}{\partial w}", WRONG),
    )


def test_softmax_is_a_function_before_a_sum():
    check(
        (r"Y = \text{softmax}(Z) = \text{softmax}(X W + B)", DEFINES),
        (r"Z = X W + B", HOLDS),
        (r"Z = X W - B", {WRONG, ANOTHER}),
    )


def test_words_between_equations_may_be_written_as_letters():
    told = check(
        (
            r"f(x) = b + W^\top X \;\; where \;\; W = \begin{bmatrix} w_1\\w_2\\\vdots\\w_n\\"
            r"\end{bmatrix} \;\; and \;\; X = \begin{bmatrix} x_1\\x_2\\\vdots\\x_n\\\end{bmatrix}",
            DEFINES,
        ),
        (r"J = \frac{1}{n} \sum_i (y_i - (m x_i + b))^2", DEFINES),
        (r"\frac{\partial J}{\partial b} = -\frac{2}{n} \sum_i (y_i - (m x_i + b))", HOLDS),
        (r"\frac{\partial J}{\partial m} = \frac{2}{n} \sum_i x_i (y_i - (m x_i + b))", WRONG),
    )
    assert (told[-1].kind == "" and "negative" in told[-1].words) or "negative" in told[-1].kind


def test_dots_stand_for_the_terms_of_a_list():
    check(
        (r"L = \frac{1}{2} \sum_i w_i^2", DEFINES),
        (
            r"\nabla_w L = \left[\frac{\partial L}{\partial w_1}, \frac{\partial L}{\partial w_2},"
            r" \ldots, \frac{\partial L}{\partial w_n}\right]^\top = w",
            HOLDS,
        ),
    )


def test_the_gradient_of_a_number_is_by_what_stands_in_parentheses():
    check(
        (r"J = \frac{1}{n} \sum_i (y_i - w^T x_i)^2", DEFINES),
        (r"\nabla J(w) = -\frac{2}{n} \sum_i (y_i - w^T x_i) x_i", HOLDS),
        (r"\nabla J(w) = \frac{2}{n} \sum_i (y_i - w^T x_i) x_i", WRONG),
    )
