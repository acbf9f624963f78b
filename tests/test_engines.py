"""The two engines against each other, their hardware, and the cache of converted models."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kortom.config import Config
from kortom.config.load import validate
from kortom.errors import KortomError
from kortom.models import resolve_model
from kortom.translation import Engine, load_engine
from kortom.translation.conversion import conversion_key, converted_model
from kortom.translation.hardware import BATCH_TOKENS, Hardware, has_gpu, resolve_hardware
from kortom.values import Hypothesis
from tests.conftest import ROOT

EMBEDDED = "embedded:nl-en"
ENGINES = ("ctranslate2", "transformers")
LOAD = """
import sys
from kortom.config import load_config
from kortom.models import resolve_model
from kortom.translation import conversion, load_engine
from kortom.translation.hardware import resolve_hardware

convert = conversion._convert
conversion._convert = lambda *arguments: (print("converts"), convert(*arguments))
translate = load_config(None, [f"translate.model={sys.argv[1]}"])
files, hardware = resolve_model(sys.argv[1]), resolve_hardware(translate.value.translate)
print("ready", flush=True)
sys.stdin.read()
engine = load_engine(translate.value, files, hardware)
print(engine.translate(["De minister stapt op."])[0].text)
"""
"""Loads CTranslate2 in int8 once its standard input is closed; says whether it had to convert."""


def sentences(most: int, longest: int) -> list[str]:
    """Dutch sentences of the references, from all articles. longest: in characters."""
    found: list[str] = []
    for path in sorted((ROOT / "tests" / "references").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [row["source"] for row in rows if len(row["source"]) <= longest]
    return found[:: len(found) // most][:most]


def config_of(**translate: object) -> Config:
    return validate({"translate": translate}, "test")


def load(**translate: object) -> Engine:
    config = config_of(**translate)
    files = resolve_model(config.translate.model)
    return load_engine(config, files, resolve_hardware(config.translate))


def by_both(texts: list[str], **translate: object) -> list[list[Hypothesis]]:
    """What each engine writes, in float32."""
    return [
        load(engine=engine, dtype="float32", **translate).translate(texts) for engine in ENGINES
    ]


@pytest.fixture(scope="module")
def trained(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tiny model as training with transformers may leave it: the row of <pad> is not zero."""
    import torch
    from safetensors.torch import load_file, save_file

    folder = tmp_path_factory.mktemp("models") / "trained"
    shutil.copytree(tiny_model, folder)
    weights = load_file(folder / "model.safetensors")
    row = weights["model.shared.weight"][-1]
    row.copy_(torch.randn(row.shape, generator=torch.Generator().manual_seed(1)))
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    return str(folder)


@pytest.mark.parametrize(("beam", "penalty", "most"), [(1, 1.0, 60), (4, 1.0, 20), (4, 0.2, 8)])
def test_both_engines_write_the_same(beam: int, penalty: float, most: int) -> None:
    texts = sentences(most, longest=60)
    ours, theirs = by_both(texts, beam_size=beam, length_penalty=penalty)
    assert ours == theirs
    assert len(ours) == most
    assert all(hypothesis.text and not hypothesis.truncated for hypothesis in ours)


def test_a_start_embedding_that_is_not_zero_is_kept(trained: str) -> None:
    """CTranslate2's own converter starts from zeros: another first state, other words."""
    ours, theirs = by_both(sentences(60, longest=200), model=trained, beam_size=1)
    assert ours == theirs
    assert len({hypothesis.text for hypothesis in ours}) > 30


@pytest.mark.parametrize(
    "settings",
    [
        {"no_repeat_ngram_size": 2},
        {"no_repeat_ngram_size": 2, "beam_size": 1},
        {"max_length_ratio": 0.3, "max_length_extra": 1},
    ],
    ids="-".join,
)
def test_settings_mean_the_same_to_both(trained: str, settings: dict[str, object]) -> None:
    """Even where a checkpoint's own generation config says nothing of them."""
    texts = sentences(60, longest=200)
    plain = {"model": trained, "beam_size": 4, "max_length_ratio": 1.0}
    ours, theirs = by_both(texts, **{**plain, **settings})
    assert ours == theirs
    assert ours != load(dtype="float32", **plain).translate(texts)


