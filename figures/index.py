"""The table and the figure of docs/index.md."""

from dataclasses import replace

from derivations import worked_2_2_2 as example
from figures.live_net import MIXED, inputs, picture
from figures.worked_2_2_2 import STEP, run
from verify.book.cited import number
from verify.live.model import Live

DECIMALS = 9
MISTAKEN, RIGHT = "no", "yes"  # how the page colours a number


def published() -> list[list[str]]:
    """The error after one step: as published, exact, and with the output weights moved first."""
    printed = number("mazur2015.E_plus")
    exact, mixed = (f"{run(kind)[1].error:.{DECIMALS}f}" for kind in ("all at once", "mixed"))
    same = [a == b for a, b in zip(printed, exact, strict=True)].index(False)
    return [
        ["one step of training", "error after it"],
        ["printed in 2015", _marked(printed, same, MISTAKEN)],
        ["computed here", _marked(exact, same, RIGHT)],
        ["computed here, the output weights moved first", _marked(mixed, same, MISTAKEN)],
    ]


def one_step() -> Live:
    """The network of that step, with its weights and, orange, their gradients."""
    own = [one if one.symbol == MIXED else replace(one, kind="state") for one in inputs(example)]
    live = Live(own, derivation="worked_2_2_2")
    live.pictures.append(picture(live, STEP))
    live.derived("sigmoid_net", STEP.out_o)
    live.derived("sigmoid_net_error", example.E)
    live.derived("sigmoid_net_error_grad_V", STEP.gradient_V())
    before, after = (live.number(x, "f9") for x in (example.E, STEP.error_after()))
    live.invites = (
        "Let the hidden weights use the new output weights, and the published error comes out."
    )
    live.says = f"Before the step the error is {before}, after it {after}."
    rows = [["error before the step", before], ["error after the step", after]]
    live.table(["", "value"], rows)
    return live


def _marked(digits: str, same: int, colour: str) -> str:
    """A number in bold from where the two differ."""
    return f"{digits[:same]}**{digits[same:]}**{{: .{colour} }}"
