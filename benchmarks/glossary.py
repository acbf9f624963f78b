"""Ways to get a glossary's terms into the English, against each other.

The sentences are drawn by seed from pairs that hold terms of the glossary: a term at random, then a
sentence with it. Nothing is left out for how well it goes. Each way starts from the engine's own
hypotheses ("none"):

- "kortom": `apply_terms`, as runs do it: carriers, tried in turn.
- "carrier FORM": one form of carrier, tried once, and nothing compared with what was lost.
- "English in the Dutch": the term's English in place of the Dutch, for the model to copy.
- "forced": the decoder is made to write the term at the words where it is likeliest, and the rest
  is decoded; the candidate with the best score (per token) is taken.
- "spliced": the term stands in for one to five words there; likewise the best by score.

Reported: terms in the English as a share of all, sentences with a term tacked on at their end, chrF
and BLEU against the references, chrF of the sentences whose reference has the glossary's English,
seconds a sentence on top of the first translation. A file of pairs has Dutch, a tab and English on
each line; without one, the references of the test articles are the pairs.

usage: .venv/bin/python benchmarks/glossary.py [--pairs FILE.tsv] [--glossary REF] [--count N]
           [--seed N] [--with-references] [--only NAME ...]
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kortom.config import load_config
from kortom.environment import prepare_environment
from kortom.glossary import Entry, apply_terms, resolve_glossary
from kortom.glossary.english import missing_terms, put_in
from kortom.glossary.matching import Index, Match, find_terms, index_entries
from kortom.models import resolve_model
from kortom.translation import load_engine
from kortom.translation.conversion import converted_model
from kortom.translation.hardware import resolve_hardware
from kortom.translation.pieces import EOS, SourceText, TargetText

REFERENCES = Path(__file__).parent.parent / "tests" / "references"
MODEL = "embedded:nl-en"
FORMS = ("X{}", "B-{}", "A{}", "XX{}", "7{}")
NAMES = ("Peter", "Thomas", "Maria", "Paul", "Anna", "Jan")
PLACES, MOST_WORDS = 3, 5
"""Of the forced ways: places tried for a term, and words that it can stand in for."""


@dataclass(frozen=True, slots=True)
class Case:
    """A pair that holds terms."""

    source: str
    reference: str
    matches: tuple[Match, ...]

    @property
    def entries(self) -> list[Entry]:
        """Of its terms, in the order of the Dutch."""
        return [match.entry for match in self.matches]

    def missing(self, text: str) -> list[int]:
        """Indices of its terms that the text has not."""
        return missing_terms(text, self.entries)


Way = Callable[[Sequence[Case], Sequence[str]], list[str]]
"""Cases and their hypotheses -> hypotheses with terms."""


def read_cases(path: Path | None, index: Index) -> list[Case]:
    """All pairs with terms, between 25 and 300 characters of Dutch."""
    pairs: list[tuple[str, str]] = []
    for file in [path] if path else sorted(REFERENCES.glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            if path:
                pairs += [(row[0], row[1]) for row in (line.split("\t") for line in lines)]
            else:
                rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
                pairs += [(row["source"], row["reference"]) for row in rows]
    cases = (
        Case(source, reference.strip(), tuple(find_terms(source, index)))
        for source, reference in pairs
        if 25 <= len(source) <= 300
    )
    return [case for case in cases if case.matches]


def draw(cases: Sequence[Case], count: int, seed: int) -> list[Case]:
    """`count` cases, or all: a term at random, then a sentence with it."""
    if count >= len(cases):
        return list(cases)
    by_term: dict[str, list[Case]] = {}
    for case in cases:
        for entry in case.entries:
            by_term.setdefault(entry.target, []).append(case)
    terms, chosen = sorted(by_term), random.Random(seed)
    drawn: dict[str, Case] = {}
    while len(drawn) < count:
        case = chosen.choice(by_term[chosen.choice(terms)])
        drawn[case.source] = case
    return list(drawn.values())


class Carriers:
    """Missing terms carried once, by one form of carrier."""

    def __init__(self, engine: Any, carrier: Callable[[int, Entry], str]) -> None:
        self._engine, self._carrier = engine, carrier

    def __call__(self, cases: Sequence[Case], hypotheses: Sequence[str]) -> list[str]:
        texts, carried = [], []
        for case, hypothesis in zip(cases, hypotheses, strict=True):
            text, carriers = case.source, []
            for number, index in reversed(list(enumerate(case.missing(hypothesis), 1))):
                match = case.matches[index]
                carriers.append((self._carrier(number, match.entry), match.entry))
                text = text[: match.start] + carriers[-1][0] + text[match.end :]
            texts.append(text)
            carried.append(carriers)
        made = self._engine.translate(texts)
        return [
            self._filled(decoded.text, carriers) or hypothesis
            for decoded, carriers, hypothesis in zip(made, carried, hypotheses, strict=True)
        ]

    def _filled(self, text: str, carriers: Sequence[tuple[str, Entry]]) -> str | None:
        filled: str | None = text
        for carrier, entry in carriers:
            filled = filled and put_in(filled, carrier, entry)
        return filled


class Forced:
    """The decoder made to write a term, or the term put in the place of words, by model score."""

    def __init__(self, config: Any, *, splice: bool) -> None:
        import ctranslate2
        from sentencepiece import SentencePieceProcessor

        files = resolve_model(MODEL)
        self._source = SourceText(
            files.folder / "source.spm", config.translate.normalize_punctuation
        )
        self._target = TargetText(files.folder / "target.spm")
        self._encode = SentencePieceProcessor(model_file=str(files.folder / "target.spm")).encode
        with converted_model(files, "int8") as folder:
            self._translator = ctranslate2.Translator(
                str(folder), compute_type="int8", inter_threads=1, intra_threads=1
            )
        self._beam = config.translate.beam_size
        self._splice = splice

    def __call__(self, cases: Sequence[Case], hypotheses: Sequence[str]) -> list[str]:
        return [self._with_terms(*pair) for pair in zip(cases, hypotheses, strict=True)]

    def _with_terms(self, case: Case, hypothesis: str) -> str:
        for index in case.missing(hypothesis):
            entry = case.entries[index]
            missing = case.missing(hypothesis)
            candidates = [
                text
                for text in self._candidates(case.source, hypothesis, entry)
                if set(case.missing(text)) < set(missing)
            ]
            if candidates:
                scores = self._scores(case.source, [(text, "") for text in candidates])
                hypothesis = max(zip(scores, candidates, strict=True))[1]
        return hypothesis

    def _candidates(self, source: str, hypothesis: str, entry: Entry) -> list[str]:
        starts = [match.start() for match in re.finditer(r"\S+", hypothesis)]
        pairs = [(entry.target, hypothesis[:start].strip()) for start in starts]
        scores = self._scores(source, pairs)
        best = sorted(zip(scores, starts, strict=True), reverse=True)[:PLACES]
        marked = [hypothesis[:start] + "\0" for _, start in best]
        beginnings = [put_in(text, "\0", entry) or "" for text in marked]
        if not self._splice:
            return self._continued(source, [text for text in beginnings if text])
        spliced = []
        for beginning, (_, start) in zip(beginnings, best, strict=True):
            words = hypothesis[start:].split()
            for taken in range(1, min(MOST_WORDS, len(words)) + 1):
                mark = re.search(r"('s)?\W*$", words[taken - 1])
                end = " ".join([beginning + (mark[0] if mark else ""), *words[taken:]])
                spliced.append(end)
        return spliced

    def _continued(self, source: str, beginnings: Sequence[str]) -> list[str]:
        results = self._translator.translate_batch(
            [[*self._source.pieces(source), EOS]] * len(beginnings),
            target_prefix=self._encode(list(beginnings), out_type=str),
            beam_size=self._beam,
            max_decoding_length=2 * self._source.count(source) + 24,
            return_end_token=True,
        )
        made = (result.hypotheses[0] for result in results)
        return [self._target.join(pieces) for pieces in made if EOS in pieces]

    def _scores(self, source: str, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Log-probability a token of each text after a beginning; whole texts with their end."""
        sources = [[*self._source.pieces(source), EOS]] * len(pairs)
        befores = [self._encode(before, out_type=str) for _, before in pairs]
        texts = [self._encode(text, out_type=str) for text, _ in pairs]
        targets = [before + text for before, text in zip(befores, texts, strict=True)]
        scored = self._translator.score_batch(sources, targets)
        scores = []
        for before, text, result in zip(befores, texts, scored, strict=True):
            # What a beginning goes on to does not end there.
            wanted = result.log_probs[len(before) : len(before) + len(text) + (not before)]
            scores.append(sum(wanted) / len(wanted))
        return scores


