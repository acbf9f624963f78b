"""With the network cut, a run works; and it does not even try to reach it."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ARTICLES, need

# connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16) = 0
ADDRESS = re.compile(r'(?:inet_addr\("|inet_pton\(AF_INET6, ")([0-9a-fA-F.:]+)"')


def cut_off() -> list[str]:
    """What runs a command in a network of its own that holds nothing, not even loopback."""
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *user, "--net", "--"]


def foreign_addresses(trace: Path) -> list[str]:
    """Addresses outside loopback that some traced process sent or connected to."""
    found = []
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        for address in ADDRESS.findall(line):
            plain = ipaddress.ip_address(address.removeprefix("::ffff:"))  # IPv4 on an IPv6 socket
            if not plain.is_loopback:
                found.append(line)
    return found


def traced(trace: Path, command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    strace = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg"]
    return subprocess.run(
        [*cut_off(), *strace, "-o", str(trace), *command],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_the_trace_sees_a_connection(tmp_path: Path) -> None:
    """The test below can fail: the same trace catches one attempt, in a child process."""
    need("strace", "strace")
    code = (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import socket;"
        ' socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect_ex(("192.0.2.1", 53))\'])'
    )
    done = traced(tmp_path / "trace", [sys.executable, "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(foreign_addresses(tmp_path / "trace")) == 1


def test_a_run_with_the_network_cut(tmp_path: Path) -> None:
    need("strace", "strace")
    (tmp_path / "seeds").mkdir()
    for name in ("wire-short", "allcaps-headline"):
        shutil.copy(ARTICLES / f"{name}.txt", tmp_path / "seeds")
    command = [sys.executable, "-m", "kortom", "run", "--set", "run.workers=2"]
    done = traced(tmp_path / "trace", command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["1/2", "2/2"]
    assert "2 briefs from 2 articles" in done.stdout
    assert (tmp_path / "outputs" / "default" / "latest" / "briefs.jsonl").is_file()
    assert (tmp_path / "trace").is_file()
    assert foreign_addresses(tmp_path / "trace") == []
