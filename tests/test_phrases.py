"""Phrases that mislead a reader of English are refused, with what to write instead."""

import ast
import re

import pytest

from figures.agreement import oracles
from verify.book import ROOT
from verify.prose.pages import SOURCES, pages, text_of

REFUSED = {  # what is refused: an example, and what to write instead
    r"\bderivatives? by (?!hand\b|differences?\b|finite\b)": (
        "the derivative by x",
        "the derivative with respect to x",
    ),
    r"\bgradients? by (?:each|every|the (?:matrix|weights?|scores?|inputs?|outputs?|bias)|[$`])": (
        "the gradient by the weights",
        "the gradient with respect to the weights",
    ),
    r"\bdifferentiate[sd]?\b[^.\n]* by (?:each\b|every\b|the\b|[$`])": (
        "differentiate the loss by the scores",
        "differentiate the loss with respect to the scores",
    ),
    r"\bslopes? by (?:each|every|both|the (?:weights?|inputs?)|[$`]|[a-zA-Z]\d?\b)": (
        "its slopes by the inputs",
        "its slopes with respect to the inputs",
    ),
    r"\b(?:along|over|up) (?:a|all|both|these|two|several|the only) ways?\b|\bover the ways\b": (
        "multiply along a way",
        "multiply along a path",
    ),
    r"\bways? (?:through|in) (?:a|the) (?:graph|net|network)\b": (
        "the ways through a graph",
        "the paths through a graph",
    ),
    r"\b(?:layers?|neurons?|function) behind\b": ("the layer behind", "the next layer"),
    r"\bbehind (?:the (?:first|last|next|hidden)|each|every|this|that) (?:layer|neuron)\b": (
        "behind the last layer",
        "after the last layer",
    ),
    r"\bextend(?:s|ed)? the fraction\b": ("extend the fraction", "multiply top and bottom"),
    r"\bexpand(?:s|ed)? by\b": ("expand by e", "multiply top and bottom by e"),
    r"\b(?:group|grouped|write|written|sort|sorted)\b[^.\n]* anew\b": (
        "group the terms anew",
        "regroup, or again",
    ),
    r"\bshall\b": ("two outputs shall have two values", "must, or will"),
    r"\bstands? before (?:a|the|every|each)\b": (
        "what stands before a matrix",
        "name it: the left factor",
    ),
    r"\b(?:black|white) (?:ones?|numbers?|dots?|points?|lines?|arrows?|words?)\b": (
        "the black numbers",  # which are light on a dark page
        "the values",
    ),
    r"\bname of the game\b": ("the name of the game", "the key quantity"),
    r"\bby the hundreds?\b": ("images by the hundred", "hundreds of images"),
    r"\bin different moods\b": ("meet it in different moods", "under different load"),
    r"\bis \w less 1\b": ("r is s less 1", "r = s - 1"),
    r"\bcan be had for nothing\b": ("either can be had for nothing", "either is easy to get"),
    r"\b(?:optimi|initiali|normali|standardi|minimi|maximi|recogni|regulari|generali|organi|summari"
    r"|vectori|parametri|penali|factori|visuali|randomi|characteri|speciali|reali|synchroni)"
    r"s(?:e|ed|es|er|ers|ing|ation|ations)\b": ("the optimiser", "the optimizer"),
}


def refused(name: str, text: str) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, use.start()) + 1}: {use[0]!r}: better {better!r}"
        for pattern, (_, better) in REFUSED.items()
        for use in re.finditer(pattern, text, re.I)
    ]


@pytest.mark.parametrize("page", pages())
def test_no_page_has_a_phrase_that_is_refused(page):
    assert refused(page, SOURCES.sub("", text_of(page))) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("nn/*.py")), ids=lambda path: path.stem)
def test_no_docstring_of_the_reference_has_one(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    documented = (n for n in nodes if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef))

    assert [
        line for n in documented for line in refused(path.name, ast.get_docstring(n) or "")
    ] == []


def test_what_others_have_printed_is_named_without_one():
    named = "\n".join(oracle.what for _, oracle in oracles())

    assert refused("oracles", named) == []


@pytest.mark.parametrize(("pattern", "words"), REFUSED.items(), ids=lambda part: str(part[0])[:20])
def test_what_is_refused_is_found_and_what_is_better_is_not(pattern, words):
    example, better = words

    assert re.search(pattern, example, re.I)
    assert not any(re.search(refused, better, re.I) for refused in REFUSED)
