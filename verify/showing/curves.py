"""Curves of a drawn figure that can follow what a reader changes.

A line of Matplotlib is one if its `gid` begins with ``curve``. Its path then says where its axes
have 0 and how long 1 is there, across and up, in points; a logarithmic axis counts powers of ten.
"""

import re
from typing import Any

import numpy as np

NAME = "curve"
POINTS = 72  # an inch


def scales(figure: Any) -> dict[str, str]:
    """The scales of each such line of a figure that is drawn, by its name."""
    return {
        line.get_gid(): " ".join(f"{x:.4f}" for x in _scale(axes, figure))
        for axes in figure.axes
        for line in axes.lines
        if (line.get_gid() or "").startswith(NAME)
    }


def _scale(axes: Any, figure: Any) -> list[float]:
    at = [_powers(axis, 0) for axis in (axes.xaxis, axes.yaxis)]
    then = [_powers(axis, 1) for axis in (axes.xaxis, axes.yaxis)]
    (x0, y0), (x1, y1) = axes.transData.transform([at, then]) * POINTS / figure.dpi
    height = figure.get_figheight() * POINTS
    return [x0, x1 - x0, height - y0, y0 - y1]


def _powers(axis: Any, count: int) -> float:
    return float(np.power(10.0, count)) if axis.get_scale() == "log" else count


def marked(svg: str, scales: dict[str, str]) -> str:
    """The same drawing, whose paths have the places of these lines instead of groups with names."""
    for place, name in enumerate(scales):
        group = rf'<g id="{re.escape(name)}">(\s*<path)'
        svg = re.sub(group, rf'<g>\1 data-{NAME}="{place}"', svg, count=1)
    return svg


def scaled(svg: str, scales: dict[str, str]) -> str:
    """The same, with the scales instead of the places."""
    for place, scale in enumerate(scales.values()):
        svg = svg.replace(f'data-{NAME}="{place}"', f'data-{NAME}="{scale}"', 1)
    return svg
