"""Runs on real data, one module each; ``python -m experiments`` lists them.

An experiment has a docstring, whose first line says what it shows; ``SETTINGS``, its defaults; and
``run(data, settings, progress)``, which returns its results as JSON would hold them. Its figures
are those of ``figures/<name>.py: FIGURES``. Options, data, training loop and records are shared.
"""
