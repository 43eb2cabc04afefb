"""Measure one subject after the other: ``python -m benchmarks``, or ``make bench``.

Each subject gets a process of its own, whose numerical libraries are told before they start how
many threads they may use. This one stays small: a large one would show in its children's memory.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.options import SUBJECTS, THREADS, WIDEST, parser

OWN = ("diagnosis",)  # which has a command of its own, and measures no time


def main() -> int:
    """Measure what the command line asks for, and return the exit status."""
    asked = parser().parse_args()
    for subject in asked.subjects:
        if subject not in (*SUBJECTS, *OWN):
            print(
                f"error: expected subjects among {', '.join((*SUBJECTS, *OWN))}; got {subject!r}",
                file=sys.stderr,
            )
            return 2
    status = 0
    for subject in asked.subjects or SUBJECTS:
        options = [argument for argument in sys.argv[1:] if argument not in asked.subjects]
        command = [sys.executable, "-m", "benchmarks.measure", subject, *options]
        if subject in OWN:
            kept = [option for option in options if option in ("--quick", "--record")]
            command = [sys.executable, "-m", f"benchmarks.{subject}", *kept]
        threads = THREADS if subject == "threads" else asked.threads
        settings = limits(threads) | (WIDEST if subject == "kernels" else {})
        try:
            with on_cores(threads):
                done = subprocess.run(command, env=os.environ | settings, check=False)
            status |= done.returncode
        except KeyboardInterrupt:
            print("interrupted: what was measured before is kept", file=sys.stderr)
            return 130
    return status


def limits(threads: int) -> dict[str, str]:
    """Environment variables that tell each library how many threads it may use."""
    n = str(threads)
    found = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), n)
    many = "false" if threads == 1 else "true"
    found["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={many} intra_op_parallelism_threads={n}"
    return found | {"JAX_PLATFORMS": "cpu"}


@contextmanager
def on_cores(count: int) -> Iterator[None]:
    """Stay on so many cores, under Linux: JAX has threads that no setting limits."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


if __name__ == "__main__":
    sys.exit(main())
