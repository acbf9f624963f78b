"""What all tests share: the test articles, a tiny model, and ways to run the command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from kortom.environment import prepare_environment

prepare_environment()
# A job in the background of a shell ignores it, and so would all that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

from tests.tiny_model import build_tiny_marian  # noqa: E402 (after the environment is set)

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "tests" / "articles"

# How long an example takes depends on what else the machine does.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Cli = Callable[..., "Done"]


class Done:
    """What a command printed and returned."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def __repr__(self) -> str:
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


SLOW_FILES = (
    "test_ray.py test_invariance.py test_executors.py test_cli.py test_crash.py test_store.py"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first, so that the last one does not keep everybody waiting."""
    slow = SLOW_FILES.split()
    items.sort(key=lambda item: slow.index(item.path.name) if item.path.name in slow else len(slow))


@pytest.fixture(scope="session", autouse=True)
def model_cache() -> Iterator[None]:
    """Converted models go to a folder of these tests, in this process and those it starts."""
    with tempfile.TemporaryDirectory(prefix="kortom-tests-") as folder:
        os.environ["KORTOM_CACHE"] = folder
        yield
    del os.environ["KORTOM_CACHE"]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny MarianMT model. Tests must not change it."""
    texts = [
        line
        for path in sorted(ARTICLES.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    return build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny", texts)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    """Call `kortom ARGS` in this process, in an empty working folder."""
    from kortom.cli import main

    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["kortom", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Done(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture
def tiny(cli: Cli, tiny_model: Path) -> Cli:
    """`kortom run` with the tiny model, greedy, on one worker: quick."""
    settings = [
        f"translate.model={tiny_model}",
        "translate.beam_size=1",
        "translate.max_length_ratio=0.5",
        "retry.policies=[]",  # what it writes is never sound
        "run.workers=1",
    ]
    sets = [part for setting in settings for part in ("--set", setting)]
    return lambda *arguments: cli("run", *arguments, *sets)


def need(program: str, package: str) -> None:
    """Skip the test where a program is missing; in CI fail it."""
    if shutil.which(program) is None:
        missing(f"{program} is not installed (Debian package {package})")


def missing(what: str) -> NoReturn:
    """Skip the test for something that this machine lacks; in CI fail it."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def unprivileged() -> list[str]:
    """What to put before a command so that file modes hold for it.

    Root ignores modes by its capabilities; without them it is to the kernel what any user is who
    owns the files. (Another user could not even reach the interpreter if it lies in root's home.)
    """
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--inh-caps=-all", "--bounding-set=-all", "--"]


def kortom_process(
    *arguments: str, cwd: Path, before: tuple[str, ...] | list[str] = (), **options: object
) -> Done:
    """Run `python -m kortom ARGS` as a process of its own."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "kortom", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        **options,  # type: ignore[call-overload]
    )
    return Done(done.returncode, done.stdout, done.stderr)
