"""The file that the judging page exports, read with distrust: it came by mail, from a browser.

One JSON object in UTF-8:

    {"schema": 1,
     "kind": "kortom-judgements",
     "comparison": "<SHA-256 of the comparison's runs, 64 hex digits in lower case>",
     "judge": "<name of the person>",
     "exported": "<ISO 8601 time with its zone, as JavaScript's toISOString() gives it>",
     "systems": ["<name A>", "<name B>"],
     "judgements": [{"article": "<id>", "choice": "<name A>", "shown_first": "<name B>"}]}

choice: the name of the system whose brief is better, "tie", or "skip" where the person would not
say. shown_first: the system whose brief stood left or on top. An article that the person never came
to is not in the list. There are no other fields. Names are one line of printable characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from kortom import errors
from kortom.articles.places import shown, shown_name, shown_path
from kortom.articles.rows import kind_of
from kortom.errors import KortomError, Problem
from kortom.judging.json_file import read_object

SCHEMA = 1
KIND = "kortom-judgements"
TIE = "tie"
SKIP = "skip"
NAME_CHARACTERS = 200


def _name(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("should be one line of printable characters")
    return text


def _time(text: str) -> str:
    try:
        zone = datetime.fromisoformat(text).tzinfo
    except ValueError:
        zone = None
    if zone is None:
        raise ValueError("should be an ISO 8601 time with its zone")
    return text


Name = Annotated[str, Field(strict=True, max_length=NAME_CHARACTERS), AfterValidator(_name)]
Time = Annotated[Name, AfterValidator(_time)]


class Part(BaseModel):
    """Base of the file's parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Judgement(Part):
    """What a person said of one article; see the module."""

    article: Name
    choice: Name
    shown_first: Name


class Judgements(Part):
    """All that one person said; see the module."""

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["kortom-judgements"]
    comparison: Annotated[str, Field(strict=True, pattern=r"^[0-9a-f]{64}$")]
    judge: Name
    exported: Time
    systems: tuple[Name, Name]
    judgements: tuple[Judgement, ...]


def read_judgements(files: Sequence[str]) -> tuple[Judgements, ...]:
    """Read the files of one comparison, one a judge.

    Raises KortomError (exit 2) for the first that cannot be used, or does not go with those before
    it, naming the file and the field.
    """
    read: list[tuple[str, Judgements]] = []
    for path in map(Path, files):
        file, one = shown_path(path), _read(path)
        for first, other in read:
            _check_together(file, one, first, other)
        read.append((file, one))
    return tuple(one for _, one in read)


def _read(path: Path) -> Judgements:
    data, file = read_object(path), shown_path(path)
    # Said first: the fields of something else are no help.
    for field, wanted in (("kind", KIND), ("schema", SCHEMA)):
        found = data.get(field)
        if found != wanted or isinstance(found, bool):
            what = _text(found) if field in data else "missing"
            raise KortomError(
                errors.JUDGEMENTS_FOREIGN(file=file, field=field, found=what, wanted=shown(wanted))
            )
    try:
        read = Judgements.model_validate(data)
    except ValidationError as error:
        raise KortomError(_first_problem(error, file)) from None
    _check(read, file)
    return read


def _check(read: Judgements, file: str) -> None:
    """What one field says of another. KortomError (JUDGEMENTS_FIELD, JUDGEMENTS_TWICE)."""
    first, second = read.systems
    if first == second or {TIE, SKIP} & {first, second}:
        detail = f"should be two names, neither of them '{TIE}' or '{SKIP}'"
        value = f"{shown(first)} and {shown(second)}"
        raise KortomError(
            errors.JUDGEMENTS_FIELD(file=file, field="systems", detail=detail, value=value)
        )
    seen: dict[str, str] = {}
    for number, judgement in enumerate(read.judgements):
        where = f"judgements[{number}]"
        _check_one_of(file, f"{where}.choice", judgement.choice, (first, second, TIE, SKIP))
        _check_one_of(file, f"{where}.shown_first", judgement.shown_first, (first, second))
        article = judgement.article
        if article in seen:
            raise KortomError(
                errors.JUDGEMENTS_TWICE(
                    file=file,
                    field=f"{where}.article",
                    article=shown(article),
                    first=seen[article],
                )
            )
        seen[article] = where


def _check_one_of(file: str, field: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        detail = f"should be one of {', '.join(map(shown, allowed))}"
        raise KortomError(
            errors.JUDGEMENTS_FIELD(file=file, field=field, detail=detail, value=shown(value))
        )


def _check_together(file: str, one: Judgements, first: str, other: Judgements) -> None:
    """KortomError (OTHER_COMPARISON, DUPLICATE_JUDGE). Two pages may name the systems in another
    order."""
    for field, found, wanted in (
        ("comparison", one.comparison, other.comparison),
        ("systems", sorted(one.systems), sorted(other.systems)),
    ):
        if found != wanted:
            raise KortomError(
                errors.OTHER_COMPARISON(
                    file=file, field=field, first=first, found=shown(found), wanted=shown(wanted)
                )
            )
    if _person(one.judge) == _person(other.judge):
        raise KortomError(
            errors.DUPLICATE_JUDGE(
                file=file,
                judge=shown(one.judge),
                first=first,
                exported_first=other.exported,
                exported=one.exported,
            )
        )


def _person(name: str) -> str:
    """Equal for two spellings of a name that one person would type."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _first_problem(error: ValidationError, file: str) -> Problem:
    """One problem at a time; an unknown field first, since a misspelt one explains the others."""
    details = error.errors()
    unknown = [detail for detail in details if detail["type"] == "extra_forbidden"]
    detail = (unknown or details)[0]
    field = "".join(
        f"[{part}]" if isinstance(part, int) else f".{shown_name(part)}" for part in detail["loc"]
    ).removeprefix(".")
    message = detail["msg"].removeprefix("Value error, ")
    value = "nothing" if detail["type"] == "missing" else _text(detail["input"])
    return errors.JUDGEMENTS_FIELD(
        file=file, field=field, detail=message[:1].lower() + message[1:], value=value
    )


def _text(value: object) -> str:
    """A value for a message. Of lists and objects only the kind: they can be of any size."""
    return kind_of(value) if isinstance(value, list | dict) else shown(value)
