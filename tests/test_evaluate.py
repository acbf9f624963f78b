"""`kortom evaluate` from the command line to its tables and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sacrebleu.metrics import BLEU

from kortom.cli.evaluate import Reporter
from kortom.config import load_config
from kortom.evaluation import hypotheses
from kortom.evaluation.hypotheses import find_hypotheses, translate_pairs
from kortom.evaluation.references import Pair
from kortom.executors import worker
from kortom.runs.layout import run_folders
from kortom.runs.reader import read_records
from kortom.setup import resolve_setup
from kortom.translation import load_engine
from kortom.translation.stage import translate_article
from kortom.values import Article, Paragraph
from tests.conftest import ARTICLES, ROOT, Cli, Done

SOURCES = ["De dijk hield stand. Niemand raakte gewond.", "Het regent.", "De zee is kalm."]
PAIRS = "source\treference\n" + "".join(f"{text}\tThe dyke held.\n" for text in SOURCES)


@pytest.fixture
def settings(tiny_model: Path) -> list[str]:
    return [
        f"translate.model={tiny_model}",
        "translate.beam_size=1",
        "translate.max_length_ratio=0.5",
        "run.workers=1",
    ]


@pytest.fixture
def now(cli: Cli, settings: list[str]) -> Cli:
    """`kortom evaluate`, translating with the tiny model."""
    sets = [part for setting in settings for part in ("--set", setting)]
    return lambda *arguments: cli("evaluate", *arguments, *sets)


@pytest.fixture
def run(tiny: Cli, tmp_path: Path) -> Path:
    """A run over one test article and one of our own, in outputs/ of the working folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    text = (ARTICLES / "wire-short.txt").read_text(encoding="utf-8")
    (folder / "wire-short.txt").write_text(text, encoding="utf-8")
    (folder / "own.txt").write_text("\n\n".join(SOURCES), encoding="utf-8")
    assert tiny("--input", str(folder)).code == 0
    (folder,) = run_folders(tmp_path / "outputs")
    return folder


def pairs_file(folder: Path, text: str = PAIRS) -> str:
    path = folder / "pairs.tsv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def data(done: Done) -> Any:
    return json.loads(done.out)


def as_pairs(texts: list[str]) -> list[Pair]:
    return [Pair(text, "x", None, f"a.tsv:{line}") for line, text in enumerate(texts, start=2)]


def test_pairs_are_translated_by_the_real_stage_and_scored(
    now: Cli, tmp_path: Path, settings: list[str]
) -> None:
    config = load_config(None, settings).value
    setup = resolve_setup(config)
    engine = load_engine(config, setup.translator, setup.hardware)
    paragraphs = tuple(Paragraph("body", text) for text in SOURCES)
    made = translate_article(Article("x", None, "nl", paragraphs, "x", ""), engine, config)
    assert len(made) == 4
    wanted = [
        " ".join(part.hypothesis for part in made if part.paragraph == number)
        for number in range(3)
    ]
    assert translate_pairs(as_pairs(SOURCES), config, setup, lambda *_: None).hypotheses == (
        tuple(wanted)
    )

    done = now(pairs_file(tmp_path), "--json")
    assert done.code == 0, done
    pairs = data(done)["pairs"]
    assert (pairs["pairs"], pairs["missing"], pairs["empty"]) == (3, 0, 0)
    assert [score["metric"] for score in pairs["scores"]] == ["BLEU", "chrF2", "TER"]
    expected = BLEU().corpus_score(wanted, [["The dyke held."] * 3]).score
    assert pairs["scores"][0]["value"] == pytest.approx(expected)
    assert all(s["n"] == 3 and s["low"] <= s["value"] <= s["high"] for s in pairs["scores"])
    assert pairs["facts"]["sentences"] == 4
    assert pairs["facts"]["flags"]["loop"]["total"] == 4
    assert pairs["system"]["run_id"] is None
    assert pairs["system"]["model_digest"] == setup.translator.digest
    assert data(done)["briefs"] is data(done)["run"] is None
    assert not done.err


def test_tables_have_scores_intervals_signatures_and_progress(now: Cli, tmp_path: Path) -> None:
    done = now(pairs_file(tmp_path))
    assert done.code == 0, done
    assert "Translation: 3 pairs, translated now" in done.out
    for metric in ("BLEU", "chrF2", "TER"):
        assert sum(line.split()[:1] == [metric] for line in done.out.splitlines()) == 2
    assert "nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp|version:" in done.out
    assert "Sentences: 4" in done.out
    assert "Decoded again:" in done.out
    assert done.err == "3/3 pairs\n"


