"""Dutch sentences out of articles and files of sentences, each once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kortom.articles import InputFile, read_articles
from kortom.articles.places import Place
from kortom.articles.text import clean
from kortom.checks.language import is_other_language
from kortom.distillation.config import DistillConfig
from kortom.distillation.lines import is_table, read_lines
from kortom.hashing import file_sha256, json_sha256
from kortom.stages import article_key
from kortom.training.corpus.source import opened
from kortom.translation.draft import is_translatable
from kortom.translation.stage import segment_article
from kortom.values import Article, Failure

FAILURES = 20
"""Unreadable lines that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Dutch:
    """All that is to be read. digest: SHA-256 (hex) of the texts: equal texts, equal sentences.

    failures: articles that cannot be read.
    """

    articles: tuple[Article, ...]
    sentence_files: tuple[str, ...]
    files: tuple[InputFile, ...]
    failures: tuple[Failure, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What reading all of it finds, in sentences.

    read: of all inputs. left_out: reason -> sentences: "not_dutch", "short", "untranslatable" (no
    letter in it), "duplicates", "beyond_limit" (limits.max_sentences). sentences: that are left.
    failed: lines that cannot be read, failures: the first of them.
    """

    read: int
    left_out: dict[str, int]
    sentences: int
    failed: int
    failures: tuple[Failure, ...]


def find_dutch(config: DistillConfig) -> Dutch:
    """Read the articles, and hash the files of sentences.

    Raises KortomError: exit 2 if a file of sentences is not there or of an unknown kind.
    """
    readings = read_articles(config.articles, config.input) if config.articles else None
    articles = readings.articles if readings else ()
    names = tuple(dict.fromkeys(config.sentences))
    files = tuple(map(_hashed, names))
    texts = [*map(article_key, articles), *(file.sha256 for file in files)]
    return Dutch(
        articles=articles,
        sentence_files=names,
        files=(*(readings.files if readings else ()), *files),
        failures=readings.failures if readings else (),
        digest=json_sha256(texts),
    )


class Sentences:
    """The sentences that the teacher is given, in the order of the inputs.

    Each pass over them reads the files again: memory holds the articles and eight bytes of each
    sentence. `survey` is what the last full pass found.
    """

    def __init__(self, dutch: Dutch, config: DistillConfig) -> None:
        self._dutch, self._config = dutch, config

    def __iter__(self) -> Iterator[str]:
        yield from _Pass(self._dutch, self._config).sentences()

    def survey(self) -> Survey:
        """Go through all of them."""
        reading = _Pass(self._dutch, self._config)
        count = sum(1 for _ in reading.sentences())
        return Survey(
            read=reading.read,
            left_out=dict(sorted(reading.left_out.items())),
            sentences=count,
            failed=reading.failed,
            failures=tuple(reading.failures),
        )


def chunks(sentences: Iterator[str], size: int) -> Iterator[tuple[str, ...]]:
    """So many sentences at a time; the last may have fewer."""
    chunk: list[str] = []
    for sentence in sentences:
        chunk.append(sentence)
        if len(chunk) == size:
            yield tuple(chunk)
            chunk = []
    if chunk:
        yield tuple(chunk)


class _Pass:
    """One pass over all inputs, which counts what it leaves out."""

    def __init__(self, dutch: Dutch, config: DistillConfig) -> None:
        self._dutch, self._config = dutch, config
        self._seen: set[bytes] = set()
        self.read = self.failed = 0
        self.left_out: Counter[str] = Counter()
        self.failures: list[Failure] = []

    def sentences(self) -> Iterator[str]:
        most = self._config.limits.max_sentences
        given = 0
        for text in self._all():
            sentence = clean(text)
            self.read += 1
            reason = self._objection(sentence)
            if reason is None and most is not None and given >= most:
                reason = "beyond_limit"
            if reason is None:
                given += 1
                yield sentence
            else:
                self.left_out[reason] += 1

    def _all(self) -> Iterator[str]:
        for article in self._dutch.articles:
            sentences = [sentence.source for sentence in segment_article(article)]
            if self._is_foreign(" ".join(sentences)):
                self.read += len(sentences)
                self.left_out["not_dutch"] += len(sentences)
            else:
                yield from sentences
        for file in self._dutch.sentence_files:
            for line in read_lines(file, self._config.sentences_column):
                if isinstance(line, str):
                    yield line
                else:
                    self._fail(Place(file, file).failure(line))

    def _fail(self, failure: Failure) -> None:
        self.failed += 1
        if len(self.failures) < FAILURES:
            self.failures.append(failure)

    def _objection(self, sentence: str) -> str | None:
        """Why a sentence is left out, None if it is not."""
        if len(sentence.split()) < self._config.limits.min_words:
            return "short"
        if not is_translatable(sentence):
            return "untranslatable"
        digest = hashlib.blake2b(sentence.encode(), digest_size=8).digest()
        if digest in self._seen:
            return "duplicates"
        self._seen.add(digest)
        return "not_dutch" if self._is_foreign(sentence) else None

    def _is_foreign(self, text: str) -> bool:
        return self._config.checks.source_language and is_other_language(text, "nl")


def _hashed(file: str) -> InputFile:
    is_table(file)
    with opened(file):  # says what is wrong with it
        path = Path(file)
        return InputFile(file, file_sha256(path), path.stat().st_size)
