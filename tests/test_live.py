"""Figures that compute: what is printed, how numbers are written, and what the build compares."""

import json
import re
import subprocess

import mpmath
import numpy as np
import pytest
import sympy as sp

from derivations import softmax as example
from derivations import worked_2_2_2
from figures.worked_2_2_2 import LABELS
from tests.looks import PAPERS
from tests.vision import contrast
from verify.book import ROOT
from verify.book.displays import displays
from verify.live import engine
from verify.live.drawing import Drawing, letter
from verify.live.evidence import TOLERANCE, agreements
from verify.live.markup import figure, filled
from verify.live.model import Input, Live, Path
from verify.live.numbers import shown
from verify.live.printed import marked, numbers
from verify.live.printing import function
from verify.proving.namespace import symbols
from verify.showing import lives

x, y, s = sp.symbols("x y s", real=True)
FORMS = ("f0", "f2", "f9", "p4", "p1", "s3", "e2", "t", "x", "m2", "v")
WRITE = """
const [code, values, forms] = JSON.parse(require("fs").readFileSync(0, "utf8"))
const shown = new Function(`const MINUS = "\\u2212"\n${code}\nreturn shown`)()
console.log(JSON.stringify(values.map((value) => forms.map((form) => shown(value, form)))))
"""
ZOO = [
    x**2 / (1 + y**2), x / (y * (x + 1)), sp.exp(-x) / (1 + sp.exp(-x)) ** 2, sp.log(1 + x**2),
    sp.sqrt(x**2 + y), sp.tanh(x * y), sp.Max(x, y, 0), sp.Abs(x - y), sp.sign(x), x**3 - y**-1,
    sp.Piecewise((x, sp.And(x > 0, y > 1)), (y, x > -1), (sp.pi, True)), sp.cos(x) + sp.E,
]  # fmt: skip


