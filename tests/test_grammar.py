"""The grammar of the page: what can be read follows from it, and what it says is read."""

import random
import re
from functools import cache

import pytest

from tests.language import READ
from tests.states import states
from verify.book import ROOT
from verify.reading.alphabet import (
    ACCENTS,
    BARS,
    EQUALS,
    FOLDS,
    FUNCTIONS,
    GREEK,
    OPERATORS,
    RELATIONS,
    STYLES,
)
from verify.reading.expressions import MATRICES
from verify.reading.layout import BEGIN, END, arranged
from verify.reading.open_names import names_in
from verify.reading.tokens import LatexError, tokens

LINES = 60
PAGE = (ROOT / "docs" / "what_can_be_read.md").read_text(encoding="utf-8")
TEXT = re.search(r"^```ebnf\n(.*?)^```", PAGE, re.M | re.S)[1]
PIECE = re.compile(r'"[^"]*"|[A-Za-z]+|[\[\]{}()|;=]')


def rules():
    """Each name with its alternatives, as nested lists."""
    body = re.sub(r"\(\*.*?\*\)", "", TEXT, flags=re.S)
    found = {}
    for rule in re.split(r";\s*\n", body):
        if rule.strip():
            name, _, right = rule.partition("=")
            pieces = PIECE.findall(right)
            tree, end = alternatives(pieces, 0)
            assert end == len(pieces), rule
            found[name.strip()] = tree
    return found


def alternatives(pieces, at):
    choices, sequence = [], []
    while at < len(pieces) and pieces[at] not in {")", "]", "}"}:
        piece = pieces[at]
        at += 1
        if piece == "|":
            choices.append(("all", sequence))
            sequence = []
        elif piece in {"(", "[", "{"}:
            inner, at = alternatives(pieces, at)
            at += 1
            kind = {"(": "one", "[": "maybe", "{": "many"}[piece]
            sequence.append((kind, inner))
        else:
            sequence.append(("is", piece))
    return ("any", [*choices, ("all", sequence)]), at


RULES = rules()


def matches(terminal, token):
    """Whether a token is what a terminal stands for."""
    text = token.text
    command = text.removeprefix("\\")
    if terminal.startswith('"'):
        return text == terminal.strip('"')
    return {
        "LETTER": text.isalpha() and len(text) == 1,
        "NUMBER": text[:1].isdigit(),
        "DIGIT": text[:1].isdigit(),
        "GREEK": text != command and command in GREEK,
        "STYLE": text != command and command in STYLES,
        "ACCENT": text != command and command in ACCENTS,
        "FUNCTION": text != command and command in {*FUNCTIONS, *FOLDS, "det", "tr"},
        "WORDS": text == r"\text",
        "BEGIN": text == BEGIN,
        "END": text == END,
        "MATRIX": text in {rf"\begin{{{name}}}" for name in (*MATRICES, "vmatrix")},
        "ENDMATRIX": text in {rf"\end{{{name}}}" for name in (*MATRICES, "vmatrix")},
    }[terminal]


def follows(latex):
    """Whether a display follows from the grammar."""
    found = arranged(tokens(latex))

    @cache
    def ends(rule, start):
        return walk(RULES[rule], frozenset({start}))

    def walk(tree, starts):
        kind, inner = tree
        if kind == "any":
            return frozenset().union(*(walk(choice, starts) for choice in inner))
        if kind == "all":
            for part in inner:
                starts = walk(part, starts)
            return starts
        if kind == "is":
            if inner in RULES:
                return frozenset().union(*(ends(inner, start) for start in starts))
            return frozenset(
                start + 1 for start in starts if start < len(found) and matches(inner, found[start])
            )
        if kind == "one":
            return walk(inner, starts)
        reached = starts if kind in {"maybe", "many"} else frozenset()
        new = starts
        while new:
            new = walk(inner, new) - reached
            reached |= new
            if kind == "maybe":
                break
        return reached

    return len(found) in ends("display", 0)


def test_the_grammar_is_short():
    assert len(TEXT.splitlines()) <= LINES


def test_every_name_of_the_grammar_is_defined():
    used = set(re.findall(r"\b[a-z]+\b", re.sub(r'"[^"]*"|\(\*.*?\*\)', "", TEXT, flags=re.S)))

    assert used == set(RULES)


