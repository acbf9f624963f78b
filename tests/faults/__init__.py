"""Faults at every write-like system call of a run; see docs/reliability.md."""
