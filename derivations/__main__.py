"""``python -m derivations`` lists every derivation; with a topic, it prints that one."""

from runpy import run_module

if __name__ == "__main__":
    run_module("verify", run_name="__main__")