@states("Each line of the first list follows from this grammar,", page="what_can_be_read")
@pytest.mark.parametrize("line", READ, ids=lambda line: line["latex"][:40])
def test_a_line_that_can_be_read_follows_from_the_grammar(line):
    assert follows(line["latex"])


@pytest.mark.parametrize("latex", ["x = = y", "x = (y", r"x = \frac{1}", "x = y +", r"= \\ x & y"])
def test_what_is_no_formula_does_not_follow(latex):
    assert not follows(latex)


SAMPLES = {
    "LETTER": "xyzabgh", "NUMBER": ["2", "0.5", "3"], "DIGIT": "23", "GREEK": [r"\beta", r"\eta"],
    "STYLE": [r"\mathbf"], "ACCENT": [r"\hat"], "FUNCTION": [r"\exp", r"\tanh"], "BEGIN": [BEGIN],
    "END": [END], "MATRIX": [r"\begin{pmatrix}"], "ENDMATRIX": [r"\end{pmatrix}"],
    "WORDS": [r"\text{and}", r"\text{if }", r"\text{otherwise}"],
}  # fmt: skip
DEPTH = 7
TRIES = 400
UNREADABLE = {"rule", "open", "close", "d"}  # alone
AROUND = {  # what a sentence of a rule is put into, to be a side
    "display": "1, {}", "row": "1, {}", "line": "1, {}", "equation": "1, {}", "relation": "x {} x",
    "separator": "x {} x = x", "joining": "1, {} x = x", "when": "x {}", "range": "x, {}",
    "condition": r"x \qquad {}", "inequality": r"x \qquad ({})", "order": r"x \qquad (x {} x)",
    "operator": "x {} x", "below": "x_{}", "indices": "x_{{{}}}", "index": "x_{}", "above": "x^{}",
    "turned": "x^{}", "point": "f(x) {}", "place": "f(x) |_{{{}}}", "spelled": r"\hat{}",
    "arguments": "f{}", "part": r"\frac{}2",
    "variable": r"\partial x / \partial {}", "runs": r"\sum_{} x",
    "case": r"\begin{{cases}} {} \end{{cases}}", "cells": r"\begin{{pmatrix}} {} \end{{pmatrix}}",
}  # fmt: skip


def sentence(rule, generator, depth=0):
    """A random sentence of a rule."""

    def walk(tree, depth):
        kind, inner = tree
        if kind == "any":
            choices = inner if depth < DEPTH else sorted(inner, key=lambda c: len(str(c)))[:1]
            return walk(generator.choice(choices), depth)
        if kind == "all":
            return " ".join(filter(None, (walk(part, depth) for part in inner)))
        if kind == "one":
            return walk(inner, depth)
        if kind == "maybe":
            return walk(inner, depth) if depth < DEPTH and generator.random() < 0.3 else ""
        if kind == "many":
            count = generator.choice([0, 0, 1]) if depth < DEPTH else 0
            return " ".join(walk(inner, depth) for _ in range(count))
        if inner in RULES:
            return sentence(inner, generator, depth + 1)
        return inner.strip('"') if inner.startswith('"') else generator.choice(SAMPLES[inner])

    return walk(RULES[rule], depth)


@pytest.mark.parametrize("rule", [name for name in RULES if name not in UNREADABLE])
def test_the_reader_takes_what_a_rule_says(rule):
    """Of random sentences some are read; the others stand for two things, or join what differs."""
    generator = random.Random(0)

    def is_read():
        latex = f"x = {AROUND.get(rule, '{}').format(sentence(rule, generator))}"
        try:
            names_in(latex)
        except LatexError:
            return False
        return True

    assert any(is_read() for _ in range(TRIES))


@pytest.mark.parametrize(
    "sign",
    [
        *(sign for sign in OPERATORS if sign), *EQUALS, *RELATIONS, *BARS,
        *(f"\\{name}" for name in FOLDS),
    ],
)  # fmt: skip
def test_the_grammar_has_every_sign_of_the_alphabet(sign):
    assert f'"{sign}"' in TEXT
