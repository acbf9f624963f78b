"""From an article's translated sentences to its brief; one method a file."""

from kortom.summarization.brief import make_brief

__all__ = ["make_brief"]
