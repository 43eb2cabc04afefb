"""A table or a figure stands where the text speaks of it, and not where it speaks of another."""

import re

import pytest

from verify.book.claims import Book
from verify.book.markup import DIRECTIVE, without_code

# What the paragraph before says, or the heading above it, on each page that has several.
TABLES = {
    "agreement": {
        "functions": "The column of a library",
        "mazur_printed": "that this book works out",
        "mazur_path": "Its path, compared",
        "cs231n_printed": "its last loss is",
        "saitoh_printed": "gates of its second chapter",
        "others_printed": "Nielsen, micrograd and d2l",
        "deep_ml_printed": "Problems for programmers",
        "differing": "come out\n## What does",
        "spiral": "Where the net ends",
        "gradients": "each gradient of this book agrees",
        "paths": "Eight steps along",
        "nodes": "inputs with the outputs",
    },
    "backprop": {
        "line_by_line": "Line by line, on the small net",
        "costs": "a second and several hours",
        "not_learning": "puts out zero for every example",
    },
    "conventions": {"kinks": "from the left and from the right", "nothing": "go to 0"},
    "data_parallel": {"widths": "more hidden units", "assumptions": "the model for"},
    "diagnosis": {
        "outcomes": "comes to one of these outcomes",
        "kinds": "another size is a factor in places",
        "missed": "what has no name",
        "published": "what the error is said to be",
        "verdicts": "bring its own left side",
    },
    "how_a_line_is_checked": {"rooms": "imports from a floor", "vocabulary": "The rules"},
    "inference": {
        "calls": "Microseconds for an image",
        "conditions": "largest eigenvalue|flattest directions",
        "accuracies": "They are compared on",
    },
    "initialization": {
        "starts": "learn XOR",
        "spreads": "How large is a typical activation",
        "sigmoids": "drive the scores to where the slope is smaller",
    },
    "numerical_training": {"costs": "multiplies by all weights", "reached": "The claim"},
    "optimizer": {
        "largest_rates": "The largest rates",
        "gains": "a millionth of the error",
        "table_of_searched": "In the valley",
    },
    "performance": {
        "machine": "begin with the same parameters",
        "cores": "this many cores were busy",
        "bars": "The bounds were committed before",
        "all_steps": "Every cell of the figure",
        "floors": "above its own floor",
        "step_times": "Microseconds with",
        "profile": "each part called by itself",
        "reasons": "with its two factors",
        "kernels": "chooses others",
        "threads": "with two threads",
        "startups": "imported once",
        "epochs": "a pass over all",
        "whole_runs": "from the first byte to the last",
        "regressions": "Softmax regression",
        "witnesses": "differentiate by themselves",
        "kinks": "At a kink",
        "differences": "from values of the loss",
    },
    "two_layer_net": {
        "batches": "Batch size",
        "choices": "has been given the same|same eight rates",
    },
    "what_can_be_read": {
        "names": "Names and styles",
        "numbers": "Numbers, fractions",
        "functions": "A word is a function",
        "bars": "Bars and brackets",
        "sums": "below its sign",
        "derivatives": "has the shape of",
        "arrays": "A vector is a column",
        "cases": "Cases and indicators",
        "layers": "what `w_new` is",
        "between": "Between equations",
        "rows": "A row that starts with a sign",
        "values": "Statements without a value",
        "two_things": "nothing is guessed",
        "shapes": "Shapes and places",
        "unknown": "Unknown symbols",
        "spelling": "Spelling",
    },
    "whole_program": {"printed": "After each \\[epoch", "header": "Reading digits"},
    "worked_2_2_2": {
        "given": "What is given",
        "trajectory": "outputs are right|downhill",
        "comparison": "numbers in the original",
    },
    "worked_2_3_2": {
        "given": "What is given",
        "iterations": "after ten, a hundred and a thousand",
        "final_weights": "the weights are these",
        "endings": "other learning rates",
    },
}
FIGURES = {
    "activation": {
        "value_and_slope": "entry by entry",
        "kink": "subgradient",
        "sums": "here the sine",
        "saturation": "Saturation",
    },
    "backprop": {"passes": "one after the other", "small_net": "read the values down"},
    "chain_rule": {
        "product_graph": "a sum and then a product",
        "maximum_graph": "is a switch",
        "twice_graph": "as .a. is in",
        "paths": "Can their products cancel",
        "neuron_graph": "below the weights and the inputs",
        "orders": "an order that beats both",
    },
    "descent": {
        "smooth": r"1 \+ e",
        "landscape": "the four pairs of bits",
        "rates": "jumps across the valley",
        "one_neuron": "moves less and less",
        "waiting": "hardly learns at all",
    },
    "data_parallel": {
        "ring": "all six rounds",
        "doubling": "have the sum after two rounds",
        "halving": "that makes four rounds",
        "costs": "takes its part of every batch",
        "scaling": "a larger net",
        "overlap": "little more than the longer one",
    },
    "evaluation": {
        "cells": "In the matrix they are a cell",
        "thresholds": "all thresholds at once",
        "confusion": "test images:",
        "pairs": "The three commonest confusions",
        "reliability": "Here it is for two nets",
    },
    "inference": {
        "guesses": "pure guessing",
        "images_per_second": "The time does depend on it",
        "roofline": "nearest to its ceiling",
        "whitening": "Drawn, with the ellipse",
        "inputs": "And three test images",
        "descent": "flattest directions",
        "curves": "They are compared on",
    },
    "initialization": {
        "spread_by_layer": "Move the size",
        "backward": "at the right",
        "distribution": "do no better",
    },
    "linear": {
        "shapes": "As blocks",
        "paths": "one through each example",
        "gradients": "the only",
        "outer_products": "example by example",
    },
    "loss": {
        "surprise": "confident and wrong",
        "four_losses": "recover from a score",
    },
    "matmul": {"rule": r"dX = W\^\\top \\, dY", "valley": "gamma", "errors": "```$"},
    "network": {"forward": "two inputs, a layer of three neurons", "outputs": "an output looks at"},
    "numerical_differentiation": {
        "secant_and_tangent": r"slope of the \*tangent",
        "rounding": "which cancel",
        "u_curves": "Dots are measured",
        "kink": "of the kink, on both sides",
    },
    "numerical_training": {
        "touched": "What a moved weight touches",
        "moved": "Move the first weight by",
        "values": "second example by hand.*has two",
        "accuracies": "The claim",
    },
    "optimizer": {
        "paths": "does a path leave it",
        "roots": "creeps",
        "pairs": "Goh",
    },
    "adam": {
        "corrections": "what the means make of them",
        "paths": "with rates chosen for the picture",
        "bend": "follows a curve",
        "speeds": "comes second",
        "decays": "should bring all of them down alike",
        "schedule": "warm_cosine",
    },
    "perceptron": {
        "neuron": "begin{cases}",
        "gates": "On one side of the line",
        "corrections": "the last three corrections",
        "sixteen": "few",
        "xor": "not_both",
    },
    "performance": {
        "steps": r"^## One step\n## One step",
        "parts": "step spends its time",
        "proofs": "Each formula of this book is proved",
        "growth": "its first chapters only",
    },
    "softmax": {
        "one_score_moves": "if one score rises",
        "temperatures": "at four temperatures",
        "triangle": "a point in a triangle",
        "slopes": "colder softmax",
    },
    "softmax_regression": {
        "digits": "collection of handwritten digits",
        "first_step": "With the ten images above",
        "learning_curves": "The settings are",
        "predictions": "wrong\n## What it gets wrong",
        "longer_classifier": "With ten times the rate",
        "confusion": "Most often the classifier reads",
        "mistakes": "the mistakes it is most sure of",
        "templates": "the columns less their mean",
    },
    "two_layer_net": {
        "not_both": "nothing but two strokes",
        "learning": "The settings are",
        "units": "What the hidden units look for",
        "mistakes": "What it gets wrong",
        "batch_sizes": "Batch size",
        "learning_rates": "rate\n### Learning rate",
        "dying": "This is how it happens",
        "widths": "Width",
        "activations": "Activation",
        "optimizers": "Optimizer",
        "longer_net": "Longer training",
    },
    "whole_program": {"small_digits": "small digits that lie", "three_rates": "The settings stand"},
    "worked_2_2_2": {
        "step_by_step": "What is given",
        "path_of_w5": "one path from",
        "paths_of_w1": "adds the paths",
        "learning": "downhill",
    },
    "worked_2_3_2": {
        "step_by_step": "draws them",
        "path_of_w7": "one path from",
        "paths_of_w1": "two paths to the error",
        "moves": "as the picture shows",
        "valley": "the floor of a valley",
    },
}
KINDS = {"table": ("table",), "figure": ("figure", "live")}
WORDS = {("table", page): words for page, words in TABLES.items()}
WORDS |= {("figure", page): words for page, words in FIGURES.items()}


