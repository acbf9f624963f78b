"""What makes a pair unfit for training: one function each, all of them quick.

A filter leaves a pair alone where it cannot be sure: a good pair lost costs as much as a bad one
kept. Their order is fixed, since a pair counts under the first that removes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kortom.checks.form import find_copied, find_length
from kortom.training.data_config import FilterSettings
from kortom.training.pair_language import is_other_language
from kortom.training.pair_numbers import numbers_disagree
from kortom.training.words import is_dutch, is_english
from kortom.words import words_of

Filter = Callable[[str, str], bool]
"""Whether a pair, given as its Dutch and its English, is to be removed."""

RUN, SAID_AGAIN = 10, 5
"""So many equal characters in a row, or equal words ("no, no, no, no, no"), are too many."""

MIN_LETTERS = 0.25
"""Letters as a share of a side's characters, white space aside."""

MIN_LENGTH = 25
"""Characters of the longer side. Of words and terms any length may be right ("meetkundige plaats",
locus)."""

MIN_LEFT = 3
"""Different words that are Dutch only, or English only where both sides are equal: what is left
standing is no name then."""

_NO_LETTER = re.compile(r"[^\w\s]|[\d_]")
_RUN = re.compile(rf"(\S)\1{{{RUN - 1}}}")
_SAID_AGAIN = re.compile(rf"\b([^\W\d_]+)(?:\W+\1\b){{{SAID_AGAIN - 1}}}", re.IGNORECASE)
_BROKEN = re.compile("\ufffd|Ã[\u0080-\u00bf©«¨ª¤¶¼³]|â€|Â[«»°§©]")
"""The mark for undecodable bytes, and UTF-8 read as Windows-1252 ("cafÃ©")."""

_MARKUP_SIGN = re.compile(r"[<&\[\]{}%=]|'''")
"""Quick to find, and without one there is no markup."""

_MARKUP = re.compile(
    r"""
    </?[A-Za-z][\w:-]*(?:\s+[\w:-]+\s*=[^<>]*|\s*/?)>                   # <b>, <a href="…">, <br/>
    | &(?:[A-Za-z]{2,8}|\#[0-9]{2,6}|\#x[0-9A-Fa-f]{2,5});              # &nbsp; &#39;
    | \[\[ | \]\] | \{\{ | \}\} | '{3} | ={3} | \]\(                   # wiki, Markdown's links
    | \[/[a-z]+\] | \[(?:b|i|u|url|img|quote)(?:=[^\]]*)?\]           # forums: [b], [/url]
    | (?<![\w%])%(?:[0-9]+\$)?[0-9.]*[sdiuxfgc](?![^\W_])               # %s, %1$d
    | %\([A-Za-z]\w*\)[sd] | %[A-Za-z_]+%                               # %(name)s, %NAME%
    | [$#]?\{[A-Za-z0-9_.:-]*\}                                         # {0}, ${name}
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(r"\b(?:https?|ftp)://\S+|\bwww\.\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)+/\S*")


def is_odd(source: str, target: str) -> bool:
    """A side with hardly a letter, with a run that does not end, or with broken characters."""
    return _is_odd(source) or _is_odd(target)


def _is_odd(text: str) -> bool:
    words = text.lower().split()
    visible = sum(map(len, words))
    letters = visible - len(_NO_LETTER.findall(text))
    if letters < MIN_LETTERS * visible or not letters:
        return True
    # Marks may make some of them look like other words.
    repeated = len(words) - len(set(words))
    if repeated >= SAID_AGAIN - 3 and _SAID_AGAIN.search(text):
        return True
    return bool(_RUN.search(text)) or (not text.isascii() and bool(_BROKEN.search(text)))


def has_markup(source: str, target: str) -> bool:
    """Codes of another format in either side, or a side that is an address and no more."""
    return any(_has_codes(text) or _is_address(text) for text in (source, target))


def _has_codes(text: str) -> bool:
    return bool(_MARKUP_SIGN.search(text) and _MARKUP.search(text))


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.match(text)) and not any(map(str.isalpha, _ADDRESS.sub("", text)))


def is_copied(source: str, target: str) -> bool:
    """Dutch that was left standing in the English, or both the same in words of one language.

    Names, and words that both languages have, may be equal ("Hotel Amsterdam").
    """
    if source.casefold() == target.casefold():
        return _left(source, is_dutch) + _left(source, is_english) >= MIN_LEFT
    return _left(target, is_dutch) >= MIN_LEFT and bool(find_copied(source, target))


def _left(text: str, is_own: Callable[[str], bool]) -> int:
    """Different words of one language, without those that a capital may make a name."""
    return len({word for word in words_of(text) if word.islower() and is_own(word)})


def lengths_differ(source: str, target: str) -> bool:
    """Lengths in characters that hardly any pair has (see `kortom.checks.form.find_length`)."""
    return max(len(source), len(target)) >= MIN_LENGTH and bool(find_length(source, target))


FILTERS: Mapping[str, Filter] = {
    "odd": is_odd,
    "markup": has_markup,
    "copied": is_copied,
    "length_ratio": lengths_differ,
    "numbers": numbers_disagree,
    "language": is_other_language,
}
"""Those that look at one pair, by the name of their setting, in their order."""

LEFT_OUT, CONTAMINATED, OVER_LONG, DUPLICATES = (
    "left_out",
    "contaminated",
    "over_long",
    "duplicates",
)
REASONS = (LEFT_OUT, CONTAMINATED, OVER_LONG, *FILTERS, DUPLICATES)
"""Why a pair is removed, in the order in which it is asked: its weight is 0; it stands in a file of
held-out pairs; a side has more characters than max_characters; the filters; an equal pair was kept
before."""


def first_reason(source: str, target: str, settings: FilterSettings) -> str | None:
    """The first reason to remove a pair that lies in the pair alone; None: it is fit."""
    if max(len(source), len(target)) > settings.max_characters:
        return OVER_LONG
    for name, removes in FILTERS.items():
        if getattr(settings, name) and removes(source, target):
            return name
    return None
