"""The plane of two inputs in a figure that computes, as its picture shows it."""

import numpy as np

from tests.live_shown import picture, state

PLACES = (110.0, 120.0), (212.0, -120.0)  # where 0 is in the picture, and how long 1 is


def examples(live, inputs, answer):
    """The examples, their answers, the weights and all inputs by name, in a state."""
    own = dict(zip((str(one.symbol) for one in live.inputs), map(float, inputs), strict=True))
    X = np.array([[own[f"X_{n}{d}"] for d in (1, 2)] for n in range(1, 5)])
    answers = np.array([own[f"{answer}_{n}"] for n in range(1, 5)])
    return X, answers, np.array([own["w_1"], own["w_2"]]), own


def at(live, **changed):
    """A state, and the picture in it."""
    inputs = state(live, **changed)
    return inputs, picture(live, inputs)


def in_units(x, y):
    """A place in the picture as two inputs."""
    (left, across), (low, up) = PLACES
    return (float(x) - left) / across, (float(y) - low) / up


def ends(line):
    """Both ends of a line, as rows of inputs."""
    return np.array([in_units(line.get(f"x{k}"), line.get(f"y{k}")) for k in (1, 2)])


def lines(picture, kind):
    """The lines of a kind across the plane; shorter ones belong to a legend."""
    found = [ends(line) for line in picture.iter("line") if line.get("class") == kind]
    return [line for line in found if line.shape and np.ptp(line, axis=0).max() > 2]


def points(picture):
    """Places of the points that can be dragged, and whether each is filled."""
    circles = [*picture.iter("circle")]
    rings = {_at(one) for one in circles if one.get("class") == "paper"}
    return [(_at(one), _at(one) not in rings) for one in circles if "grip" in one.get("class")]


def marked(picture):
    """The middles of the squares."""
    return [
        in_units(float(one.get("x")) + 11, float(one.get("y")) + 11)
        for one in picture.iter("rect")
        if one.get("class") == "mark"
    ]


def tinted(picture, x):
    """Whether a place lies in the tinted half of the plane."""
    (line,) = (one for one in picture.iter("line") if one.get("class") == "tint")
    start, end = ends(line)
    way = (end - start) / np.hypot(*(end - start))
    away = abs(way[0] * (x[1] - start[1]) - way[1] * (x[0] - start[0]))
    return away < float(line.get("stroke-width")) / 2 / PLACES[0][1]


def _at(circle):
    return in_units(circle.get("cx"), circle.get("cy"))
