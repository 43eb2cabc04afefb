"""Highlighted code, without marks for what has the colour of all code anyway.

More than half of the tokens are names, operators, punctuation and blanks. Without an element for
each of them a page of code has a quarter of the elements, and a browser opens it that much faster.
"""

import re

from markdown.postprocessors import Postprocessor

UNCOLOURED = re.compile(r'<span class="(?:n|o|p|w)">([^<]*)</span>')  # Pygments' short names


class Unmark(Postprocessor):
    def run(self, text: str) -> str:
        return UNCOLOURED.sub(r"\1", text)
