"""Is a model whole, and does it do its work here? For `kortom models check`, in part for doctor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import shorten

from kortom import errors
from kortom.checklist import Check, fail, ok, warn
from kortom.config.model import Translate
from kortom.errors import KortomError
from kortom.models.hub_cache import blob_of
from kortom.models.kinds import MARIAN
from kortom.models.pickled import recorded_sums
from kortom.models.resolve import ModelFiles, resolve_any
from kortom.models.seq2seq import load_seq2seq, load_tokenizer

SENTENCE = "Eén kop koffie in het café kost vandaag € 3,50."
"""With what a wrong encoding or vocabulary loses first."""

SENTENCES = (
    SENTENCE,
    "De gemeenteraad heeft gisteravond ingestemd met de bouw van een nieuwe school.",
    "Volgens de politie raakte bij het ongeluk niemand gewond.",
    "Morgen wordt het zonnig, maar in het noorden kan een bui vallen.",
    "De minister wil dat huurders beter worden beschermd.",
    "Waarom heeft het bestuur dat niet eerder verteld?",
    "‘Wij hebben er jaren op gewacht’, zegt de directeur van het museum.",
    "Het bedrijf verkocht vorig jaar 1.250 auto's, een kwart meer dan in 2019.",
)
"""What two engines are compared on."""

PARAGRAPH = (
    "The city council has agreed to build a new bridge across the river. Work is to begin next"
    " spring and to take two years. The mayor said that the old bridge, which is more than eighty"
    " years old, can no longer carry the traffic of today. Residents fear noise and delays."
)
"""What a seq2seq model summarises."""

SUMMARY_TOKENS = 40
SHOWN = 120
"""Characters of a text that are shown."""


def check_model(reference: str) -> Iterator[Check]:
    """All checks of one model, each as soon as it is done. Never raises for what is wrong."""
    try:
        files, kind = resolve_any(reference)
    except KortomError as error:
        yield fail("files", error.problem)
        return
    yield ok("files", f"{describe(files)}, {kind.name}")
    yield ok("hashes", _hashes(files))
    if kind is not MARIAN:
        yield _summary(files)
        return
    yield tokeniser_check(files, normalize_punctuation=True)
    try:
        yield from _translations(files)
    except KortomError as error:
        yield fail("translation", error.problem)
    except Exception as error:  # noqa: BLE001 (what torch raises on odd weights is not listed)
        yield fail("translation", _broken(files, error))


def describe(files: ModelFiles) -> str:
    """Reference, commit, number and size of the files, and the digest's beginning."""
    size = sum((files.folder / name).stat().st_size for name in files.sha256)
    revision = f", commit {files.revision}" if files.revision else ""
    text = f"{files.reference}{revision}: {len(files.sha256)} files, {size / 1e6:,.1f} MB"
    return f"{text}, SHA-256 {files.digest[:8]}"


def tokeniser_check(files: ModelFiles, normalize_punctuation: bool) -> Check:
    """Dutch to pieces and back, each of which the vocabulary has to know."""
    from sentencepiece import SentencePieceProcessor

    from kortom.translation.pieces import SourceText

    spm = files.folder / "source.spm"
    try:
        source = SourceText(spm, normalize_punctuation)
        pieces = source.pieces(SENTENCE)
        back = SentencePieceProcessor(model_file=str(spm)).decode_pieces(pieces)
        known = set(json.loads((files.folder / "vocab.json").read_text(encoding="utf-8")))
    except Exception as error:  # noqa: BLE001 (a broken file can raise anything)
        return fail("tokeniser", _broken(files, error))
    unknown = [piece for piece in pieces if piece not in known]
    if back != source.normalize(SENTENCE) or len(unknown) > len(pieces) / 4:
        detail = f"'{back}', {len(unknown)} of {len(pieces)} unknown to vocab.json"
        return fail("tokeniser", errors.MODEL_ROUND_TRIP(ref=files.reference, detail=detail))
    if unknown:
        shown = " ".join(dict.fromkeys(unknown))
        problem = errors.MODEL_UNKNOWN_PIECES(ref=files.reference, pieces=shown)
        return warn("tokeniser", problem)
    return ok("tokeniser", f"{len(pieces)} pieces and back: {back}")


