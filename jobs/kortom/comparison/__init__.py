"""Runs of the same articles side by side: what differs, where, by how much, and how sure that is.

`compare.py` makes one frozen value, a `Comparison`; the other modules are its parts, and functions
that render it or hold it against the conditions of a gate.
"""
