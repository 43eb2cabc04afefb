"""Labels of diagrams: large enough on a phone, and none on another one, on an arrow or an edge."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pytest

from tests.diagrams import arrows
from tests.drawn import seen
from tests.svg import SPACE, Text
from verify.showing import panels
from verify.showing.figures import draw

PHONE = 366  # CSS pixels of the column of a page that is 390 wide
ENLARGED = 1.05 * 4 / 3  # CSS pixels for a point, where there is room
LEAST = 8.5  # CSS pixels
SLACK = 1.0  # points by which the estimated boxes of two labels may overlap

DIAGRAMS = [
    ("backprop", "passes"),
    ("linear", "shapes"),
    ("linear", "paths"),
    ("linear", "gradients"),
    ("linear", "outer_products"),
    ("chain_rule", "product_graph"),
    ("chain_rule", "maximum_graph"),
    ("chain_rule", "twice_graph"),
    ("chain_rule", "neuron_graph"),
    ("network", "forward"),
    ("network", "outputs"),
    ("data_parallel", "ring"),
    ("data_parallel", "doubling"),
    ("data_parallel", "halving"),
    ("softmax", "triangle"),
]
CURVES = [("data_parallel", "costs")]
CURVES += [("activation", n) for n in ("saturation", "kink", "sums")]
CURVES += [("initialization", n) for n in ("backward", "distribution")]
CURVES += [("descent", n) for n in ("smooth", "rates", "waiting")]
CURVES += [("loss", "surprise")]
CURVES += [("numerical_differentiation", n) for n in ("u_curves", "kink")]
CURVES += [("perceptron", n) for n in ("neuron", "gates", "sixteen", "xor")]
CURVES += [("softmax", n) for n in ("one_score_moves", "temperatures")]
diagrams = pytest.mark.parametrize(("topic", "name"), DIAGRAMS)


def on_a_phone(svg):
    """Every text with its size in CSS pixels, that of its largest letters."""
    root = ET.fromstring(svg)
    widths = [float(w) for w in re.findall(r'viewBox="\S+ \S+ (\S+) ', panels.apart(svg, "x"))]
    scale = min(ENLARGED, PHONE / max(widths))
    return [("".join(text.itertext()).strip(), scale * max(_sizes(text))) for text in
            root.iter(f"{SPACE}text")]  # fmt: skip


def _sizes(text):
    styles = [each.get("style", "") for each in text.iter()]
    return [float(size) for style in styles for size in re.findall(r"font-size: ([\d.]+)", style)]


@pytest.mark.parametrize(("topic", "name"), DIAGRAMS + CURVES)
def test_every_label_is_legible_on_a_phone(topic, name):
    labels = on_a_phone(draw(topic, name)[0])

    assert labels
    assert [label for label in labels if label[1] < LEAST] == []


def box(text: Text):
    """The corners of what a text covers, as far as its letters tell."""
    half = abs(text.at - text.start)
    return text.at - half + SLACK / 2, text.at + half - SLACK / 2


def crosses(text: Text, start, end):
    """Whether a straight line passes through a text."""
    low, high = box(text)
    along = np.linspace(0, 1, 200)[:, np.newaxis]
    points = start + along * (end - start)
    return bool(((points > low) & (points < high)).all(axis=1).any())


@diagrams
def test_no_label_lies_on_another(topic, name):
    texts = [text for axes in seen(topic, name).axes for text in axes.texts]

    assert [
        (one.words, other.words)
        for one, other in combinations(texts, 2)
        if (np.minimum(box(one)[1], box(other)[1]) > np.maximum(box(one)[0], box(other)[0])).all()
    ] == []


@diagrams
def test_no_label_lies_on_an_arrow_or_on_the_edge_of_a_cell(topic, name):
    for axes in seen(topic, name).axes:
        lines = [(line.tail, line.tip) for line in arrows(axes)]
        outlines = [line for line in axes.lines if line.style["fill"] == "none"]
        lines += [
            ends for line in outlines for ends in zip(line.points, line.points[1:], strict=False)
        ]
        on = [text.words for text in axes.texts for ends in lines if crosses(text, *ends)]

        assert on == []


@diagrams
def test_nothing_of_a_label_is_beyond_the_paper(topic, name):
    drawing = seen(topic, name)
    texts = [text for axes in drawing.axes for text in axes.texts]

    beyond = [t.words for t in texts if (box(t)[0] < 0).any() or (box(t)[1] > drawing.size).any()]
    assert beyond == []
