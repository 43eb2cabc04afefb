"""Results that others published, each with the call of `nn` that is to give it: a file a source.

The page Agreement prints them and the tests ask them: both read these lists.
"""
