"""The networks of both worked examples, as they are drawn."""

import numpy as np

from tests.curves import distance
from tests.diagrams import arrows, beside, inside, nearest, rounds
from tests.drawn import seen


def outputs(page: str) -> dict[str, str]:
    """What stands in each neuron, under the name below it."""
    axes = seen(page, "network").only
    return {
        beside(axes.texts, circle.centre, "below").words: inside(axes, circle)
        for circle in rounds(axes)
    }


def links(page: str) -> dict[str, tuple[str, str]]:
    """Between which neurons the line leads at which a weight begins to stand."""
    axes = seen(page, "network").only
    circles, lines = rounds(axes), arrows(axes)
    names = [beside(axes.texts, circle.centre, "below").words for circle in circles]
    found = {}
    for text in axes.texts:
        if text.words.startswith("w_"):
            far = [distance(text.start, np.array([line.tail, line.tip])) for line in lines]
            line = lines[int(np.argmin(far))]
            found[text.words] = (
                names[nearest(circles, line.tail)],
                names[nearest(circles, line.tip)],
            )
    return found
