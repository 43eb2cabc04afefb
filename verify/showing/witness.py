"""What other people's libraries found of the gradients of `nn`, as it was recorded."""

from dataclasses import dataclass

from verify.book import runs

RECORD = "benchmarks/witness"
COMMAND = 'make bench OPTIONS="witness --record"'


@dataclass(frozen=True)
class Witness:
    """A library's derivative, and the largest relative error of the book's beside it."""

    how: str  # "jax.grad"
    error: float
    current: bool  # whether the code that was compared is the code of today

    @property
    def badge(self) -> str:
        """``✓ jax.grad 2e-16``; for other code than today's, what to do."""
        if not self.current:
            return f"✗ {self.how}: the code has changed since: {COMMAND}"
        return (
            f"✓ {self.how} {self.error:.0e}".replace("e-0", "e-") if self.error else f"✓ {self.how}"
        )


def witnesses() -> dict[str, tuple[Witness, ...]]:
    """The witnesses of every gradient, by its name.

    Raises:
        LookupError: there is no record, or it is not as it was written.
    """
    run = runs.load(RECORD)
    current = run.current
    return {
        name: tuple(Witness(w["how"], w["error"], current) for w in found["witnesses"].values())
        for name, found in run.value("gradients").items()
    }
