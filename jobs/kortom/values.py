"""The values that flow through kortom, each made once and never changed.

An `Article` is what was read, a `Record` is what was made of it. A record depends on the article's
text and the config alone: it holds no timing, run id, absolute path, line number or config hash, so
that records of two runs compare byte for byte.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

RECORD_SCHEMA = 3
"""Version of the record's form on disk; raised whenever a reader would have to know."""

RECORD_SCHEMAS = (1, 2, 3)
"""The forms that are read.

1 had no `unsupported`, since its briefs were extracts only, and its compression was the share of
the English body. 2 had no findings, attempts, terms and coverage.
"""

ParagraphKind = Literal["title", "heading", "body"]
SentenceStatus = Literal["translated", "passed_through", "not_selected", "failed"]
SENTENCE_STATUSES: tuple[SentenceStatus, ...] = get_args(SentenceStatus)
TermStatus = Literal["present", "applied", "missed"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of Dutch text with single spaces for white space and no blank ends."""

    kind: ParagraphKind
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One Dutch article as it was read.

    id: safe as a file name (see `kortom.articles.ids`).
    date: an ISO date, possibly partial ("2021", "2021-12", "2021-12-07"), or None.
    language: language code of the source text ("nl").
    paragraphs: in reading order; at most the first one is of kind "title".
    origin: where it came from: a URL if the article gives one, else the file's path relative to the
        input that named it. Never an absolute path.
    sha256: hex digest of the raw bytes (of the file, or of the one record in it).
    """

    id: str
    date: str | None
    language: str
    paragraphs: tuple[Paragraph, ...]
    origin: str
    sha256: str

    @property
    def title(self) -> str | None:
        """The Dutch title, or None if the article has none."""
        first = self.paragraphs[0] if self.paragraphs else None
        return first.text if first and first.kind == "title" else None


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be used, with all a person needs to mend it.

    id is None where the article failed before it had one. line counts from 1 within the file.
    """

    origin: str
    code: str
    message: str
    id: str | None = None
    line: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary in a sentence.

    source: as the glossary has it, in Dutch; target: its English there. status: "present" (the
    model wrote it by itself), "applied" (it was made to), "missed" (it is not in the English).
    """

    source: str
    target: str
    status: TermStatus


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a model made of one source text: a translation, or a summary.

    truncated: the decoder reached its length limit before it ended the text. terms: of the
    glossary in the source, and what became of them.
    """

    text: str
    truncated: bool = False
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an over-long sentence, translated on its own."""

    source: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in a sentence. detail: for a person to read ("1.234 lost")."""

    check: str
    detail: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way in which a sentence was decoded.

    policy: how ("config", or one of `kortom.translation.retry`); flags: names of the checks that
    found something in what came out, sorted; taken: whether that is the sentence's hypothesis.
    """

    policy: str
    flags: tuple[str, ...]
    taken: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """One Dutch sentence and its English.

    index: position in the article, from 0; paragraph: index of its paragraph.
    units: the parts it was translated in; empty unless it was too long for the model, or turned out
        better in parts.
    hypothesis: the English text; the Dutch itself where status is "passed_through" (nothing in it
        to translate); empty where status is "not_selected"; what there is of it where "failed".
    flags: names of the checks that found something (see `kortom.checks`), sorted.
    findings: what they found, in the order of the checks.
    attempts: how it was decoded, in that order; empty unless it was decoded more than once.
    terms: of the glossary, in the order of the Dutch.
    """

    index: int
    paragraph: int
    kind: ParagraphKind
    source: str
    hypothesis: str
    status: SentenceStatus
    flags: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    findings: tuple[Finding, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """A sentence of a brief and the indices of the Dutch sentences that it rests on.

    unsupported: names and numbers in it that the article has not; only a model that writes its own
        words can make some.
    """

    text: str
    sentences: tuple[int, ...]
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """The English brief.

    words: words in `sentences` (the headline not counted), split at white space.
    compression: words divided by the words of the Dutch body text; 0.0 if there are none.
    coverage: how much of the article's subject matter it rests on, from 0 to 1 (see
        `kortom.summarization.brief`); None in a record from before it was measured.
    """

    headline: BriefSentence
    sentences: tuple[BriefSentence, ...]
    words: int
    compression: float
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the summarise stage made of an article: its brief, and flags on it as a whole."""

    brief: Brief
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that was made of one article; one line of `briefs.jsonl`."""

    schema: int
    id: str
    title: str | None
    date: str | None
    language: str
    origin: str
    sha256: str
    brief: Brief
    flags: tuple[str, ...]
    paragraphs: tuple[ParagraphKind, ...]
    sentences: tuple[Sentence, ...]


def canonical_json(value: Any) -> str:
    """One line of JSON that is the same for equal values: UTF-8 text, no spaces, no NaN.

    Key order is the value's own (dataclass field order); callers that hash mappings sort them.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def record_to_json(record: Record) -> str:
    """The record as its line of `briefs.jsonl`, in its own schema's form, without the line end."""
    data = asdict(record)
    if record.schema < 3:
        del data["brief"]["coverage"]
        for sentence in data["sentences"]:
            del sentence["findings"], sentence["attempts"], sentence["terms"]
    if record.schema < 2:
        for part in (data["brief"]["headline"], *data["brief"]["sentences"]):
            del part["unsupported"]
    return canonical_json(data)


def record_from_dict(data: dict[str, Any]) -> Record:
    """Rebuild a record from the JSON of its line. KeyError or TypeError on a foreign form."""
    return Record(
        **{
            **data,
            "brief": _brief(data["brief"]),
            "flags": tuple(data["flags"]),
            "paragraphs": tuple(data["paragraphs"]),
            "sentences": sentences_from_list(data["sentences"]),
        }
    )


def summary_from_dict(data: dict[str, Any]) -> Summary:
    """Rebuild a summary from its JSON. KeyError or TypeError on a foreign form."""
    return Summary(_brief(data["brief"]), tuple(data["flags"]))


def sentences_from_list(data: list[dict[str, Any]]) -> tuple[Sentence, ...]:
    """Rebuild sentences from their JSON. KeyError or TypeError on a foreign form."""
    return tuple(
        Sentence(
            **{
                **item,
                "flags": tuple(item["flags"]),
                "units": tuple(Unit(**unit) for unit in item["units"]),
                "findings": tuple(Finding(**found) for found in item.get("findings", ())),
                "attempts": tuple(
                    Attempt(**{**attempt, "flags": tuple(attempt["flags"])})
                    for attempt in item.get("attempts", ())
                ),
                "terms": tuple(Term(**term) for term in item.get("terms", ())),
            }
        )
        for item in data
    )


def _brief(data: dict[str, Any]) -> Brief:
    return Brief(
        headline=_brief_sentence(data["headline"]),
        sentences=tuple(_brief_sentence(item) for item in data["sentences"]),
        words=data["words"],
        compression=data["compression"],
        coverage=data.get("coverage"),
    )


def _brief_sentence(data: dict[str, Any]) -> BriefSentence:
    return BriefSentence(data["text"], tuple(data["sentences"]), tuple(data.get("unsupported", ())))