def test_what_is_translated_depends_neither_on_workers_nor_on_other_files(
    settings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hypotheses, "CHUNK", 2)
    texts = [f"{text} {number}" for number in range(2) for text in SOURCES]
    pairs = as_pairs(texts)
    other = [Pair("Iets anders vooraf.", "x", None, "b.tsv:2")]
    told = []
    config = load_config(None, settings).value
    alone = translate_pairs(pairs, config, resolve_setup(config), lambda *n: told.append(n))
    assert told == [(2, 6), (4, 6), (6, 6)]
    config = load_config(None, [*settings, "run.workers=2"]).value
    together = translate_pairs(other + pairs, config, resolve_setup(config), lambda *_: None)
    assert together.hypotheses[1:] == alone.hypotheses
    assert len(alone.hypotheses) == 6
    assert None not in together.hypotheses


def test_a_chunk_that_fails_is_left_out_aloud(
    now: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hypotheses, "CHUNK", 2)
    process = worker.process

    def failing(article: Article, *rest: Any) -> Any:
        if len(article.paragraphs) == 1:
            raise RuntimeError("out of luck")
        return process(article, *rest)

    monkeypatch.setattr(worker, "process", failing)
    done = now(pairs_file(tmp_path), "--json")
    assert done.code == 3, done
    assert "E301" in done.err
    assert "pairs.tsv:4 to 4" in done.err
    pairs = data(done)["pairs"]
    assert (pairs["pairs"], pairs["missing"], pairs["scores"][0]["n"]) == (3, 1, 2)
    assert [failure["code"] for failure in data(done)["failures"]] == ["E301"]

    monkeypatch.setattr(hypotheses, "CHUNK", 1)
    done = now(pairs_file(tmp_path))
    assert done.code == 3
    assert "E724" in done.err
    assert not done.out


def test_a_bad_line_is_told_and_the_others_are_scored(now: Cli, tmp_path: Path) -> None:
    done = now(pairs_file(tmp_path, PAIRS + "Half een regel\n"), "--json")
    assert done.code == 3, done
    assert "pairs.tsv: line 5 has 1 columns" in done.err
    found = data(done)
    assert found["pairs"]["scores"][0]["n"] == 3
    assert found["exit_code"] == 3
    assert [(failure["code"], failure["line"]) for failure in found["failures"]] == [("E716", 5)]


def test_a_limit_and_columns_without_a_header(now: Cli, tmp_path: Path) -> None:
    text = PAIRS.partition("\n")[2]
    done = now(pairs_file(tmp_path, text), "--columns", "source,reference", "-n", "2", "--json")
    assert done.code == 0, done
    assert data(done)["pairs"]["pairs"] == 2


def test_all_is_translated_whatever_the_briefs_would_need(now: Cli, tmp_path: Path) -> None:
    done = now(
        pairs_file(tmp_path), "--json", "--set", "order=extract-then-translate",
        "--set", "run.article_timeout_seconds=0.001",
    )  # fmt: skip
    assert done.code == 0, done
    assert data(done)["pairs"]["facts"]["statuses"]["not_selected"] == 0


def test_pairs_of_a_run_match_sentences_and_paragraphs(cli: Cli, run: Path, tmp_path: Path) -> None:
    records = {record.id: record for record in read_records(run)}
    own = records["own"].sentences
    assert find_hypotheses(
        as_pairs([SOURCES[0], "Niemand raakte gewond.", "Niet hier."]), records.values()
    ) == [f"{own[0].hypothesis} {own[1].hypothesis}", own[1].hypothesis, None]

    text = PAIRS.replace("Het regent.", "Niet hier.")
    done = cli("evaluate", pairs_file(tmp_path, text), "--run", "default", "--json")
    assert done.code == 3, done
    assert "E722" in done.err
    assert "1 of 3 pairs are not in the run" in done.err
    assert "pairs.tsv:3" in done.err
    pairs = data(done)["pairs"]
    assert (pairs["missing"], pairs["scores"][0]["n"], pairs["facts"]) == (1, 2, None)
    assert pairs["system"]["run_id"] == run.name


def test_the_references_of_an_article_are_all_in_its_run(cli: Cli, run: Path) -> None:
    done = cli("evaluate", str(ROOT / "tests" / "references" / "wire-short.tsv"), "--run", str(run))
    assert done.code == 0, done
    assert "Translation: 12 pairs\n" in done.out
    assert run.name in done.out


