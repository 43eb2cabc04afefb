"""``python -m derivations`` lists every derivation; with a topic, it prints that one."""

import sys

from verify.showing.transcript import run

if __name__ == "__main__":
    run(sys.argv[1:])
