"""``python -m verify`` lists every chapter; named ones, or lines of them, it prints step by step.

python -m verify softmax loss
python -m verify docs/softmax.md:137
"""

import sys

from verify.showing.transcript import run

if __name__ == "__main__":
    run(sys.argv[1:])
