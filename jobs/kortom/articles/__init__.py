"""The article readers: files, folders, globs and datasets become `Article` values."""

from kortom.articles.discover import Discovery, Source, find_inputs
from kortom.articles.ids import safe_id, settle_duplicates
from kortom.articles.reading import InputFile, Readings, articles_from_dataset, read_articles

__all__ = [
    "Discovery",
    "InputFile",
    "Readings",
    "Source",
    "articles_from_dataset",
    "find_inputs",
    "read_articles",
    "safe_id",
    "settle_duplicates",
]
