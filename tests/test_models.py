"""Model references and what they resolve to."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from kortom.errors import KortomError
from kortom.models import resolve_model
from kortom.models.kinds import MARIAN
from kortom.models.reference import Embedded, Folder, Hub, parse_reference
from kortom.models.resolve import EMBEDDED_FOLDER
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("embedded:nl-en", Embedded("nl-en")),
        ("./models/x", Folder(Path("models/x"))),
        ("/srv/models/x", Folder(Path("/srv/models/x"))),
        ("Helsinki-NLP/opus-mt-nl-en", Hub("Helsinki-NLP/opus-mt-nl-en", None)),
        (f"a/b@{'0' * 40}", Hub("a/b", "0" * 40)),
        ("a/b@main", Hub("a/b", "main")),
    ],
)
def test_references(text: str, expected: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert parse_reference(text) == expected


def test_an_existing_folder_wins_over_a_hub_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert parse_reference("a/b") == Folder(Path("a/b"))


@pytest.mark.parametrize("text", ["nl-en", "a/b/c", "a b/c", "a/b@", "http://x/y z"])
def test_what_is_no_reference(text: str) -> None:
    with pytest.raises(KortomError, match="E503"):
        parse_reference(text)


def test_the_embedded_model_is_whole_and_small() -> None:
    files = resolve_model("embedded:nl-en")
    assert set(MARIAN.needed) <= set(files.sha256)
    assert files.revision is None
    for name, digest in files.sha256.items():
        assert hashlib.sha256((files.folder / name).read_bytes()).hexdigest() == digest
    assert (EMBEDDED_FOLDER / "nl-en" / "model.safetensors").stat().st_size < 50_000_000
    assert (EMBEDDED_FOLDER / "nl-en" / "README.md").is_file()


def test_the_embedded_model_loads_with_plain_transformers() -> None:
    from transformers import MarianMTModel, MarianTokenizer

    folder = EMBEDDED_FOLDER / "nl-en"
    model = MarianMTModel.from_pretrained(folder)
    tokenizer = MarianTokenizer.from_pretrained(folder)
    ids = model.float().generate(**tokenizer(["Dit is een test."], return_tensors="pt"))
    assert tokenizer.batch_decode(ids, skip_special_tokens=True) == ["This is a test."]


def test_the_digest_does_not_depend_on_where_the_model_lies(
    tiny_model: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    assert resolve_model(str(copy)).digest == resolve_model(str(tiny_model)).digest
    (copy / "vocab.json").write_text("{}")
    assert resolve_model(str(copy)).digest != resolve_model(str(tiny_model)).digest


def model_problem(reference: str) -> str:
    with pytest.raises(KortomError) as raised:
        resolve_model(reference)
    assert raised.value.problem.exit == 5
    return str(raised.value)


def test_an_unknown_embedded_model() -> None:
    assert "embedded:nl-en" in model_problem("embedded:de-en")


def test_missing_folder_and_missing_files(tiny_model: Path, tmp_path: Path) -> None:
    assert "E501" in model_problem(str(tmp_path / "gone"))
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    for name in MARIAN.needed:
        (copy / name).rename(tmp_path / name)
        found = model_problem(str(copy))
        assert "E502" in found
        assert f"lacks {name}." in found
        (tmp_path / name).rename(copy / name)


def test_pickled_weights_are_not_loaded(tiny_model: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    found = model_problem(str(copy))
    assert "E517" in found
    assert f"kortom models pull {copy}" in found


def test_another_architecture(tiny_model: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "config.json").write_text(json.dumps({"model_type": "t5"}))
    assert "'t5'" in model_problem(str(copy))
    (copy / "config.json").write_text("{")
    assert "E507" in model_problem(str(copy))


def test_a_hub_model_that_is_not_here_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    found = model_problem("Helsinki-NLP/opus-mt-nl-en@abc")
    assert "E505" in found
    assert "'kortom models pull Helsinki-NLP/opus-mt-nl-en@abc'" in found
    assert list(tmp_path.iterdir()) == []


def test_a_hub_model_in_the_cache_resolves_to_its_commit(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--some--model"
    shutil.copytree(tiny_model, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    for reference in ("some/model", "some/model@main", f"some/model@{commit}"):
        assert resolve_model(reference).revision == commit
    assert resolve_model("some/model").digest == resolve_model(str(tiny_model)).digest
    assert "E505" in model_problem("some/model@other")


def test_a_snapshot_that_is_known_to_be_incomplete_is_no_model(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `hf download` leaves when it is broken off: some files, and the list of all."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--some--model"
    snapshot = shutil.copytree(tiny_model, repository / "snapshots" / commit)
    (repository / "trees").mkdir()
    names = [path.name for path in snapshot.iterdir()] + ["README.md"]
    listing = {"format_version": 1, "files": {n: {"size": 1, "blob_id": "0" * 40} for n in names}}
    (repository / "trees" / f"{commit}.json").write_text(json.dumps(listing))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    assert resolve_model(f"some/model@{commit}").revision == commit
    (snapshot / "generation_config.json").unlink()
    assert "E505" in model_problem(f"some/model@{commit}")


def test_shards_that_an_index_puts_elsewhere(tiny_model: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "model.safetensors").unlink()
    for index in ({"weight_map": {"a": "../outside"}}, {"weight_map": {"a": 1}}, [], {}):
        (copy / "model.safetensors.index.json").write_text(json.dumps(index))
        assert "E507" in model_problem(str(copy))
