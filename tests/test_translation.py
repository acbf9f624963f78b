"""Engines and the translate stage, on real models."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kortom.config import Config
from kortom.config.load import validate
from kortom.errors import KortomError
from kortom.models import resolve_model
from kortom.translation import Engine, load_engine
from kortom.translation.batching import batches_by_length
from kortom.translation.hardware import resolve_hardware
from kortom.translation.pieces import SourceText
from kortom.translation.stage import translate_article
from kortom.values import Article, Paragraph, Unit

ENGINES = ["ctranslate2", "transformers"]
GREEDY = validate({"translate": {"beam_size": 1}}, "test")
NORMALISING = SourceText(resolve_model("embedded:nl-en").folder / "source.spm", True)
SCRAPS = [
    "De heer ",
    "drs. ",
    "A. ",
    "zei: ‘Ja.’ ",
    "1.234,5 ",
    ", maar ",
    "woord " * 30,
    "é…",
    "\n",
]
SENTENCES = [
    "De minister stapt op.",
    "Volgens de krant is het besluit dinsdag al gevallen, maar wil niemand dat bevestigen.",
    "Dat is goed nieuws.",
    "De prijs van aardgas steeg in een jaar tijd met 3,5 procent.",
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return load(validate({"translate": {"beam_size": 1, "engine": request.param}}, "test"))


@pytest.fixture(scope="module")
def tiny_engine(tiny_model: Path) -> Engine:
    return load(tiny_config(tiny_model))


def load(config: Config) -> Engine:
    return load_engine(
        config, resolve_model(config.translate.model), resolve_hardware(config.translate)
    )


def tiny_config(tiny_model: Path, **translate: object) -> Config:
    settings = {"model": str(tiny_model), "beam_size": 1, "max_length_ratio": 0.5, **translate}
    return validate({"translate": settings}, "test")


def article(*texts: str) -> Article:
    paragraphs = tuple(Paragraph("body", text) for text in texts)
    return Article("x", None, "nl", paragraphs, "x.txt", "0" * 64)


@given(st.lists(st.integers(1, 60), max_size=80), st.integers(1, 200))
def test_batches_hold_each_item_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = batches_by_length(lengths, budget)
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or len(batch) * longest <= budget
    flat = [lengths[i] for batch in batches for i in batch]
    assert flat == sorted(lengths, reverse=True)


def test_it_translates_in_order(engine: Engine) -> None:
    texts = [hypothesis.text for hypothesis in engine.translate(SENTENCES)]
    assert "good news" in texts[2]
    assert "price" in texts[3]
    assert [h.text for h in engine.translate(SENTENCES[::-1])] == texts[::-1]


def test_no_call_depends_on_those_before(engine: Engine) -> None:
    first = engine.translate(SENTENCES)
    engine.translate(["Iets heel anders."])
    assert engine.translate(SENTENCES) == first
    assert engine.translate([]) == []


@pytest.mark.parametrize("mark", ["</s>", "<pad>", "<unk>", ">>fr<<", ">>en<<"])
def test_control_tokens_in_a_text_are_text(engine: Engine, mark: str) -> None:
    """`MarianTokenizer` would end the sentence at </s> and take >>fr<< for a language code."""
    (hypothesis,) = engine.translate([f"{mark} De minister stapt op."])
    assert "minister" in hypothesis.text.lower()
    assert not hypothesis.truncated
    bare = engine.count_tokens("De minister stapt op.")
    assert engine.count_tokens(f"{mark} De minister stapt op.") >= bare + 2


def test_punctuation_is_normalised_only_where_the_config_says_so() -> None:
    spm = resolve_model("embedded:nl-en").folder / "source.spm"
    text = "„Hallo” – ‘test’…"
    assert SourceText(spm, normalize_punctuation=False).normalize(text) == text
    normalising = SourceText(spm, normalize_punctuation=True)
    assert normalising.normalize(text) == "\"Hallo\" - 'test'..."
    assert "".join(normalising.pieces(text)).startswith('▁"Hallo')


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_is_not_blank_stays_so(text: str) -> None:
    """Blank input must never reach the model: from it, Marian invents a sentence."""
    assert not text.strip() or NORMALISING.normalize(text).strip()


@pytest.mark.parametrize("name", ENGINES)
def test_an_output_at_its_limit_is_marked_truncated(name: str) -> None:
    settings = {"engine": name, "beam_size": 2, "max_length_ratio": 0.01, "max_length_extra": 2}
    config = validate({"translate": settings}, "test")
    short = load(config)
    (sentence,) = translate_article(article(SENTENCES[1]), short, config)
    assert "truncated" in sentence.flags
    assert 1 <= len(sentence.hypothesis.split()) <= 3


def test_the_description_is_what_generate_was_given(tiny_model: Path) -> None:
    settings = load(tiny_config(tiny_model, engine="transformers", beam_size=3)).describe()
    assert settings["num_beams"] == 3
    assert settings["early_stopping"] is True
    assert settings["do_sample"] is False
    assert settings["bad_words_ids"]
    assert "forced_eos_token_id" not in settings
    assert "511" in settings["max_new_tokens"]


def test_the_description_is_what_ctranslate2_was_given(tiny_model: Path) -> None:
    settings = load(tiny_config(tiny_model, beam_size=3)).describe()
    assert settings["beam_size"] == 3
    assert settings["max_input_length"] == settings["min_decoding_length"] == 0
    assert settings["dtype"] == "int8"
    assert "511" in settings["max_decoding_length"]


@pytest.mark.parametrize("name", ENGINES)
def test_a_broken_weights_file_is_a_clear_error(
    name: str, tiny_model: Path, tmp_path: Path
) -> None:
    import shutil

    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(KortomError, match="E507") as raised:
        load(tiny_config(copy, engine=name))
    assert raised.value.problem.exit == 5


def test_every_sentence_ends_with_a_status(tiny_engine: Engine, tiny_model: Path) -> None:
    config = tiny_config(tiny_model)
    sentences = translate_article(
        article("Een zin. € 1.234,5 – 12:30! Nog een zin.", "🙂🙂", "Een zin."), tiny_engine, config
    )
    assert [s.source for s in sentences] == [
        "Een zin.",
        "€ 1.234,5 – 12:30!",
        "Nog een zin.",
        "🙂🙂",
        "Een zin.",
    ]
    assert [s.index for s in sentences] == [0, 1, 2, 3, 4]
    assert [s.paragraph for s in sentences] == [0, 0, 0, 1, 2]
    by_status = {s.source: s.status for s in sentences}
    assert by_status["€ 1.234,5 – 12:30!"] == by_status["🙂🙂"] == "passed_through"
    assert by_status["Een zin."] in {"translated", "failed"}
    assert sentences[3].hypothesis == "🙂🙂"
    assert sentences[0].hypothesis == sentences[4].hypothesis


def test_a_long_sentence_is_translated_in_parts_and_nothing_is_cut(engine: Engine) -> None:
    clause = "de minister zegt dat het goed gaat met de dijken in het land"
    source = ", maar ".join([clause] * 40).capitalize() + "."
    assert engine.count_tokens(source) > 500
    (sentence,) = translate_article(article(source), engine, GREEDY)
    assert len(sentence.units) > 5
    assert " ".join(unit.source for unit in sentence.units) == source
    for unit in sentence.units:
        assert engine.count_tokens(unit.source) <= GREEDY.segment.max_tokens
        assert unit.hypothesis
    assert sentence.hypothesis == " ".join(unit.hypothesis for unit in sentence.units)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
            st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=40).map("".join),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_every_dutch_character_is_in_exactly_one_unit(
    tiny_engine: Engine, tiny_model: Path, texts: list[str]
) -> None:
    config = tiny_config(tiny_model, max_length_ratio=0.01, max_length_extra=1)
    sentences = translate_article(article(*texts), tiny_engine, config)
    for number, text in enumerate(texts):
        inside = [s for s in sentences if s.paragraph == number]
        units = [unit.source for s in inside for unit in s.units or (Unit(s.source, ""),)]
        assert "".join("".join(units).split()) == "".join(text.split())
    assert {s.status for s in sentences} <= {"translated", "passed_through", "failed"}
    assert all(s.source.strip() for s in sentences)


def test_an_overlong_word_is_passed_through_and_flagged(
    tiny_engine: Engine, tiny_model: Path
) -> None:
    word = "a" * 100_000
    (sentence,) = translate_article(article(word), tiny_engine, tiny_config(tiny_model))
    assert sentence.status == "passed_through"
    assert sentence.flags == ("overlong_word",)
    assert sentence.hypothesis == word
    (mixed,) = translate_article(
        article(f"Dit is {word} zei hij."), tiny_engine, tiny_config(tiny_model)
    )
    assert "overlong_word" in mixed.flags
    assert word in mixed.hypothesis
