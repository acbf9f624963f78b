"""What can be configured. The defaults here are the defaults of `kortom run`.

Everything outside `run` and `description` goes into the config hash: same hash and same model
files, same briefs. `run` says how a run is carried out (which folders, how many workers) and must
never change a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from kortom.hashing import json_sha256

Name = Annotated[str, Field(min_length=1, pattern=r"^[^\x00]+$")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Device = Literal["auto", "cpu", "cuda"]
Dtype = Literal["auto", "float32", "float16", "bfloat16", "int8", "int8_float16"]


Policy = Literal["strict", "clauses"]
Flag = Literal[
    "empty",
    "copied",
    "loop",
    "length_ratio",
    "truncated",
    "quotes",
    "numbers",
    "dates",
    "currencies",
    "percentages",
    "names_lost",
    "names_invented",
    "output_language",
]


class Section(BaseModel):
    """Base of all sections: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Fields(Section):
    """Names of the fields in .jsonl, .json, .csv, .tsv, .parquet and datasets.

    id: null takes an id from the content's hash. title, date, url: may be absent from a record.
    """

    id: Name | None = "id"
    title: Name | None = "title"
    text: Name = "text"
    date: Name | None = "date"
    url: Name | None = "url"


class Input(Section):
    """How articles are read."""

    language: Literal["nl"] = "nl"
    encoding: Name = Field(default="utf-8", description="utf-8 takes a BOM or none")
    max_characters: Annotated[int, Field(ge=1)] = 200_000
    title_max_characters: Annotated[int, Field(ge=1)] = 120
    settle_seconds: Annotated[float, Field(ge=0)] = Field(
        default=0.0,
        description="a file changed less than this ago is still being written: it waits",
    )
    fields: Fields = Fields()


class Segment(Section):
    """How paragraphs become sentences; longer sentences are split at clause boundaries."""

    max_tokens: Annotated[int, Field(ge=8, le=500)] = 80


class Translate(Section):
    """The engine and its decode settings (names as in transformers' GenerationConfig).

    device: "auto" takes a GPU where there is one. dtype: what the engine computes in; "auto" is the
    engine's best on the device (see `kortom.translation.hardware`).
    """

    engine: Literal["ctranslate2", "transformers"] = "ctranslate2"
    model: Name = "embedded:nl-en"
    device: Device = "cpu"
    dtype: Dtype = "auto"
    normalize_punctuation: bool = Field(
        default=False,
        description="Moses normalisation of the source: OPUS-MT was trained with it",
    )
    glossary: Name | None = Field(
        default="embedded:news",
        description="terms to be used: a TSV or TMX file, or embedded:news",
    )
    beam_size: Annotated[int, Field(ge=1, le=64)] = 4
    length_penalty: float = 1.0
    no_repeat_ngram_size: Annotated[int, Field(ge=0)] = 0
    max_length_ratio: Annotated[float, Field(gt=0)] = Field(
        default=2.0,
        description="output tokens at most: ratio * source tokens + max_length_extra",
    )
    max_length_extra: Annotated[int, Field(ge=0)] = 16
    batch_tokens: Annotated[int, Field(ge=1)] | Literal["auto"] = Field(
        default="auto",
        description="padded source tokens in one batch; batches never cross articles",
    )
    threads: Annotated[int, Field(ge=1, le=1024)] = Field(
        default=1,
        description="of one worker; in the hash, since it can change the order of float sums",
    )
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0


class Seq2Seq(Section):
    """The model that writes abstractive briefs, and its decode settings.

    prefix: put before the text, for T5 ("summarize: "). max_input_tokens: of one pass; null: the
    model's window. The length limits come from summarise.max_words and min_words below.
    """

    model: Name | None = None
    prefix: str = ""
    device: Device = "cpu"
    beam_size: Annotated[int, Field(ge=1, le=64)] = 4
    length_penalty: float = 1.0
    no_repeat_ngram_size: Annotated[int, Field(ge=0)] = 3
    min_words: Annotated[int, Field(ge=0)] = 20
    max_input_tokens: Annotated[int, Field(ge=16)] | None = None