def report(name: str, cases: Sequence[Case], first: Sequence[str], texts: Sequence[str]) -> str:
    """One line of the table, the seconds apart."""
    import sacrebleu

    count = sum(len(case.matches) for case in cases)
    there = count - sum(len(case.missing(text)) for case, text in zip(cases, texts, strict=True))
    tacked_on = sum(
        text != before and text.startswith(re.sub(r"\W+$", "", before))
        for before, text in zip(first, texts, strict=True)
    )
    references = [case.reference for case in cases]
    alike = [index for index, case in enumerate(cases) if not case.missing(case.reference)]
    scores = (
        sacrebleu.corpus_chrf(texts, [references]).score,
        sacrebleu.corpus_bleu(texts, [references]).score,
        sacrebleu.corpus_chrf(
            [texts[index] for index in alike], [[references[index] for index in alike]]
        ).score,
    )
    figures = " ".join(f"{score:7.2f}" for score in scores)
    return f"{name:24} {there:4}/{count} {there / count:6.3f} {tacked_on:7} {figures}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--glossary", default="embedded:news")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--with-references", action="store_true", help="have the term in English")
    parser.add_argument("--only", nargs="+", help="names of ways")
    arguments = parser.parse_args()
    prepare_environment()
    config = load_config(None, [f"translate.model={MODEL}"]).value
    engine = load_engine(config, resolve_model(MODEL), resolve_hardware(config.translate))
    glossary = resolve_glossary(arguments.glossary)
    found = read_cases(arguments.pairs, index_entries(glossary))
    if arguments.with_references:
        found = [case for case in found if not case.missing(case.reference)]
    cases = draw(found, arguments.count, arguments.seed)
    sources = [case.source for case in cases]
    hypotheses = engine.translate(sources)
    first = [hypothesis.text for hypothesis in hypotheses]

    def by_kortom(_cases: Sequence[Case], _first: Sequence[str]) -> list[str]:
        made = apply_terms(sources, hypotheses, glossary, engine)
        missed = sum(term.status == "missed" for _, terms in made for term in terms)
        print(f"  (kortom reports {missed} missed)")
        return [hypothesis.text for hypothesis, _ in made]

    ways: dict[str, Way] = {
        "none": lambda _cases, texts: list(texts),
        "kortom": by_kortom,
        **{
            f"carrier {form.format(1)}": Carriers(engine, lambda n, _, form=form: form.format(n))
            for form in FORMS
        },
        "carrier Peter": Carriers(engine, lambda n, _: NAMES[n % len(NAMES)]),
        "English in the Dutch": Carriers(engine, lambda _, entry: entry.target),
        "forced": Forced(config, splice=False),
        "spliced": Forced(config, splice=True),
    }
    print(f"{len(cases)} sentences of {len(found)}; {arguments.glossary}, seed {arguments.seed}")
    print(
        f"{'way':24} {'in place':>15} {'at end':>7} {'chrF':>7} {'BLEU':>7} {'chrF *':>7} {'s':>6}"
    )
    for name, way in ways.items():
        if arguments.only and name not in arguments.only:
            continue
        started = time.monotonic()
        texts = way(cases, first)
        seconds = (time.monotonic() - started) / len(cases)
        print(f"{report(name, cases, first, texts)} {seconds:6.3f}", flush=True)
    print("* of the sentences whose reference has the glossary's English")


if __name__ == "__main__":
    main()
