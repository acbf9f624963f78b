"""`kortom compare` on real runs of a tiny model, from the command line to its files."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from sacrebleu.metrics import CHRF

from kortom.cli import main
from kortom.evaluation.paired import compare_pair
from kortom.evaluation.translation_metrics import translation_metrics
from kortom.runs.layout import run_folders
from kortom.runs.manifest import read_manifest
from kortom.runs.reader import read_records
from tests.conftest import ARTICLES, Cli, Done
from tests.published import edit_manifest, edit_records

OWN = ["De dijk hield stand. Niemand raakte gewond.", "Het regent.", "De zee is kalm vandaag."]
REFERENCES = ["The dyke held.", "Nobody was hurt.", "It rains.", "The sea is calm today."]
SOURCES = ["De dijk hield stand.", "Niemand raakte gewond.", "Het regent.", OWN[2]]
PAIRS = "source\treference\n" + "".join(
    f"{one}\t{other}\n" for one, other in zip(SOURCES, REFERENCES, strict=True)
)
BRIEFS = "id\theadline\tbrief\nown\tDyke holds\tThe dyke held and nobody was hurt.\n"


def kortom_run(folder: Path, *options: str) -> Path:
    """Make a run under folder/outputs, and return its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["kortom", "run", "--quiet", *options])
        with pytest.raises(SystemExit) as ended:
            main()
    assert not ended.value.code
    return max(run_folders(folder / "outputs"), key=lambda run: run.name)


