"""The figures of the book: ``{{ figure NAME }}`` in a chapter calls ``figures/<topic>.py:NAME()``.

A function returns a Matplotlib figure and draws what ``nn`` computes or an experiment recorded, so
a figure cannot show what the code does not do. Its docstring is the caption, and the text for a
reader who can't see the figure: it says what is to be seen, in one or two sentences. Colours come
from the cycle (``"C0"`` ...), which reads well on a light and on a dark page; black becomes the
colour of the text.
"""
