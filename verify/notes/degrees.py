r"""Angles that notes write in degrees without saying so: ``\cos(45)``."""

from dataclasses import replace

from verify.reading import nodes as n
from verify.reading.nodes import Chain

TURNED = {"sin", "cos", "tan"}


def in_degrees(equations: list[Chain]) -> list[Chain]:
    """The equations where each number of which a sine is taken is one of degrees; or none."""
    found = [
        replace(
            chain,
            sides=tuple(replace(side, value=_turned(side.value)) for side in chain.sides),
        )
        for chain in equations
    ]
    return found if found != equations else []


def _turned(node: n.Node) -> n.Node:
    match node:
        case n.Call(at=at, function=n.Name(name=name), arguments=(n.Number() as angle,)) if (
            name in TURNED
        ):
            return replace(node, arguments=(_radians(at, angle),))
    return n.mapped(node, _turned)


def _radians(at: int, angle: n.Number) -> n.Node:
    above = n.Product(at, (("", angle), (r"\cdot", n.Name(at, "pi"))))
    return n.Fraction(at, above, n.Number(at, "180"))