def test_python_writes_a_number_as_javascript_does(rng):
    values = [*(rng.normal(size=300) * 10.0 ** rng.integers(-9, 12, 300)), 0.125, 2.5, -2.5, 0.5]
    values += [1e21, 1e-7, 999_990.0, 0.0, -0.0, -0.001, 99.95, 9.99995e-6, -6e-11, 1e-3, 9.996e-4]
    script = (ROOT / "docs/assets/live.js").read_text(encoding="utf-8")
    code = re.search(r"  function shown.*?\n  }\n", script, re.DOTALL)[0]
    found = subprocess.run(
        [str(engine.node()), "-e", WRITE], input=json.dumps([code, values, FORMS]),
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert [[shown(float(value), form) for form in FORMS] for value in values] == json.loads(found)


def test_what_is_printed_computes_what_it_was_printed_from(rng):
    points = [[float(a), float(b)] for a, b in rng.uniform(0.2, 2, (20, 2)) * [1, 1.5]]
    points += [[-a, b] for a, b in points]
    [found] = engine.values([(function([[x, y]], ZOO), [[point] for point in points])])
    expected = [
        [float(value.subs({x: sp.Float(a, 30), y: sp.Float(b, 30)})) for value in ZOO]
        for a, b in points
    ]

    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


def test_a_symbol_that_is_no_input_is_refused():
    with pytest.raises(ValueError, match="y is no input of the figure"):
        function([[x]], [x + y])


def test_what_javascript_does_not_have_is_refused():
    with pytest.raises(ValueError, match="has no form in JavaScript"):
        function([[x]], [sp.zeta(x)])


def test_an_unknown_form_of_a_number_is_refused():
    with pytest.raises(
        ValueError, match="'q3' is no form of a number: write f9, p4, s4, e2, m2, t, x or v"
    ):
        shown(1.0, "q3")


def of_the_net():
    names = [*worked_2_2_2.i, *worked_2_2_2.w, *worked_2_2_2.b, *worked_2_2_2.c, *worked_2_2_2.t]
    return Live([Input(name, 0.3, -4, 4) for name in [*names, worked_2_2_2.eta]])


def test_the_code_of_a_page_agrees_with_nn():
    live = of_the_net()
    for label in LABELS:
        live.derived(label, getattr(worked_2_2_2, label))
    found = agreements(live, "net", symbols("worked_2_2_2"))

    assert set(found) == set(LABELS)
    assert max(one.error for one in found.values()) <= TOLERANCE
    assert {(one.points, one.edges) for one in found.values()} == {(4, 35)}


n = worked_2_2_2
PLANTED = {  # wrong formulas, each with what is wrong in it
    "sign": ("sigmoid_net_error_grad_c", (n.t - n.o) * n.o * (1 - n.o)),
    "the slope of the sigmoid is missing": ("sigmoid_net_error_grad_c", n.o - n.t),
    "the slope at the wrong place": ("sigmoid_net_error_grad_c", (n.o - n.t) * n.o * (1 + n.o)),
    "not transposed": ("sigmoid_net_error_grad_b", (n.V @ n.delta_o) * n.h * (1 - n.h)),
    "transposed": ("sigmoid_net_error_grad_V", np.outer(n.h, n.delta_o)),
    "inputs for outputs": ("sigmoid_net_error_grad_V", np.outer(n.delta_o, n.i)),
    "the factor 1/2 is missing": ("sigmoid_net_error", ((n.t - n.o) ** 2).sum()),
    "one output forgotten": ("sigmoid_net_error", n.E_o1),
    "uphill": ("sigmoid_net_step", 2 * n.w - n.w_plus),
    "the new output weights": ("sigmoid_net_step", n.w_tilde),
    "a bias forgotten": ("sigmoid_net", n.sigma(n.V @ n.h)),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_wrong_formula_is_caught(what):
    label, wrong = PLANTED[what]
    live = of_the_net()
    live.derived(label, wrong)

    assert agreements(live, "net", symbols("worked_2_2_2"))[label].error > 1e-3


def test_a_figure_that_overflows_within_its_ranges_is_caught():
    z = example.z
    live = Live([Input(one, 0, -800, 800) for one in z])
    live.derived("softmax", example.softmax)

    assert agreements(live, "scores", symbols("softmax"))["softmax"].error == float("inf")


def test_a_claim_without_a_function_is_refused():
    live = Live([Input(one, 0, -1, 1) for one in example.z])
    live.derived("softmux", example.softmax)

    with pytest.raises(LookupError, match=r"nn/softmax\.py has no function 'softmux'"):
        agreements(live, "scores", symbols("softmax"))


def test_an_orbit_iterates_its_step_and_ends_where_python_does():
    live = Live([Input(x, 0.5, 0, 1), Input(y, 7, 0, 20, 1)])
    k = live.orbit({s: x}, {s: s - s**2 / 4}, y)
    live.at(s)
    live.paths.append(Path(s, 2 * s, orbit=k))
    expected = [mpmath.mpf(0.5)]
    for _ in range(7):
        expected.append(expected[-1] - expected[-1] ** 2 / 4)

    assert float(live.values([0.5, 7])[0]) == float(expected[-1])
    points = [(float(a), float(2 * a)) for a in expected]
    np.testing.assert_allclose(live.points(live.paths[0], [0.5, 7]), points, rtol=1e-15)


def test_a_line_has_a_gap_where_it_has_no_value():
    live = Live([Input(y, 0, 0, 1)])
    drawing = Drawing(live, 10, 10)
    drawing.path(Path(s, sp.log(s), variable=s, low=-1, high=2, count=3))
    drawing.path(Path(s, sp.Piecewise((sp.nan, sp.Abs(s) < 0.5), (s, True)), None, s, -1, 1, 2))
    svg = filled(live, drawing.svg())

    assert 'd="M1.00 0.00L2.00 0.69"' in svg
    assert 'd="M-1.00 -1.00M1.00 1.00"' in svg


def test_places_numbers_and_what_is_hidden_follow_the_inputs():
    live = Live([Input(x, 2, 0, 5)])
    drawing = Drawing(live, 10, 10)
    drawing.rect(0, 10 - x, 4, x, "bar", on=x - 3)
    drawing.text(1, 2, "x is ", drawing.number(x**2, "f1"), when=x - 1)
    at_start, later = (filled(live, drawing.svg(), [value]) for value in (2.0, 0.5))

    assert ' y="8.00" height="2.00"' in at_start and ' y="9.50" height="0.50"' in later
    assert ">4.0<" in at_start and ">0.3<" in later
    assert "data-off" not in at_start and 'data-off=""' in later


def latex_numbers(latex):
    (display,) = displays("worked_2_2_2", f"$${latex}$$")
    return display, numbers(display, symbols("worked_2_2_2"))


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"w_5 \approx 0.40", [("m2", "o", "w_5")]),
        (r"w_5 - w_6 \approx 0.40 - 0.45", [("m2", "o", "w_5"), ("m2", "p", "w_6")]),
        (r"\delta_{o2} \approx -0.038098237", [("f9", "u", None)]),
        (r"w_5 + \delta_{o2} \approx 0.40 - 0.038098237", [("m2", "o", "w_5"), ("f9", "+", None)]),
        (r"w_5 - \delta_{o2} \approx 0.40 + 0.038098237", [("m2", "o", "w_5"), ("f9", "-", None)]),
        (
            r"\frac{w_5}{2} \approx \frac{0.40}{2} \approx 0.20",
            [("m2", "o", "w_5"), ("f2", "o", "w_5/2")],
        ),
    ],
)
def test_each_printed_number_knows_its_expression(latex, expected):
    _, found = latex_numbers(latex)

    assert [(one.form, one.sign) for one in found] == [(form, sign) for form, sign, _ in expected]
    meant = [str(one.meant) for one in found]
    assert [m for m, (*_, name) in zip(meant, expected, strict=True) if name and m != name] == []


