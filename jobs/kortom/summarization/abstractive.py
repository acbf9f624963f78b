"""Abstractive briefs: written by a seq2seq model, then held against the article."""

from __future__ import annotations

from collections.abc import Sequence

from kortom.config.model import Summarise
from kortom.summarization.seq2seq import Seq2SeqSummariser
from kortom.values import Brief, Sentence


def write_brief(
    sentences: Sequence[Sentence], summariser: Seq2SeqSummariser, config: Summarise
) -> tuple[Brief, set[str]]:
    """The brief of an article, and flags on it."""
    raise NotImplementedError
