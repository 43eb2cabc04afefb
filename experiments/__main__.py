"""``python -m experiments``: list the experiments, or run one."""

import sys

from experiments.command import main

sys.exit(main(sys.argv[1:]))
