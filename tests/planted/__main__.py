"""Plant every listed error and every true rewrite, and print where the verdict is wrong.

    python -m tests.planted

An error must be refused or found wrong, and a rewrite must hold; or else the exit status is 1.
"""

import sys

from tests.planted import listed, objection


def main() -> int:
    errors, rewrites = listed("errors"), listed("rewrites")
    passed = [change for change in errors if not objection(change)]
    refused = [(change, said) for change in rewrites if (said := objection(change))]
    for change in passed:
        print(f"an error passes: {change}")
    for change, said in refused:
        print(f"a true rewrite does not: {change}\n    {said}")
    print(f"{len(errors)} errors, {len(passed)} not noticed")
    print(f"{len(rewrites)} true rewrites, {len(refused)} refused")
    return 1 if passed or refused else 0


if __name__ == "__main__":
    sys.exit(main())
