r"""Styles that print letters otherwise and say no more: colours, ``\mathbfit``, ``{+}``."""

import re

from verify.notes.macros import Written, replaced

SPACES = r"(?:\\[,;:! ]|\\quad(?![A-Za-z])|~|\s)*"
NOTHING_BESIDE = re.compile(rf"[_^]\s*\{{{SPACES}\}}")  # w_p^{\,}, which moves letters a little
NOTHING_ABOVE = re.compile(rf"\\(?:over|under)set\s*\{{{SPACES}\}}\s*(?=\{{)")
BOLD_LETTER = r"\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*[a-z]\s*\}(?:_(?:\w|\{\w+\}))?\s*"
OF_ROWS = re.compile(  # z_i = x_i \cdot w^T, a number of two rows
    rf"(?P<number>(?:\A|\\\\)[\s&]*[a-z](?:_\w)?\s*&?=\s*(?:\\sigma\s*(?:\\left\s*)?\(\s*)?{BOLD_LETTER}\\cdot\s*{BOLD_LETTER})"
    r"\^\s*(?:T(?![A-Za-z])|\\top(?![A-Za-z])|\{\s*(?:T|\\top)\s*\})"
)
DELTAS = re.compile(  # \frac{\delta L}{\delta w}, a derivative
    r"\\frac\s*\{\s*\\delta(?![A-Za-z])\s*(?![_^}\s])(?P<above>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})+)\}\s*"
    r"\{\s*\\delta(?![A-Za-z])\s*(?![_^}\s])"
)
COLOUR = re.compile(
    r"\\(?:text)?color\s*\{[^{}]*\}"
    r"|\\(?:[lL]arge|LARGE|[hH]uge|small|normalsize|footnotesize|tiny|displaystyle)(?![A-Za-z])"
)
BOLD = re.compile(r"\\(?:mathbfit|mathbfsf|boldmath|bold|textbf)(?=\s*\{)")
SIGN = re.compile(r"(?<![_^])(?P<blank>\s)\{\s*(?P<sign>[-+=])\s*\}")
LIST = re.compile(
    r"\\(?P<style>mathbf|boldsymbol)\s*\{\s*(?P<letters>[A-Za-z](?:\s*,\s*[A-Za-z])+)\s*\}"
)
TURNED = re.compile(
    r"\\(?P<style>mathbf|boldsymbol)\s*\{\s*(?P<letters>[A-Za-z]{1,3})\s*"
    r"(?P<turned>\^\s*(?:\\top|T|\{\s*(?:\\top|T)\s*\}))\s*\}"
)
PIECE = (
    r"(?:\\(?:alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|nu|xi|pi|rho|sigma|phi|psi|omega"
)
PIECE += r"|Lambda|Sigma|Phi|Theta)(?![A-Za-z])|[A-Za-z](?:_(?:\w|\{\w+\}))?)"
PRODUCT = re.compile(  # \boldsymbol{x - B\lambda}, letter by letter
    rf"\\(?P<style>boldsymbol|bm|mathbf)\s*\{{\s*(?P<pieces>{PIECE}(?:\s*[-+,]?\s*{PIECE})+)\s*\}}"
)
PIECES = re.compile(PIECE)
SHAPE = re.compile(r"(?<!\\sum)(?<!\\prod)_\s*\{\s*\w+\s*\\times\s*\w+\s*\}")  # W_{K \times J}
BRACES = re.compile(
    r"\\begin\{[Bb]matrix\}(?P<rows>(?:(?!\\(?:begin|end)).)*&\s*(?:\\text\s*\{\s*(?:if|for)\s*\}\s*)?"
    r"[^&\\]*(?:<|>|\\[lg]eq?(?![A-Za-z])|\\neq?)(?:(?!\\(?:begin|end)).)*)\\end\{[Bb]matrix\}",
    re.DOTALL,
)


def without_styles(formula: Written) -> Written:
    """The formula in the styles that its reader knows."""
    found = replaced(formula, COLOUR, lambda _: " ")
    found = replaced(found, NOTHING_ABOVE, lambda _: "")
    found = replaced(found, NOTHING_BESIDE, lambda _: "")
    found = replaced(found, DELTAS, lambda x: rf"\frac{{\partial {x['above']}}}{{\partial ")
    found = replaced(found, OF_ROWS, lambda x: x["number"])
    found = replaced(found, BOLD, lambda _: r"\mathbf")
    found = replaced(found, SIGN, lambda x: f"{x['blank']}{x['sign']}")
    found = replaced(found, LIST, _each)
    found = replaced(found, PRODUCT, _bold)
    found = replaced(found, TURNED, _turned)
    found = replaced(found, SHAPE, lambda _: "")
    return replaced(found, BRACES, lambda x: rf"\begin{{cases}}{x['rows']}\end{{cases}}")


def _bold(found: re.Match[str]) -> str:
    """Each letter of a product or a difference in braces of its own, unless it is a word."""
    pieces = found["pieces"]
    if re.fullmatch(r"[A-Za-z]+", pieces):
        return found[0]
    return PIECES.sub(lambda x: rf"\{found['style']}{{{x[0]}}} ", pieces)


def _each(found: re.Match[str]) -> str:
    letters = (x.strip() for x in found["letters"].split(","))
    return ", ".join(rf"\{found['style']}{{{letter}}}" for letter in letters)


def _turned(found: re.Match[str]) -> str:
    return "".join(rf"\{found['style']}{{{x}}}" for x in found["letters"]) + found["turned"]
