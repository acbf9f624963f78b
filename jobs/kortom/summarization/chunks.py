"""Cut a text that is too long for one pass into chunks that are not; every word is in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

Fits = Callable[[str], bool]
"""Whether a text can be taken in one pass; of a text that fits, so does every part."""


def cut_into_chunks(paragraphs: Sequence[Sequence[str]], fits: Fits) -> list[str]:
    """Chunks that fit, in the text's order, with as many whole paragraphs in each as go in.

    paragraphs: their sentences. A paragraph that does not fit is cut between sentences, a sentence
    that does not fit between words, and such a word between characters. Each word of the text is in
    exactly one chunk; white space becomes single spaces. Raises ValueError if not even a single
    character fits.
    """
    chunks: list[str] = []
    for unit in _units(paragraphs, fits):
        if chunks and fits(f"{chunks[-1]} {unit}"):
            chunks[-1] += f" {unit}"
        else:
            chunks.append(unit)
    return chunks


def _units(paragraphs: Sequence[Sequence[str]], fits: Fits) -> Iterator[str]:
    """The largest pieces of the text that may not be cut any more and fit."""
    for sentences in paragraphs:
        whole = " ".join(" ".join(sentences).split())
        if not whole:
            continue
        if fits(whole):
            yield whole
        else:
            for words in filter(None, map(str.split, sentences)):
                yield from _pieces(words, " ", fits)


def _pieces(parts: Sequence[str], joint: str, fits: Fits) -> Iterator[str]:
    """Words joined by spaces, halved between words and then between characters until they fit."""
    text = joint.join(parts)
    if fits(text):
        yield text
    elif len(parts) > 1:
        middle = len(parts) // 2
        yield from _pieces(parts[:middle], joint, fits)
        yield from _pieces(parts[middle:], joint, fits)
    elif joint:
        yield from _pieces(text, "", fits)
    else:
        raise ValueError(f"not even {text!r} fits into one pass")
