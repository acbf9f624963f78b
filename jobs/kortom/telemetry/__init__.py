"""Telling others how a run went: a log, metrics, a ping. None of it ever fails a run."""
