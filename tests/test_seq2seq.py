"""Summarisers of the real architectures: what they are given, how they decode, whole runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom.config import Config, load_config
from kortom.config.load import validate
from kortom.errors import KortomError
from kortom.models import resolve_summariser
from kortom.summarization import Seq2SeqSummariser, load_summariser, write_brief
from kortom.summarization.chunks import cut_into_chunks
from kortom.summarization.seq2seq import BATCH_TOKENS, MARGIN
from kortom.summarization.writer import Length
from kortom.values import record_from_dict
from tests.conftest import ARTICLES, ROOT, Cli
from tests.test_faithfulness import REFERENCES, read_reference
from tests.tiny_seq2seq import ARCHITECTURES, WINDOW, build_tiny_seq2seq

ENGLISH = [part.hypothesis for path in REFERENCES for part in read_reference(path)]
ARTICLE = read_reference(REFERENCES[0])[1:15]
PREFIX = {"t5": "summarize: "}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny model of each architecture. Tests must not change them."""
    root = tmp_path_factory.mktemp("seq2seq")
    return {name: build_tiny_seq2seq(root / name, name, ENGLISH) for name in ARCHITECTURES}


def config_for(folder: Path, max_words: int = 20, **seq2seq: Any) -> Config:
    section = {"model": str(folder), "prefix": PREFIX.get(folder.name, ""), "min_words": 4}
    changes = {"method": "seq2seq", "max_words": max_words, "seq2seq": {**section, **seq2seq}}
    return validate({"summarise": changes}, "test")


def load(folder: Path, **seq2seq: Any) -> Seq2SeqSummariser:
    return load_summariser(config_for(folder, **seq2seq), resolve_summariser(str(folder)), "cpu")


@pytest.fixture(scope="session")
def summarisers(folders: dict[str, Path]) -> dict[str, Seq2SeqSummariser]:
    return {name: load(folder) for name, folder in folders.items()}


@pytest.fixture(params=ARCHITECTURES)
def summariser(
    request: pytest.FixtureRequest, summarisers: dict[str, Seq2SeqSummariser]
) -> Seq2SeqSummariser:
    return summarisers[request.param]


def ids_of(summariser: Seq2SeqSummariser, text: str) -> list[int]:
    return summariser._ids(text)


# What the model sees


def test_control_tokens_in_an_article_are_only_text(summariser: Seq2SeqSummariser) -> None:
    special = summariser._tokenizer.all_special_tokens
    assert {"</s>", "<pad>"} <= set(special)
    frame = set(ids_of(summariser, ""))
    unknown = summariser._tokenizer.unk_token_id
    known = set(summariser._tokenizer.all_special_ids) - frame - {unknown}
    ids = ids_of(summariser, f"Bridge {' '.join(special)} closes{''.join(special)}.")
    assert not set(ids) & known
    end = summariser._tokenizer.eos_token_id
    assert ids.count(end) == 1 and ids[-1] == end


@settings(max_examples=30)
@given(st.data())
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_word_is_in_exactly_one_chunk_that_fits(
    summarisers: dict[str, Seq2SeqSummariser], name: str, data: st.DataObject
) -> None:
    fits = summarisers[name].fits
    path = data.draw(st.sampled_from(REFERENCES))
    strange = data.draw(st.text(st.characters(codec="utf-8"), max_size=200))
    paragraphs = [[part.hypothesis for part in read_reference(path)][:12], [strange]]
    chunks = cut_into_chunks(paragraphs, fits)
    assert all(map(fits, chunks))
    text = "".join("".join(sentences) for sentences in paragraphs)
    assert "".join("".join(chunks).split()) == "".join(text.split())


def test_the_window_is_the_models_or_less(folders: dict[str, Path]) -> None:
    text = "a " * 40
    assert load(folders["t5"]).fits(text)
    assert not load(folders["t5"], max_input_tokens=32).fits(text)
    described = load(folders["bart"], max_input_tokens=10_000).describe()
    assert described["max_input_tokens"] == WINDOW
    plain = load(folders["t5"], prefix="").count_tokens(text)
    assert load(folders["t5"]).count_tokens(text) > plain


# How it decodes


