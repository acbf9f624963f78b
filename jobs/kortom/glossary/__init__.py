"""Terminology: the English that Dutch terms are to have."""

from kortom.glossary.apply import apply_terms
from kortom.glossary.entries import Entry, Glossary
from kortom.glossary.resolve import resolve_glossary

__all__ = ["Entry", "Glossary", "apply_terms", "resolve_glossary"]
