"""Ping, metrics and log: what they say, that they never fail a run, and that the address stays
secret."""

from __future__ import annotations

import json
import math
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from kortom import errors
from kortom.config import load_config
from kortom.errors import Exit, KortomError, Problem
from kortom.plan import Request
from kortom.telemetry.ending import Ending
from kortom.telemetry.log import RunLog
from kortom.telemetry.metrics import LAST_SUCCESS, write_metrics
from kortom.telemetry.ping import Ping, parse_ping
from kortom.telemetry.prometheus import Gauge, Sample, find_sample, render
from kortom.telemetry.watch import Telemetry, run_watched
from tests.conftest import ARTICLES, Cli, Done, need, unprivileged

STORM = str(ARTICLES / "weather-storm.txt")
SECRET = "3b2c-topsecret-9f1e"
PATH = f"/{SECRET}"
START, SUCCESS, FAIL = f"GET {PATH}/start", f"GET {PATH}", f"GET {PATH}/fail"


class Service:
    """A ping service on this machine. `answers` are given one a request, the last one for ever:
    a status, a place to redirect to, or a word for a way to misbehave."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: list[int | str] = [200]
        self.was_asked = threading.Event()
        self.released = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.asked.append(f"{self.command} {self.path}")
                service.was_asked.set()
                service.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.address = f"http://{self.host}{PATH}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == "hang":
            self.released.wait(60)
        elif answer == "drip":
            # Each byte comes well within a socket's time-out; all of them do not.
            for byte in b"HTTP/1.1 200 OK\r\n\r\n" if not self.released.is_set() else b"":
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                self.released.wait(0.2)
        elif answer == "babble":
            handler.wfile.write(b"220 this is no web server\r\n")
        elif isinstance(answer, str):
            handler.send_response(302)
            handler.send_header("Location", answer)
            handler.end_headers()
        else:
            # The words after the status are the server's own, and could be the address.
            handler.send_response(answer, f"about {SECRET}")
            handler.end_headers()


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    thread = threading.Thread(target=service.server.serve_forever, args=(0.01,))
    thread.start()
    yield service
    service.released.set()
    service.server.shutdown()
    service.server.server_close()
    thread.join()


@pytest.fixture
def refusing() -> Iterator[str]:
    """An address that refuses connections: its port is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}{PATH}"


@pytest.fixture(autouse=True)
def no_address_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KORTOM_PING", raising=False)


class Metrics:
    """A metrics file as Prometheus' own parser reads it."""

    def __init__(self, file: Path) -> None:
        self.text = file.read_text(encoding="utf-8")
        self.families = {each.name: each for each in text_string_to_metric_families(self.text)}
        for family in self.families.values():
            assert family.type == "gauge"
            assert family.documentation
            assert family.samples
            assert {sample.labels["config"] for sample in family.samples} == {"default"}

    def __getitem__(self, name: str) -> float:
        (sample,) = self.families[name].samples
        return cast("float", sample.value)

    def by(self, name: str, label: str) -> dict[str, float]:
        return {sample.labels[label]: sample.value for sample in self.families[name].samples}


def events(file: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in file.read_bytes().decode().split("\n")[:-1]]
    for line in lines:
        assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
        assert line["level"] in {"info", "warning", "error"}
        assert list(line)[:3] == ["time", "level", "event"]
    return lines


