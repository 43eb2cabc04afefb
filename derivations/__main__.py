"""``python -m derivations`` lists every derivation; with a topic, it prints that one."""

import sys

from verify.transcript import run

if __name__ == "__main__":
    run(sys.argv[1:])
