r"""Formulas as the best-known courses and books write them, each with slips that are found."""

import pytest

from tests.states import states
from tests.test_notes_written import ASSUMING, DEFINES, HOLDS, WRONG, check
from verify.notes.verdicts import Status

UNKNOWN, DOUBTFUL = Status.UNKNOWN, Status.DOUBTFUL

LINEAR = [  # x^{(i)} is an example, and x one of them
    (r"h_\theta(x) = \theta^T x", DEFINES),
    (
        r"J(\theta) = \frac{1}{2m} \sum_{i=1}^{m} \left( h_\theta(x^{(i)}) - y^{(i)} \right)^2",
        DEFINES,
    ),
]
SLOPE = (
    r"\frac{\partial J(\theta)}{\partial \theta_j} = "
    r"\frac{1}{m} \sum_{i=1}^{m} \left( h_\theta(x^{(i)}) - y^{(i)} \right) x_j^{(i)}"
)
LOGISTIC = [
    (r"h_\theta(x) = g(\theta^T x) = \frac{1}{1 + e^{-\theta^T x}}", {DEFINES, HOLDS}),
    (r"g(z) = \frac{1}{1+e^{-z}}", DEFINES),
    (
        r"J(\theta) = -\frac{1}{m}\sum_{i=1}^m \left[ y^{(i)} \log h_\theta(x^{(i)})"
        r" + (1-y^{(i)}) \log (1-h_\theta(x^{(i)})) \right]",
        DEFINES,
    ),
]
LOGISTIC_SLOPE = (
    r"\frac{\partial}{\partial \theta_j} J(\theta) = "
    r"\frac{1}{m}\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x^{(i)}_j"
)
BY_INPUTS = [  # z is named after a
    (r"a^l = \sigma(w^l a^{l-1} + b^l)", {DEFINES, HOLDS}),
    (r"z^l = w^l a^{l-1} + b^l", DEFINES),
    (r"a^l = \sigma(z^l)", {DEFINES, HOLDS}),
    (r"C = \frac{1}{2} \sum_j (y_j - a^L_j)^2", DEFINES),
    (r"\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}", DEFINES),
]
CHAIN = [  # of neurons
    (r"C_0 = (a^{(L)} - y)^2", DEFINES),
    (r"z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}", DEFINES),
    (r"a^{(L)} = \sigma(z^{(L)})", DEFINES),
]
NET_INPUTS = [  # the function is given its argument in two ways
    (r"E = \frac{1}{2} \sum_j (t_j - o_j)^2", DEFINES),
    (
        r"o_j = \varphi(\text{net}_j) = \varphi\left(\sum_{k=1}^n w_{kj} x_k\right)",
        {DEFINES, HOLDS},
    ),
]
VECTORISED = [
    (r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}", DEFINES),
    (r"A^{[l]} = g^{[l]}(Z^{[l]})", DEFINES),
    (r"dZ^{[l]} = dA^{[l]} \odot g^{[l]\prime}(Z^{[l]})", DEFINES),
    (r"dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}", DEFINES),
]
EXAMPLES = [
    (r"z^{[1](i)} = W^{[1]} x^{(i)} + b^{[1]}", DEFINES),
    (r"a^{[1](i)} = \tanh(z^{[1](i)})", DEFINES),
    (r"z^{[2](i)} = W^{[2]} a^{[1](i)} + b^{[2]}", DEFINES),
    (r"\hat{y}^{(i)} = a^{[2](i)} = \sigma(z^{[2](i)})", {DEFINES, HOLDS}),
]
NORMALISED = [  # B is a label
    (r"\mu_B = \frac{1}{m} \sum_{i=1}^m x_i", DEFINES),
    (r"\sigma_B^2 = \frac{1}{m} \sum_{i=1}^m (x_i - \mu_B)^2", DEFINES),
    (r"\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}", DEFINES),
    (r"y_i = \gamma \hat{x}_i + \beta", DEFINES),
]
SOFTPLUS = [
    (r"\zeta(x) = \log(1 + \exp(x))", DEFINES),
    (r"\sigma(x) = \frac{\exp(x)}{\exp(x) + \exp(0)}", DEFINES),
]
NESTEROV = [
    (r"v_{t+1} = \mu v_t - \eta \nabla f(\theta_t + \mu v_t)", DEFINES),
    (r"\theta_{t+1} = \theta_t + v_{t+1}", DEFINES),
]
PENALTY = [
    (r"\tilde{J}(w; X, y) = \frac{\alpha}{2} w^\top w + J(w; X, y)", DEFINES),
    (r"w \leftarrow w - \epsilon (\alpha w + \nabla_w J(w; X, y))", DEFINES),
]
ONE_NEURON = [
    (r"\hat y = \sigma(z) = \sigma(w^T x + b)", {DEFINES, HOLDS}),
    (r"L = -y \log \hat y - (1-y)\log(1-\hat y)", DEFINES),
    (r"\sigma(x) = \frac{1}{1+e^{-x}}", DEFINES),
]


