"""TeX to MathML, which every current browser sets without a script."""

import html
import re

from math_core import LatexError, LatexToMathML

_tex = LatexToMathML(fancy_error=False)
# A row's space is set as text by the converter, and a reader would see "[1em]".
_ROW_SPACE = re.compile(r"\\\\\s*\[[\d.]+\s*(?:em|ex|pt|mu|cm|mm)\]")
# Beside a letter, a name is read as letters more: "Bdiag(x)". What follows it shows that the three
# stand in a row, and not as two parts of a fraction.
_NAME_IN_A_PRODUCT = re.compile(
    r"(</(?:mi|mn|msup|msub)>)"
    r"(?=<mrow><mspace/><mi>\w{2,}</mi></mrow><mo stretchy=\"false\">[(\[])"
)


class MathError(ValueError):
    """A formula that cannot be typeset."""


def mathml(latex: str, display: bool = False) -> str:
    """Typeset one formula; its TeX stays in ``alttext``, for those who copy or listen.

    Raises `MathError` for LaTeX outside the converter's language.
    """
    latex = latex.strip()
    if space := _ROW_SPACE.search(latex):
        raise MathError(f"{space[0]!r} would be printed; end the row with \\\\ alone")
    try:
        markup = _tex.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise MathError(f"cannot typeset {latex!r}: {error}") from None
    markup = _NAME_IN_A_PRODUCT.sub(r'\1<mspace width="0.1667em"/>', markup)
    return markup.replace("<math", f'<math alttext="{html.escape(latex)}"', 1)
