"""``python -m verify`` checks the book, one claim of it, or what a reader has written.

python -m verify --help
"""

import sys

from verify.console.main import run

if __name__ == "__main__":
    run(sys.argv[1:])
