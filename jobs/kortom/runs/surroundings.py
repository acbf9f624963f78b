"""What a run ran on: packages, Python, CPU, git."""

from __future__ import annotations

import platform
import subprocess
from importlib import metadata
from pathlib import Path

from kortom.executors import core_count
from kortom.runs.manifest import GitPart, MachinePart

PACKAGES = (
    "datasets",
    "huggingface_hub",
    "numpy",
    "py3langid",
    "pyarrow",
    "pydantic",
    "sacremoses",
    "scikit-learn",
    "sentencepiece",
    "sentencex",
    "tokenizers",
    "torch",
    "transformers",
)
"""Those that can change a record or the form of an output."""


def package_version(name: str) -> str:
    """The installed version of a package."""
    return metadata.version(name)


def package_versions() -> dict[str, str]:
    """Installed versions of PACKAGES."""
    return {name: package_version(name) for name in PACKAGES}


def cpu_name() -> str:
    """The processor's name as the system gives it, else its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def machine(workers: int, threads: int) -> MachinePart:
    """The machine as it is, and how much of it the run took."""
    import torch

    return MachinePart(
        python=platform.python_version(),
        system=platform.platform(),
        cpu=cpu_name(),
        cpu_capability=torch.backends.cpu.get_cpu_capability(),
        cores=core_count(),
        workers=workers,
        threads=threads,
        packages=package_versions(),
    )


def git_state(folder: Path = Path(__file__).parent) -> GitPart | None:
    """The commit of the checkout that tracks `folder`, and whether it has uncommitted changes.

    None if no repository tracks it: an installed package may lie inside a foreign repository.
    """
    try:
        if not _git(folder, "ls-files", "--", "."):
            return None
        commit = _git(folder, "rev-parse", "HEAD")
        return GitPart(commit=commit, dirty=bool(_git(folder, "status", "--porcelain")))
    except (OSError, subprocess.SubprocessError):
        return None


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(folder), *arguments],  # noqa: S607
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=10,
    )
    return done.stdout.strip()
