"""The derivations: each module is a page of algebra, and its names are its chapter's symbols."""


def show(file: str) -> None:
    """Print the chapter of a derivation step by step; the exit status is 1 if a step fails."""
    from verify.showing.transcript import (
        run,
    )  # only here: as a library, a derivation needs no checks

    run([file])
