"""An engine that keeps to a glossary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kortom.glossary import Glossary, apply_terms
from kortom.translation.engine import Engine, Search
from kortom.values import Hypothesis


class GlossaryEngine:
    """Another engine, whose hypotheses have the glossary's English where that can be had."""

    def __init__(self, engine: Engine, glossary: Glossary) -> None:
        """engine: what decodes."""
        self._engine, self._glossary = engine, glossary

    def count_tokens(self, text: str) -> int:
        """See `Engine.count_tokens`."""
        return self._engine.count_tokens(text)

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        """See `Engine.translate`; each hypothesis tells what became of the terms in its source."""
        hypotheses = self._engine.translate(texts, search)
        applied = apply_terms(texts, hypotheses, self._glossary, self._engine, search)
        return [replace(hypothesis, terms=terms) for hypothesis, terms in applied]

    def describe(self) -> dict[str, Any]:
        """See `Engine.describe`."""
        return self._engine.describe()