def assert_secret(done: Done, folder: Path, *words: str) -> None:
    """No word of the address is in the output or in any file below the folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for word in (SECRET, *words):
        assert word not in done.out + done.err
        for path in files:
            assert word.encode() not in path.read_bytes(), path


# --- ping


@pytest.mark.parametrize(
    ("address", "start", "fail"),
    [
        ("http://h/abc", "http://h/abc/start", "http://h/abc/fail"),
        ("http://h/abc/", "http://h/abc/start", "http://h/abc/fail"),
        ("http://h", "http://h/start", "http://h/fail"),
        ("https://h:8443/a/b?x=1&y=/z", "https://h:8443/a/b/start?x=1&y=/z", None),
        ("http://h/a?create=1#top", "http://h/a/start?create=1", "http://h/a/fail?create=1"),
        ("http://[::1]:80/a", "http://[::1]:80/a/start", None),
        ("  http://h/a\n", "http://h/a/start", "http://h/a/fail"),
    ],
)
def test_the_event_goes_behind_the_path(address: str, start: str, fail: str | None) -> None:
    ping = parse_ping(address)
    assert ping.url("success") == address.strip().removesuffix("#top")
    assert ping.url("start") == start
    assert fail is None or ping.url("fail") == fail
    assert address not in repr(ping)


@pytest.mark.parametrize(
    "address",
    [
        "", SECRET, f"ftp://h/{SECRET}", f"file:///{SECRET}", f"http:///{SECRET}", f"//{SECRET}",
        f"http://h:port/{SECRET}", f"http://h:99999/{SECRET}", f"http://[::1/{SECRET}",
        f"http://h/ {SECRET}", f"http://h/\x00{SECRET}", f"http://h/é{SECRET}",
        f"http://me:{SECRET}@h/", f"javascript:{SECRET}",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_unseen(address: str) -> None:
    with pytest.raises(KortomError) as caught:
        parse_ping(address)
    assert caught.value.problem.code == "E701"
    assert caught.value.problem.exit == Exit.USAGE
    assert SECRET not in str(caught.value)


def test_a_ping_is_one_plain_get(service: Service) -> None:
    assert parse_ping(f"{service.address}?a=1").send("start") is None
    assert service.asked == [f"GET {PATH}/start?a=1"]


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_success_will_do(service: Service, status: int) -> None:
    service.answers = [status]
    assert Ping(service.address).send("success") is None
    assert len(service.asked) == 1


@pytest.mark.parametrize("first", [500, 503, 404, "babble", "hang"])
def test_one_retry(service: Service, first: int | str) -> None:
    service.answers = [first, 200]
    assert Ping(service.address, timeout=2).send("success") is None
    assert service.asked == [SUCCESS, SUCCESS]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (400, "it answered with status 400"),
        (404, "it answered with status 404"),
        (500, "it answered with status 500"),
        ("babble", "BadStatusLine"),
        ("hang", "no answer within 0.5 s"),
        ("drip", "no answer within 0.5 s"),
        ("ftp://127.0.0.1/x", "it cannot be opened"),
        ("file:///etc/passwd", "status 302"),
        ("/round", "status 302"),
    ],
)
def test_what_went_wrong_is_told_after_two_tries(
    service: Service, answer: int | str, detail: str
) -> None:
    service.answers = [answer]
    told = Ping(service.address, timeout=0.5).send("fail")
    assert told is not None and detail in told
    assert SECRET not in told and service.host not in told
    assert service.asked.count(FAIL) == 2


def test_a_refused_connection(refusing: str) -> None:
    assert Ping(refusing).send("start") == "Connection refused"


def test_redirects_are_followed(service: Service) -> None:
    service.answers = ["/moved", 200]
    assert Ping(service.address).send("start") is None
    assert service.asked == [START, "GET /moved"]


# --- a run that is watched


def test_all_of_it_in_a_good_run(tiny: Cli, service: Service, tmp_path: Path) -> None:
    done = tiny(
        *("--input", STORM, "--ping", service.address),
        *("--metrics", "kortom.prom", "--log-file", "kortom.jsonl"),
    )
    assert done.code == 0, done
    assert service.asked == [START, SUCCESS]
    assert_secret(done, tmp_path, service.host)
    (manifest_file,) = tmp_path.glob("outputs/default/*/manifest.json")
    manifest = json.loads(manifest_file.read_text())
    assert "--ping" in manifest["command"] and "***" in manifest["command"]

    metrics = Metrics(tmp_path / "kortom.prom")
    assert metrics["kortom_last_run_success"] == 1
    assert metrics["kortom_last_run_exit_code"] == 0
    assert metrics[LAST_SUCCESS] == metrics["kortom_last_run_timestamp_seconds"]
    assert metrics["kortom_last_run_duration_seconds"] > 0
    assert metrics["kortom_last_run_briefs"] == 1
    assert metrics["kortom_last_run_brief_words"] == manifest["counts"]["brief_words"] > 0
    assert metrics["kortom_last_run_source_words"] == manifest["counts"]["source_words"] > 0
    states = {"changed", "failed", "flagged", "new", "reused", "unfinished", "waiting"}
    assert metrics.by("kortom_last_run_articles", "state") == {
        **dict.fromkeys(states, 0),
        "new": 1,
        "flagged": manifest["counts"]["flagged"],
    }
    assert metrics.by("kortom_last_run_flags", "flag") == manifest["flags"] != {}
    stages = metrics.by("kortom_last_run_stage_seconds", "stage")
    assert stages == {stage: manifest["timings"][stage] for stage in stages}
    assert set(stages) == {"read", "load_model", "translate_and_summarise"}

    start, planned, article, end = events(tmp_path / "kortom.jsonl")
    assert (start["event"], start["config"]) == ("start", "default")
    assert "run_id" not in start
    assert planned["event"] == "planned"
    assert (planned["articles"], planned["to_do"]) == (1, 1)
    assert (article["event"], article["id"]) == ("article", "weather-storm")
    assert article["seconds"] > 0
    assert (end["event"], end["level"], end["exit"]) == ("end", "info", 0)
    assert end["message"] == done.out.splitlines()[0]
    assert end["signature"] == manifest["signature"]
    assert end["counts"]["briefs"] == 1
    assert {line["run_id"] for line in (planned, article, end)} == {manifest["run_id"]}


def test_the_address_from_the_environment(
    tiny: Cli, service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KORTOM_PING", service.address)
    done = tiny("--input", STORM, "--quiet", "--log-file", "kortom.jsonl", "--metrics", "k.prom")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert service.asked == [START, SUCCESS]
    assert_secret(done, tmp_path, service.host)
    service.asked.clear()
    assert tiny("--input", STORM, f"--ping={service.address}?option=wins").code == 0
    assert service.asked == [f"{START}?option=wins", f"{SUCCESS}?option=wins"]
    assert_secret(done, tmp_path, service.host)
    monkeypatch.setenv("KORTOM_PING", "")
    assert tiny("--input", STORM).code == 0
    assert len(service.asked) == 2


def arguments_for(code: int) -> list[str]:
    return {
        2: ["--input", STORM, "--output", STORM],
        3: ["--input", STORM, "--input", "gone.txt"],
        4: ["--input", "empty"],
        5: ["--input", STORM, "--set", "translate.model=./nope"],
        6: ["--input", STORM],
    }[code]


@contextmanager
def locked(output: Path, really: bool) -> Iterator[None]:
    output.mkdir(parents=True)
    with FileLock(output / ".lock") if really else nullcontext():
        yield


@pytest.mark.parametrize("code", [2, 4, 5, 6])
def test_a_run_that_fails_is_told_everywhere(
    cli: Cli, tiny: Cli, service: Service, tmp_path: Path, code: int
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "k.prom").write_text(f'{LAST_SUCCESS}{{config="default"}} 1234.5\n')
    options = ["--ping", service.address, "--metrics", "k.prom", "--log-file", "k.jsonl"]
    run = tiny if code != 5 else lambda *arguments: cli("run", *arguments)
    with locked(tmp_path / "outputs" / "default", code == 6):
        done = run(*arguments_for(code), *options)
    assert done.code == code, done
    assert service.asked == [START, FAIL]
    metrics = Metrics(tmp_path / "k.prom")
    assert metrics["kortom_last_run_success"] == 0
    assert metrics["kortom_last_run_exit_code"] == code
    assert metrics[LAST_SUCCESS] == 1234.5
    assert metrics["kortom_last_run_timestamp_seconds"] > 1e9
    assert "kortom_last_run_articles" not in metrics.families
    last = events(tmp_path / "k.jsonl")[-1]
    assert (last["event"], last["level"], last["exit"]) == ("error", "error", code)
    assert f"kortom: {last['code']} {last['message']}\n" == done.err
    assert_secret(done, tmp_path, service.host)


def test_some_failed_is_a_success_and_all_failed_is_none(
    tiny: Cli, service: Service, tmp_path: Path
) -> None:
    options = ["--ping", service.address, "--metrics", "k.prom", "--log-file", "k.jsonl"]
    assert tiny(*arguments_for(3), *options).code == 3
    assert service.asked == [START, SUCCESS]
    some = Metrics(tmp_path / "k.prom")
    assert some["kortom_last_run_success"] == 1
    assert some["kortom_last_run_exit_code"] == 3
    assert some.by("kortom_last_run_articles", "state")["failed"] == 1
    failed = next(e for e in events(tmp_path / "k.jsonl") if e["event"] == "article_failed")
    assert (failed["origin"], failed["code"]) == ("gone.txt", "E202")
    assert failed["level"] == "error"

    service.asked.clear()
    (tmp_path / "blank.txt").write_text(" \n")
    assert tiny("--input", "blank.txt", *options).code == 3
    assert service.asked == [START, FAIL]
    none = Metrics(tmp_path / "k.prom")
    assert none["kortom_last_run_success"] == 0
    assert none["kortom_last_run_briefs"] == 0
    assert none[LAST_SUCCESS] == some[LAST_SUCCESS]
    end = events(tmp_path / "k.jsonl")[-1]
    assert (end["event"], end["level"], end["exit"]) == ("end", "error", 3)


def test_pings_that_fail_are_two_lines_and_no_failure(
    tiny: Cli, refusing: str, tmp_path: Path
) -> None:
    done = tiny("--input", STORM, "--quiet", "--ping", refusing, "--log-file", "k.jsonl")
    assert done.code == 0
    assert done.out == ""
    assert done.err == "".join(
        f"kortom: E702 the ping of the run's {event} failed: Connection refused."
        " The run does not depend on it.\n"
        for event in ("start", "success")
    )
    assert [e["code"] for e in events(tmp_path / "k.jsonl") if e["event"] == "warning"] == [
        "E702",
        "E702",
    ]
    assert_secret(done, tmp_path, refusing.removeprefix("http://").partition("/")[0])


@pytest.mark.parametrize("address", [f"ftp://h/{SECRET}", SECRET, ""])
def test_what_is_no_address_ends_it_at_once(tiny: Cli, tmp_path: Path, address: str) -> None:
    done = tiny("--input", STORM, "--ping", address, "--metrics", "k.prom", "--log-file", "k.jsonl")
    assert done.code == 2
    assert done.err.startswith("kortom: E701 --ping or KORTOM_PING: ")
    assert done.err.count("\n") == 1
    assert SECRET not in done.out + done.err
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_tells_nobody(tiny: Cli, service: Service, tmp_path: Path) -> None:
    options = ["--ping", service.address, "--metrics", "k.prom", "--log-file", "k.jsonl"]
    done = tiny("--input", STORM, "--dry-run", *options)
    assert done.code == 0
    assert service.asked == []
    assert list(tmp_path.iterdir()) == []


class Recorder:
    """An observer that keeps the warnings."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def planned(self, *_: Any) -> None:
        pass

    def article(self, *_: Any) -> None:
        pass

    def warning(self, problem: Problem) -> None:
        self.codes.append(problem.code)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KortomError(errors.interrupted(signal.SIGINT, kept=True)), 130),
        (KortomError(errors.interrupted(signal.SIGTERM, kept=False)), 143),
        (KortomError(errors.NO_ARTICLES(inputs="x")), 4),
        (RuntimeError("of an unforeseen kind"), 1),
        (KeyboardInterrupt(), 130),
        (SystemExit(143), 143),
        (MemoryError(), 1),
    ],
)
@pytest.mark.parametrize("answer", [200, 500, "hang"])
def test_whatever_ends_a_run_goes_its_way(
    service: Service, tmp_path: Path, error: BaseException, code: int, answer: int | str
) -> None:
    def job(*_: Any) -> Any:
        raise error

    service.answers = [answer]
    recorder = Recorder()
    telemetry = Telemetry(
        Ping(service.address, timeout=0.2), tmp_path / "k.prom", tmp_path / "k.jsonl"
    )
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with pytest.raises(type(error)) as caught:
            run_watched(Request(load_config()), recorder, telemetry, job)
        assert caught.value is error
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)
    assert list(dict.fromkeys(service.asked)) == [START, FAIL]
    assert recorder.codes == ([] if answer == 200 else ["E702", "E702"])
    metrics = Metrics(tmp_path / "k.prom")
    assert metrics["kortom_last_run_exit_code"] == code
    assert metrics["kortom_last_run_success"] == 0
    assert LAST_SUCCESS not in metrics.families
    (last,) = [e for e in events(tmp_path / "k.jsonl") if e["event"] == "error"]
    assert last["exit"] == code
    if code == 1:
        assert type(error).__name__ in last["message"]
        assert "in job" in last["traceback"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_it_waits_for_another_run_is_told(
    tiny_model: Path, service: Service, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    command = [
        *(sys.executable, "-m", "kortom", "run", "--input", STORM, "--wait", "600"),
        *("--set", f"translate.model={tiny_model}", "--metrics", "k.prom", "--log-file", "k.jsonl"),
    ]
    environment = {**os.environ, "KORTOM_PING": service.address}
    with (
        locked(tmp_path / "outputs" / "default", True),
        subprocess.Popen(
            command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, encoding="utf-8"
        ) as process,
    ):
        assert service.was_asked.wait(120)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in err
    assert service.asked == [START, FAIL]
    assert Metrics(tmp_path / "k.prom")["kortom_last_run_exit_code"] == code
    last = events(tmp_path / "k.jsonl")[-1]
    assert (last["event"], last["exit"]) == ("error", code)


CONNECT = re.compile(
    r'sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|AF_INET6, )"([^"]+)"'
)


def test_the_ping_is_the_only_network(tiny_model: Path, service: Service, tmp_path: Path) -> None:
    need("strace", "strace")
    command = [
        *("strace", "-f", "-qq", "--seccomp-bpf", "-o", "trace"),
        *("-e", "trace=connect,sendto,sendmsg,sendmmsg"),
        *(sys.executable, "-m", "kortom", "run", "--input", str(ARTICLES / "w*.txt")),
        *("--set", f"translate.model={tiny_model}", "--set", "translate.beam_size=1"),
        *("--set", "translate.max_length_ratio=0.5", "--set", "run.workers=2"),
    ]
    environment = {**os.environ, "KORTOM_PING": service.address}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, check=False, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert service.asked == [START, SUCCESS]
    found = CONNECT.findall((tmp_path / "trace").read_text(errors="replace"))
    assert {f"{address}:{port}" for port, address in found} == {service.host}
    assert len(found) == 2


# --- metrics

TEXTS = st.text(
    st.sampled_from('\n\\"{},= #n') | st.characters(exclude_categories=["Cs"]), max_size=30
)
VALUES = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
NAMES = st.from_regex(r"kortom_[a-z_]{1,20}", fullmatch=True)


@given(NAMES, TEXTS.filter(str.strip), st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
def test_what_is_rendered_is_what_prometheus_reads(
    name: str, about: str, values: dict[str, float]
) -> None:
    samples = [Sample({"config": "default", "of": key}, value) for key, value in values.items()]
    text = render([Gauge("kortom_empty", "Nothing.", []), Gauge(name, about, samples)])
    assert text.endswith("\n")
    # Its parser splits at "\n" alone, as Prometheus does.
    (family,) = text_string_to_metric_families(text)
    assert {sample.labels["of"]: sample.value for sample in family.samples} == values
    assert all(sample.name == name for sample in family.samples)
    for sample in samples:
        assert find_sample(text, name, sample.labels) == sample.value


@given(st.text())
def test_what_is_read_back_may_be_anything(text: str) -> None:
    found = find_sample(text, LAST_SUCCESS, {"config": "default"})
    assert found is None or math.isfinite(found)


@pytest.mark.parametrize("value", ["", "soon", "NaN", "+Inf", "-inf", "0x10"])
def test_a_last_success_that_is_none_is_dropped(tmp_path: Path, value: str) -> None:
    file = tmp_path / "k.prom"
    file.write_text(f'{LAST_SUCCESS}{{config="default"}} {value}\n')
    write_metrics(file, "default", Ending(1.0, error=RuntimeError()))
    assert LAST_SUCCESS not in Metrics(file).families


def test_the_last_success_of_another_config_is_not_ours(tmp_path: Path) -> None:
    file = tmp_path / "k.prom"
    file.write_bytes(
        b"\xff\x00 damaged\n"
        + f'{LAST_SUCCESS}{{config="fast"}} 7\n{LAST_SUCCESS}{{config="default"}} 8\n'.encode()
    )
    write_metrics(file, "default", Ending(1.0, error=RuntimeError()))
    assert Metrics(file)[LAST_SUCCESS] == 8


def test_the_file_is_replaced_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk refuses, the file before stays whole, and nothing is left beside it."""
    file = tmp_path / "k.prom"
    write_metrics(file, "default", Ending(1.0, error=RuntimeError()))
    before = file.read_text()
    with file.open() as reader:
        write_metrics(file, "default", Ending(2.0, error=RuntimeError()))
        assert reader.read() == before
    assert file.read_text() != before
    assert file.stat().st_mode & 0o777 == 0o666 & ~_umask()

    def refuse(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    now = file.read_text()
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        write_metrics(file, "default", Ending(3.0, error=RuntimeError()))
    assert file.read_text() == now
    assert [path.name for path in tmp_path.iterdir()] == ["k.prom"]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_the_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path) -> None:
    need("strace", "strace")
    code = (
        "from pathlib import Path\n"
        "from kortom.telemetry.prometheus import replace_file\n"
        "replace_file(Path('k.prom'), 'x 1\\n')"
    )
    subprocess.run(
        ["strace", "-f", "-qq", "-y", "-o", "trace", "-e", "trace=fsync,rename,renameat,renameat2",
         sys.executable, "-c", code],
        cwd=tmp_path, check=True, timeout=60,
    )  # fmt: skip
    calls = [line.split(maxsplit=1)[1] for line in (tmp_path / "trace").read_text().splitlines()]
    assert [call.partition("(")[0] for call in calls] == ["fsync", "rename", "fsync"]
    assert ".k.prom." in calls[0] and '"' in calls[1]
    assert not re.search(r'\.prom"?, ', calls[1]), "the collector reads *.prom"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "k.prom").symlink_to("real/k.prom")
    write_metrics(tmp_path / "k.prom", "default", Ending(1.0, error=RuntimeError()))
    assert (tmp_path / "k.prom").is_symlink()
    assert Metrics(tmp_path / "real" / "k.prom")["kortom_last_run_success"] == 0


@pytest.mark.parametrize("kind", ["missing folder", "folder", "pipe", "below a file"])
def test_metrics_that_cannot_be_written_are_a_warning(tiny: Cli, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "k.prom"
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "missing folder":
        file = tmp_path / "gone" / "k.prom"
    else:
        (tmp_path / "a").write_text("")
        file = tmp_path / "a" / "k.prom"
    done = tiny("--input", STORM, "--quiet", "--metrics", str(file))
    assert done.code == 0
    assert done.err.startswith(f"kortom: E703 {file}: the metrics cannot be written: ")
    assert done.err.count("\n") == 1
    assert not list(tmp_path.glob(".k.prom*"))


def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    """As a user who owns the files but lacks root's powers: metrics warn, the log refuses."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "kept").write_text("")
    (tmp_path / "own").chmod(0o555)
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from kortom.telemetry.prometheus import replace_file\n"
        "from kortom.telemetry.log import RunLog\n"
        "for act in (lambda: replace_file(Path('own/k.prom'), ''),"
        " lambda: RunLog(Path('own/k.jsonl'), print)):\n"
        "    try:\n        act()\n"
        "    except Exception as error:\n        print(type(error).__name__, error)"
    )
    done = subprocess.run(
        [*unprivileged(), sys.executable, "-c", code],
        cwd=tmp_path, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "own").chmod(0o755)
    metrics, log = done.stdout.splitlines()
    assert metrics.startswith("PermissionError")
    assert log.startswith("KortomError E704 own/k.jsonl: the log cannot be written: Permission")


# --- log


@pytest.mark.parametrize("kind", ["missing folder", "folder"])
def test_a_log_that_cannot_be_written_ends_it_before_work(
    tiny: Cli, service: Service, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "gone" / "k.jsonl" if kind == "missing folder" else tmp_path
    options = ["--ping", service.address, "--metrics", "k.prom"]
    done = tiny("--input", STORM, "--log-file", str(file), *options)
    assert done.code == 2
    assert done.err.startswith(f"kortom: E704 {file}: the log cannot be written: ")
    assert done.out == ""
    assert not (tmp_path / "outputs").exists()
    assert service.asked == [FAIL]
    assert Metrics(tmp_path / "k.prom")["kortom_last_run_exit_code"] == 2


def test_a_full_disk_is_warned_of_once(tiny: Cli) -> None:
    done = tiny("--input", STORM, "--quiet", "--log-file", "/dev/full")
    assert done.code == 0
    assert done.err == (
        "kortom: E705 /dev/full: a line of the log could not be written: No space left on device."
        " Others may be missing too. The run does not depend on it.\n"
    )


def test_the_log_grows_and_rotates(tmp_path: Path) -> None:
    file = tmp_path / "k.jsonl"
    file.write_text('{"time": "2026-01-01T00:00:00+00:00", "level": "info", "event": "before"}\n')
    log = RunLog(file, lambda problem: pytest.fail(str(problem)), max_bytes=2_000, kept_files=3)
    for number in range(100):
        log.warning(Problem("E999", f"number {number} über\n\u2028 \udcff", Exit.OK))
        if number == 0:
            assert events(file)[0]["event"] == "before"
    log.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["k.jsonl", "k.jsonl.1", "k.jsonl.2", "k.jsonl.3"]
    assert all(path.stat().st_size <= 2_000 for path in tmp_path.iterdir())
    lines = [
        json.loads(line)
        for name in ("k.jsonl.3", "k.jsonl.2", "k.jsonl.1", "k.jsonl")
        for line in (tmp_path / name).read_bytes().decode().split("\n")[:-1]
    ]
    numbers = [int(line["message"].split()[1]) for line in lines]
    assert numbers == list(range(numbers[0], 100))
    assert all("über\n\u2028" in line["message"] for line in lines)


def test_ten_megabytes_and_five_old_files_are_the_default(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "k.jsonl", print)
    log.close()
    assert log._handler.maxBytes == 10_000_000
    assert log._handler.backupCount == 5


def test_failures_of_the_disk_while_rotating_lose_no_run(tmp_path: Path) -> None:
    told: list[str] = []
    file = tmp_path / "k.jsonl"
    (tmp_path / "k.jsonl.1" / "in the way").mkdir(parents=True)
    log = RunLog(file, lambda problem: told.append(problem.code), max_bytes=500, kept_files=1)
    for number in range(20):
        log.warning(Problem("E999", f"number {number}", Exit.OK))
    log.close()
    assert told == ["E705"]


# --- the summary


def test_the_summary_for_machines_has_all_that_the_line_has(tiny: Cli) -> None:
    first = tiny("--input", STORM)
    line, signature = first.out.splitlines()[:2]
    again = json.loads(tiny("--input", STORM, "--input", "gone.txt", "--json").out)
    assert re.fullmatch(
        r"1 brief from 1 article: 1 new, 0 changed, 0 reused, \d flagged, 0 failed,"
        r" [\d,]+ words?, \d+\.\d s, run \d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}",
        line,
    )
    assert again["signature"] == signature.strip()
    assert again["config"] == "default"
    assert again["exit_code"] == 3
    assert again["seconds"] > 0
    counts = again["counts"]
    assert (counts["articles"], counts["reused"], counts["failed"]) == (2, 1, 1)
    assert counts["brief_words"] > 0
    assert {"flagged", "unfinished", "waiting"} <= counts.keys()


def test_an_ending_knows_its_exit_code() -> None:
    def result(briefs: int, failed: int) -> Any:
        return SimpleNamespace(manifest=SimpleNamespace(counts=SimpleNamespace(**locals())))

    for briefs, failed, code, success in ((2, 0, 0, True), (0, 0, 0, True), (1, 9, 3, True),
                                          (0, 1, 3, False)):  # fmt: skip
        ending = Ending(1.0, result=result(briefs, failed))
        assert (ending.exit, ending.success) == (code, success)
