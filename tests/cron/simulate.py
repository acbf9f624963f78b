"""A real cron daemon runs kortom every minute for some minutes, with a sendmail that records.

usage (root, Debian's cron package): .venv/bin/python tests/cron/simulate.py [MINUTES]

The crontab line is the one that `kortom schedule` prints, with each minute for its time. Beside it
stands a control job that fails and prints: its mail shows that mail would have come. Everything
happens in a private mount and process namespace: the machine's crontabs and sendmail stay as they
are. Exits 1 if a minute passed without a run or a skip, if kortom caused mail, or the control job
caused none.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
INSIDE = "KORTOM_CRON_SIMULATION"
CRONTABS, SENDMAIL = Path("/var/spool/cron/crontabs"), Path("/usr/sbin/sendmail")
CONTROL = "out of order"


def crontab_line(folder: Path) -> str:
    """The line of `kortom schedule`, every minute."""
    command = [sys.executable, "-m", "kortom", "schedule", "--format", "cron"]
    log = ["--log-file", str(folder / "kortom.log")]
    printed = subprocess.run(
        [*command, *log], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    (line,) = (line for line in printed.splitlines() if re.match(r"\d+ \d+ \* \* \* ", line))
    return re.sub(r"^\d+ \d+ ", "* * ", line)


def prepare(folder: Path) -> Path:
    """Put crontab and sendmail into place; returns the folder that mail goes to."""
    mails, crontabs = folder / "mails", folder / "crontabs"
    for made in (mails, crontabs, folder / "seeds"):
        made.mkdir()
    sendmail = folder / "sendmail"
    sendmail.write_text(f'#!/bin/sh\ncat >"{mails}/$(date +%s%N)-$$"\n')
    sendmail.chmod(0o755)
    table = crontabs / "root"
    table.write_text(f"{crontab_line(folder)}\n* * * * * echo {CONTROL}; exit 3\n")
    table.chmod(0o600)
    subprocess.run(["mount", "--bind", crontabs, CRONTABS], check=True)
    subprocess.run(["mount", "--bind", sendmail, SENDMAIL], check=True)
    return mails


def simulate(minutes: int) -> int:
    """Run cron for so many minutes; returns the exit code."""
    articles = sorted((ROOT / "tests" / "articles").glob("*.txt"))
    with tempfile.TemporaryDirectory(prefix="kortom-cron-") as name:
        folder = Path(name)
        mails = prepare(folder)
        shutil.copy(articles[0], folder / "seeds")
        with subprocess.Popen(["cron", "-f"]) as cron:
            # Each minute one more article comes in, so that there is new work every time.
            for minute in range(1, minutes + 1):
                time.sleep(60)
                shutil.copy(articles[minute % len(articles)], folder / "seeds")
            time.sleep(20)
            cron.terminate()
        return report(folder, mails, minutes)


def report(folder: Path, mails: Path, minutes: int) -> int:
    """Print what happened; returns the exit code."""
    runs = sorted(folder.glob("outputs/default/*/manifest.json"))
    briefs = [
        json.loads(path.read_text())["counts"]["briefs"]
        for path in runs
        if not path.parent.is_symlink()
    ]
    log = (folder / "kortom.log").read_text() if (folder / "kortom.log").exists() else ""
    skips = log.count("E407")
    sent = [path.read_text() for path in mails.iterdir()]
    of_control = [mail for mail in sent if CONTROL in mail]
    print(f"{minutes} minutes: {len(briefs)} runs with {briefs} briefs, {skips} skips,")
    print(f"{len(sent)} mails, {len(of_control)} of them of the control job")
    print("log of the job:", log or "(empty)")
    for mail in sent:
        if mail not in of_control:
            print("MAIL:", mail)
    good = len(briefs) + skips >= minutes and of_control and len(sent) == len(of_control)
    print("as it should be" if good else "NOT as it should be")
    return 0 if good else 1


def main() -> int:
    """Go into namespaces of our own, then simulate."""
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    if INSIDE in os.environ:
        return simulate(minutes)
    own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    environment = {**os.environ, INSIDE: "1"}
    return subprocess.run(
        [*own, sys.executable, *sys.argv], check=False, env=environment
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
