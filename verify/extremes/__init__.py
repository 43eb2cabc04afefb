"""Code against exact values where floating point is at its worst.

`measure` evaluates a function and its formula (`exact`) at families of `points` and counts the
difference in units of the last place (`ulp`). `claims.toml` has what is claimed of each function,
and `table` reads it.
"""
