"""What is given in the worked examples stands in the pictures of their networks."""

import re
from importlib import import_module

import numpy as np
import pytest
from numpy.testing import assert_allclose

from derivations import worked_2_2_2, worked_2_3_2
from figures.live_net import SENTENCES
from figures.worked import start, step
from nn.worked_2_2_2 import sigmoid_net_error_grad_V, sigmoid_net_error_grad_W
from tests.states import states
from tests.worked import given, gradients
from verify.book import ROOT
from verify.book.claims import anchor
from verify.book.displays import displays
from verify.live.numbers import shown
from verify.live.printed import DIGITS
from verify.showing import lives

EXAMPLES = {"worked_2_2_2": (worked_2_2_2, 2, 0.60), "worked_2_3_2": (worked_2_3_2, 3, 0.65)}

both = pytest.mark.parametrize("page", EXAMPLES)


@states("Beside the neurons stand their biases and targets;", page="figures/worked_2_2_2")
@states("Beside the neurons stand their biases and targets;", page="figures/worked_2_3_2")
@both
def test_what_is_given_stands_beside_the_neuron_that_it_belongs_to(page):
    _, hidden, c = EXAMPLES[page]

    assert given(page) == {f"h{k}": {f"b{k} 0.3500"} for k in range(1, hidden + 1)} | {
        "o1": {f"c1 {c:.4f}", "t1 0.01000"},
        "o2": {f"c2 {c:.4f}", "t2 0.9900"},
    }


@states("the learning rate is 0.5 at first.", page="figures/worked_2_2_2")
@states("the learning rate is 0.5 at first.", page="figures/worked_2_3_2")
@both
def test_the_stated_learning_rate_is_that_of_the_updates(page):
    example, *_ = EXAMPLES[page]
    net = start(example)

    assert float(example.given[example.eta]) == 0.5
    assert step(net).w.tolist() == step(net, 0.5).w.tolist()


@states("Orange are the deltas and the gradients, which come back.", page="figures/worked_2_2_2")
@states("Orange are the deltas and the gradients, which come back.", page="figures/worked_2_3_2")
@both
def test_below_each_weight_stands_its_gradient(page):
    example, *_ = EXAMPLES[page]
    net = start(example)
    found = [sigmoid_net_error_grad_W(**net.parameters), sigmoid_net_error_grad_V(**net.parameters)]
    every = np.concatenate([gradient.ravel() for gradient in found])

    assert gradients(page) == {f"w{k}": shown(float(g), "s3") for k, g in enumerate(every, 1)}


@both
def test_a_step_of_the_figure_is_one_of_nn(page):
    example, *_ = EXAMPLES[page]
    live = import_module(f"figures.{page}").step_by_step()
    inputs = list(live.start)
    button = next(one for one in live.buttons if one.label == "take 1 step")
    values = live.values(inputs)
    for to, at in button.changes:
        inputs[to] = float(values[at])
    known = dict(zip((one.symbol for one in live.inputs), inputs, strict=True))

    assert_allclose([known[w] for w in example.w], step(start(example)).w, rtol=1e-14)


@both
def test_nearly_every_decimal_of_the_formulas_follows_the_inputs(page):
    text = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")
    printed = [DIGITS.findall(display.latex) for display in displays(page, text)]
    every = sum(len([x for x in numbers if "." in x]) for numbers in printed)
    found = sum(map(len, lives.of_page(page, text).numbers.values()))

    assert every - found <= 2  # a rate and a target of other examples, in two exercises
    assert every > 100


@pytest.mark.parametrize(
    "state", [{}, {"w_1": -0.7, "w_5": 2.5, "i_1": 3.0}], ids=["book", "other"]
)
@both
def test_the_test_that_is_taken_along_passes_and_fails_for_other_numbers(page, state):
    live = import_module(f"figures.{page}").step_by_step()
    names = [str(one.symbol) for one in live.inputs]
    inputs = [state.get(name, value) for name, value in zip(names, live.start, strict=True)]
    values = [float(x) for x in live.values(inputs)]
    template = dict(live.takes)["a test for pytest"]

    def filled(factor):
        """Every other number is changed a little."""
        return re.sub(
            r"«(\d+)»",
            lambda found: repr(values[int(found[1])] * (factor if int(found[1]) % 2 else 1)),
            template,
        )

    _run(filled(1))
    with pytest.raises(AssertionError):
        _run(filled(1 + 1e-6))


def _run(program):
    names = {}
    exec(program, names)
    for name in [name for name in names if name.startswith("test_")]:
        names[name]()


STAGES = {  # what a stage speaks of, and how the display that it lights begins
    "hidden neuron adds": r"net_\{?h",
    "output neurons": r"net_\{?o",
    "is the error": r"E(_\{o1\})? &?=",
    "output deltas": r"\\delta_\{?o",
    "hidden deltas": r"\\delta_\{?h",
    "Each gradient": r"\\frac\{\\partial E\}\{\\partial [wW]",
    "weights move": r"[wW](_1)?\^\+",
}


@both
def test_each_stage_lights_the_display_that_it_speaks_of(page):
    text = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")
    live = lives.made(page, text)["step_by_step"]
    every = {
        anchor(display, order): display.latex.strip().removeprefix(r"\begin{aligned}").strip()
        for order, display in enumerate(displays(page, text), start=1)
    }

    assert len(live.lights) == len(SENTENCES) == len(STAGES)
    for (_, lit), sentence, (words, begins) in zip(
        live.lights, SENTENCES, STAGES.items(), strict=True
    ):
        assert words in sentence
        assert re.match(begins, every[lit]), f"{words}: {every[lit]}"
