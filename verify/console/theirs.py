"""A reader's function: found in its file, called with a limit of time, its errors named by line."""

import inspect
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from inspect import Parameter, Signature
from pathlib import Path
from traceback import extract_tb
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from verify.console.near import hint
from verify.proving.code import message

SECONDS = 5  # for one call; the slowest function of the book takes less than one
Values = Mapping[str, Any]
MOST = 6  # functions of a file that are listed
CHANGES = "; it changes its argument: work on a copy"


class Fault(Exception):
    """What is wrong with a reader's function, in words."""


class _TimeUp(BaseException):
    """Not an `Exception`: no code of a reader is to catch it."""


class Theirs:
    """A function whose parameters are names of a derivation."""

    def __init__(
        self, path: Path, function: Callable[..., Any], kinds: Mapping[str, Any], fixed: Values
    ):
        self.path, self.function, self.fixed = path, function, fixed
        self.__name__ = getattr(function, "__name__", "function")
        self.__signature__ = Signature(
            [Parameter(name, Parameter.KEYWORD_ONLY, annotation=kinds[name]) for name in kinds]
        )

    @property
    def parameters(self) -> list[str]:
        return [*self.__signature__.parameters]

    def __call__(self, **values: Any) -> Any:
        bound = inspect.signature(self.function).bind_partial()
        bound.arguments.update(_sorted(self.function, {**self.fixed, **values}))
        with guarded(self.path):
            return self.function(*bound.args, **bound.kwargs)


def _sorted(function: Callable[..., Any], values: Values) -> dict[str, Any]:
    """The arguments in the order of the parameters, and the rest for ``**others``."""
    own = inspect.signature(function).parameters
    found = {name: values[name] for name in own if name in values}
    others = {name: value for name, value in values.items() if name not in own}
    rest = [p.name for p in own.values() if p.kind is Parameter.VAR_KEYWORD]
    return found | {rest[0]: others} if rest else found


def load(path: Path) -> ModuleType:
    """Run a reader's file; raises `Fault` for what it raises."""
    spec = spec_from_file_location("yours", path)
    if spec is None or spec.loader is None:
        raise Fault(f"{path.name} is no file of Python: its name ends in .py")
    module = module_from_spec(spec)
    sys.modules["yours"] = module
    sys.path.append(str(path.parent))  # what it imports stands beside it
    with guarded(path):
        spec.loader.exec_module(module)
    return module


def function_of(module: ModuleType, name: str, path: Path) -> Callable[..., Any]:
    """The function of this name; raises `Fault` if there is none."""
    found = getattr(module, name, None)
    if found is None:
        own = [
            key
            for key, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__ and key[0] != "_"
        ]
        few = own if len(own) <= MOST else [*own[:MOST], "..."]
        near = hint(name, own) or (f"; it has {', '.join(few)}" if own else "")
        raise Fault(f"{path.name} has no function {name}{near}")
    if not callable(found) or inspect.isclass(found):
        raise Fault(f"{name} of {path.name} is no function")
    return found  # type: ignore[no-any-return]


def adapted(
    path: Path, function: Callable[..., Any], book: Callable[..., Any], known: Mapping[str, Any]
) -> Theirs:
    """The function with the annotations of the book's; its parameters have names of the derivation.

    Raises:
        Fault: one of them has not.
    """
    asked = inspect.signature(book).parameters
    own = inspect.signature(function).parameters
    kinds: dict[str, Any] = {}
    fixed: dict[str, Any] = {}  # what the derivation does not know, as the book's function has it
    for name, parameter in own.items():
        if parameter.kind is Parameter.VAR_POSITIONAL:
            raise Fault(f"it takes *{name}: name its parameters, {', '.join(asked)}")
        if parameter.kind is Parameter.VAR_KEYWORD:
            kinds |= {k: asked[k].annotation for k in asked if k not in own and k in known}
        elif name in known and not inspect.ismodule(known[name]):
            kinds[name] = asked[name].annotation if name in asked else _number(known[name])
        elif parameter.default is not Parameter.empty:
            continue
        elif name in asked and asked[name].default is not Parameter.empty:
            fixed[name] = asked[name].default
        else:
            near = hint(name, asked) or ";"
            takes = f"the book's function takes {', '.join(asked)}"
            raise Fault(f"it takes {name}, which the chapter does not know{near} {takes}")
    return Theirs(path, function, kinds, fixed)


def _number(value: Any) -> Any:
    return Parameter.empty if isinstance(value, list | np.ndarray) else float


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Raise `Fault` for whatever a reader's code raises, and for what does not end."""
    before = signal.signal(signal.SIGALRM, _time_up)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 1)  # and again, if that is caught
    try:
        yield
    except _TimeUp as error:
        raise Fault(
            f"{path.name}{_line(path, error)}: no end after {SECONDS} seconds; does a loop end?"
        ) from None
    except SystemExit as error:
        raise Fault(f"{path.name}{_line(path, error)}: it ends the program") from None
    except RecursionError as error:
        raise Fault(f"{path.name}{_line(path, error)}: it calls itself without end") from None
    except Exception as error:
        advice = CHANGES if "read-only" in str(error) else ""
        raise Fault(f"{message(path.name, error)}{advice}") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _line(path: Path, error: BaseException) -> str:
    lines = [f.lineno for f in extract_tb(error.__traceback__) if f.filename == str(path)]
    return f":{lines[-1]}" if lines else ""


def _time_up(number: int, frame: FrameType | None) -> None:
    raise _TimeUp
