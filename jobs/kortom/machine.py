"""What a run runs on: packages, Python, processor, git."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

PACKAGES = (
    "ctranslate2",
    "datasets",
    "huggingface_hub",
    "markdown-it-py",
    "numpy",
    "py3langid",
    "pyarrow",
    "pydantic",
    "sacremoses",
    "sentencepiece",
    "sentencex",
    "tokenizers",
    "torch",
    "transformers",
)
"""Those that can change a record or the form of an output."""

_FLOAT_FLAGS = (
    "avx",
    "avx2",
    "fma",
    "avx512f",
    "avx512_vnni",
    "avx512_bf16",
    "amx_tile",
    "asimd",
    "sve",
)
"""Processor flags by which the libraries choose how they compute."""

_FLOAT_SETTINGS = (
    "CT2_FORCE_CPU_ISA",
    "CT2_USE_EXPERIMENTAL_PACKED_GEMM",
    "CT2_USE_MKL",
    "MKL_CBWR",
    "ONEDNN_DEFAULT_FPMATH_MODE",
    "ONEDNN_MAX_CPU_ISA",
)
"""Environment variables by which a user can make them choose otherwise."""


@dataclass(frozen=True, slots=True)
class GitState:
    """A checkout's commit (40 hex digits), and whether it has uncommitted changes."""

    commit: str
    dirty: bool


def package_version(name: str) -> str:
    """The installed version of a package."""
    return metadata.version(name)


def package_versions() -> dict[str, str]:
    """Installed versions of PACKAGES."""
    return {name: package_version(name) for name in PACKAGES}


def core_count() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cpu_name() -> str:
    """The processor's name as the system gives it, else its architecture."""
    return _cpuinfo("model name") or platform.processor() or platform.machine()


@cache
def instruction_set() -> str:
    """The architecture, its maker, the float extensions it has, and settings that hide some.

    For example `x86_64 AuthenticAMD avx avx2 fma avx512f`. The maker, since CTranslate2 multiplies
    with another library on Intel's processors than on others.
    """
    flags = set((_cpuinfo("flags") or _cpuinfo("Features")).split())
    maker = _cpuinfo("vendor_id")
    return " ".join(
        [
            platform.machine(),
            *([maker] if maker else []),
            *(flag for flag in _FLOAT_FLAGS if flag in flags),
            *(f"{name}={os.environ[name]}" for name in _FLOAT_SETTINGS if name in os.environ),
        ]
    )


def git_state(folder: Path = Path(__file__).parent) -> GitState | None:
    """The checkout that tracks `folder`; None if no repository does.

    An installed package may lie inside a foreign repository, which does not track it.
    """
    try:
        if not _git(folder, "ls-files", "--", "."):
            return None
        commit = _git(folder, "rev-parse", "HEAD")
        return GitState(commit, dirty=bool(_git(folder, "status", "--porcelain")))
    except (OSError, subprocess.SubprocessError):
        return None


def _cpuinfo(name: str) -> str:
    """The first value of a field of /proc/cpuinfo, or nothing."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    values = (line.partition(":")[2].strip() for line in lines if line.startswith(name))
    return next(values, "")


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(folder), *arguments],  # noqa: S607
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=10,
    )
    return done.stdout.strip()