def with_end(
    folder: Path, copy: Path, name: str, bias: float, **generation: Any
) -> Seq2SeqSummariser:
    """The model with its end token made certain (bias 1000) or impossible (-1000)."""
    from safetensors.torch import load_file, save_file

    shutil.copytree(folder, copy)
    weights = load_file(copy / "model.safetensors")
    end = json.loads((copy / "config.json").read_text())["eos_token_id"]
    weights["final_logits_bias"][0, end] = bias
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    path = copy / "generation_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **generation}))
    return load(copy)


@pytest.mark.parametrize("name", ["bart", "pegasus"])
def test_the_checkpoints_own_lengths_do_not_leak_in(
    folders: dict[str, Path], tmp_path: Path, name: str
) -> None:
    """generate would fill in min_length 56 and forced_eos_token_id from the generation config."""
    text = " ".join(part.hypothesis for part in ARTICLE[:1])
    words = len(text.split())
    ends = with_end(folders[name], tmp_path / "ends", name, 1000.0, repetition_penalty=3.0)
    (draft,) = ends.write([text], [Length(0, words)])
    assert (draft.text, draft.truncated) == ("", False)
    assert "repetition_penalty" not in ends.describe()
    endless = with_end(folders[name], tmp_path / "endless", name, -1000.0)
    (draft,) = endless.write([text], [Length(0, 5)])
    assert draft.truncated


