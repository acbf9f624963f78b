"""From an article's translated sentences to its brief; one method a file."""

from kortom.summarization.abstractive import write_brief
from kortom.summarization.brief import make_brief
from kortom.summarization.seq2seq import Seq2SeqSummariser, load_summariser

__all__ = ["Seq2SeqSummariser", "load_summariser", "make_brief", "write_brief"]