def test_briefs_are_matched_by_article(cli: Cli, run: Path, tmp_path: Path) -> None:
    record = next(record for record in read_records(run) if record.id == "own")
    text = " ".join(part.text for part in record.brief.sentences)
    assert any(map(str.isalnum, text))
    rows = [
        {"id": "own", "brief": text, "headline": record.brief.headline.text},
        {"id": "gone", "brief": "Not here."},
    ]
    path = tmp_path / "briefs.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = cli("evaluate", str(path), "--json")
    assert done.code == 3, done
    assert "1 of 2 briefs are not in the run, and are not scored: gone." in done.err
    briefs = data(done)["briefs"]
    assert (briefs["briefs"], briefs["missing"]) == (2, 1)
    assert [score["metric"] for score in briefs["scores"]] == ["ROUGE-1", "ROUGE-2", "ROUGE-L"]
    assert [briefs["scores"][0]["value"], briefs["headlines"][0]["value"]] == [100, 100]


def test_the_projects_own_briefs_work_as_they_are(cli: Cli, run: Path) -> None:
    done = cli("evaluate", str(ROOT / "tests" / "reference_briefs.tsv"))
    assert done.code == 3
    assert "15 of 16 briefs are not in the run" in done.err
    assert "Briefs: 1 article\n" in done.out
    assert "Headlines" in done.out
    assert done.out.count("rougeL|nrefs:1|") == 1


def test_a_run_describes_itself_without_references(cli: Cli, run: Path) -> None:
    done = cli("evaluate", "--json")
    assert done.code == 0, done
    found = data(done)["run"]
    records = list(read_records(run))
    sentences = [sentence for record in records for sentence in record.sentences]
    assert found["system"]["run_id"] == run.name
    assert found["articles"] == 2
    assert found["translation"]["sentences"] == len(sentences)
    assert found["translation"]["flagged"]["count"] == sum(bool(s.flags) for s in sentences)
    assert found["briefs"]["words"]["n"] == 2
    assert (found["speed"]["fresh"], found["speed"]["reused"]) == (2, 0)
    assert found["speed"]["words_per_second"] > 0
    done = cli("evaluate")
    assert done.code == 0
    for text in (run.name, "articles/s", "words of a brief", "Articles: 2", found["signature"]):
        assert text in done.out


def test_what_is_reused_does_not_count_for_the_speed(cli: Cli, tiny: Cli, run: Path) -> None:
    assert tiny("--input", str(run.parents[2] / "in")).code == 0
    speed = data(cli("evaluate", "--json"))["run"]["speed"]
    assert (speed["fresh"], speed["reused"], speed["articles_per_second"]) == (0, 2, None)
    assert "2 articles" not in cli("evaluate").out.partition("reused")[0]


def test_requests_that_contradict_themselves(cli: Cli, run: Path, tmp_path: Path) -> None:
    pairs = pairs_file(tmp_path)
    (tmp_path / "briefs.tsv").write_text("id\tbrief\nown\tx\n", encoding="utf-8")
    for arguments, code, exit_code, said in (
        (["--config", "default"], "E721", 2, "--config: "),
        ([pairs, "--run", "default", "--set", "translate.beam_size=1"], "E721", 2, "--run"),
        (["briefs.tsv", "--set", "translate.beam_size=1"], "E721", 2, "only briefs"),
        ([pairs, "--columns", "one,two"], "E719", 2, "one,two"),
        ([pairs, "--run", "nowhere"], "E403", 2, "nowhere"),
        (["--output", "elsewhere"], "E402", 2, "elsewhere"),
        (["none.tsv"], "E711", 4, "none.tsv"),
        ([pairs, "--set", "translate.model=absent/model"], "E505", 5, "absent/model"),
        ([pairs, "--config", "absent"], "E101", 2, "absent"),
    ):  # fmt: skip
        done = cli("evaluate", *arguments)
        assert done.code == exit_code, (arguments, done)
        assert code in done.err, (arguments, done)
        assert said in done.err, (arguments, done)


def test_references_of_other_articles_are_no_input(cli: Cli, run: Path, tmp_path: Path) -> None:
    text = "source\treference\nNiet hier.\tNot here.\n"
    done = cli("evaluate", pairs_file(tmp_path, text), "--run", run.name)
    assert done.code == 4
    assert "E722" in done.err
    assert f"E723 {run.name}" in done.err
    assert not done.out


def test_progress_counts_up_on_a_terminal_and_by_tenths_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*, show: bool) -> str:
        reporter = Reporter(show=show)
        for done in range(100, 3_001, 100):
            reporter.progress(done, 3_000)
        return capsys.readouterr().err

    lines = told(show=True).splitlines()
    assert (len(lines), lines[0], lines[-1]) == (10, "300/3,000 pairs", "3,000/3,000 pairs")
    assert not told(show=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    shown = told(show=True)
    assert shown.startswith("\r100/3,000 pairs\r200/3,000 pairs\r")
    assert shown.endswith("\r3,000/3,000 pairs\n")
