"""Config: loading, extending, overriding, refusing, hashing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.config import Config, config_hash, load_config, to_yaml
from kortom.config.earlier import in_todays_terms
from kortom.config.load import read_yaml, validate
from kortom.config.removed import without_removed
from kortom.errors import KortomError
from tests.conftest import ROOT


def write(folder: Path, text: str, name: str = "x.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def problem(config: str | None, *overrides: str) -> str:
    with pytest.raises(KortomError) as raised:
        load_config(config, overrides)
    assert raised.value.problem.exit == 2
    return str(raised.value)


def test_the_default_of_the_model_is_the_default_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = load_config(str(ROOT / "configs" / "default.yaml"))
    monkeypatch.chdir(tmp_path)
    built_in = load_config()
    assert built_in.path is None
    assert (built_in.name, shipped.name) == ("default", "default")
    assert config_hash(built_in.value) == config_hash(shipped.value)


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_config_loads_and_says_what_it_is_for(path: Path) -> None:
    assert load_config(str(path)).value.description


def test_shipped_configs_differ_where_they_should() -> None:
    default, fast, lead, opus = (
        load_config(str(ROOT / "configs" / f"{name}.yaml")).value
        for name in ("default", "fast", "lead", "opus-mt")
    )
    assert fast.translate == default.translate.model_copy(update={"beam_size": 1})
    assert lead.summarise == default.summarise.model_copy(update={"method": "lead"})
    assert opus.translate.model.startswith("Helsinki-NLP/opus-mt-nl-en")


def test_a_bare_name_is_looked_up_in_configs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "configs").mkdir()
    write(tmp_path / "configs", "translate: {beam_size: 2}", "two.yaml")
    monkeypatch.chdir(tmp_path)
    loaded = load_config("two")
    assert (loaded.name, loaded.value.translate.beam_size) == ("two", 2)
    assert "E101" in problem("three") and "two" in problem("three")


def test_extends_merges_mappings_and_replaces_lists(tmp_path: Path) -> None:
    write(
        tmp_path,
        "translate: {beam_size: 2, length_penalty: 0.6}\nrun: {inputs: [a, b]}",
        "base.yaml",
    )
    config = load_config(
        write(tmp_path, "extends: base.yaml\ntranslate: {beam_size: 3}\nrun: {inputs: [c]}")
    ).value
    assert config.translate.beam_size == 3
    assert config.translate.length_penalty == 0.6
    assert config.run.inputs == ("c",)


def test_extends_errors(tmp_path: Path) -> None:
    assert "E106" in problem(write(tmp_path, "extends: gone.yaml"))
    assert "circle" in problem(write(tmp_path, "extends: x.yaml"))
    write(tmp_path, "extends: b.yaml", "a.yaml")
    assert "circle" in problem(write(tmp_path, "extends: a.yaml", "b.yaml"))
    assert "E106" in problem(write(tmp_path, "extends: [a.yaml]"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("translate: {beem_size: 4}", "E104.*'translate.beem_size'.*'translate.beam_size'"),
        ("beam_size: 4", "E104.*'beam_size'.*'translate.beam_size'"),
        ("wombat: 4", "E104.*'wombat'.*Known keys: description, order, input"),
        ("run: {wombat: 1}", "E104.*Known keys of run: run.inputs"),
        ("translate: {beam_size: '4'}", "E105.*'translate.beam_size'.*integer.*\"4\""),
        ("translate: {beam_size: 0}", "E105.*'translate.beam_size'.*greater than or equal to 1"),
        ("translate: {beam_size: 2.5}", "E105.*integer"),
        ("translate: {normalize_punctuation: 1}", "E105.*boolean"),
        ("translate: {length_penalty: .nan}", "E105.*finite"),
        ("translate: 4", "E105.*'translate'.*object"),
        ("run: {workers: many}", "E105.*'run.workers'.*integer.*auto"),
        ("summarise: {method: x}", "E105.*'lead', 'extractive' or 'seq2seq'"),
        ("- a\n- b", "E108.*list"),
        ("hello", "E108"),
        ("1: 2", "E108"),
        ("a: [1, 2", "E102.*line 1"),
        ("run:\n  workers: 1\n  workers: 2", "E102.*line 3.*'workers' stands twice"),
        ("translate: !!python/object/apply:os.system ['false']", "E103.*line 1.*os.system"),
        ("translate: {model: !secret x}", "E103.*!secret"),
        ("a: *unknown", "E102"),
        ("translate: {model: ''}", "E105.*at least 1 character"),
        ("input: {encoding: }", "E105.*'input.encoding'"),
    ],
)
def test_bad_configs_name_file_key_and_cure(tmp_path: Path, text: str, expected: str) -> None:
    path = write(tmp_path, text)
    found = problem(path)
    assert path in found
    assert re.search(expected, found), found


def test_not_text_and_not_there(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    assert "E102" in problem(str(path))
    assert "E101" in problem(str(tmp_path / "gone.yaml"))
    assert "E109" in problem(write(tmp_path, "", "My Config.yaml"))


def test_an_empty_config_is_the_default(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, "# nothing\n")).value == Config()


def test_overrides(tmp_path: Path) -> None:
    loaded = load_config(
        write(tmp_path, "translate: {beam_size: 2}"),
        ["translate.beam_size=1", "translate.length_penalty=1e-1", "run.inputs=[a, b]"],
    )
    assert loaded.value.translate.beam_size == 1
    assert loaded.value.translate.length_penalty == 0.1
    assert loaded.value.run.inputs == ("a", "b")
    for text in ("translate.beam_size", "=1", "translate..x=1", "translate.beam_size=[1"):
        assert "E107" in problem(None, text)
    assert "E104" in problem(None, "translate.beem_size=1")
    assert "tag" in problem(None, "translate.model=!!python/name:os.system")
    assert loaded.overridden_keys == {
        "translate.beam_size",
        "translate.length_penalty",
        "run.inputs",
    }


def test_the_hash_covers_all_but_run_and_description() -> None:
    base = config_hash(Config())
    assert config_hash(validate({"run": {"workers": 3}}, "x")) == base
    assert config_hash(validate({"description": "y"}, "x")) == base
    changed = {
        config_hash(validate(data, "x"))
        for data in (
            {"translate": {"beam_size": 2}},
            {"translate": {"threads": 2}},
            {"summarise": {"max_words": 59}},
            {"input": {"fields": {"id": None}}},
            {"checks": {"loop": False}},
            {"segment": {"max_tokens": 90}},
        )
    }
    assert len(changed | {base}) == 7


def test_the_written_config_reads_back_equal(tmp_path: Path) -> None:
    config = validate({"translate": {"length_penalty": 1e-7}, "run": {"inputs": ["ü ñ"]}}, "x")
    again = load_config(write(tmp_path, to_yaml(config))).value
    assert again == config
    assert config_hash(again) == config_hash(config)


@given(st.text(max_size=60))
def test_any_text_is_a_config_or_a_clear_error(text: str) -> None:
    from kortom.config.load import _parse_yaml

    try:
        data = _parse_yaml(text, "x")
    except KortomError as error:
        assert error.problem.code in {"E102", "E103"}
    else:
        if isinstance(data, dict):
            try:
                validate(data, "x")
            except KortomError as error:
                assert error.problem.exit == 2


def test_a_key_that_was_removed_says_so() -> None:
    with pytest.raises(KortomError) as caught:
        validate({"checks": {"min_length_ratio": 0.4}}, "x.yaml")
    message = caught.value.problem.message
    assert "unknown key 'checks.min_length_ratio'. It was removed" in message
    assert without_removed(
        {"description": "", "checks": {"min_length_ratio": 0.4, "loop": True}}
    ) == {
        "description": "",
        "checks": {"loop": True},
    }


def test_a_run_of_an_earlier_version_has_the_settings_it_had() -> None:
    (path, *_) = (ROOT / "tests" / "data" / "runs-v1").glob("*/*/config.yaml")
    config = validate(in_todays_terms(read_yaml(path)), "x")
    assert config.translate.glossary is None
    assert config.retry.policies == ()
    assert config.checks.loop
    assert not (config.checks.names_lost or config.checks.empty)
    assert not config.run.report


def test_a_config_of_today_stands_for_itself() -> None:
    data = Config().model_dump(mode="json")
    assert in_todays_terms(data) == data
    assert in_todays_terms({"checks": 3, "retry": None})["checks"] == 3
