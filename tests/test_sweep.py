"""Several configs over the same articles: what is shared, what is kept, what fails alone."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants
from hypothesis import given
from hypothesis import strategies as st

from kortom import errors
from kortom.config import LoadedConfig, load_config
from kortom.errors import Exit, KortomError, Problem
from kortom.executors import Outcome
from kortom.models import ModelFiles, resolve_model
from kortom.plan import Plan, Request
from kortom.runs import layout
from kortom.runs.manifest import Manifest, read_manifest
from kortom.runs.verify import verify_run
from kortom.sweep import (
    Attempt,
    Axis,
    Combination,
    Sweep,
    combine,
    parse_grid,
    plan_sweep,
    work_off,
)
from tests.conftest import ARTICLES, Cli, Done
from tests.faults.checks import leftovers, partial_runs
from tests.hub_server import Repository, serving
from tests.published import edit_manifest, edit_records

CONFIG = """\
translate: {{model: '{model}', beam_size: 1, max_length_ratio: 0.5}}
retry: {{policies: []}}
run: {{workers: 1, inputs: [in]}}
"""
BEAMS = "translate.beam_size=1,2"
WORDS = "summarise.max_words=20,40"


@pytest.fixture
def sweep(cli: Cli, tiny_model: Path, tmp_path: Path) -> Cli:
    """`kortom sweep small.yaml ARGS` over two articles in `in`."""
    (tmp_path / "small.yaml").write_text(CONFIG.format(model=tiny_model))
    (tmp_path / "in").mkdir()
    for name in ("weather-storm", "wire-short"):
        shutil.copy(ARTICLES / f"{name}.txt", tmp_path / "in")
    return lambda *arguments: cli("sweep", "small.yaml", *arguments)


def grid(*texts: str) -> list[str]:
    return [part for text in texts for part in ("--set-grid", text)]


def runs(folder: Path = Path("outputs")) -> list[Path]:
    return layout.run_folders(folder)


def manifests() -> list[Manifest]:
    return [read_manifest(folder) for folder in runs()]


def states(done: Done) -> list[str]:
    return [combination["state"] for combination in json.loads(done.out)["combinations"]]


# The grid


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1,4,8", ("1", "4", "8")),
        ("a.b= 1 , 4 ", ("1", "4")),
        ("a.b=[x, y],[z],[]", ("[x, y]", "[z]", "[]")),
        ('a.b="1,5",null,on', ('"1,5"', "null", "on")),
        ("a.b={c: 1, d: [2]},x=y", ("{c: 1, d: [2]}", "x=y")),
        ("a.b='',é", ("''", "é")),
        ("a.b=1e-4", ("1e-4",)),
    ],
)
def test_yaml_says_where_a_value_ends(text: str, values: tuple[str, ...]) -> None:
    assert parse_grid([text]) == (Axis("a.b", values),)


SCALARS = st.one_of(
    st.integers(), st.booleans(), st.none(), st.text(st.characters(codec="ascii"), max_size=9)
)


@given(st.lists(SCALARS | st.lists(SCALARS, max_size=3), min_size=1, max_size=6, unique_by=repr))
def test_what_is_listed_is_what_comes_out(values: list[Any]) -> None:
    texts = [json.dumps(value) for value in values]
    assert parse_grid([f"a.b={','.join(texts)}"]) == (Axis("a.b", tuple(texts)),)


@given(st.text(max_size=30))
def test_any_text_is_a_grid_or_a_usage_error(text: str) -> None:
    for given_text in (text, f"a.b={text}"):
        try:
            axes = parse_grid([given_text])
        except KortomError as error:
            assert error.problem.exit == Exit.USAGE
        else:
            assert all(axis.values for axis in axes)


BAD = [
    (["translate.beam_siz=1,2"], "E104", "Did you mean 'translate.beam_size'?"),
    (["translate.beam_size="], "E451", "has no value"),
    (["translate.beam_size"], "E451", "is not KEY=VALUE,VALUE"),
    (["translate..beam_size=1"], "E451", "is not KEY=VALUE,VALUE"),
    (["translate.beam_size=1,,2"], "E451", "is no list"),
    (["translate.beam_size=[1"], "E451", "is no list"),
    (["translate.beam_size=1,2,1"], "E451", "has 1 twice"),
    (["translate.beam_size=" + "[" * 1200], "E451", "is no list"),
    (["translate=1,2"], "E452", "is a section"),
    (["run.workers=1,2"], "E452", "changes no brief"),
    (["description=a,b"], "E452", "changes no brief"),
    ([BEAMS, "translate.beam_size=3"], "E452", "stands in two grids"),
    (["translate.beam_size=2,0b10"], "E454", "the same config"),
    (["segment.max_tokens=8,!!int 9"], "E107", "tag"),
    (["translate.beam_size=0"], "E105", "greater than or equal to 1"),
    ([f"segment.max_tokens={','.join(map(str, range(8, 40)))}", "summarise.max_words=9,10,11"],
     "E453", "96 combinations, and 64 are the most"),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "code", "detail"), BAD, ids=range(len(BAD)))
def test_a_bad_grid_ends_it_before_anything_runs(
    sweep: Cli, texts: list[str], code: str, detail: str
) -> None:
    done = sweep(*grid(*texts))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"kortom: {code} ") and detail in done.err
    assert len(done.err.splitlines()) == 1
    assert not Path("outputs").exists()


def test_what_is_wrong_with_a_config_ends_it_before_anything_runs(sweep: Cli) -> None:
    for arguments, code in (
        (["nowhere"], "E101"),
        (["--set", "translate.beam_size=0"], "E105"),
        (["--set", "translate.beam_siz=1"], "E104"),
        (["small.yaml"], "E454"),
        (["--set", "translate.beam_size=1", *grid(BEAMS)], "E452"),
    ):
        done = sweep(*arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert f"kortom: {code} " in done.err
    assert not Path("outputs").exists()


def test_more_combinations_can_be_allowed(sweep: Cli) -> None:
    texts = grid(f"segment.max_tokens={','.join(map(str, range(8, 73)))}")
    assert sweep(*texts, "--dry-run").code == 2
    done = sweep(*texts, "--dry-run", "--max-combinations", "65", "--json")
    assert done.code == 0
    assert states(done) == ["to do"] * 65


@pytest.mark.parametrize(
    ("run", "option", "folder"),
    [("inputs: [elsewhere]", "--input", "in"), ("output: elsewhere", "--output", "out")],
)
def test_configs_with_other_inputs_or_outputs_are_refused(
    sweep: Cli, run: str, option: str, folder: str
) -> None:
    Path("other.yaml").write_text(
        f"extends: small.yaml\nsegment: {{max_tokens: 9}}\nrun: {{{run}}}\n"
    )
    done = sweep("other.yaml", "--dry-run")
    assert done.code == 2
    assert done.err.startswith("kortom: E455 run.") and f"give it with {option}." in done.err
    assert sweep("other.yaml", "--dry-run", option, folder).code == 0


# What is run


def test_combinations_of_one_translation_share_it(sweep: Cli) -> None:
    done = sweep(*grid(BEAMS, WORDS))
    assert done.code == 0
    made = manifests()
    settings = [
        (m.config["translate"]["beam_size"], m.config["summarise"]["max_words"]) for m in made
    ]
    assert settings == [(1, 20), (1, 40), (2, 20), (2, 40)]
    assert [m.counts.reused for m in made] == [0, 2, 0, 2]
    assert not any(verify_run(run).problems for run in runs())
    assert not (Path("outputs") / "small" / layout.LATEST).exists(), "as with --set"

    header, *rows, _, total, compare = done.out.splitlines()
    assert header.split() == [
        *("translate.beam_size", "summarise.max_words", "run", "seconds"),
        *("briefs", "flagged", "failed", "reused"),
    ]
    shown = [row.split() for row in rows]
    assert [row[:3] for row in shown] == [
        [str(beam), str(words), m.run_id] for (beam, words), m in zip(settings, made, strict=True)
    ]
    assert [(row[4], row[7], row[8]) for row in shown] == [
        ("2", reused, "made") for reused in "0202"
    ]
    assert total == "4 combinations of 2 articles: 4 made."
    assert compare == f"Compare them: kortom compare {' '.join(m.run_id for m in made)}"
    begun = [line for line in done.err.splitlines() if line.startswith("Run ")]
    assert begun[3] == "Run 4 of 4: small.yaml translate.beam_size=2 summarise.max_words=40"


def test_only_what_differs_is_a_column(sweep: Cli) -> None:
    Path("other.yaml").write_text("extends: small.yaml\norder: extract-then-translate\n")
    done = sweep("other.yaml", *grid("summarise.max_words=20"), "--dry-run")
    assert done.out.splitlines()[0].split()[:2] == ["config", "run"]
    alone = sweep("--dry-run").out.splitlines()
    assert alone[0].split()[:2] == ["config", "run"]
    assert alone[-1] == "1 combination of 2 articles: 1 to do."


def test_a_config_as_it_stands_makes_the_latest_run(sweep: Cli) -> None:
    done = sweep("--json", "--output", "out")
    (combination,) = json.loads(done.out)["combinations"]
    (run,) = runs(Path("out"))
    assert combination["run"]["latest"] is True
    assert (Path("out") / "small" / layout.LATEST).resolve() == run.resolve()


def test_the_output_folder_is_named_for_the_comparison(sweep: Cli) -> None:
    done = sweep("--output", "my runs", *grid(BEAMS))
    assert done.out.splitlines()[-1].endswith(" --output 'my runs'")
    assert len(runs(Path("my runs"))) == 2


def test_json_for_machines(sweep: Cli) -> None:
    done = sweep(*grid("summarise.max_words=20,2"), "--json", "--limit", "1")
    data = json.loads(done.out)
    assert done.code == data["exit_code"] == 2
    assert data["stopped"] is None
    good, bad = data["combinations"]
    (manifest,) = manifests()
    assert good["config"] == "small.yaml"
    assert good["set"] == {"summarise.max_words": "20"}
    assert (good["state"], good["exit_code"], good["problem"]) == ("made", 0, None)
    assert good["run"]["run_id"] == manifest.run_id
    assert good["run"]["counts"] == manifest.counts.model_dump()
    assert (bad["state"], bad["exit_code"], bad["run"]) == ("failed", 2, None)
    assert bad["problem"]["code"] == "E105" and "'summarise.max_words'" in bad["problem"]["message"]
    assert len(done.err.splitlines()) == 1


def test_quiet_prints_problems_only(sweep: Cli) -> None:
    assert (done := sweep("--quiet")).code == 0 and done.out == done.err == ""
    done = sweep("--quiet", *grid("summarise.max_words=20,2"))
    assert done.out == ""
    assert done.err.startswith("kortom: E105 small.yaml summarise.max_words=2: small.yaml: ")


def test_a_dry_run_writes_nothing(sweep: Cli) -> None:
    before = sorted(Path().rglob("*"))
    done = sweep(*grid("summarise.max_words=20,2,40"), "--dry-run")
    assert done.code == 2, "it says what the sweep would"
    assert done.err.count("\n") == 1 and "E105" in done.err
    assert [line.split()[0] for line in done.out.splitlines()[1:4]] == ["20", "2", "40"]
    assert done.out.splitlines()[-1] == "3 combinations of 2 articles: 1 failed, 2 to do."
    assert sorted(Path().rglob("*")) == before


# What fails


def test_a_broken_combination_is_no_matter_to_the_others(sweep: Cli, tiny_model: Path) -> None:
    models = grid(f"translate.model=./gone,{tiny_model}")
    done = sweep(*models, *grid("summarise.max_words=20,2"))
    assert done.code == 5, "of 2 and 5"
    assert [m.config["summarise"]["max_words"] for m in manifests()] == [20]
    codes = [line.split()[1] for line in done.err.splitlines() if line.startswith("kortom: ")]
    assert sorted(codes) == ["E105", "E105", "E501"]
    assert "1 made, 3 failed." in done.out and "kortom compare" not in done.out
    one = sweep("--set", "translate.model=./gone", *grid(BEAMS))
    assert (one.code, one.out) == (5, ""), "what is wrong with all of them is said once"
    assert one.err.count("kortom: E501 ./gone") == len(one.err.splitlines()) == 1


def test_a_combination_that_fails_at_work_is_no_matter_to_the_others(
    sweep: Cli, tmp_path: Path
) -> None:
    from kortom.runs.lock import run_lock

    (tmp_path / "other.yaml").write_text("extends: small.yaml\nsegment: {max_tokens: 20}\n")
    with run_lock(tmp_path / "outputs" / "small"):
        done = sweep("other.yaml", "--json")
    assert done.code == 6
    assert states(done) == ["failed", "made"]
    assert done.err.startswith("kortom: E407 small.yaml: ")


def test_articles_that_fail_give_the_exit_code_whether_or_not_the_run_is_there(sweep: Cli) -> None:
    (Path("in") / "broken.txt").write_bytes(b"\xff\xfe\xfd")
    first = sweep(*grid(WORDS), "--json")
    assert (first.code, states(first)) == (3, ["made", "made"])
    second = sweep(*grid(WORDS), "--json")
    assert (second.code, states(second)) == (3, ["there", "there"])
    assert len(runs()) == 2
    mixed = sweep(*grid("summarise.max_words=20,2"), "--json")
    assert mixed.code == 2, "no run is worse than one without an article"


def test_the_worst_exit_code_counts() -> None:
    def sweep_of(*exits: Exit) -> Sweep:
        return Sweep(
            tuple(
                Attempt(Combination("a", ()), "failed", problem=Problem("E1", "", code))
                if code
                else Attempt(Combination("a", ()), "to do")
                for code in exits
            )
        )

    assert sweep_of(Exit.OK, Exit.OK).exit == 0
    assert sweep_of(Exit.ARTICLES_FAILED, Exit.OK).exit == 3
    assert sweep_of(Exit.OK, Exit.USAGE, Exit.ARTICLES_FAILED).exit == 2
    assert sweep_of(Exit.USAGE, Exit.LOCKED, Exit.NO_MODEL).exit == 6


# What is there already


def test_what_is_complete_is_not_run_again(sweep: Cli, cli: Cli) -> None:
    sweep(*grid(WORDS))
    before = runs()
    assert states(sweep(*grid(WORDS), "--json")) == ["there", "there"]
    assert runs() == before
    assert "kortom compare" in sweep(*grid(WORDS), "--dry-run").out
    half = sweep(*grid(f"{WORDS},60"), "--dry-run").out
    assert "2 there already, 1 to do." in half and "kortom compare" not in half
    by_itself = cli("run", "small.yaml", "--set", "summarise.max_words=30")
    assert by_itself.code == 0
    done = sweep(*grid("summarise.max_words=40,30,50"), "--json")
    assert states(done) == ["there", "there", "made"]
    again = sweep(*grid(WORDS), "--again", "--json")
    assert states(again) == ["made", "made"]
    newest = json.loads(again.out)["combinations"][0]["run"]["run_id"]
    there = json.loads(sweep(*grid(WORDS), "--json").out)["combinations"][0]
    assert there["run"]["run_id"] == newest, "of several the newest"


def test_other_articles_are_run(sweep: Cli) -> None:
    sweep(*grid(WORDS))
    article = Path("in") / "wire-short.txt"
    article.write_text(article.read_text() + "\nDe brug blijft dicht.\n")
    done = sweep(*grid(WORDS), "--json")
    assert states(done) == ["made", "made"]
    reused = [c["run"]["counts"]["reused"] for c in json.loads(done.out)["combinations"]]
    assert reused == [1, 2]
    assert states(sweep(*grid(WORDS), "--limit", "1", "--json")) == ["made", "made"]
    (Path("in") / "broken.txt").write_bytes(b"\xff\xfe\xfd")
    assert states(sweep(*grid(WORDS), "--json")) == ["made", "made"], "it failed nowhere before"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("kortom", "0.0.1"),
        ("new_only", True),
        ("machine", {"instruction_set": "other"}),
        ("machine", {"packages": {}}),
        ("model", {"digest": "0" * 64}),
        ("glossary", {"reference": "x", "sha256": "0" * 64, "entries": 1}),
        ("engine", {"settings": {}}),
    ],
)
def test_a_run_made_otherwise_is_not_taken(sweep: Cli, part: str, value: object) -> None:
    sweep("--limit", "1")

    def edit(data: dict[str, Any]) -> None:
        merged = isinstance(value, dict) and isinstance(data[part], dict)
        data[part] = {**data[part], **value} if merged else value  # type: ignore[dict-item]

    edit_manifest(runs()[0], edit)
    assert states(sweep("--limit", "1", "--json")) == ["made"]


def test_a_run_that_is_not_sound_is_made_again_and_told(sweep: Cli) -> None:
    sweep(*grid(WORDS))
    first, second = runs()
    edit_records(first, lambda records: records[0].update(title="Anders"))
    (second / layout.MANIFEST).write_text("{")
    done = sweep(*grid(WORDS), "--json")
    assert states(done) == ["made", "made"]
    assert [line.split()[1] for line in done.err.splitlines()] == ["E457", "E457"]
    assert first.name in done.err and second.name in done.err


# Inputs and models are read once


@dataclass
class Witness:
    """A watcher that changes an input as soon as the first run begins."""

    file: Path
    warnings: list[Problem] = field(default_factory=list)

    @contextmanager
    def begins(self, number: int, total: int, combination: Combination) -> Iterator[Witness]:
        self.file.write_text("De brug is open.\n")
        yield self

    def failed(self, combination: Combination, problem: Problem) -> None:
        raise AssertionError(problem)

    def planned(self, plan: Plan, run_id: str, to_do: int) -> None: ...

    def article(self, outcome: Outcome) -> None: ...

    def warning(self, problem: Problem) -> None:
        self.warnings.append(problem)


def test_all_run_on_the_articles_that_were_there_at_the_start(
    sweep: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved: list[str] = []

    def resolve(reference: str) -> ModelFiles:
        resolved.append(reference)
        return resolve_model(reference)

    monkeypatch.setattr("kortom.setup.resolve_model", resolve)
    combinations = combine(["small.yaml"], parse_grid([WORDS]), [])
    witness = Witness(Path("in") / "new.txt")
    attempts = plan_sweep(combinations, Request, witness)
    assert [a.state for a in attempts] == ["to do", "to do"]
    first, second = (a.plan.readings for a in attempts if a.plan is not None)
    assert first is second
    assert work_off(attempts, witness).exit == 0
    assert witness.file.exists() and not witness.warnings
    assert [sorted(m.articles) for m in manifests()] == [["weather-storm", "wire-short"]] * 2
    assert len(resolved) == 1, "hashed once for both"


def test_models_are_fetched_first_where_the_config_allows_it(
    sweep: Cli, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = (*grid("translate.model=tiny/none,tiny/new"), "--set", "run.download=true")
    with serving({"tiny/new": Repository(tiny_model)}) as hub:
        monkeypatch.setattr(constants, "ENDPOINT", hub.endpoint)
        template = hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hf"))
        dry = sweep(*models, "--dry-run")
        assert dry.code == 5 and dry.err.count("E505") == 2
        assert hub.requests == []
        done = sweep(*models, "--json")
    assert (done.code, states(done)) == (5, ["failed", "made"])
    assert done.err.startswith("kortom: E509 small.yaml translate.model=tiny/none: ")


def test_a_combination_is_a_config_with_overrides(sweep: Cli) -> None:
    combinations = combine(
        ["small.yaml"], parse_grid(["retry.policies=[strict],[clauses,strict]"]), ["run.workers=2"]
    )
    loaded = [combination.config for combination in combinations]
    assert all(isinstance(config, LoadedConfig) for config in loaded)
    policies = [config.value.retry.policies for config in loaded if config]
    assert policies == [("strict",), ("clauses", "strict")]
    assert loaded[1] == load_config(
        "small.yaml", ["run.workers=2", "retry.policies=[clauses,strict]"]
    )
    assert str(combinations[1]) == "small.yaml retry.policies=[clauses,strict]"


# Ending early


@contextmanager
def begun(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A sweep in a process of its own, at work on its second run; and its lines on stderr."""
    command = [sys.executable, "-m", "kortom", "sweep", "small.yaml", *arguments]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if len(lines) > 1 and lines[-2].startswith("Run 2 of "):
                break
        yield process, lines


