"""What is given in the worked examples stands in the pictures of their networks."""

import pytest

from derivations import worked_2_2_2, worked_2_3_2
from figures.worked import start, step
from tests.states import states
from tests.worked import given

EXAMPLES = {"worked_2_2_2": (worked_2_2_2, 2, 0.60), "worked_2_3_2": (worked_2_3_2, 3, 0.65)}

both = pytest.mark.parametrize("page", EXAMPLES)


@states("Beside the neurons stand their biases and targets;", page="figures/worked_2_2_2")
@states("Beside the neurons stand their biases and targets;", page="figures/worked_2_3_2")
@both
def test_what_is_given_stands_beside_the_neuron_that_it_belongs_to(page):
    _, hidden, c = EXAMPLES[page]

    assert given(page) == {f"out_{{h{k}}}": f"b_{k}=0.35" for k in range(1, hidden + 1)} | {
        "out_{o1}": f"c_1={c:.2f}\nt_1=0.01",
        "out_{o2}": f"c_2={c:.2f}\nt_2=0.99",
    }


@states("the learning rate is 0.5.", page="figures/worked_2_2_2")
@states("the learning rate is 0.5.", page="figures/worked_2_3_2")
@both
def test_the_stated_learning_rate_is_that_of_the_updates(page):
    example, *_ = EXAMPLES[page]
    net = start(example)

    assert float(example.given[example.eta]) == 0.5
    assert step(net).w.tolist() == step(net, 0.5).w.tolist()
