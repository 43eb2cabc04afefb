"""The derivations: each module is a page of algebra, and its names are its chapter's symbols."""

import sys
from runpy import run_module


def show(file: str) -> None:
    """Print the chapter of a derivation step by step; the exit status is 1 if a step fails.

    The checks are another program: a derivation depends on none of them.
    """
    sys.argv[1:] = [file]
    run_module("verify", run_name="__main__")