def contexts(kind: str, page: str, text: str) -> dict[str, str]:
    """What stands before each table or figure of a page: the heading, and the last paragraph."""
    found = {}
    for directive in DIRECTIVE.finditer(without_code(text)):
        if directive["name"] in KINDS[kind]:
            before = DIRECTIVE.sub(
                lambda d: "" if d["name"] in ("table", "figure", "live") else d[0],
                text[: directive.start()],
            )
            heading = re.findall(r"^#+ .*$", before, re.M)[-1]
            paragraph = re.split(r"\n\s*\n", before.strip())[-1]
            found[directive["arguments"]] = f"{heading}\n{paragraph}"
    return found


def found_on_pages() -> dict[tuple[str, str], dict[str, str]]:
    every = {
        (kind, path.stem): contexts(kind, path.stem, text)
        for path, text in Book.now().pages.items()
        if path.parent == Book.now().docs  # a page of evidence has the name of its chapter
        for kind in ("table", "figure")
    }
    return {key: places for key, places in every.items() if len(places) > 1}


def test_every_page_with_several_is_listed():
    assert {key: {*places} for key, places in found_on_pages().items()} == {
        key: {*words} for key, words in WORDS.items()
    }


@pytest.mark.parametrize(("kind", "page"), WORDS)
def test_each_stands_where_the_text_speaks_of_it_and_of_no_other(kind, page):
    places, words = found_on_pages()[kind, page], WORDS[kind, page]

    assert {one: {n for n in words if re.search(words[n], places[one])} for one in places} == {
        one: {one} for one in places
    }
