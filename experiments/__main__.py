"""``python -m experiments``: list the experiments, or run one."""

import sys

from experiments.command import main
from experiments.ranks import with_one_voice

sys.exit(with_one_voice(lambda: main(sys.argv[1:])))
