"""`kortom models check`: what it finds, in a sound model and in broken ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kortom.checklist import Check
from kortom.models import check, resolve_model
from kortom.models.check import SENTENCES, check_model
from tests.conftest import ARTICLES, Cli
from tests.tiny_seq2seq import build_tiny_seq2seq


def by_name(reference: object) -> dict[str, Check]:
    return {found.name: found for found in check_model(str(reference))}


def test_a_sound_translator(cli: Cli, tiny_model: Path) -> None:
    rows = json.loads(cli("models", "check", tiny_model, "--json").out)
    found = {row["check"]: row for row in rows}
    assert list(found) == [
        "files",
        "hashes",
        "tokeniser",
        "transformers",
        "ct2 float32",
        "ct2 int8",
    ]
    assert {row["model"] for row in rows} == {str(tiny_model)}
    assert found["ct2 float32"]["text"].startswith(f"{len(SENTENCES)} of {len(SENTENCES)} ")
    # A model of random weights is on the edge at every step, so int8 may well change most.
    assert {name for name, row in found.items() if row["level"] != "ok"} <= {"ct2 int8"}


@pytest.mark.parametrize("architecture", ["bart", "t5"])
def test_a_sound_summariser(tmp_path: Path, architecture: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    found = by_name(build_tiny_seq2seq(tmp_path / "model", architecture, texts))
    assert list(found) == ["files", "hashes", "summary"]
    assert found["summary"].level == "ok"
    (tmp_path / "model" / "model.safetensors").write_bytes(b"broken")
    assert by_name(tmp_path / "model")["summary"].code == "E507"


def test_the_models_of_a_config_are_the_default(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "both.yaml").write_text(
        "translate: {model: ./gone}\nsummarise: {method: seq2seq, seq2seq: {model: ./away}}\n"
    )
    done = cli("models", "check", "--config", "both.yaml")
    assert done.code == 5
    assert [line.split()[:3] for line in done.out.splitlines()] == [["FAIL", "files", "E501"]] * 2
    monkeypatch.setattr(check, "_translations", lambda _: iter(()))
    done = cli("models", "check")
    assert done.code == 0
    assert "embedded:nl-en: 7 files" in done.out


def test_files_that_do_not_belong_together(tiny_model: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "vocab.json").write_text('{"<pad>": 0}')
    found = by_name(copy)
    assert found["tokeniser"].code == "E522"
    (copy / "model.safetensors").write_bytes(b"broken")
    assert by_name(copy)["translation"].code == "E507"


def test_what_conversion_changes_is_told(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"transformers": "a " * 200, "ctranslate2": "b"}

    def translate(_: object, engine: str, dtype: str) -> list[str]:
        changed = {"float32": 1, "int8": 4}[dtype] if engine == "ctranslate2" else 0
        return [said["ctranslate2"]] * changed + ["a " * 200] * (len(SENTENCES) - changed)

    monkeypatch.setattr(check, "_translate", translate)
    float32, int8 = list(check._translations(resolve_model(str(tiny_model))))[1:]
    assert (float32.level, float32.code) == ("WARN", "E533")
    assert f"'{SENTENCES[0]}' as 'b'" in float32.text
    assert len(float32.text) < 500
    assert int8.level == "ok"
    assert int8.text.startswith("4 of 8")


def test_a_silent_model(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_translate", lambda *_: [" "] * len(SENTENCES))
    assert by_name(tiny_model)["transformers"].code == "E523"