@states(
    "Where $x^{(i)}$ is an example, the $x$ of $h(x)$ is one of them, and $x_j$ an entry of it.",
    "$\\hat y = \\sigma(z) = \\sigma(w^\\top x + b)$ says what $z$ is.",
    page="check_mine",
)
@pytest.mark.parametrize(
    ("notes", "line", "slips"),
    [
        (
            LINEAR,
            SLOPE,
            [
                SLOPE.replace(r"\frac{1}{m}", r"\frac{2}{m}"),
                SLOPE.replace(r"\frac{1}{m}", r"-\frac{1}{m}"),
                SLOPE.replace("x_j^", "x_k^"),
            ],
        ),
        (
            LOGISTIC,
            LOGISTIC_SLOPE,
            [
                LOGISTIC_SLOPE.replace(r"- y^{(i)})", r"+ y^{(i)})"),
                LOGISTIC_SLOPE.replace(r"\frac{1}{m}", r"\frac{1}{2 m}"),
            ],
        ),
        (
            BY_INPUTS,
            r"\delta^L = (a^L - y) \odot \sigma'(z^L)",
            [r"\delta^L = (y - a^L) \odot \sigma'(z^L)"],
        ),
        (
            BY_INPUTS,
            r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
            [r"\delta^l = -((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)"],
        ),
        (
            BY_INPUTS,
            r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j",
            [r"\frac{\partial C}{\partial w^l_{jk}} = -a^{l-1}_k \delta^l_j"],
        ),
        (
            CHAIN,
            r"\frac{\partial C_0}{\partial w^{(L)}} = a^{(L-1)} \sigma'(z^{(L)}) 2 (a^{(L)} - y)",
            [r"\frac{\partial C_0}{\partial w^{(L)}} = w^{(L)} \sigma'(z^{(L)}) 2 (a^{(L)} - y)"],
        ),
        (
            NET_INPUTS,
            r"\frac{\partial E}{\partial w_{ij}} = (o_j - t_j)\, \varphi'(\text{net}_j)\, x_i",
            [r"\frac{\partial E}{\partial w_{ij}} = (t_j - o_j)\, \varphi'(\text{net}_j)\, x_i"],
        ),
        (
            NORMALISED,
            r"\frac{\partial \ell}{\partial \gamma} = "
            r"\sum_{i=1}^m \frac{\partial \ell}{\partial y_i} \hat{x}_i",
            [],
        ),
        (SOFTPLUS, r"\frac{d}{dx} \zeta(x) = \sigma(x)", [r"\frac{d}{dx} \zeta(x) = \sigma(-x)"]),
        (SOFTPLUS, r"\log \sigma(x) = -\zeta(-x)", [r"\log \sigma(x) = -\zeta(x)"]),
        (
            NESTEROV,
            r"\theta_{t+1} = \theta_t + \mu v_t - \eta \nabla f(\theta_t + \mu v_t)",
            [r"\theta_{t+1} = \theta_t + \mu v_t + \eta \nabla f(\theta_t + \mu v_t)"],
        ),
        (
            PENALTY,
            r"w \leftarrow (1 - \epsilon \alpha) w - \epsilon \nabla_w J(w; X, y)",
            [r"w \leftarrow (1 + \epsilon \alpha) w - \epsilon \nabla_w J(w; X, y)"],
        ),
        (
            ONE_NEURON,
            r"\frac{\partial L}{\partial z} = \hat y - y",
            [r"\frac{\partial L}{\partial z} = y - \hat y"],
        ),
        (ONE_NEURON, r"\nabla_w L = (\hat{y} - y)\,x", [r"\nabla_w L = (\hat{y} - y)\,w"]),
    ],
)  # fmt: skip
def test_what_a_course_writes_is_read_and_its_slips_are_found(notes, line, slips):
    check(*notes, (line, HOLDS))
    for slip in slips:
        found = {WRONG, DOUBTFUL, UNKNOWN} if "x_k" in slip or "w^{(L)}" in slip else WRONG
        check(*notes, (slip, found))