class Summarise(Section):
    """How the brief is made.

    min_gain: what a further sentence has to add, as a share of what the article's fullest sentence
        carries (see `kortom.summarization.extractive`).
    """

    method: Literal["lead", "extractive", "seq2seq"] = "extractive"
    max_words: Annotated[int, Field(ge=5)] = 60
    max_sentences: Annotated[int, Field(ge=1)] = 3
    min_sentence_words: Annotated[int, Field(ge=0)] = 5
    min_gain: Fraction = 0.5
    seq2seq: Seq2Seq = Seq2Seq()

    @model_validator(mode="after")
    def _has_its_model(self) -> Self:
        if self.method == "seq2seq" and self.seq2seq.model is None:
            raise ValueError("method 'seq2seq' needs a model: set summarise.seq2seq.model")
        return self


class Checks(Section):
    """What is flagged, each check by its name (see `kortom.checks`)."""

    source_language: bool = True
    empty: bool = True
    copied: bool = True
    loop: bool = True
    length_ratio: bool = True
    truncated: bool = True
    quotes: bool = True
    numbers: bool = True
    dates: bool = True
    currencies: bool = True
    percentages: bool = True
    names_lost: bool = True
    names_invented: bool = True
    output_language: bool = True


class Retry(Section):
    """How a sentence is decoded again that the checks object to (see `kortom.translation.retry`).

    policies: tried in this order, until nothing of `flags` is left. The others are the policies'.
    """

    policies: tuple[Policy, ...] = ("strict", "clauses")
    flags: tuple[Flag, ...] = get_args(Flag)
    beam_size: Annotated[int, Field(ge=1, le=64)] = 8
    no_repeat_ngram_size: Annotated[int, Field(ge=0)] = 3
    clause_tokens: Annotated[int, Field(ge=8, le=500)] = 24


class Run(Section):
    """How a run is carried out; outside the hash. Relative paths: from the working folder.

    workers: processes; "auto" takes one a core, and no more than there are articles.
    article_timeout_seconds: an article that takes longer fails, the others go on; null: no limit.
    executor: what spreads the articles: processes of this machine, or a Ray cluster.
    ray_address: of the cluster ("auto", "host:6379"); null starts one on this machine.
    download: fetch models that are not here yet from the hub before the run; else an error.
    report: write report.html, the briefs with the Dutch beside the English as a page for a browser.
    """

    inputs: Annotated[tuple[Name, ...], Field(min_length=1)] = ("seeds",)
    output: Name = "outputs"
    workers: Annotated[int, Field(ge=1)] | Literal["auto"] = "auto"
    article_timeout_seconds: Annotated[float, Field(gt=0)] | None = None
    executor: Literal["local", "ray"] = "local"
    ray_address: Name | None = None
    download: bool = False
    report: bool = True


class Config(Section):
    """The whole config.

    order: "extract-then-translate" chooses the Dutch sentences of the brief and translates only
    those and the headline.
    """

    description: str = ""
    order: Literal["translate-then-summarise", "extract-then-translate"] = (
        "translate-then-summarise"
    )
    input: Input = Input()
    segment: Segment = Segment()
    translate: Translate = Translate()
    summarise: Summarise = Summarise()
    checks: Checks = Checks()
    retry: Retry = Retry()
    run: Run = Run()

    @model_validator(mode="after")
    def _can_extract_first(self) -> Self:
        if self.order == "extract-then-translate" and self.summarise.method == "seq2seq":
            raise ValueError(
                "order 'extract-then-translate' needs summarise.method lead or extractive: a"
                " seq2seq summariser reads the whole translation"
            )
        return self


def config_hash(config: Config) -> str:
    """SHA-256 (hex) of the canonical JSON of all but `run` and `description`."""
    return plain_config_hash(config.model_dump(mode="json"))


def plain_config_hash(config: Mapping[str, Any]) -> str:
    """`config_hash` of a config as plain data, whether or not it has the keys of today."""
    data = {key: value for key, value in config.items() if key not in {"run", "description"}}
    return json_sha256(data)


def to_yaml(config: BaseModel) -> str:
    """A whole config as YAML, which is read back to an equal value."""
    data: dict[str, Any] = config.model_dump(mode="json")
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def known_keys(section: type[BaseModel] = Config, prefix: str = "") -> list[str]:
    """All keys in dotted form, sections and leaves; those of a list's entries without a number."""
    keys: list[str] = []
    for name, field in section.model_fields.items():
        keys.append(prefix + name)
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                keys += known_keys(kind, f"{prefix}{name}.")
    return keys
