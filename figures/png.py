"""The figures of a run as pictures in files, for who ran it."""

import io
from importlib import import_module

import matplotlib as mpl

from verify.showing.figures import STYLE


def drawn(topic: str, record: dict) -> dict[str, bytes]:
    """Draw from a record what its chapter draws; a name of a file for each, and its content."""
    found = {}
    with mpl.rc_context(STYLE | {"figure.facecolor": "white"}):
        for figure in import_module(f"figures.{topic}").FIGURES:
            png = io.BytesIO()
            figure(record).savefig(png, format="png", dpi=100)
            found[f"{figure.__name__}.png"] = png.getvalue()
    return found
