"""What speaks against a sentence of a brief, for whoever reads it."""

from __future__ import annotations

from kortom.values import BriefSentence, Record, Sentence

DOUBT_MARK = "[?]"
"""Stands behind a sentence of a brief that something speaks against."""


def find_doubts(part: BriefSentence, record: Record) -> list[str]:
    """What the checks found in the sentences that a part of the brief rests on, and what of it the
    article does not bear out; each a text for a person."""
    found = [text for index in part.sentences for text in describe(record.sentences[index])]
    if part.unsupported:
        found.append(f"not in the article: {', '.join(part.unsupported)}")
    if part.text and not part.sentences:
        found.append("rests on no sentence of the article")
    return found


def describe(sentence: Sentence) -> list[str]:
    """What speaks against a sentence: its flags, each with what it says if that is known, and the
    terms of the glossary that it has not."""
    details: dict[str, list[str]] = {flag: [] for flag in sentence.flags}
    for finding in sentence.findings:
        details[finding.check].append(finding.detail)
    missed = [f"{term.source}: {term.target}" for term in sentence.terms if term.status == "missed"]
    if missed:
        details["terms missed"] = missed
    return [
        f"sentence {sentence.index}: {what}" + (f" ({'; '.join(told)})" if told else "")
        for what, told in details.items()
    ]