def _hashes(files: ModelFiles) -> str:
    """`resolve_model` has compared them; here is said with what."""
    if recorded_sums(files.folder):
        return "as they were when kortom converted them from a pickle"
    linked = sum(blob_of(files.folder / name) is not None for name in files.sha256)
    if linked:
        return f"{linked} of {len(files.sha256)} files as the hub describes them"
    return "nothing to compare with: the folder is in no cache"


def _translations(files: ModelFiles) -> Iterator[Check]:
    """Each engine on the same sentences, greedily: what conversion changes shows here."""
    original = _translate(files, "transformers", "float32")
    if not original[0].strip():
        yield fail("transformers", errors.MODEL_SILENT(ref=files.reference, sentence=SENTENCE))
        return
    yield ok("transformers", f"float32: {shorten(original[0], SHOWN)}")
    for dtype in ("float32", "int8"):
        converted = _translate(files, "ctranslate2", dtype)
        yield _agreement(files, dtype, original, converted)


def _translate(files: ModelFiles, engine: str, dtype: str) -> list[str]:
    from kortom.config import Config
    from kortom.translation import load_engine
    from kortom.translation.hardware import resolve_hardware

    settings = {"engine": engine, "dtype": dtype, "beam_size": 1}
    config = Config(translate=Translate.model_validate(settings))
    loaded = load_engine(config, files, resolve_hardware(config.translate))
    # One by one, so that no padding takes part.
    return [loaded.translate([sentence])[0].text for sentence in SENTENCES]


def _agreement(files: ModelFiles, dtype: str, original: list[str], converted: list[str]) -> Check:
    """float32 computes the same, so all should agree; int8 rounds, so most should."""
    name = f"ct2 {dtype}"
    pairs = list(zip(SENTENCES, original, converted, strict=True))
    differ = [pair for pair in pairs if pair[1] != pair[2]]
    same, total = len(pairs) - len(differ), len(pairs)
    if differ and (dtype == "float32" or same < total / 2):
        source, by_transformers, by_ctranslate2 = differ[0]
        problem = errors.ENGINES_DIFFER(
            ref=files.reference,
            dtype=dtype,
            same=same,
            all=total,
            source=source,
            original=shorten(by_transformers, SHOWN),
            converted=shorten(by_ctranslate2, SHOWN),
        )
        return warn(name, problem)
    return ok(name, f"{same} of {total} sentences as transformers translates them")


def _summary(files: ModelFiles) -> Check:
    try:
        text = _summarise(files)
    except Exception as error:  # noqa: BLE001 (a broken file can raise anything)
        return fail("summary", _broken(files, error))
    if not text.strip():
        problem = errors.MODEL_SILENT(ref=files.reference, sentence=PARAGRAPH)
        return fail("summary", problem)
    return ok("summary", text)


def _summarise(files: ModelFiles) -> str:
    import torch

    tokenizer = load_tokenizer(files.folder)
    model = load_seq2seq(files.folder, torch.float32)
    limit = files.window - 1
    inputs = tokenizer(PARAGRAPH, return_tensors="pt", truncation=True, max_length=limit)
    with torch.inference_mode():
        output = model.generate(
            input_ids=inputs["input_ids"],
            attention_mask=inputs["attention_mask"],
            num_beams=1,
            min_new_tokens=1,
            max_new_tokens=SUMMARY_TOKENS,
        )
    text: str = tokenizer.decode(output[0], skip_special_tokens=True)
    return " ".join(text.split())


def _broken(files: ModelFiles, error: Exception) -> errors.Problem:
    detail = f"{type(error).__name__}: {error}".splitlines()[0]
    return errors.MODEL_BROKEN(ref=files.reference, detail=detail)
