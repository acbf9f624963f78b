"""Faults to plant, a module for each kind or two: functions that spoil the English of a case.

Each takes a Case and returns the spoiled English, or None where it has no place in that sentence.
"""