@pytest.mark.parametrize("notes", [VECTORISED, EXAMPLES, LINEAR, NORMALISED])
def test_the_lines_of_a_course_define_their_symbols(notes):
    check(*notes)


@states("$X$ beside them has them as its rows, which is said as an assumption.", page="check_mine")
def test_the_rows_of_a_capital_are_the_examples():
    told = check(
        *LINEAR,
        (SLOPE, HOLDS),
        (r"\nabla_\theta J(\theta) = \frac{1}{m} X^T (X\theta - y)", ASSUMING),
        (r"\nabla_\theta J(\theta) = \frac{1}{m} X^T (X\theta + y)", {WRONG, UNKNOWN}),
    )

    assert told[3].hint == "if the rows of X are the x^(i)"


@states(
    "$x^{k+1} = x^k - \\alpha \\nabla f(x^k)$ counts its steps above the letter, and "
    "$\\nabla f(x + y)$ is the gradient of $f$ at that place.",
    page="check_mine",
)
def test_steps_may_be_counted_above_the_letter():
    check(
        (r"x^{k+1} = x^k - \alpha \nabla f(x^k)", DEFINES),
        (r"f(x) = x^2", DEFINES),
        (r"x^{k+1} = (1 - 2 \alpha) x^k", HOLDS),
        (r"x^{k+1} = (1 + 2 \alpha) x^k", WRONG),
    )
    check(
        (r"f(x) = x^2", DEFINES),
        (r"f(x + \beta) = x^2 + 2 \beta x + \beta^2", HOLDS),
        (r"\nabla f(x + \beta) = 2 x + 2 \beta", HOLDS),
        (r"\nabla f(x + \beta) = 2 x + \beta", WRONG),
    )


@states(
    "$g^{[l]}$ is a function of its own in each layer, and $z^{[1](i)}$ belongs to an example.",
    page="check_mine",
)
def test_examples_of_a_layer_are_those_of_the_first_axis():
    check(
        *EXAMPLES,
        (r"\hat{y}^{(i)} = \sigma(W^{[2]} a^{[1](i)} + b^{[2]})", HOLDS),
        (r"\hat{y}^{(i)} = \sigma(W^{[2]} a^{[1](i)} - b^{[2]})", {WRONG, DOUBTFUL}),
    )


@states(
    "A square on the left, as in $\\sigma^2 = \\dots$, defines its positive root.",
    page="check_mine",
)
def test_a_square_defines_its_root():
    check(
        (r"\mu = \frac{1}{m} \sum_{i=1}^m x_i", DEFINES),
        (r"\sigma^2 = \frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2", DEFINES),
        (r"\sigma^2 = \frac{1}{m} \sum_{i=1}^m x_i^2 - \mu^2", HOLDS),
        (r"\sigma^2 = \frac{1}{m} \sum_{i=1}^m x_i^2 + \mu^2", WRONG),
    )


