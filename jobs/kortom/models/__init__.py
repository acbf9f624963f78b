"""Model references and what they resolve to on this machine."""

from kortom.models.resolve import ModelFiles, resolve_model, resolve_summariser

__all__ = ["ModelFiles", "resolve_model", "resolve_summariser"]