def test_a_number_is_marked_where_it_stands():
    shown_ = "<math><mn>1</mn><mi>x</mi><mn>0.5</mn></math>"

    assert marked(shown_, "1 x 0.5", {1: "7 f1 o"}) == (
        '<math><mn>1</mn><mi>x</mi><mn data-m="7 f1 o">0.5</mn></math>'
    )


def test_other_numbers_than_those_of_the_source_are_refused():
    with pytest.raises(ValueError, match="are not those of its source"):
        marked("<math><mn>2</mn></math>", "1", {0: "7 f1 o"})


def test_the_numbers_of_a_tables_row_follow_the_inputs():
    page = lives.Lives(cells={"given": {"inputs": [3, 5]}})
    table = "| given | numbers |\n| --- | --- |\n| inputs | 5, 0.10 |\n| others | 1 |"

    assert page.table("given", table).split("\n")[2:] == [
        '| inputs | <span data-m="3 x o">5</span>, <span data-m="5 m2 o">0.10</span> |',
        "| others | 1 |",
    ]
    assert page.table("other", table) == table


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("| outputs | 5 |", "has no row 'inputs'"),
        ("| inputs | 5 |", "the row 'inputs' has 1 numbers"),
    ],
)
def test_a_row_that_is_not_as_expected_is_refused(rows, message):
    page = lives.Lives(cells={"given": {"inputs": [3, 5]}})

    with pytest.raises(LookupError, match=message):
        page.table("given", rows)


def test_each_cell_of_a_row_follows_that_is_no_quotation():
    page = lives.Lives(rows={"both": {"error": ["", "3 f2", "4 v"]}})
    table = "| what | printed | exact | |\n| --- | --- | --- | --- |\n| error | 0.5 | 0.50 | ✓ |"

    assert page.table("both", table).split("\n")[-1] == (
        '| error | 0.5 | <span data-m="3 f2 o">0.50</span> | <span data-m="4 v o">✓</span> |'
    )


def test_a_row_with_another_number_of_cells_is_refused():
    page = lives.Lives(rows={"both": {"error": ["3 f2"]}})

    with pytest.raises(LookupError, match="the row 'error' has 2 cells after its name"):
        page.table("both", "| error | 0.5 | 0.50 |")


def test_the_numbers_of_a_picture_follow_in_their_order_and_its_words_do_not():
    page = lives.Lives(pictures={"net": ["3 f1", "5 f2"]})
    svg = '<text x="1">0.5</text><text>h1</text><text>\n−0.25</text>'

    assert page.picture("net", svg) == (
        '<text data-m="3 f1 o" x="1">0.5</text><text>h1</text><text data-m="5 f2 o">\n−0.25</text>'
    )
    assert page.picture("other", svg) == svg


def test_a_picture_with_other_numbers_than_those_that_follow_is_refused():
    page = lives.Lives(pictures={"net": ["3 f1"]})

    with pytest.raises(LookupError, match="the picture 'net' has 2 numbers, not 1"):
        page.picture("net", "<text>0.5</text><text>1</text>")


def test_what_is_said_comes_after_the_controls_so_that_none_moves_under_the_hand():
    live = Live([Input(x, 2, 0, 5)], says="It is two.")
    shown_ = figure(live, "net", lambda latex: latex)

    assert shown_.index('type="range"') < shown_.index("It is two.")


@pytest.mark.parametrize("kind", ["back", "fill-0"])
@pytest.mark.parametrize("scheme", PAPERS)
def test_a_coloured_number_can_be_read_on_both_grounds(scheme, kind):
    style = (ROOT / "docs/assets/live.css").read_text(encoding="utf-8")
    light, dark = re.findall(rf"\.live svg text\.{kind} {{ fill: (#\w+); }}", style)
    colour = {"light": light, "dark": dark}[scheme]
    ink, ground = (
        np.array([int(each[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        for each in (colour, PAPERS[scheme][0])
    )

    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("below", ["1", '<tspan data-n="3 f0"></tspan>'])
def test_a_letter_with_a_number_below_it_stands_on_its_line_again(below):
    assert re.findall(r'dy="(-?\d)"', letter("w", below)) == ["3", "-3"]


def test_parts_of_a_group_share_its_class_and_when_they_are_there():
    live = Live([Input(x, 2, 0, 5)])
    drawing = Drawing(live, 10, 10)
    with drawing.group("middle", when=x - 1):
        drawing.text(1, 2, drawing.number(x, "f1"))
        drawing.line(0, 0, 1, 1, "grey")

    assert filled(live, drawing.svg(), [0.5]).endswith(
        '<g class="middle" data-when="1" data-off=""><text x="1" y="2" data-n="0 f1">0.5</text>'
        '<line x1="0" y1="0" x2="1" y2="1" class="grey"/></g></svg>'
    )
