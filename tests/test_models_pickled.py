"""Weights in a pickle: converted to what plain transformers loads, or refused; never run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForSeq2SeqLM

from kortom.errors import KortomError, Problem
from kortom.models import pickled, resolve_model
from kortom.models.pickled import conversions, conversions_folder
from kortom.models.pull import Pulled, Unwatched, pull
from kortom.models.unpickle import RefusedError, main, read_weights
from tests.conftest import ARTICLES, Cli
from tests.tiny_seq2seq import build_tiny_seq2seq


@pytest.fixture(scope="module")
def models(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of each architecture, with safetensors."""
    root = tmp_path_factory.mktemp("architectures")
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    built = {name: build_tiny_seq2seq(root / name, name, texts) for name in ("bart", "t5")}
    return {"marian": tiny_model, **built}


@pytest.fixture(scope="module")
def old(models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The old OPUS-MT layout: pytorch_model.bin alone. Tests must not change it."""
    folder = tmp_path_factory.mktemp("old") / "model"
    state = AutoModelForSeq2SeqLM.from_pretrained(models["marian"]).state_dict()
    return pickle_only(models["marian"], folder, lambda path: torch.save(state, path))


@pytest.fixture(scope="module")
def cache(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """kortom's cache with the conversion of `old` in it. Tests must leave it so."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ["KORTOM_CACHE"]
    os.environ["KORTOM_CACHE"] = str(folder)
    notices: list[Problem] = []
    try:
        assert pull(str(old), Unwatched(notices.append)).converted
    finally:
        os.environ["KORTOM_CACHE"] = before
    assert [notice.code for notice in notices] == ["E519"]
    return folder


@pytest.fixture(autouse=True)
def in_cache(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    cached = "cache" in request.fixturenames
    folder = request.getfixturevalue("cache" if cached else "tmp_path")
    monkeypatch.setenv("KORTOM_CACHE", str(folder))


@pytest.fixture
def same_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Converts without starting Python once more, where another test starts it."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert command[1:3] == ["-m", "kortom.models.unpickle"]
        main(*command[3:])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr("kortom.models.pickled.subprocess.run", run)


def pickle_only(model: Path, folder: Path, save: Callable[[Path], object]) -> Path:
    shutil.copytree(model, folder)
    (folder / "model.safetensors").unlink()
    save(folder / "pytorch_model.bin")
    return folder


def silently(reference: Path) -> Pulled:
    return pull(str(reference), Unwatched(lambda _: None))


def logits(model: Any) -> torch.Tensor:
    ids = torch.tensor([[5, 9, 7, 11, 1]])
    with torch.inference_mode():
        output: torch.Tensor = model.eval()(input_ids=ids, decoder_input_ids=ids).logits
    return output


def whole_state(model: Any, dtype: torch.dtype = torch.float32) -> dict[str, Any]:
    """As old versions of transformers saved it: tied tensors and position encodings and all."""
    state = dict(model.to(dtype).state_dict())
    for side in ("encoder", "decoder"):
        positions = getattr(
            getattr(getattr(model, "model", None), side, None), "embed_positions", 0
        )
        if positions:
            state[f"model.{side}.embed_positions.weight"] = positions.weight.detach()
    return state


@pytest.mark.parametrize("architecture", ["marian", "bart", "t5"])
@pytest.mark.parametrize("form", ["zip", "legacy", "float16", "untied memory"])
def test_the_converted_model_computes_what_the_original_does(
    models: dict[str, Path], tmp_path: Path, architecture: str, form: str
) -> None:
    original = AutoModelForSeq2SeqLM.from_pretrained(models[architecture])
    state = whole_state(original, torch.float16 if form == "float16" else torch.float32)
    if form == "untied memory":
        state = {name: tensor.clone() for name, tensor in state.items()}
    is_zip = form != "legacy"
    folder = tmp_path / "model"
    pickle_only(
        models[architecture],
        folder,
        lambda path: torch.save(state, path, _use_new_zipfile_serialization=is_zip),
    )
    main(str(folder), str(folder / "pytorch_model.bin"))
    (folder / "pytorch_model.bin").unlink()
    converted = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32)
    assert torch.equal(logits(converted), logits(original.to(torch.float32)))
    stored = load_file(folder / "model.safetensors")
    assert "lm_head.weight" not in stored
    for name, tensor in stored.items():
        assert torch.equal(tensor, state[name])
        assert tensor.dtype == state[name].dtype


def test_tensors_that_are_tied_but_differ_all_stay(models: dict[str, Path], tmp_path: Path) -> None:
    state = whole_state(AutoModelForSeq2SeqLM.from_pretrained(models["bart"]))
    state["lm_head.weight"] = state["lm_head.weight"] + 1
    folder = pickle_only(models["bart"], tmp_path / "model", lambda path: torch.save(state, path))
    main(str(folder), str(folder / "pytorch_model.bin"))
    assert "lm_head.weight" in load_file(folder / "model.safetensors")


def test_lacking_weights_are_an_error(models: dict[str, Path], tmp_path: Path) -> None:
    state = whole_state(AutoModelForSeq2SeqLM.from_pretrained(models["marian"]))
    lacking = {name: tensor for name, tensor in state.items() if "fc1" not in name}
    folder = pickle_only(
        models["marian"], tmp_path / "model", lambda path: torch.save(lacking, path)
    )
    with pytest.raises(ValueError, match="fc1"):
        main(str(folder), str(folder / "pytorch_model.bin"))


class Touch:
    """What a pickle can do: on loading, make a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.system, (f"touch {self._path}",))


def test_a_pickle_that_would_run_code_is_refused_and_does_not_run(
    models: dict[str, Path], tmp_path: Path
) -> None:
    marker = tmp_path / "ran"
    state = {"model.shared.weight": torch.zeros(1), "evil": Touch(marker)}
    folder = pickle_only(models["marian"], tmp_path / "model", lambda path: torch.save(state, path))
    with pytest.raises(KortomError, match="E518") as raised:
        silently(folder)
    assert "system" in str(raised.value)
    assert raised.value.problem.exit == 5
    assert not marker.exists()
    assert list(conversions()) == []
    assert [path.suffix for path in conversions_folder().iterdir()] == [".lock"]
    with pytest.raises(KortomError, match="E517"):
        resolve_model(str(folder))

    torch.load(folder / "pytorch_model.bin", weights_only=False)
    assert marker.exists(), "it would have run"


@pytest.mark.parametrize(
    "content", [[torch.zeros(1)], {"a": 1}, {1: torch.zeros(1)}, {"a": {"b": torch.zeros(1)}}, b"x"]
)
def test_what_is_no_dictionary_of_tensors_is_refused(content: object, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "pickle")
    with pytest.raises(RefusedError):
        read_weights(tmp_path / "pickle")
    (tmp_path / "pickle").write_bytes(b"not a pickle")
    with pytest.raises(RefusedError):
        read_weights(tmp_path / "pickle")


def test_a_pickle_that_is_cut_short_is_an_error(cli: Cli, old: Path, tmp_path: Path) -> None:
    cut = shutil.copytree(old, tmp_path / "cut")
    data = (cut / "pytorch_model.bin").read_bytes()
    (cut / "pytorch_model.bin").write_bytes(data[: len(data) // 2])
    done = cli("models", "pull", cut)
    assert done.code == 5
    assert "E507" in done.err
    assert done.err.count("\n") == 1
    assert list(conversions()) == []


def test_a_folder_is_used_by_its_own_name_once_it_is_converted(
    cache: Path, old: Path, tmp_path: Path
) -> None:
    files = resolve_model(str(old))
    assert files.folder.parent == cache / "models"
    assert files.reference == str(old)
    assert "pytorch_model.bin" not in files.sha256
    moved = shutil.copytree(old, tmp_path / "moved")
    assert resolve_model(str(moved)).digest == files.digest
    assert not silently(moved).converted
    origin = json.loads((files.folder / "kortom.json").read_text())
    assert set(origin["files"]) > {"pytorch_model.bin", "config.json", "vocab.json"}
    assert origin["torch"] == torch.__version__
    assert (origin["repository"], origin["commit"]) == (None, None)

    (moved / "vocab.json").write_text("{}")
    with pytest.raises(KortomError, match="E517"):
        resolve_model(str(moved))


def test_shards_of_pickles(
    models: dict[str, Path], old: Path, tmp_path: Path, same_process: None
) -> None:
    """Only what is particular to shards; the conversion itself is tested above."""
    folder = shutil.copytree(old, tmp_path / "sharded")
    state = torch.load(folder / "pytorch_model.bin", weights_only=True)
    (folder / "pytorch_model.bin").unlink()
    names = sorted(state)
    parts = {"part-1.bin": names[::2], "part-2.bin": names[1::2]}
    for part, inside in parts.items():
        torch.save({name: state[name] for name in inside}, folder / part)
    places = {name: part for part, inside in parts.items() for name in inside}
    index = json.dumps({"weight_map": places})
    (folder / "pytorch_model.bin.index.json").write_text(index)
    files = silently(folder).files
    original = AutoModelForSeq2SeqLM.from_pretrained(models["marian"])
    converted = AutoModelForSeq2SeqLM.from_pretrained(files.folder)
    assert torch.equal(logits(converted), logits(original))


def test_a_damaged_conversion_is_found_and_made_again(
    cache: Path, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same_process: None
) -> None:
    monkeypatch.setenv("KORTOM_CACHE", str(shutil.copytree(cache, tmp_path / "cache")))
    files = resolve_model(str(old))
    with (files.folder / "model.safetensors").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x7f")
    with pytest.raises(KortomError, match="E520"):
        resolve_model(str(old))
    assert silently(old).files == files


def test_a_cache_that_cannot_be_written(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KORTOM_CACHE", str(tmp_path / "file"))
    with pytest.raises(KortomError, match="E515"):
        silently(old)


def test_another_version_of_the_conversion_is_another_conversion(
    cache: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_model(str(old))
    monkeypatch.setattr(pickled, "CONVERSION_VERSION", 2)
    with pytest.raises(KortomError, match="E517"):
        resolve_model(str(old))


def test_list_tells_what_can_be_used_and_what_it_lacks(
    cli: Cli, cache: Path, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = tmp_path / "hf"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub))
    assert cli("models", "list").code == 0  # without any such cache
    commit = "0" * 40
    for name in ("pickle", "half", "other"):
        shutil.copytree(old, hub / f"models--a--{name}" / "snapshots" / commit)
    (hub / "models--a--half" / "snapshots" / commit / "vocab.json").unlink()
    other = hub / "models--a--other" / "snapshots" / commit / "config.json"
    other.write_text('{"model_type": "bert"}')
    listed = json.loads(cli("models", "list", "--json").out)
    states = {entry["reference"]: entry["state"] for entry in listed["models"]}
    assert states == {
        "embedded:nl-en": "ready",
        f"a/pickle@{commit}": "pickle",
        f"a/half@{commit}": "incomplete",
        str(old): "converted",
    }
    assert listed["conversions"]["models"]["number"] == 1
    assert listed["conversions"]["models"]["bytes"] > 100_000
    assert listed["conversions"]["ctranslate2"] == {"number": 0, "bytes": 0}
    shown = cli("models", "list").out
    assert "kortom models pull" in shown
    assert "1 from pickles" in shown
