"""Blind judgements of two systems' briefs: the files that people export, and what they say."""
