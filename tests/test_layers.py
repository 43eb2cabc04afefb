r"""Layers and examples beside a name: ``a^{(l)}`` is ``a1``, then ``a2``, one after the other."""

import pytest

from tests.network import NETWORK, verdict
from verify.reading.equations import chains
from verify.reading.tokens import LatexError

FALSE = [
    r"z^{(l)} = W^{(l)} a^{(l-1)} - b^{(l)}",
    r"z^l_j = \sum_k W^l_{jk} a^{l-1}_k + 2 b^l_j",
    r"\delta^{(l)} = ((W^{(l+1)})^\top \delta^{(l+1)}) \odot \sigma(z^{(l)})",
    r"\delta^L = \frac{\partial C}{\partial a^L} \odot \sigma(z^L)",
    r"\frac{\partial C}{\partial W^{(l)}_{ij}} = \delta^{(l)}_j a^{(l-1)}_i",
    r"\frac{\partial C}{\partial b^{(l)}} = \sigma(\delta^{(l)})",
    r"\sum_{l=1}^{2} \lVert b^{(l)} \rVert^2 = \lVert b^{(1)} \rVert^2",
    r"y^{(n)} = \sum_j X^{(n)}_j w_1",
    r"y^{(n)} = y_1",
]
REFUSED = {
    r"x = c^{(l)}": "no layers of 'c'",
    r"x = x^{(l)}": "no layers of 'x'",
    r"a^{(l)} = a^{(l+9)}": "no layer 'l' for which all of this is defined",
    r"a^{(l)} = a^{(l l)}": "",
    r"\sum_{l=1}^{3} b^{(l)}_1 = x": "not all layers",
    r"b^{(3)} = b^{(2)}": "defines no 'b3'",
    r"y^{(9)} = x": "no example 9",
    r"W^{(1)\top}_{ij} = W^{(1)}_{ji} + W^{(1)\top}_{ij}^2": "",
}


@pytest.mark.parametrize("latex", FALSE)
def test_a_slip_in_a_line_of_layers_is_found(latex):
    assert verdict(latex)


@pytest.mark.parametrize(("latex", "problem"), REFUSED.items())
def test_layers_that_are_not_defined_are_refused(latex, problem):
    assert verdict(latex)
    assert problem in verdict(latex)


def test_a_line_is_claimed_for_each_layer():
    found = chains("z^l = W^l a^{l-1} + b^l", NETWORK)

    assert [chain.layers for chain in found] == [(("l", 1),), (("l", 2),)]


def test_what_nothing_defines_is_told_from_what_is_not_understood():
    with pytest.raises(LatexError) as unknown:
        chains("x = c^{(l)}", NETWORK)
    with pytest.raises(LatexError) as unread:
        chains(r"x = \lfloor x", NETWORK)

    assert (unknown.value.unknown, unread.value.unknown) == ("c", None)


def test_a_letter_over_a_symbol_without_layers_is_a_power():
    assert verdict("w_1^2 = w_1 w_1") == ""
    assert "Power" in str(chains("x^x = x", NETWORK)[0].sides[0].value)