def test_a_killed_sweep_goes_on_where_it_was(sweep: Cli, tmp_path: Path) -> None:
    arguments = (
        *grid("translate.max_length_extra=6,7,8"),
        "--input",
        str(ARTICLES),
        "--limit",
        "8",
    )
    with begun(tmp_path, *arguments) as (process, lines):
        process.kill()
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert lines[-1].startswith("1/8 ")
    assert len(runs()) == 1

    done = sweep(*arguments, "--json")
    assert (done.code, states(done)) == (0, ["there", "made", "made"])
    reused = [c["run"]["counts"]["reused"] for c in json.loads(done.out)["combinations"]]
    assert reused[0] == reused[2] == 0
    assert 1 <= reused[1] < 8, "what was finished is not done again, and no more was"
    assert len(runs()) == 3 and not partial_runs(Path("outputs"))
    assert not leftovers(Path("outputs"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_after_the_article_in_hand(
    sweep: Cli, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    arguments = (
        *grid("translate.max_length_extra=6,7,8"),
        "--input",
        str(ARTICLES),
        "--limit",
        "8",
    )
    with begun(tmp_path, *arguments) as (process, _):
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code
    *progress, last = err.splitlines()
    finished = 1 + len(progress)
    assert finished < 8
    in_hand = f", and {finished} of 8 articles of the next"
    assert last == f"kortom: {errors.sweep_stopped(number, 1, 3, in_hand)}"
    assert "3 combinations of 8 articles: 1 made, 2 to do." in out
    assert "kortom compare" not in out
    assert len(runs()) == 1 and not partial_runs(tmp_path / "outputs")


def test_a_signal_between_two_runs_ends_it_too(sweep: Cli) -> None:
    class Impatient(Witness):
        @contextmanager
        def begins(self, number: int, total: int, combination: Combination) -> Iterator[Witness]:
            if number == 2:
                signal.raise_signal(signal.SIGTERM)
            yield self

    witness = Impatient(Path("unused"))
    combinations = combine(["small.yaml"], parse_grid([WORDS]), [])
    attempts = plan_sweep(combinations, Request, witness)
    before = signal.getsignal(signal.SIGTERM)
    made = work_off(attempts, witness)
    assert signal.getsignal(signal.SIGTERM) is before
    assert made.exit == 143
    assert made.stopped == errors.sweep_stopped(signal.SIGTERM, 1, 2, "")
    assert [attempt.state for attempt in made.attempts] == ["made", "to do"]


def test_articles_of_an_earlier_sweep_count_as_finished(sweep: Cli) -> None:
    class Interrupting(Witness):
        def planned(self, plan: Plan, run_id: str, to_do: int) -> None:
            signal.raise_signal(signal.SIGINT)

        @contextmanager
        def begins(self, number: int, total: int, combination: Combination) -> Iterator[Witness]:
            yield self

    sweep("--limit", "1")
    watcher = Interrupting(Path("unused"))
    attempts = plan_sweep(combine(["small.yaml"], (), []), Request, watcher)
    made = work_off(attempts, watcher)
    in_hand = ", and 1 of 2 articles of the next"
    assert made.stopped == errors.sweep_stopped(signal.SIGINT, 0, 1, in_hand)
