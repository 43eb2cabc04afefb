"""Rules of nn.optimizer and nn.adam at work, for the tests of their chapters."""

import numpy as np


def moved(rule, parameters, gradients, steps=3):
    """The parameters after some steps with the same gradients, and the state."""
    parameters = {name: p.copy() for name, p in parameters.items()}
    state = rule.start(parameters)
    for _ in range(steps):
        rule.step(parameters, gradients, state)
    return parameters, state


def visited(rule, steps, start, second=((1.0, 0.0), (0.0, 20.0))):
    """The points that a rule visits in a valley with these second derivatives."""
    parameters = {"z": np.array(start)}
    state, path = rule.start(parameters), [np.array(start)]
    for _ in range(steps):
        rule.step(parameters, {"z": parameters["z"] @ np.array(second)}, state)
        path.append(parameters["z"].copy())
    return np.array(path)


def straight_ahead(axes, grey):
    """The heights along each grey ring of a picture of the valley."""
    (rings,) = [line.strokes for line in axes.lines if line.bent and line.style["stroke"] == grey]
    for x, y in map(np.transpose, rings):
        yield (axes.x.value(x) ** 2 + 20 * axes.y.value(y) ** 2) / 2
