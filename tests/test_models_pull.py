"""Fetching models from a hub that works, fails, lies or is gone: whole and checked, or an error."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants, scan_cache_dir, snapshot_download

from kortom import environment
from kortom.errors import KortomError, Problem
from kortom.models import hub as hub_module
from kortom.models import resolve_model, resolve_summariser
from kortom.models.hub import Listing
from kortom.models.hub_cache import HubFile
from kortom.models.pull import Pulled, Unwatched, pull
from tests.conftest import ARTICLES, Cli, Done, kortom_process
from tests.hub_server import HubServer, Repository, git_sha1, serving, sha256
from tests.tiny_seq2seq import build_tiny_seq2seq

NEEDED = {
    "config.json",
    "generation_config.json",
    "source.spm",
    "target.spm",
    "tokenizer_config.json",
    "vocab.json",
}
REVISION = "a/revision"
ONCE = NEEDED - {"target.spm"}
"""What is fetched: the tiny model's target.spm is its source.spm, and so the same blob."""


@pytest.fixture(scope="module")
def folders(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Repositories: MarianMT in the new and the old OPUS-MT layout, and BART in shards."""
    import torch
    from transformers import AutoModelForSeq2SeqLM, MarianMTModel

    root = tmp_path_factory.mktemp("hub")
    new = shutil.copytree(tiny_model, root / "new")
    old = shutil.copytree(tiny_model, root / "old")
    torch.save(MarianMTModel.from_pretrained(old).state_dict(), old / "pytorch_model.bin")
    (old / "model.safetensors").unlink()
    for folder in (new, old):
        for name in ("README.md", "tf_model.h5", "rust_model.ot", "flax_model.msgpack"):
            (folder / name).write_bytes(name.encode() * 100)
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    bart = build_tiny_seq2seq(root / "bart", "bart", texts)
    model = AutoModelForSeq2SeqLM.from_pretrained(bart)
    (bart / "model.safetensors").unlink()
    model.save_pretrained(bart, max_shard_size="20KB")
    assert len(list(bart.glob("model-*.safetensors"))) > 1
    return {"tiny/new": new, "tiny/old": old, "tiny/bart": bart}


@pytest.fixture
def hub(folders: dict[str, Path]) -> Iterator[HubServer]:
    repositories = {
        name: Repository(folder, names=("main", "v1", REVISION)) for name, folder in folders.items()
    }
    with serving(repositories) as server:
        yield server


@pytest.fixture
def here(hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process asks the server, and keeps models in an empty folder, which this is."""
    monkeypatch.setattr(constants, "ENDPOINT", hub.endpoint)
    template = hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hf"))
    monkeypatch.setenv("KORTOM_CACHE", str(tmp_path / "kortom"))
    monkeypatch.setattr(hub_module, "WAITS_SECONDS", (0.0, 0.0))
    return tmp_path / "hf"


@pytest.fixture
def process(hub: HubServer, tmp_path: Path) -> Callable[..., Done]:
    """`kortom ARGS` as a process of its own that asks the server; its working folder has input."""
    (tmp_path / "seeds").mkdir()
    shutil.copy(ARTICLES / "wire-short.txt", tmp_path / "seeds")
    env = variables(hub, tmp_path)
    return lambda *arguments: kortom_process(*arguments, cwd=tmp_path, env=env)


def variables(hub: HubServer, folder: Path) -> dict[str, str]:
    caches = {"HF_HOME": str(folder / "hf"), "KORTOM_CACHE": str(folder / "kortom")}
    return {**os.environ, **caches, "HF_ENDPOINT": hub.endpoint}


def run_with(process: Callable[..., Done], model: str, *more: str) -> Done:
    settings = [f"translate.model={model}", "translate.engine=transformers", *more]
    settings += ["translate.beam_size=1", "translate.max_length_ratio=0.2"]
    return process("run", "--quiet", *(part for set_ in settings for part in ("--set", set_)))


def quietly(reference: str) -> Pulled:
    notices: list[Problem] = []
    pulled = pull(reference, Unwatched(notices.append))
    assert bool(notices) == pulled.converted
    return pulled


def problem_of(reference: str) -> str:
    with pytest.raises(KortomError) as raised:
        quietly(reference)
    assert raised.value.problem.exit == 5
    return str(raised.value)


def files_in(cache: Path) -> set[str]:
    return {path.name for path in cache.rglob("*") if path.is_file() and ".locks" not in path.parts}


# The command


def test_the_old_layout_is_converted_and_runs_with_the_hub_gone(
    process: Callable[..., Done], hub: HubServer, tmp_path: Path
) -> None:
    commit = hub.repositories["tiny/old"].commit
    done = process("models", "pull", "tiny/old")
    assert done.code == 0, done
    assert done.out.splitlines()[0] == f"tiny/old@{commit}"
    assert done.out.splitlines()[-1] == f"For the config: tiny/old@{commit}"
    assert done.err.startswith("kortom: E519 tiny/old: ")  # no bar: it is no terminal
    assert done.err.count("\n") == 1
    assert set(hub.fetched()) == ONCE | {"pytorch_model.bin"}

    hub.leave()
    done = process("models", "list", "--json")
    listed = {entry["reference"]: entry for entry in json.loads(done.out)["models"]}
    assert listed[f"tiny/old@{commit}"]["state"] == "converted"
    assert listed[f"tiny/old@{commit}"]["names"] == ["main"]
    done = run_with(process, f"tiny/old@{commit}")
    assert done.code == 0, done
    (manifest_file,) = tmp_path.glob("outputs/default/2*/manifest.json")
    manifest = json.loads(manifest_file.read_text())
    assert manifest["model"]["revision"] == commit

    done = process("models", "pull", "tiny/old")
    assert done.code == 5
    assert "E508" in done.err


def test_a_run_fetches_only_if_the_config_allows_it(
    process: Callable[..., Done], hub: HubServer
) -> None:
    done = run_with(process, "tiny/new")
    assert done.code == 5
    assert "E505" in done.err
    assert "'kortom models pull tiny/new'" in done.err
    assert hub.requests == []

    done = run_with(process, "tiny/new", "run.download=true")
    assert done.code == 0, done
    assert set(hub.fetched()) == ONCE | {"model.safetensors"}

    hub.requests.clear()
    commit = hub.repositories["tiny/new"].commit
    assert run_with(process, "tiny/new", "run.download=true").code == 0
    assert process("models", "pull", f"tiny/new@{commit}").code == 0
    assert hub.requests == []


def test_a_run_that_cannot_fetch_ends_as_without_the_model(
    cli: Cli, here: Path, hub: HubServer, tmp_path: Path
) -> None:
    model = ("--set", "translate.model=tiny/none")
    done = cli("run", *model, "--set", "run.download=true")
    assert done.code == 5
    assert "E509" in done.err
    hub.requests.clear()
    for command in (["run", "--dry-run"], ["doctor"]):  # they change nothing, so fetch nothing
        assert "E505" in str(cli(*command, *model, "--set", "run.download=true"))
    assert hub.requests == []
    assert not (tmp_path / "outputs").exists()


def test_two_pulls_at_once_fetch_each_file_once(hub: HubServer, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kortom", "models", "pull", "--json", "tiny/new"]
    env = variables(hub, tmp_path)
    both = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    printed = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert printed[0]["digest"] == printed[1]["digest"]
    direct = [request for request in hub.requests if "/lfs/" not in request.path]
    assert sum("/resolve/" in request.path for request in direct) == len(
        {request.path for request in direct if "/resolve/" in request.path}
    )


def test_the_command_prints_for_people_and_machines(cli: Cli, here: Path, hub: HubServer) -> None:
    pinned = f"tiny/new@{hub.repositories['tiny/new'].commit}"
    out = cli("models", "pull", "tiny/new").out
    assert "0.1 MB  model.safetensors" in out
    assert "Here: MarianMT, 7 files" in out
    assert out.endswith(f"For the config: {pinned}\n")
    found = json.loads(cli("models", "pull", "--json", "tiny/new").out)
    assert found["reference"] == pinned
    assert found["fetched_bytes"] == 0
    assert found["digest"] == resolve_model(pinned).digest
    assert found["converted"] is False
    assert cli("models", "pull", "tiny/none").code == 5


# What comes


def test_a_pull_fills_the_cache_that_all_tools_share(here: Path, hub: HubServer) -> None:
    repository = hub.repositories["tiny/new"]
    pulled = quietly("tiny/new@v1")
    assert pulled.reference == f"tiny/new@{repository.commit}"
    assert pulled.files.revision == repository.commit
    assert set(pulled.files.sha256) == NEEDED | {"model.safetensors"}
    assert resolve_model("tiny/new@v1").digest == resolve_model(str(repository.folder)).digest
    found = snapshot_download("tiny/new", revision="v1", local_files_only=True)
    assert Path(found) == pulled.files.folder
    (cached,) = scan_cache_dir(here).repos
    (revision,) = cached.revisions
    assert (cached.repo_id, revision.commit_hash) == ("tiny/new", repository.commit)
    assert set(revision.refs) == {"v1"}
    for file in revision.files:
        assert file.blob_path.name in (sha256(file.file_path), git_sha1(file.file_path))


@pytest.mark.parametrize("revision", ["main", REVISION, None])
def test_a_branch_means_what_it_meant_when_it_was_pulled(
    here: Path, hub: HubServer, folders: dict[str, Path], tmp_path: Path, revision: str | None
) -> None:
    reference = f"tiny/new@{revision}" if revision else "tiny/new"
    first = quietly(reference).files
    changed = shutil.copytree(folders["tiny/new"], tmp_path / "changed")
    (changed / "tokenizer_config.json").write_text('{"source_lang": "nl"}')
    hub.repositories["tiny/new"] = Repository(changed, names=("main", REVISION))
    assert resolve_model(reference).revision == first.revision
    second = quietly(reference).files
    assert second.revision != first.revision
    assert resolve_model(reference).revision == second.revision
    assert resolve_model(f"tiny/new@{first.revision}").digest == first.digest


def test_shards_of_a_seq2seq_model(here: Path, hub: HubServer) -> None:
    pulled = quietly("tiny/bart")
    assert pulled.kind.name == "seq2seq"
    assert {"merges.txt", "vocab.json", "model.safetensors.index.json"} <= set(pulled.files.sha256)
    assert resolve_summariser("tiny/bart").digest == pulled.files.digest
    shards = {name for name in pulled.files.sha256 if name.startswith("model-")}
    assert shards == {path.name for path in (hub.repositories["tiny/bart"].folder).glob("model-*")}


def test_the_token_is_sent(here: Path, hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    quietly("tiny/new")
    assert {request.authorization for request in hub.requests} == {"Bearer hf_secret"}


def test_only_inside_the_context_and_this_process_is_the_hub_allowed() -> None:
    with pytest.raises(ZeroDivisionError), environment.hub_allowed():
        assert not constants.is_offline_mode()
        assert os.environ["HF_HUB_OFFLINE"] == "1"
        raise ZeroDivisionError
    assert constants.is_offline_mode()


@pytest.mark.parametrize("reference", ["embedded:nl-en", "folder"])
def test_what_is_here_already(reference: str, here: Path, hub: HubServer, tiny_model: Path) -> None:
    reference = str(tiny_model) if reference == "folder" else reference
    assert quietly(reference).reference == reference
    assert hub.requests == []


# What goes wrong


def test_a_broken_download_goes_on_where_it_broke(here: Path, hub: HubServer) -> None:
    hub.faults.break_after["model.safetensors"] = (20_000, 2)
    pulled = quietly("tiny/new")
    asked = [r.range for r in hub.requests if r.path.endswith("model.safetensors")]
    assert asked[0] is None
    starts = [int(part.removeprefix("bytes=").removesuffix("-")) for part in asked if part]
    assert starts == sorted(starts)
    assert set(starts) == {20_000, 40_000}
    assert not list(here.rglob("*.incomplete"))
    assert pulled.files.digest == resolve_model(str(hub.repositories["tiny/new"].folder)).digest


@pytest.mark.parametrize("no_ranges", [False, True])
def test_the_next_pull_goes_on_where_the_last_one_ended(
    here: Path, hub: HubServer, no_ranges: bool
) -> None:
    hub.faults.break_after["model.safetensors"] = (20_000, 1)
    weights = hub.repositories["tiny/new"].folder / "model.safetensors"

    def gone_after_the_first() -> None:
        hub.faults.answer["model.safetensors"] = (503, 99)

    with pytest.raises(KortomError, match="E512"):
        pull("tiny/new", GoneAfter("model.safetensors", gone_after_the_first))
    (partial,) = here.rglob("*.incomplete")
    assert partial.stat().st_size == 20_000
    assert partial.read_bytes() == weights.read_bytes()[:20_000]
    with pytest.raises(KortomError, match="E505"):
        resolve_model("tiny/new")

    hub.faults.answer.clear()
    hub.faults.no_ranges = no_ranges
    hub.requests.clear()
    pulled = quietly("tiny/new")
    ranges = {r.path.rsplit("/")[-1]: r.range for r in hub.requests if "/resolve/" in r.path}
    assert ranges["model.safetensors"] == "bytes=20000-"
    assert set(ranges.values()) == {None, "bytes=20000-"}
    assert pulled.files.sha256["model.safetensors"] == sha256(weights)


class GoneAfter:
    """A watcher that does something once a file's first bytes are here."""

    def __init__(self, name: str, act: Callable[[], None]) -> None:
        self._name, self._act = name, act

    def found(self, listing: Listing, files: object) -> None:
        """Nothing."""

    def received(self, file: HubFile, size: int) -> None:
        if file.name == self._name:
            self._act()

    def notice(self, problem: Problem) -> None:
        """Nothing."""


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json", "config.json"])
def test_a_file_with_other_bytes_is_not_kept_and_nothing_is_lost(
    here: Path, hub: HubServer, folders: dict[str, Path], tmp_path: Path, name: str
) -> None:
    before = quietly("tiny/new").files
    changed = shutil.copytree(folders["tiny/new"], tmp_path / "changed")
    with (changed / name).open("ab") as file:
        file.write(b" ")
    hub.repositories["tiny/new"] = Repository(changed)
    hub.faults.corrupt.add(name)
    found = problem_of("tiny/new")
    assert "E513" in found
    assert name in found
    path = changed / name
    blob = sha256(path) if name.endswith("safetensors") else git_sha1(path)
    assert not {left for left in files_in(here) if left.startswith(blob)}
    assert resolve_model("tiny/new").folder == before.folder
    assert resolve_model("tiny/new").digest == before.digest

    hub.faults.corrupt.clear()
    assert quietly("tiny/new").files.revision == hub.repositories["tiny/new"].commit


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [(401, "RepoNotFound", "E509"), (404, "RepoNotFound", "E509"), (403, "GatedRepo", "E511"),
     (403, "", "E511"), (401, "GatedRepo", "E511"), (500, "", "E512"), (429, "", "E512")],
)  # fmt: skip
def test_a_hub_that_refuses(here: Path, hub: HubServer, status: int, error: str, code: str) -> None:
    pulled = quietly("tiny/new")
    hub.repositories["tiny/new"].status = status
    hub.repositories["tiny/new"].error = error
    assert code in problem_of("tiny/new")
    assert resolve_model("tiny/new").digest == pulled.files.digest


def test_no_such_repository_or_revision(here: Path, hub: HubServer) -> None:
    assert "E509" in problem_of("tiny/none")
    assert "'v9'" in problem_of("tiny/new@v9")
    assert "E510" in problem_of(f"tiny/new@{'0' * 40}")
    assert "E503" in problem_of("tiny--x/new")
    assert files_in(here) == set()


def test_a_hub_that_is_gone(here: Path, hub: HubServer) -> None:
    pulled = quietly("tiny/new")
    hub.leave()
    found = problem_of("tiny/new")
    assert "E508" in found
    assert hub.endpoint in found
    assert resolve_model("tiny/new").digest == pulled.files.digest


def test_a_hub_that_never_answers(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(constants, "HF_HUB_ETAG_TIMEOUT", 0.1)
        assert "Timeout" in problem_of("tiny/new")


@pytest.mark.parametrize("answer", [{}, [], {"id": "a/b", "sha": "x", "siblings": []}, "<html>"])
def test_what_is_no_hub(
    here: Path, hub: HubServer, answer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = answer if isinstance(answer, str) else json.dumps(answer)

    def describe(handler: object, *_: object) -> None:
        handler._send(200, text.encode(), {})  # type: ignore[attr-defined]

    monkeypatch.setattr("tests.hub_server.Handler._describe", describe)
    assert "E512" in problem_of("tiny/new")


def test_a_repository_that_is_no_such_model(
    here: Path, hub: HubServer, folders: dict[str, Path], tmp_path: Path
) -> None:
    for name in ("source.spm", "model.safetensors", "config.json"):
        folder = shutil.copytree(folders["tiny/new"], tmp_path / name)
        (folder / name).unlink()
        hub.repositories["tiny/x"] = Repository(folder)
        found = problem_of("tiny/x")
        assert "E514" in found
        assert name in found
    for text, code in (('{"model_type": "bert"}', "E506"), ("{", "E507"), ("[]", "E507")):
        (folder / "config.json").write_text(text)
        hub.repositories["tiny/x"] = Repository(folder)
        assert code in problem_of("tiny/x")
    assert "model.safetensors" not in hub.fetched()


def test_no_room(here: Path, hub: HubServer) -> None:
    hub.faults.size["model.safetensors"] = 10**15
    assert "E516" in problem_of("tiny/new")
    assert hub.fetched() == ["config.json"]


def test_a_cache_that_cannot_be_written(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "file" / "hf"))
    assert "E515" in problem_of("tiny/new")


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
def test_damage_in_the_cache_is_found_and_repaired(here: Path, hub: HubServer, name: str) -> None:
    pulled = quietly("tiny/new")
    path = pulled.files.folder / name
    data = path.read_bytes()
    path.resolve().write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(KortomError, match="E520") as raised:
        resolve_model("tiny/new")
    assert name in str(raised.value)
    hub.requests.clear()
    assert quietly(pulled.reference).files == pulled.files
    assert set(hub.fetched()) == {name}
