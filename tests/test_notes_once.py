"""Formulas are read once for all that their names may be."""

import sympy as sp

from derivations.calculus import matrix, vector
from verify.notes import once
from verify.notes.once import Reader
from verify.reading import nodes as n


def counted(monkeypatch):
    """How often a formula is read, by its text."""
    read = []
    open_chains = once.open_chains
    monkeypatch.setattr(
        once,
        "open_chains",
        lambda latex, symbols: (read.append(latex), open_chains(latex, symbols))[1],
    )
    return read


def test_what_does_not_stand_in_a_formula_changes_nothing(monkeypatch):
    read = counted(monkeypatch)
    latex = r"q = u + 1"
    first = Reader({}).read(latex)
    again = Reader({"x": sp.Symbol("x"), "v": vector("v", 2)}).read(latex)

    assert read == [latex]
    assert again is first


def test_what_stands_in_it_is_asked_again(monkeypatch):
    read = counted(monkeypatch)
    latex = r"g = r (s)"
    product = Reader({"r": sp.Symbol("r"), "s": sp.Symbol("s")}).read(latex)[0]
    call = Reader({"r": lambda s: s, "s": sp.Symbol("s")}).read(latex)[0]

    assert read == [latex, latex]
    assert isinstance(product[0].sides[1].value, n.Product)
    assert isinstance(call[0].sides[1].value, n.Call)


def test_equal_symbols_are_the_same_and_other_values_are_not(monkeypatch):
    read = counted(monkeypatch)
    latex = r"k = M v"
    Reader({"M": matrix("M", 2, 3)}).read(latex)
    Reader({"M": matrix("M", 2, 3)}).read(latex)
    Reader({"M": matrix("M", 3, 3)}).read(latex)
    Reader({"M": 2 * matrix("M", 3, 3)}).read(latex)
    Reader({"M": 2 * matrix("M", 3, 3)}).read(latex)

    assert len(read) == 4
