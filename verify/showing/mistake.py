"""A formula with a mistake that was made on purpose, and what the check says of it."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from verify.book.claims import Claim
from verify.book.displays import Display
from verify.check import check
from verify.showing import flow
from verify.showing.boxes import HIDDEN, problems
from verify.showing.marks import WRONG
from verify.showing.unfolded import shortened

_PLACE = re.compile(r"\A(?:docs/)?[^\s:]+:\d+:\d+: ")  # of the mistake in a text that is no page


def box(claim: Claim, latex: str, store: Callable[[str], str]) -> Element:
    """The mistaken formula with what is found when it takes the place of the claim.

    Raises:
        LookupError: nothing speaks against the formula, so it shows no mistake.
    """
    source = f"$${latex}\n\\label{{eq:{claim.display.label}}}$$"
    found = problems(check(Display(claim.display.topic, source, 2, len(source) - 2)))
    if not found:
        raise LookupError(f"{latex} holds; write a formula that does not")
    element = Element("div", {"class": "eq eq-fails eq-mistake"})
    formula = SubElement(element, "section", HIDDEN | {"class": "eq-body"})
    formula.text = store(flow.displayed(latex))
    said = SubElement(element, "p", {"class": "eq-failure"})
    said.text = AtomicString(f"{WRONG} {shortened(_PLACE.sub('', found[0].detail))}")
    return element
