"""Scores against references, and what can be told of translations and briefs without any."""
