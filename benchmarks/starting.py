"""One start of a library: ``python -m benchmarks.starting NAME``; this file imports none itself."""

import argparse
import json
import os
import sys
import tempfile
import time

BATCH, HIDDEN, RATE, LATER = 512, 50, 0.01, 10
MODULES = {
    "nn": ("nn.network", "nn.optimizer"),
    "torch": ("torch",),
    "torch_compiled": ("torch",),
    "jax": ("jax", "jax.numpy"),
    "sklearn": ("sklearn.neural_network",),
}


def start(name: str) -> dict[str, float]:
    """Seconds of importing a library, of its first step, and of the shortest of the next."""
    begin = time.perf_counter()
    for module in MODULES[name]:
        __import__(module)
    imported = time.perf_counter() - begin
    from benchmarks.competitors import MAKERS, initial
    from benchmarks.step import INPUTS, images

    contestant = MAKERS[name](argparse.Namespace(threads=1), initial(INPUTS, HIDDEN), RATE)
    held = contestant.take(*images(BATCH))
    took = []
    for _ in range(1 + LATER):
        begin = time.perf_counter()
        contestant.step(*held)
        took.append(time.perf_counter() - begin)
    return {"import": imported, "first": took[0], "later": min(took[1:])}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:  # what torch.compile keeps for the next time
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = empty
        print(json.dumps(start(sys.argv[1])))