def test_a_second_load_converts_nothing(trained: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load(model=trained, dtype="float32")
    monkeypatch.setattr("kortom.translation.conversion.PROGRAM", "kortom.no_such_module")
    assert load(model=trained, dtype="float32").translate(["Een."])
    with pytest.raises(KortomError, match=r"E507.*no_such_module"):
        load(model=trained)


def test_processes_that_meet_a_damaged_cache_convert_once(
    trained: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = resolve_model(trained)
    folder = tmp_path / "ctranslate2" / conversion_key(files, "int8")
    with converted_model(files, "float32") as sound:
        shutil.copytree(sound, folder)
    with (folder / "model.bin").open("r+b") as file:
        file.write(b"?")
    monkeypatch.setenv("KORTOM_CACHE", str(tmp_path))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", LOAD, trained],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    assert [process.stdout and process.stdout.readline() for process in processes] == [
        "ready\n"
    ] * 2
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    outputs = sorted(process.stdout.read().splitlines() for process in processes if process.stdout)
    assert [process.wait() for process in processes] == [0, 0]
    (text,) = min(outputs, key=len)
    assert text
    assert sorted(outputs, key=len) == [[text], ["converts", text]]
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == [folder.name]


def test_a_cache_that_cannot_be_written_is_done_without(
    trained: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("KORTOM_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    engine = load(model=trained)
    assert engine.describe()["dtype"] == "int8"
    assert all(hypothesis.text for hypothesis in engine.translate(sentences(20, longest=90)))
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(
    ("gpu", "translate", "expected"),
    [
        (False, {"device": "auto"}, Hardware("cpu", "int8", BATCH_TOKENS["cpu"])),
        (True, {"device": "cpu"}, Hardware("cpu", "int8", BATCH_TOKENS["cpu"])),
        (True, {"device": "auto"}, Hardware("cuda", "int8_float16", BATCH_TOKENS["cuda"])),
        (
            False,
            {"engine": "transformers", "device": "auto", "batch_tokens": 7},
            Hardware("cpu", "float32", 7),
        ),
        (
            True,
            {"engine": "transformers", "device": "cuda", "dtype": "bfloat16"},
            Hardware("cuda", "bfloat16", BATCH_TOKENS["cuda"]),
        ),
    ],
)
def test_auto_is_made_definite(
    gpu: bool, translate: dict[str, object], expected: Hardware, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kortom.translation.hardware.has_gpu", lambda: gpu)
    assert resolve_hardware(config_of(**translate).translate) == expected


@pytest.mark.parametrize(
    ("translate", "message"),
    [
        ({"device": "cuda"}, r"E531 translate\.device: .*no device"),
        ({"dtype": "float16"}, r"E532 translate\.dtype: ctranslate2 .*: int8, float32"),
        ({"dtype": "int8", "engine": "transformers"}, r"E532 .*: float32, bfloat16"),
    ],
)
def test_hardware_that_is_not_here_is_a_clear_error(
    translate: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kortom.translation.hardware.has_gpu", lambda: False)
    with pytest.raises(KortomError, match=message) as raised:
        resolve_hardware(config_of(**translate).translate)
    assert raised.value.problem.exit == 2


def test_both_engines_on_a_gpu_write_what_they_write_on_the_cpu() -> None:
    import torch

    if not (has_gpu() and torch.cuda.is_available()):
        pytest.skip("there is no GPU that both CTranslate2 and torch can use")
    texts = sentences(24, longest=90)
    ours, theirs = by_both(texts, device="cuda")
    here = load(dtype="float32").translate(texts)
    for decoded in (ours, theirs):
        # Sums in another order may turn a close choice.
        assert sum(map(Hypothesis.__eq__, decoded, here)) >= 22


def test_both_score_a_translation_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """As benchmarks/parity.py lists differences with both scores."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from parity import Scorers  # type: ignore[import-not-found]

    scorers = Scorers()
    for source, text in (("Dit is een test.", "This is a test."), ("Aandelen", "Shares")):
        by_transformers, by_ctranslate2 = scorers.scores(source, text)
        assert by_transformers < 0
        assert by_ctranslate2 == pytest.approx(by_transformers, abs=1e-3)
