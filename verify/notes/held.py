r"""Slopes that may hold other arguments fixed: ``\partial f(x, h(w), w) / \partial w``."""

from verify.notes.definitions import names_of
from verify.notes.study import Study
from verify.notes.unequal import leading_to
from verify.reading import nodes as n
from verify.reading.unicode import text

HELD = "{} may hold the other arguments fixed, or not: give the slope that does a name of its own"


def may_hold(study: Study, equations: list[n.Chain]) -> str:
    """What may be meant in two ways, where an argument is made of what stands below the bar."""
    for node in (x for chain in equations for side in chain.sides for x in n.walk(side.value)):
        if not isinstance(node, n.Derivative) or not isinstance(node.of, n.Call):
            continue
        own = [x for x in node.of.arguments if text(x) == text(node.by)]
        others = [x for x in node.of.arguments if text(x) != text(node.by)]
        wanted = set(names_of(node.by)) if isinstance(node.by, n.Name) else set()
        for other in others if own else ():
            names = set(names_of(other))
            if names - wanted and wanted & leading_to(study, names):
                return HELD.format(text(node))
    return ""