@pytest.mark.parametrize("name", ["bart", "pegasus"])
def test_lengths_in_words_become_tokens_at_the_texts_own_rate(
    folders: dict[str, Path], tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ARTICLE[0].hypothesis
    made: list[int] = []

    def watch(summariser: Seq2SeqSummariser, length: Length) -> float:
        generate = summariser._generate

        def generated(*arguments: Any) -> list[list[int]]:
            rows = generate(*arguments)
            made.extend(len(row) for row in rows)
            return rows

        monkeypatch.setattr(summariser, "_generate", generated)
        summariser.write([text], [length])
        overhead = len(ids_of(summariser, ""))
        return (len(ids_of(summariser, text)) - overhead) / len(text.split())

    rate = watch(with_end(folders[name], tmp_path / "a", name, 1000.0), Length(7, 12))
    # The end token comes as soon as it may.
    assert made.pop() == int(7 * rate) + 1
    rate = watch(with_end(folders[name], tmp_path / "b", name, -1000.0), Length(7, 12))
    assert made.pop() == min(-int(-12 * rate // 1) + MARGIN, WINDOW - 1)


def test_the_manifest_tells_every_setting(summarisers: dict[str, Seq2SeqSummariser]) -> None:
    bart = summarisers["bart"].describe()
    assert json.loads(json.dumps(bart)) == bart
    assert {key: bart[key] for key in bart if key not in {"min_new_tokens", "max_new_tokens"}} == {
        "dtype": "float32", "device": "cpu", "max_input_tokens": WINDOW, "num_beams": 4,
        "length_penalty": 1.0, "no_repeat_ngram_size": 3, "early_stopping": True,
        "do_sample": False, "bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2,
        "decoder_start_token_id": 2, "forced_bos_token_id": 0,
    }  # fmt: skip
    assert summarisers["t5"].describe()["decoder_start_token_id"] == 0


def test_results_depend_on_the_texts_of_one_call_alone(
    summariser: Seq2SeqSummariser, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ENGLISH[:5]
    lengths = [Length(3, 8)] * 5
    together = summariser.write(texts, lengths)
    summariser.write(ENGLISH[5:6], lengths[:1])
    assert summariser.write(texts, lengths) == together
    # One at a time there is no padding; the answers come back in the texts' order.
    monkeypatch.setitem(BATCH_TOKENS, "cpu", 1)
    alone = summariser.write(texts, lengths)
    assert alone == [summariser.write([text], lengths[:1])[0] for text in texts]


def test_a_brief_of_a_long_article_keeps_the_limits(summariser: Seq2SeqSummariser) -> None:
    """Nonsense, but of the right form: at most so long, each sentence with its grounds."""
    config = config_for(Path("x"), max_words=12).summarise
    assert not summariser.fits(" ".join(part.hypothesis for part in ARTICLE))
    brief, flags = write_brief(ARTICLE, summariser, config)
    assert (brief, flags) == write_brief(ARTICLE, summariser, config)
    assert brief.words == sum(len(part.text.split()) for part in brief.sentences) <= 12
    assert len(brief.sentences) <= config.max_sentences
    indices = {part.index for part in ARTICLE}
    for part in brief.sentences:
        assert set(part.sentences) <= indices
        assert part.text.strip() == part.text != ""
        assert "<n>" not in part.text and "</s>" not in part.text
        assert all(found in part.text for found in part.unsupported)
    assert ("no_brief" in flags) == (not brief.sentences)
    ungrounded = any(not part.sentences for part in brief.sentences)
    assert ("brief_ungrounded" in flags) == ungrounded


def test_the_real_models_map_and_reduce(summariser: Seq2SeqSummariser) -> None:
    """Each text that the model is given fits, and the first round reads all of the article."""
    given_texts: list[str] = []
    write = summariser.write

    class Watched:
        count_tokens, fits = summariser.count_tokens, summariser.fits

        def write(self, texts: Any, lengths: Any) -> Any:
            given_texts.extend(texts)
            return write(texts, lengths)

    config = config_for(Path("x"), max_words=10, min_words=1).summarise
    write_brief(ARTICLE, Watched(), config)  # type: ignore[arg-type]
    assert all(map(summariser.fits, given_texts))
    english = " ".join(part.hypothesis for part in ARTICLE).split()
    read = [word for text in given_texts for word in text.split()]
    assert read[: len(english)] == english
    assert len(read) > len(english)


# Models that are no use


@pytest.mark.parametrize(
    ("name", "change", "detail"),
    [
        ("bart", lambda name: "decoder.layers.0.fc1" in name, "the weights lack model.decoder"),
        ("bart", lambda name: "embed_positions" in name, "the weights lack model.decoder.embed"),
        ("t5", lambda name: "DenseReluDense" in name, "the weights lack decoder.block"),
    ],
)
def test_a_checkpoint_that_lacks_weights_is_refused(
    folders: dict[str, Path],
    tmp_path: Path,
    name: str,
    change: Callable[[str], bool],
    detail: str,
) -> None:
    """transformers would put random numbers in their place, and only warn."""
    strip(folders[name], tmp_path / "m", change)
    with pytest.raises(KortomError, match="E507") as raised:
        load(tmp_path / "m")
    assert detail in raised.value.problem.message
    assert raised.value.problem.exit == 5


def test_weights_that_a_formula_gives_need_not_be_there(
    folders: dict[str, Path], tmp_path: Path, summarisers: dict[str, Seq2SeqSummariser]
) -> None:
    strip(folders["pegasus"], tmp_path / "m", lambda name: "embed_positions" in name)
    length = [Length(3, 8)]
    expected = summarisers["pegasus"].write(ENGLISH[:1], length)
    assert load(tmp_path / "m").write(ENGLISH[:1], length) == expected


def strip(folder: Path, copy: Path, lost: Callable[[str], bool]) -> None:
    """Copy a model without some of its weights."""
    from safetensors.torch import load_file, save_file

    shutil.copytree(folder, copy)
    weights = load_file(copy / "model.safetensors")
    kept = {name: tensor for name, tensor in weights.items() if not lost(name)}
    assert len(kept) < len(weights)
    save_file(kept, copy / "model.safetensors", metadata={"format": "pt"})


def test_a_prefix_that_fills_the_window_is_refused(folders: dict[str, Path]) -> None:
    with pytest.raises(KortomError, match=r"summarise\.seq2seq\.prefix"):
        load(folders["t5"], prefix="one two three four five six seven ", max_input_tokens=16)


def test_files_that_are_no_tokenizer_are_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(folders["bart"], tmp_path / "m")
    (tmp_path / "m" / "vocab.json").write_text("not JSON")
    with pytest.raises(KortomError, match="E507"):
        load(tmp_path / "m")


# Whole runs

INPUTS = ("abroad-summit", "wire-short", "weather-storm")


@pytest.fixture
def run(tiny: Cli, tmp_path: Path) -> Callable[..., tuple[dict[str, Any], Path]]:
    """`kortom run` over three articles with a summariser: the manifest, and the run's folder."""
    for name in INPUTS:
        text = (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")
        (tmp_path / f"{name}.txt").write_text(text[:500], encoding="utf-8")
    inputs = [part for name in INPUTS for part in ("--input", f"{name}.txt")]

    def call(folder: Path, *overrides: str) -> tuple[dict[str, Any], Path]:
        options = [
            "summarise.method=seq2seq",
            f"summarise.seq2seq.model={folder}",
            f"summarise.seq2seq.prefix='{PREFIX.get(folder.name, '')}'",
            "summarise.max_words=12",
            "summarise.seq2seq.min_words=4",
            *overrides,
        ]
        sets = [part for option in options for part in ("--set", option)]
        done = tiny("--json", *inputs, *sets)
        assert done.code == 0, done
        made = tmp_path / json.loads(done.out)["folder"]
        return json.loads((made / "manifest.json").read_text(encoding="utf-8")), made

    return call


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_run_has_briefs_and_tells_of_its_summariser(
    folders: dict[str, Path], run: Callable[..., tuple[dict[str, Any], Path]], name: str
) -> None:
    manifest, made = run(folders[name])
    model = manifest["summariser"]["model"]
    assert model["reference"] == str(folders[name])
    assert {"config.json", "model.safetensors"} <= set(model["files"])
    assert manifest["summariser"]["settings"]["num_beams"] == 4
    lines = (made / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
    records = [record_from_dict(json.loads(line)) for line in lines]
    assert [record.id for record in records] == sorted(INPUTS)
    for record in records:
        assert record.brief.headline.text
        assert record.brief.words <= 12
        assert bool(record.brief.sentences) == ("no_brief" not in record.flags)
        parts = (record.brief.headline, *record.brief.sentences)
        unsupported = [part for part in parts if part.unsupported]
        assert bool(unsupported) == ("brief_unsupported" in record.flags)
        page = (made / "briefs" / f"{record.id}.md").read_text(encoding="utf-8")
        assert page.count("- brief: not in the article: ") == len(unsupported)


def test_a_second_run_does_no_work_and_another_beam_only_summarises(
    folders: dict[str, Path], run: Callable[..., tuple[dict[str, Any], Path]]
) -> None:
    first, made = run(folders["bart"])
    assert first["counts"]["reused"] == 0
    again, made_again = run(folders["bart"])
    assert again["counts"]["reused"] == len(INPUTS)
    assert again["timings"]["load_model"] == 0.0
    assert again["summariser"] == first["summariser"]
    briefs = "briefs.jsonl"
    assert (made / briefs).read_bytes() == (made_again / briefs).read_bytes()
    wider, _ = run(folders["bart"], "summarise.seq2seq.beam_size=2")
    assert wider["counts"]["reused"] == len(INPUTS)
    assert wider["timings"]["load_model"] > 0.0
    assert wider["summariser"]["settings"]["num_beams"] == 2


def test_two_workers_write_the_same_bytes(
    folders: dict[str, Path],
    run: Callable[..., tuple[dict[str, Any], Path]],
    tmp_path: Path,
) -> None:
    _, one = run(folders["t5"], f"run.output={tmp_path / 'one'}")
    _, two = run(folders["t5"], f"run.output={tmp_path / 'two'}", "run.workers=2")
    assert (one / "briefs.jsonl").read_bytes() == (two / "briefs.jsonl").read_bytes()


@pytest.mark.parametrize("name", ["distilbart", "bart-large", "pegasus"])
def test_ready_configs_name_a_model_and_its_published_search(name: str) -> None:
    config = load_config(str(ROOT / "configs" / f"{name}.yaml")).value
    found = config.summarise.seq2seq
    assert config.summarise.method == "seq2seq"
    assert config.translate.model == "Helsinki-NLP/opus-mt-nl-en"
    assert {
        "distilbart": ("sshleifer/distilbart-cnn-12-6", 4, 2.0, 3),
        "bart-large": ("facebook/bart-large-cnn", 4, 2.0, 3),
        "pegasus": ("google/pegasus-cnn_dailymail", 8, 0.8, 0),
    }[name] == (found.model, found.beam_size, found.length_penalty, found.no_repeat_ngram_size)