@pytest.fixture(scope="module")
def made(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Runs by name: greedy, beam (4), plain (greedy, a check off, an article changed and one
    fewer) and few (translating what the briefs need alone). Tests must not change them."""
    folder = tmp_path_factory.mktemp("compared")
    for name in ("in", "other"):
        (folder / name).mkdir()
        shutil.copy(ARTICLES / "wire-short.txt", folder / name)
    (folder / "in" / "own.txt").write_text("\n\n".join(OWN), encoding="utf-8")
    (folder / "in" / "more.txt").write_text("Een storm trok over het land.", encoding="utf-8")
    (folder / "other" / "own.txt").write_text("Heel iets anders nu.", encoding="utf-8")
    settings = [
        f"translate.model={tiny_model}",
        "translate.max_length_ratio=0.5",
        "run.workers=1",
        "input.settle_seconds=0",
    ]

    def run(inputs: str, *more: str) -> Path:
        sets = [part for setting in (*settings, *more) for part in ("--set", setting)]
        return kortom_run(folder, "--input", inputs, *sets)

    return {
        "greedy": run("in", "translate.beam_size=1"),
        "beam": run("in", "translate.beam_size=4"),
        "plain": run("other", "translate.beam_size=1", "checks.names_lost=false"),
        "few": run("in", "translate.beam_size=1", "order=extract-then-translate"),
    }


@pytest.fixture
def references(tmp_path: Path) -> list[str]:
    """The options that name a file of pairs and one of briefs."""
    (tmp_path / "pairs.tsv").write_text(PAIRS, encoding="utf-8")
    (tmp_path / "briefs.tsv").write_text(BRIEFS, encoding="utf-8")
    return ["--references", "pairs.tsv", "--references", "briefs.tsv"]


def copy_of(run: Path, folder: Path, run_id: str) -> Path:
    """A copy to tamper with, under another run id."""
    copy = folder / run_id
    shutil.copytree(run, copy)
    edit_manifest(copy, lambda manifest: manifest.update(run_id=run_id))
    return copy


def data(done: Done) -> Any:
    assert done.out, done
    return json.loads(done.out)


def measure(found: Any, name: str) -> Any:
    (one,) = [item for item in found["measures"] if item["name"] == name]
    return one


def test_two_runs_in_json(cli: Cli, made: dict[str, Path], references: list[str]) -> None:
    done = cli("compare", made["greedy"], made["beam"], *references, "--json")
    assert done.code == 0, done
    assert not done.err
    found = data(done)
    assert found["schema"] == 1
    assert found["baseline"] == 0
    assert [system["label"] for system in found["systems"]] == ["A", "B"]
    assert [system["system"]["run_id"] for system in found["systems"]] == [
        made["greedy"].name,
        made["beam"].name,
    ]
    assert [system["worker_peak_bytes"] for system in found["systems"]] == [
        read_manifest(made[name]).worker_peak_bytes for name in ("greedy", "beam")
    ]
    settings = {item["name"]: item["values"] for item in found["settings"]}
    assert settings == {"translate.beam_size": [1, 4], "engine.beam_size": [1, 4]}

    one, other = (list(read_records(made[name])) for name in ("greedy", "beam"))
    rows = [
        (a.hypothesis, b.hypothesis)
        for first, second in zip(one, other, strict=True)
        for a, b in zip(first.sentences, second.sentences, strict=True)
    ]
    changed = sum(a != b for a, b in rows)
    assert changed > 0
    assert found["inputs"]["sentences"] == len(rows)
    (pair,) = found["agreement"]
    assert (pair["changed"]["count"], pair["changed"]["total"]) == (changed, len(rows))
    expected = CHRF().corpus_score([b for _, b in rows], [[a for a, _ in rows]]).score
    assert pair["chrf"]["value"] == pytest.approx(expected)
    assert [score["metric"] for score in pair["rouge"]] == ["ROUGE-1", "ROUGE-2", "ROUGE-L"]

    texts = [sentence for article in found["articles"] for sentence in article["changed"]]
    assert len(texts) == changed
    assert [article["chrf"] for article in found["articles"]] == sorted(
        article["chrf"] for article in found["articles"]
    )
    of_own = [sentence for sentence in texts if sentence["article"] == "own"]
    assert of_own
    for s in of_own:
        wanted = dict(zip(SOURCES, REFERENCES, strict=True))[s["source"]]
        assert s["reference"] == wanted
        assert s["reference_chrf"] == [
            pytest.approx(CHRF().sentence_score(made, [wanted]).score) for made in s["hypotheses"]
        ]
    assert all(s["chrf"] <= 100 and len(set(s["hypotheses"])) == 2 for s in texts)


def test_scores_are_those_of_the_paired_tests(
    cli: Cli, made: dict[str, Path], references: list[str]
) -> None:
    found = data(cli("compare", made["greedy"], made["beam"], *references, "--json"))
    english = [
        {s.source: s.hypothesis for record in read_records(made[name]) for s in record.sentences}
        for name in ("greedy", "beam")
    ]
    for metric, name in zip(translation_metrics(), ("bleu", "chrf", "ter"), strict=True):
        before, after = (
            metric.statistics([of[source] for source in SOURCES], REFERENCES) for of in english
        )
        wanted = compare_pair(metric, before, after)
        one = measure(found, name)
        assert [value["value"] for value in one["values"]] == [wanted.baseline, wanted.other]
        assert one["differences"][0] is None
        difference = one["differences"][1]
        assert difference["value"] == wanted.difference
        assert (difference["low"], difference["high"]) == (wanted.low, wanted.high)
        assert difference["p_bootstrap"] == wanted.p_bootstrap
        assert difference["p_randomisation"] == wanted.p_randomisation
        assert one["signature"] == metric.signature()
    assert measure(found, "rouge1")["values"][0]["n"] == 1
    assert measure(found, "headline_rougeL")["values"][0]["n"] == 1
    assert [(use["what"], use["read"], use["scored"]) for use in found["references"]] == [
        ("pairs", 4, 4),
        ("briefs", 1, 1),
    ]
    gains = found["sentence_gains"]
    assert gains[0] is None
    assert sum(gains[1][way]["count"] for way in ("better", "worse", "equal")) == 4


def test_flags_form_and_speed_are_those_of_the_records(cli: Cli, made: dict[str, Path]) -> None:
    found = data(cli("compare", made["greedy"], made["beam"], "--json"))
    for position, name in enumerate(("greedy", "beam")):
        records = list(read_records(made[name]))
        sentences = [sentence for record in records for sentence in record.sentences]
        flags = measure(found, "flags")["values"][position]
        assert (flags["count"], flags["n"]) == (
            sum(bool(s.flags) for s in sentences),
            len(sentences),
        )
        for check in ("names_lost", "loop", "overlong_word"):
            value = measure(found, check)["values"][position]
            assert value["count"] == sum(check in s.flags for s in sentences)
            assert value["low"] <= value["value"] <= value["high"]
        again = measure(found, "retried")["values"][position]
        assert again["count"] == sum(bool(s.attempts) for s in sentences)
        for way in ("retried", "retries_cleared"):
            assert measure(found, way)["higher_is_better"] is None, "it says nothing of the rest"
        words = measure(found, "brief_words")["values"][position]
        assert words["value"] == pytest.approx(sum(r.brief.words for r in records) / len(records))
        seconds = read_manifest(made[name]).timings.articles
        value = measure(found, "seconds_per_article")["values"][position]
        assert value["value"] == pytest.approx(sum(seconds.values()) / len(seconds))
        assert measure(found, "articles_per_second")["values"][position]["value"] == (
            pytest.approx(len(seconds) / sum(seconds.values()))
        )
        assert measure(found, "novelty1")["values"][position]["value"] == 0
    assert measure(found, "bleu")["values"] == [None, None]


def test_differing_inputs_are_intersected_aloud(
    cli: Cli, made: dict[str, Path], references: list[str]
) -> None:
    done = cli("compare", made["greedy"], made["plain"], *references[:2], "--json")
    assert done.code == 4, done
    assert "E905" in done.err

    done = cli("compare", made["greedy"], made["plain"], "--json")
    assert done.code == 0, done
    assert (
        "E904 inputs differ: 1 article in all of the runs, and only that is compared. A" in done.err
    )
    assert f"A ({made['greedy'].name}) has 2 more (more, own)" in done.err
    assert f"B ({made['plain'].name}) has 1 more (own)" in done.err
    assert "Of one id and different texts: 1 (own)" in done.err
    found = data(done)
    assert [article["id"] for article in found["articles"]] == ["wire-short"]
    assert found["inputs"]["altered"] == ["own"]
    assert [system["left_out"] for system in found["systems"]] == [2, 1]
    assert found["articles"][0]["changed"] == []
    assert found["agreement"][0]["chrf"]["value"] == pytest.approx(100)
    missing = measure(found, "articles_missing")
    assert [(value["count"], value["n"]) for value in missing["values"]] == [(0, 3), (2, 3)]
    off = measure(found, "names_lost")
    assert off["values"][0] is not None
    assert off["values"][1] is off["differences"][1] is None

    shown = cli("compare", made["greedy"], made["plain"]).out
    assert "Left out of A: 2 articles (more, own)." in shown
    assert any(line.split()[:1] == ["names_lost"] and " off " in line for line in shown.split("\n"))


def test_nothing_in_common_and_too_few_runs_are_errors(
    cli: Cli, made: dict[str, Path], tmp_path: Path
) -> None:
    copy = copy_of(made["plain"], tmp_path, "elsewhere")
    edit_records(copy, lambda records: [r.update(sha256="0" * 64) for r in records] and None)
    done = cli("compare", made["plain"], copy)
    assert done.code == 2
    assert "E903 2 runs: not one article" in done.err
    assert "elsewhere has own, wire-short" in done.err
    done = cli("compare", made["greedy"])
    assert (done.code, done.out) == (2, "")
    assert "E901" in done.err
    done = cli("compare", made["greedy"], made["beam"], f"{made['greedy']}/")
    assert done.code == 2
    assert "E902" in done.err
    assert "E403" in cli("compare", made["greedy"], "nosuch").err


def test_a_baseline_may_stand_anywhere(cli: Cli, made: dict[str, Path]) -> None:
    output = str(made["beam"].parent.parent)
    named = [made["greedy"].name, made["beam"].name]
    found = data(cli("compare", *named, "--baseline", named[1], "-o", output, "--json"))
    assert found["baseline"] == 1
    assert [system["system"]["run_id"] for system in found["systems"]] == named
    assert [(pair["one"], pair["other"]) for pair in found["agreement"]] == [("B", "A")]
    assert measure(found, "flags")["differences"][1] is None

    found = data(cli("compare", named[1], "--baseline", named[0], "-o", output, "--json"))
    assert found["baseline"] == 0
    assert [system["system"]["run_id"] for system in found["systems"]] == named


def test_sentences_that_were_not_selected_are_not_compared(cli: Cli, made: dict[str, Path]) -> None:
    done = cli("compare", made["greedy"], made["few"], "--json")
    found = data(done)
    few = [s for record in read_records(made["few"]) for s in record.sentences]
    left = sum(s.status == "not_selected" for s in few)
    assert 0 < left == found["inputs"]["not_selected"]
    assert found["inputs"]["sentences"] == len(few) - left
    flags = measure(found, "flags")
    assert [value["n"] for value in flags["values"]] == [len(few), len(few) - left]
    assert flags["differences"][1]["p_sign"] is None, "not the same sentences, so not paired"
    assert f"so not compared: {left} sentences" in cli("compare", made["greedy"], made["few"]).out


def test_sentences_that_are_segmented_otherwise_are_matched_by_their_text(
    cli: Cli, made: dict[str, Path], tmp_path: Path
) -> None:
    def join_first_two(records: list[dict[str, Any]]) -> None:
        (own,) = [record for record in records if record["id"] == "own"]
        first, second, *rest = own["sentences"]
        joined = {**first, "source": f"{first['source']} {second['source']}"}
        own["sentences"] = [
            {**sentence, "index": index} for index, sentence in enumerate([joined, *rest])
        ]
        own["brief"]["headline"]["sentences"] = []
        own["brief"]["sentences"] = []

    copy = copy_of(made["greedy"], tmp_path, "joined")
    edit_records(copy, join_first_two)
    found = data(cli("compare", made["greedy"], copy, "--json"))
    assert found["inputs"]["unmatched"] == [2, 1]
    everything = sum(len(record.sentences) for record in read_records(made["greedy"]))
    assert found["inputs"]["sentences"] == everything - 2
    assert all(article["changed"] == [] for article in found["articles"])
    assert "Segmented otherwise in B: 1 sentence," in cli("compare", made["greedy"], copy).out


def test_reused_articles_are_marked_with_the_time_of_their_run(
    cli: Cli, made: dict[str, Path], tmp_path: Path
) -> None:
    copy = copy_of(made["beam"], tmp_path, "reusing")
    edit_manifest(copy, lambda manifest: manifest["timings"].update(reused=["own", "more"]))
    edit_manifest(copy, lambda manifest: manifest["timings"]["articles"].update(own=50.0))
    done = cli("compare", made["greedy"], copy)
    assert "* B: 2 of 3 articles reused; their seconds are those of the run that" in done.out
    (line,) = [row for row in done.out.splitlines() if row.split()[:1] == ["seconds_per_article"]]
    assert line.count("*") == 1
    found = data(cli("compare", made["greedy"], copy, "--json", "--write", "report"))
    rows = csv.DictReader((tmp_path / "report" / "comparison.csv").read_text().splitlines())
    marked = [(row["metric"], row["reused"]) for row in rows if row["system"] == "B"]
    assert ("seconds_per_article", "2") in marked
    assert ("flags", "") in marked
    assert found["systems"][1]["reused"] == 2
    assert measure(found, "seconds_per_article")["values"][1]["value"] > 50 / 3


def test_three_systems_are_ranked(cli: Cli, made: dict[str, Path], references: list[str]) -> None:
    runs = [made["greedy"], made["beam"], copy_of(made["greedy"], Path.cwd(), "again")]
    found = data(cli("compare", *runs, *references, "--json"))
    ranked = {ranking["metric"]: ranking["clusters"] for ranking in found["rankings"]}
    assert ranked.keys() >= {"bleu", "chrf", "ter", "rouge1", "rouge2", "rougeL"}
    assert all(
        sorted(chain.from_iterable(clusters)) == ["A", "B", "C"] for clusters in ranked.values()
    )
    assert len(found["agreement"]) == 3
    assert measure(found, "chrf")["differences"][2]["value"] == 0
    shown = cli("compare", *runs, *references).out
    assert "Ranking" in shown
    assert "C against A" in shown


def test_files_are_written_and_replaced(
    cli: Cli, made: dict[str, Path], references: list[str], tmp_path: Path
) -> None:
    options = (made["greedy"], made["beam"], *references, "--write", "a/report")
    done = cli("compare", *options, "--fail-if", "abs:flags > 100")
    assert done.code == 0, done
    assert "Written to a/report: comparison.json, comparison.md, comparison.csv," in done.out
    folder = tmp_path / "a" / "report"
    names = {"comparison.html", "comparison.json", "comparison.md", "comparison.csv"}
    assert {path.name for path in folder.iterdir()} == names
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    written = json.loads(before["comparison.json"])
    assert written["gate"] == [{"condition": "abs:flags > 100", "hits": [], "hit": False}]
    assert written == data(
        cli("compare", made["greedy"], made["beam"], *references, "--json",
            "--fail-if", "abs:flags > 100")
    )  # fmt: skip
    rows = list(csv.DictReader(before["comparison.csv"].decode().splitlines()))
    assert len(rows) == 2 * len(written["measures"])
    (row,) = [row for row in rows if (row["metric"], row["system"]) == ("chrf", "B")]
    assert float(row["difference"]) == measure(written, "chrf")["differences"][1]["value"]
    markdown = before["comparison.md"].decode()
    assert "| translate.beam\\_size | 1 | 4 |" in markdown
    assert "Gate not hit: abs:flags \\> 100" in markdown
    assert measure(written, "bleu")["signature"] in markdown

    (folder / "comparison.md").write_text("old")
    assert cli("compare", *options, "--fail-if", "abs:flags > 100").code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (tmp_path / "file").write_text("")
    done = cli("compare", made["greedy"], made["beam"], "--write", "file/report")
    assert done.code == 2
    assert "E907" in done.err


def test_hostile_texts_stay_texts(cli: Cli, made: dict[str, Path], tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> | [x](javascript:alert(1))\x1b[2J `a`\n# Oops"

    def spoil(records: list[dict[str, Any]]) -> None:
        for record in records:
            for sentence in record["sentences"]:
                sentence["hypothesis"] = hostile

    copy = copy_of(made["greedy"], tmp_path, "hostile")
    edit_records(copy, spoil)
    done = cli("compare", made["greedy"], copy, "--write", "report")
    assert done.code == 0, done
    assert "\x1b" not in done.out
    markdown = (tmp_path / "report" / "comparison.md").read_text(encoding="utf-8")
    assert "<script" not in markdown.replace("\\<script", "")
    assert "[x](" not in markdown.replace("\\[x\\](", "")
    assert "\n# Oops" not in markdown


def test_the_sentences_that_changed_most_are_shown(
    cli: Cli, made: dict[str, Path], references: list[str]
) -> None:
    done = cli("compare", made["greedy"], made["beam"], *references, "--changed", "2")
    assert "Sentences that changed most (2)" in done.out
    found = data(cli("compare", made["greedy"], made["beam"], *references, "--json"))
    texts = [sentence for article in found["articles"] for sentence in article["changed"]]
    lowest = min(texts, key=lambda sentence: sentence["chrf"])
    place = f"{lowest['article']} [{lowest['index']}]"
    first = done.out.partition("Sentences that changed most")[2].splitlines()[2]
    assert first == f"{place}  chrF2 between {lowest['chrf']:.1f}"
    assert (
        "Sentences that changed"
        not in cli("compare", made["greedy"], made["beam"], "--changed", "0").out
    )


def test_bad_and_missing_references_are_told(
    cli: Cli, made: dict[str, Path], tmp_path: Path
) -> None:
    text = PAIRS + "Niet hier.\tNot here.\nHalf een regel\n"
    (tmp_path / "pairs.tsv").write_text(text, encoding="utf-8")
    done = cli("compare", made["greedy"], made["beam"], "--references", "pairs.tsv", "--json")
    assert done.code == 3, done
    assert "line 7 has 1 columns" in done.err
    assert "E906 references: 1 of 5 pairs are not in all of the runs" in done.err
    assert "pairs.tsv:6" in done.err
    found = data(done)
    assert measure(found, "chrf")["values"][0]["n"] == 4
    assert [failure["code"] for failure in found["failures"]] == ["E716"]
    done = cli("compare", made["greedy"], made["beam"], "--references", "none.tsv")
    assert done.code == 4
    assert "E711" in done.err
