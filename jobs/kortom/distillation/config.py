"""What can be configured of a distillation. The defaults here are those of `kortom distill`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from kortom.config import Config
from kortom.config.model import Checks, Input, Name, Retry, Section, Segment, Translate


class Teacher(Translate):
    """The model that translates, and its decode settings, as those of a run.

    MarianMT runs with either engine, any other encoder-decoder with `engine: transformers`, and may
    need to be told the languages, as its tokenizer names them:
    source_language: "nld_Latn" (NLLB), "nl" (M2M-100), "nl_XX" (mBART). target_token: what its
    English begins with: "eng_Latn", "__en__", "en_XX". prefix: put before each sentence, for T5
    ("translate Dutch to English: ").
    """

    glossary: Name | None = None
    source_language: Name | None = None
    target_token: Name | None = None
    prefix: str = ""


class Limits(Section):
    """Which sentences are given to the teacher. words: at white space; tokens: the teacher's."""

    min_words: Annotated[int, Field(ge=1)] = 2
    max_tokens: Annotated[int, Field(ge=8, le=500)] = 100
    max_sentences: Annotated[int, Field(ge=1)] | None = None


class Corpus(Section):
    """What is written. origin, weight: as they stand in each line, for `kortom train`."""

    origin: Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f]+$")] = "distilled"
    weight: Annotated[float, Field(gt=0, le=1e6)] = 1.0
    compress: bool = Field(default=True, description="write pairs.tsv.xz, not pairs.tsv")


class DistillConfig(Section):
    """The whole config.

    articles: files, folders and globs, as in run.inputs. sentences: files with a sentence a line
    (.txt, .txt.xz), or with one a row (.tsv, .tsv.xz, in column `sentences_column`, from 1).
    checks: pairs of which one of them finds something are left out. retry: how they are decoded
    again before that. chunk_sentences: what is lost at most if it is killed; padding depends on it,
    and so may a word.
    """

    description: str = ""
    articles: tuple[Name, ...] = ()
    sentences: tuple[Name, ...] = Field(default=(), validate_default=True)
    sentences_column: Annotated[int, Field(ge=1)] = 1
    input: Input = Input()
    teacher: Teacher = Teacher()
    limits: Limits = Limits()
    checks: Checks = Checks()
    retry: Retry = Retry(policies=())
    corpus: Corpus = Corpus()
    chunk_sentences: Annotated[int, Field(ge=1, le=100_000)] = 1000
    output: Name = "outputs/distill"

    @field_validator("sentences")
    @classmethod
    def _has_dutch(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not value and not info.data.get("articles", ()):
            raise ValueError("there is no Dutch to translate: set articles or sentences")
        return value


def run_config(config: DistillConfig) -> Config:
    """The config of a run that translates in the same way."""
    return Config(
        segment=Segment(max_tokens=config.limits.max_tokens),
        translate=Translate(**config.teacher.model_dump(include=set(Translate.model_fields))),
        checks=config.checks,
        retry=config.retry,
    )
