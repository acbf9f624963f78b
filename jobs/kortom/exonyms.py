"""Dutch names that English writes otherwise: the table that comes with kortom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kortom.names import NAME_WORD, POSSESSIVE, fold, is_acronym

COLUMNS = "dutch\tenglish\tkind\tsource"
_MIN_DUTCH_ONLY = 4
_PEOPLE = frozenset({"people", "language"})
# "Tweede Kamer", "Koude Oorlog": made of words that may be translated in more ways than listed.
_WORDED = frozenset({"organisations", "culture"})


@dataclass(frozen=True, slots=True)
class Exonym:
    """A row of the table. kind: people, places, persons, organisations, culture..."""

    dutch: str
    english: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class KnownName:
    """A Dutch name made ready for comparing; all by `name_key`.

    forms: what it can be in English, the Dutch itself too; acronyms: those of them that are
    acronyms; loose: words of which one is enough, where a translation is free.
    """

    dutch: str
    forms: frozenset[str]
    acronyms: frozenset[str]
    loose: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exonyms:
    """The table, by the `name_key` of the Dutch.

    dutch_only: those that are no English (see `_is_dutch_only`).
    longest: words in the longest Dutch name; people: by the English name of a country or people,
    all its names: France, French, Frenchman.
    """

    names: Mapping[str, tuple[KnownName, ...]]
    dutch_only: Mapping[str, tuple[KnownName, ...]]
    longest: int
    people: Mapping[str, frozenset[str]]

    def find(self, key: str) -> tuple[KnownName, ...]:
        """What a Dutch name can be, () if the table has it not."""
        return self.names.get(key, ())


@cache
def load_exonyms() -> Exonyms:
    """The table of this installation, read once."""
    text = files("kortom").joinpath("data", "exonyms.tsv").read_text(encoding="utf-8")
    return index_exonyms(read_exonyms(text))


def read_exonyms(text: str) -> list[Exonym]:
    """The rows of a table, in its order.

    Raises:
        ValueError: another header, a row without four filled columns, or rows out of order.
    """
    header, *lines = text.splitlines()
    if header != COLUMNS:
        raise ValueError(f"the columns are {header!r}, not {COLUMNS!r}")
    rows: list[Exonym] = []
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        if len(cells) != 4:
            raise ValueError(f"line {number}: not four columns: {line!r}")
        dutch, english, kind, source = cells
        forms = english.split("|")
        if any(not text or text != text.strip() for text in (dutch, *forms, kind, source)):
            raise ValueError(f"line {number}: an empty or padded name: {line!r}")
        if rows and rows[-1].dutch >= dutch:
            raise ValueError(f"line {number}: {dutch!r} is twice there or out of order")
        rows.append(Exonym(dutch, tuple(forms), kind))
    return rows


def index_exonyms(rows: Iterable[Exonym]) -> Exonyms:
    """The rows made ready for looking up. A country's name can also become that of its people:
    "de regering van Frankrijk" is "the French government"."""
    rows = list(rows)
    people: dict[str, set[str]] = {}
    for row in rows:
        if row.kind in _PEOPLE:
            for form in row.english:
                people.setdefault(form, set()).update(row.english)
    names: dict[str, tuple[KnownName, ...]] = {}
    for row in rows:
        forms = {row.dutch, *row.english}
        if row.kind not in _PEOPLE:
            forms.update(other for form in row.english for other in people.get(form, ()))
        key = name_key(row.dutch)
        names[key] = (*names.get(key, ()), _make_ready(row, forms))
    keys = {name_key(form): frozenset(map(name_key, forms)) for form, forms in people.items()}
    english = {word for row in rows for form in row.english for word in name_key(form).split()}
    only = {
        key: names[key] for row in rows if _is_dutch_only(row, key := name_key(row.dutch), english)
    }
    return Exonyms(names, only, max((key.count(" ") + 1 for key in names), default=0), keys)


def _is_dutch_only(row: Exonym, key: str, english: set[str]) -> bool:
    """Whether a name in one word is surely Dutch: of a place, an acronym, or an adjective; "Frans"
    and "Deen" are names of persons as well."""
    if " " in key or key in english or len(key) < _MIN_DUTCH_ONLY:
        return False
    if row.kind == "organisations":
        return any(map(is_acronym, row.english))
    is_adjective = row.kind == "people" and key.endswith(("se", "sche"))
    return row.kind == "places" or is_adjective


def _make_ready(row: Exonym, forms: set[str]) -> KnownName:
    is_worded = row.kind in _WORDED and " " in row.dutch
    loose = (word for form in forms for word in name_key(form).split() if len(word) > 3)
    return KnownName(
        row.dutch,
        frozenset(name_key(form) for form in forms if not is_acronym(form)),
        frozenset(name_key(form) for form in forms if is_acronym(form)),
        frozenset(loose) if is_worded else frozenset(),
    )


def name_key(name: str) -> str:
    """What a name is looked up by: its words, folded, without possessives and hyphens."""
    words = NAME_WORD.findall(name.replace("’", "'").replace("-", " "))
    return " ".join(fold(POSSESSIVE.sub("", word)) for word in words)
