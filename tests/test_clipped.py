"""No circle and no dot of a figure is cut off at the edge of its panel."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from tests.drawn import SHOWN
from tests.svg import LINK, SPACE, _line
from verify.showing.figures import draw

OVER = 0.6  # points: what is drawn with a pen is a little wider than its outline


def cut(svg):
    """Where a circle or a dot stands that its panel shows in part only."""
    root, found = ET.fromstring(svg), []
    signs = {each.get("id"): _line(each) for each in root.iter(f"{SPACE}path") if each.get("id")}
    for group in root.iter(f"{SPACE}g"):
        for each in group:
            named = re.findall(r"#(\w+)", each.get("clip-path") or group.get("clip-path") or "")
            if not named:
                continue
            (rect,) = root.iterfind(f".//{SPACE}clipPath[@id='{named[0]}']/{SPACE}rect")
            x, y, width, height = (float(rect.get(side)) for side in ("x", "y", "width", "height"))
            points = _outline(each, signs)
            if points is None:
                continue
            low, high = points.min(axis=0), points.max(axis=0)
            beyond = [x - low[0], y - low[1], high[0] - x - width, high[1] - y - height]
            if (
                max(beyond) > OVER
                and (high > [x, y]).all()
                and (low < [x + width, y + height]).all()
            ):
                found.append(tuple(((low + high) / 2).round().tolist()))
    return found


def _outline(drawn, signs):
    """The places of a dot, or of a circle; nothing for a curve or for rings in each other."""
    if drawn.tag == f"{SPACE}use":
        at = [float(drawn.get("x", 0)), float(drawn.get("y", 0))]
        return signs[drawn.get(LINK)[1:]].points + np.array(at)
    if drawn.tag == f"{SPACE}path":
        line = _line(drawn)
        return line.points if line.closed and line.bent and len(line.strokes) == 1 else None
    return None


@pytest.mark.parametrize(("topic", "name"), SHOWN)
def test_no_circle_and_no_dot_is_cut(topic, name):
    assert cut(draw(topic, name)[0]) == []
