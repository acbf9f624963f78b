"""English text as summarisers write it: made tidy, cut into sentences, and its function words."""

from __future__ import annotations

import re

import sentencex

FUNCTION_WORDS = frozenset(
    """
    a about above according across after again against all almost along already also although always
    am among an and another any are around as at away back be because been before behind being below
    between both but by can cannot could despite did do does doing done down due during each either
    else enough even ever every few following for from further furthermore had has have having he
    her here hers herself him himself his how however i if in indeed instead into is it its itself
    just last later least less many may me meanwhile might mine more moreover most much must my
    neither never nevertheless next no nor not now of off often on once one only or other others our
    ours out over own per perhaps quite rather same several shall she should since so some still
    such than that the their theirs them themselves then there therefore these they this those
    though through throughout thus to today together tomorrow too toward towards under unless
    until up upon us very via was we well were what when where whereas whether which while who whom
    whose why will with within without would yesterday yet you your yours
    """.split()
)
"""Words that say nothing of a sentence's subject; lower case."""

_LINE_MARK = re.compile(r"<n>|\n")
# CNN/DailyMail was tokenised, so models trained on it put a space before the stop of a sentence.
_SPACED_STOP = re.compile(r" ([.!?])(?= |$)")
_SPACED_MARK = re.compile(r" ([,;:)\]])(?= |$)")
_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)")


def tidy_sentences(text: str) -> list[str]:
    """The sentences of a summary that a model wrote, each with a capital and single spaces.

    Pegasus writes "<n>" between sentences; BART and T5 trained on CNN/DailyMail put a space before
    full stops, T5 begins sentences in lower case. A piece without a letter is no sentence.
    """
    lines = (" ".join(line.split()) for line in _LINE_MARK.split(text))
    return [
        _with_capital(sentence)
        for line in lines
        for part in _SPACED_STOP.sub(r"\1\n", line).split("\n")
        for sentence in split_english(_SPACED_MARK.sub(r"\1", part))
        if any(map(str.isalpha, sentence))
    ]


def split_english(text: str) -> list[str]:
    """The sentences of one line of English, without the white space between them."""
    if not text.strip():
        return []
    return [
        piece.strip() for piece in sentencex.segment("en", " ".join(text.split())) if piece.strip()
    ]


def _with_capital(sentence: str) -> str:
    """The sentence with its first letter in upper case, unless the word has its own (iPhone)."""
    word = _FIRST_WORD.match(sentence)
    if word is None or not word[1].islower():
        return sentence
    at = word.start(1)
    return sentence[:at] + sentence[at].upper() + sentence[at + 1 :]