@states(
    "`\\mathbf{W}_h` is a matrix of its own where $h$ counts nothing, and so is `W_h` beside "
    "$h_t$, and `\\mu_B` with a capital.",
    page="check_mine",
)
def test_the_name_of_a_symbol_below_another_is_a_label():
    check(
        (r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)", DEFINES),
        (r"y_t = W_{hy} h_t + b_y", DEFINES),
        (r"y_t = W_{hy} \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h) + b_y", HOLDS),
        (r"y_t = W_{hy} \tanh(W_{hh} h_{t-1} - W_{xh} x_t + b_h) + b_y", WRONG),
    )


@states("Cases may leave out the place where one ends and the next begins.", page="check_mine")
def test_cases_may_leave_out_a_border():
    check(
        (r"\text{ReLU}(x) = \max(0, x)", DEFINES),
        (r"\text{ReLU}'(x) = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}", HOLDS),
        (r"\text{ReLU}'(x) = \begin{cases} 1 & x > 0 \\ 1 & x < 0 \end{cases}", {WRONG, ASSUMING}),
        (r"\text{ReLU}'(x) = \begin{cases} 2 & x > 0 \\ 0 & x < 0 \end{cases}", WRONG),
        (
            r"\text{ReLU}'(x) = \begin{cases} 1 & x > 1 \\ 0 & x < 0 \end{cases}",
            {UNKNOWN, Status.UNREADABLE},
        ),
    )


@states(
    "Softmax of a matrix is that of each row where the weights stand on the right, as in $X W$, "
    "and of each column where they stand on the left.",
    page="check_mine",
)
def test_scores_of_examples_in_rows_or_in_columns():
    check(
        (r"Z = X W", DEFINES),
        (r"P = \operatorname{softmax}(Z)", DEFINES),
        (r"\sum_j P_{ij} = 1", HOLDS),
        (r"\sum_i P_{ij} = 1", WRONG),
    )
    check(
        (r"Z = W X", DEFINES),
        (r"P = \operatorname{softmax}(Z)", DEFINES),
        (r"\sum_i P_{ij} = 1", HOLDS),
        (r"\sum_j P_{ij} = 1", WRONG),
    )


def test_what_is_named_in_the_way_of_a_net_is_one_symbol():
    check(
        (r"net_{h1} = w_1 * i_1 + w_2 * i_2 + b_1", DEFINES),
        (r"out_{h1} = \frac{1}{1 + e^{-net_{h1}}}", DEFINES),
        (r"\frac{\partial out_{h1}}{\partial net_{h1}} = out_{h1} (1 - out_{h1})", HOLDS),
        (r"\frac{\partial out_{h1}}{\partial w_1} = out_{h1} (1 - out_{h1}) i_1", HOLDS),
        (r"\frac{\partial out_{h1}}{\partial w_1} = out_{h1} (1 - out_{h1}) i_2", WRONG),
    )


def test_an_arrow_may_begin_a_line():
    line = (
        r"\sigma(x) = \frac{1}{1+e^{-x}} \\ "
        r"\rightarrow \frac{d\sigma(x)}{dx} = (1 - \sigma(x)) \sigma(x)"
    )

    check((line, HOLDS))
    check((line.replace("1 - ", "1 + "), WRONG))


def test_an_entry_of_x_is_not_the_letter_xi():
    check(
        (r"\xi = \frac{1}{N} \sum_{i=1}^N (y_i - t_i)^2", DEFINES),
        (r"y_i = w x_i", DEFINES),
        (r"\frac{\partial \xi}{\partial w} = \frac{2}{N} \sum_{i=1}^N x_i (y_i - t_i)", HOLDS),
        (r"\frac{\partial \xi}{\partial w} = \frac{2}{N} \sum_{i=1}^N x_i (t_i - y_i)", WRONG),
    )


def test_the_row_of_a_class_may_be_turned():
    check(
        (r"s_j = w_j^T x", DEFINES),
        (r"L = \sum_j \max(0, w_j^T x - s_1 + \Delta)", DEFINES),
    )
