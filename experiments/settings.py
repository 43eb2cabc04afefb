"""The settings of a run: a field is a default, a command-line option and a line of the record."""

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from experiments.errors import InputError


@dataclass(frozen=True)
class Kind:
    """What an option takes: how its text is read, and which values are meant."""

    read: Callable[[str], Any]
    allows: Callable[[Any], bool]
    expected: str


# A run of more steps would never end, and iterators can't count all of them.
COUNT = Kind(int, lambda n: 1 <= n < 10**12, "a whole number, 1 or more, of 12 digits at most")
NATURAL = Kind(int, lambda n: n >= 0, "a whole number, 0 or more")
POSITIVE = Kind(float, lambda x: 0 < x < math.inf, "a positive number")


def setting(default: Any, kind: Kind | None, meaning: str) -> Any:
    """Declare a setting; without a kind it is a switch, off unless given."""
    return field(default=default, metadata={"kind": kind, "meaning": meaning})


def one_of(*names: str) -> Kind:
    """An option that takes one of these words."""
    return Kind(str, lambda word: word in names, " or ".join(names))


@dataclass(frozen=True)
class Settings:
    """What every training has in common; an experiment adds its own in a subclass."""

    epochs: int = setting(10, COUNT, "passes over the training examples")
    batch_size: int = setting(100, COUNT, "examples a step")
    learning_rate: float = setting(0.05, POSITIVE, "length of a step, in gradients")
    seed: int = setting(0, NATURAL, "start of the random numbers")
    keep_order: bool = setting(
        False, None, "take the examples as they lie in the file, every epoch"
    )

    def steps_for(self, examples: int) -> int:
        """How many steps a training with so many examples takes."""
        return self.epochs * -(-examples // self.batch_size)

    def with_options(self, given: dict[str, Any]) -> "Settings":
        """These settings but for the given ones; a subclass refuses those that don't go together.

        Raises:
            InputError: they contradict one another.
        """
        return replace(self, **given)


def add_options(parser: argparse._ActionsContainer, defaults: Settings) -> None:
    """Give the parser an option for each setting."""
    for name, (kind, meaning, default) in _settings(defaults).items():
        if kind is None:
            parser.add_argument(option(name), action="store_true", help=meaning)
        else:
            metavar = {int: "N", float: "X"}.get(kind.read, "NAME")
            shown = "" if default is None else f" ({default})"
            parser.add_argument(option(name), metavar=metavar, help=meaning + shown)


def chosen(defaults: Settings, arguments: argparse.Namespace) -> Settings:
    """Replace the defaults by what the command line says.

    Raises:
        InputError: a value is not what its option expects, or two contradict one another.
    """
    given: dict[str, Any] = {}
    for name, (kind, _, default) in _settings(defaults).items():
        value = getattr(arguments, name)
        if value is None or value is False:  # not given
            continue
        given[name] = read(option(name), kind, value, default) if kind else value
    return defaults.with_options(given)


def read(option: str, kind: Kind, text: str, default: Any) -> Any:
    """Read what an option was given.

    Raises:
        InputError: it is not what the option expects.
    """
    try:
        value = kind.read(text)
    except ValueError:
        value = None
    if value is None or not kind.allows(value):
        shown = "" if default is None else f" for the default, {default}"
        raise InputError(f"{option} expects {kind.expected}; got {text!r}; leave it out{shown}")
    return value


def option(name: str) -> str:
    """The option of a setting."""
    return "--" + name.replace("_", "-")


def _settings(defaults: Settings) -> dict[str, tuple[Kind | None, str, Any]]:
    return {
        each.name: (each.metadata["kind"], each.metadata["meaning"], getattr(defaults, each.name))
        for each in fields(defaults)
    }
