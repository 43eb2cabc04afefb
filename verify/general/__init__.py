"""The wing that proves: is a formula true whatever the sizes of its arrays are?"""
