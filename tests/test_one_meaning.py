"""In a chapter no letter means two things, and what is said of a symbol goes with what it is."""

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import sympy as sp

from tests.states import states
from verify.book.claims import Book
from verify.book.displays import chapters
from verify.proving.namespace import symbols
from verify.showing.notation import declared

SMALL = set("a all an and any are as at by each every for from has how if in is it no not".split())
SMALL |= set("number of on one or that the then there to two what when where with".split())

# A letter that does mean two things in a chapter, and the words with which the page says so.
EXCEPTIONS = {
    (
        "data_parallel",
        "mu",
    ): r"This $\mu_1$ is a time; it has nothing to do with the momentum $\mu$",
}

# What a meaning begins with, and the letters that the book uses for it.
LETTERS = {
    r"(hidden |output )?weights?\b": "w W V U u A B theta",
    r"(hidden |output )?bias(es)?\b": "b c",
    r"(biases and )?scores?\b": "z Z s S r alpha U u v x",
    r"activations?\b": "a A",
    "any activation function": "phi",
    r"deltas?\b": "delta Delta G",
    r"probabilities\b": "p P q rho u v",
    r"targets?\b": "t T C",
    r"(true |predicted )?class of": "t",
    "learning rate": "eta gamma alpha a",
    "sigmoid": "sigma",
    r"(mean |any |a )?loss\b": "L ell Lambda M m x",
    r"(total )?error\b": "E error",
    "half the squared": "E",
    "velocity": "u b k a",
    "column of ones": "one",
    "(any )?upstream gradient": "g G F S",
    r"gradients?\b": "g G e d dW dX dY",
    r"number of examples\b": "N M B",
    r"number of inputs\b": "D",
    r"number of classes\b": "K",
    r"number of hidden": "H",
    r"expectation\b": "E",
    r"(mean square distance|variance, the)": "Var",
    r"(larger |smaller )?eigenvalues?\b": "lambda",
    r"(jacobian)\b": "J",
    r"outputs?\b(?! weights| biases)": "y Y p h o K",
    r"predictions?\b": "Y",
    r"(mean )?precision": "p",
    r"(mean )?recall": "r",
    r"path of (?!gradient descent on)": "theta phi psi chi omega y",
    r"squared? distance": "J",
    r"step( of|$)": "h",
    r"intermediate values": "u",
    r"small change": "Delta",
    r"change of": "Delta",
    r"what enters": "net",
    r"what leaves": "out",
}
SAMPLED = 7  # of so many exchanges, one is tried
ALONE = re.compile(
    r"^(?:its|their|this|these|those|that|which|and|another one|the other)\b"
    r"|\b(?:these|those|that|the other)$"
)
AXIS = re.compile(r"(?:one|an?) (\w+) a (row|column)|a (row|column) for each (?:\w+ )?(\w+)(?:$|,)")
ENTRY = re.compile(r"\b(?:of|for) each (?:hidden )?(class|example|feature|input|neuron|part)\b")


def letter(symbol):
    """The letter of a symbol: without its layer, its accent, its mark and its label."""
    return re.match(r"[A-Za-z]+", symbol.name)[0]


def singular(word):
    return re.sub(r"(?<=s)es$|(?<!s)(?<!bia)s$", "", word)


def words(meaning):
    """The words of a meaning that say something, in the singular."""
    return {singular(word) for word in re.findall(r"[a-zA-Z']+", meaning.lower())} - SMALL


def ambiguous(rows):
    """The letters of a chapter whose symbols have no word in common."""
    found = {}
    for symbol in rows:
        found.setdefault(letter(symbol), []).append(words(symbol.meaning))
    return {name for name, each in found.items() if len(each) > 1 and not set.intersection(*each)}


def axes(symbol):
    r"""The sizes of its axes: ``N`` and ``D`` for ``$N \times D$, one after another``."""
    shape = symbol.shape.partition(",")[0]
    return shape.strip("$").split(r" \times ") if "$" in shape else []


def contradicted(rows):
    """The symbols whose letter or shape is not that of what is said of them."""
    sizes = {symbol.latex: words(symbol.meaning) for symbol in rows if symbol.shape == "size"}
    for symbol in rows:
        letters = [LETTERS[said] for said in LETTERS if re.match(said, symbol.meaning)]
        if any(letter(symbol) not in each.split() for each in letters):
            yield symbol.name, "letter"
        shape = axes(symbol)
        if found := AXIS.search(symbol.meaning):
            noun = singular(found[1] or found[4])
            along = shape[:1] if "row" in (found[2], found[3]) else shape[1:]
            if not any(noun in sizes.get(axis, ()) for axis in along):
                yield symbol.name, "axis"
        elif found := ENTRY.search(symbol.meaning):
            noun = singular(found[1])
            if not any(noun in sizes.get(axis, ()) for axis in shape):
                yield symbol.name, "entry"


@states(
    "Within a chapter a letter means one thing, and where it means two the chapter says so.",
    page="notation",
)
@pytest.mark.parametrize("topic", chapters())
def test_in_a_chapter_no_letter_means_two_things_but_where_it_says_so(topic):
    known = {name for chapter, name in EXCEPTIONS if chapter == topic}

    assert ambiguous(declared(topic)) == known


@pytest.mark.parametrize(("topic", "name"), EXCEPTIONS)
def test_a_letter_of_two_meanings_is_named_by_its_chapter(topic, name):
    text = (Book().docs / f"{topic}.md").read_text(encoding="utf-8")

    assert EXCEPTIONS[topic, name] in text


@pytest.mark.parametrize("topic", chapters())
def test_a_meaning_can_be_read_alone(topic):
    meanings = [symbol.meaning for symbol in declared(topic)]

    assert [meaning for meaning in meanings if ALONE.search(meaning)] == []


@pytest.mark.parametrize("topic", chapters())
def test_a_symbol_has_the_letter_and_the_axes_that_go_with_its_meaning(topic):
    assert [*contradicted(declared(topic))] == []


FUNCTIONS = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "unit step": lambda x: float(x > 0),
    "rectified linear unit": lambda x: max(x, 0.0),
    "identity": lambda x: x,
}
NAMED = [
    (topic, symbol.name, kind)
    for topic in chapters()
    for symbol in declared(topic)
    for kind in FUNCTIONS
    if symbol.meaning.partition(":")[0] == kind
]


@pytest.mark.parametrize(("topic", "name", "kind"), NAMED)
def test_a_function_is_the_one_that_its_meaning_names(topic, name, kind):
    function = symbols(topic)[name]

    for x in (-0.75, 0.0, 1.25):
        assert float(function(sp.Rational(x))) == pytest.approx(FUNCTIONS[kind](x))


def test_of_five_exchanges_of_two_meanings_four_are_noticed():
    noticed = []
    for topic in chapters():
        rows = declared(topic)
        for one, other in [*combinations(range(len(rows)), 2)][::SAMPLED]:
            exchanged = [*rows]
            exchanged[one] = replace(rows[one], meaning=rows[other].meaning)
            exchanged[other] = replace(rows[other], meaning=rows[one].meaning)
            if rows != exchanged:
                wrong = {
                    letter for letter in ambiguous(exchanged) if (topic, letter) not in EXCEPTIONS
                }
                noticed.append(bool(wrong) or any(contradicted(exchanged)))

    assert sum(noticed) > 0.8 * len(noticed) > 1000
