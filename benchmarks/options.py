"""The command line of the benchmarks."""

import argparse
from pathlib import Path

SUBJECTS = {
    "step": "one training step, for batches and widths of many sizes",
    "threads": "one training step with two threads for each program",
    "kernels": "one training step with the widest instructions that the processor has",
    "startup": "importing each library, and its first step, in which some compile",
    "epoch": "one pass over the training images, choosing the batches included",
    "training": "a whole run of the two-layer net, reading the files included, and its memory",
    "regression": "a whole run of softmax regression",
    "gradient": "the gradient of all parameters by finite differences",
    "growth": "what the book costs with more and more of its chapters",
    "checking": "proving all formulas of the book",
    "witness": "every gradient beside those of JAX and PyTorch",
    "libraries": "values and optimizers beside those of SciPy, ONNX, PyTorch and JAX",
}

THREADS = 2  # of each program in `threads`
WIDEST = {"OPENBLAS_CORETYPE": "SkylakeX"}  # in `kernels`: OpenBLAS's oldest for AVX-512


def parser() -> argparse.ArgumentParser:
    """The options, the same for the whole and for one subject."""
    listing = "\n".join(f"  {name:12}{what}" for name, what in SUBJECTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure nn beside its peers.\n\nsubjects:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help="what to measure (all)")
    parser.add_argument("--quick", action="store_true", help="a look in less than a minute")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder with MNIST's files")
    parser.add_argument(
        "--programs",
        type=Path,
        metavar="DIR",
        help="other transcriptions of the tutorials' programs",
    )
    parser.add_argument("--threads", type=_threads, default=1, metavar="N", help="of each (1)")
    parser.add_argument(
        "--record",
        action="store_true",
        help="make the results those that the book quotes, in benchmarks/results",
    )
    return parser


def _threads(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number, 1 or more; got {text!r}")
    return int(text)
