"""Measure one subject after the other: ``python -m benchmarks``, or ``make bench``.

Each subject gets a process of its own, whose numerical libraries are told before they start how
many threads they may use. This one stays small: a large one would show in its children's memory.
"""

import os
import subprocess
import sys

from benchmarks.options import SUBJECTS, parser


def main() -> int:
    """Measure what the command line asks for, and return the exit status."""
    asked = parser().parse_args()
    n = str(asked.threads)
    limits = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), n)
    many = "false" if asked.threads == 1 else "true"
    limits["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={many} intra_op_parallelism_threads={n}"
    limits["JAX_PLATFORMS"] = "cpu"
    if hasattr(os, "sched_setaffinity"):  # JAX has threads that no setting limits
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: asked.threads])
    status = 0
    for subject in asked.subjects or SUBJECTS:
        if subject not in SUBJECTS:
            print(
                f"error: expected subjects among {', '.join(SUBJECTS)}; got {subject!r}",
                file=sys.stderr,
            )
            return 2
    for subject in asked.subjects or SUBJECTS:
        options = [argument for argument in sys.argv[1:] if argument not in asked.subjects]
        command = [sys.executable, "-m", "benchmarks.measure", subject, *options]
        try:
            status |= subprocess.run(command, env=os.environ | limits, check=False).returncode
        except KeyboardInterrupt:
            print("interrupted: what was measured before is kept", file=sys.stderr)
            return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
