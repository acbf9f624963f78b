"""Distillation: parallel data that a stronger model writes from Dutch alone."""
