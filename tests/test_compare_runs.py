"""`kortom compare` on runs that are unlike: older, unfinished, empty, many, partly referenced."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from kortom.comparison.inputs import find_runs
from kortom.runs.layout import BRIEFS_JSONL
from kortom.runs.reader import read_records
from tests.conftest import ARTICLES, ROOT, Cli
from tests.published import edit_manifest, edit_records
from tests.test_compare import BRIEFS, OWN, PAIRS, SOURCES, copy_of, data, kortom_run, measure

(V1,) = (ROOT / "tests" / "data" / "runs-v1" / "small").glob("2*")


@pytest.fixture(scope="module")
def made(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Runs by name: greedy, and beam (3). Tests must not change them."""
    folder = tmp_path_factory.mktemp("unlike")
    (folder / "in").mkdir()
    shutil.copy(ARTICLES / "wire-short.txt", folder / "in")
    (folder / "in" / "own.txt").write_text("\n\n".join(OWN), encoding="utf-8")
    settings = [f"translate.model={tiny_model}", "translate.max_length_ratio=0.5", "run.workers=1"]

    def run(beams: int) -> Path:
        every = (*settings, f"translate.beam_size={beams}")
        sets = [part for setting in every for part in ("--set", setting)]
        return kortom_run(folder, "--input", "in", *sets)

    return {"greedy": run(1), "beam": run(3)}


def test_a_run_of_the_first_schema_is_compared(cli: Cli, made: dict[str, Path]) -> None:
    done = cli("compare", V1, made["greedy"], "--json", "--write", "report")
    assert done.code == 0, done
    found = data(done)
    assert [article["id"] for article in found["articles"]] == ["wire-short"]
    (old,) = read_records(V1)
    body = sum(len(s.source.split()) for s in old.sentences if s.kind == "body")
    assert measure(found, "compression")["values"][0]["value"] == old.brief.words / body
    assert old.brief.compression != pytest.approx(old.brief.words / body, abs=0.01), (
        "schema 1 measured it against the English"
    )
    # That version had this check always on, and no key for it in the config.
    truncated = measure(found, "truncated")["values"][0]
    assert (truncated["count"], truncated["n"]) == (12, 12)
    assert measure(found, "names_lost")["values"][0] is None
    settings = {setting["name"]: setting["values"] for setting in found["settings"]}
    assert settings["checks.names_lost"] == [None, True], "what it did not know, it did not do"
    assert settings["summarise.position"] == [1.0, None]
    assert settings["kortom"][0] == "0.1.0"

    assert measure(found, "coverage")["values"] == [None, None]
    shown = cli("compare", V1, made["greedy"]).out
    assert "Not known of an article in all runs, so not compared: coverage." in shown
    done = cli("compare", V1, made["greedy"], "--fail-if", "coverage < 0")
    assert done.code == 2
    assert "coverage has no value: it is not known of an article in all runs" in done.err


def test_the_compression_of_todays_records_is_theirs(cli: Cli, made: dict[str, Path]) -> None:
    found = data(cli("compare", made["greedy"], made["beam"], "--json"))
    for position, name in enumerate(("greedy", "beam")):
        records = list(read_records(made[name]))
        mean = sum(record.brief.compression for record in records) / len(records)
        value = measure(found, "compression")["values"][position]["value"]
        assert value == pytest.approx(mean, abs=1e-4)


def test_what_runs_lack_is_told(cli: Cli, made: dict[str, Path], tmp_path: Path) -> None:
    def unfinished(manifest: dict[str, Any]) -> None:
        manifest["counts"].update(failed=2, unfinished=1)
        manifest.update(new_only=True, incomplete=["stopped when its time was up"])

    copy = copy_of(made["beam"], tmp_path, "unfinished")
    edit_manifest(copy, unfinished)
    edit_records(copy, lambda records: records.pop(0) and None)
    done = cli("compare", made["greedy"], copy)
    assert done.code == 0, done
    assert "No brief in B: 2 articles that failed." in done.out
    assert "No brief in B: 1 article that its time did not reach." in done.out
    assert "B holds only what was new or changed (--new-only)." in done.out
    assert "Left out of A: 1 article (own)." in done.out
    assert "B (unfinished)" not in done.err, "it has nothing that the other has not"
    assert re.search(r"articles_missing +0\.0% +50\.0%", done.out)
    system = data(cli("compare", made["greedy"], copy, "--json"))["systems"][1]
    assert (system["failed"], system["unfinished"], system["new_only"]) == (2, 1, True)


def test_a_run_without_any_article(cli: Cli, made: dict[str, Path], tmp_path: Path) -> None:
    copy = copy_of(made["beam"], tmp_path, "bare")
    (copy / BRIEFS_JSONL).write_text("")
    done = cli("compare", made["greedy"], copy)
    assert (done.code, done.out) == (2, "")
    assert "E903" in done.err
    assert "bare has no article at all" in done.err


def test_a_twin_shows_no_difference(cli: Cli, made: dict[str, Path], tmp_path: Path) -> None:
    copy = copy_of(made["greedy"], tmp_path, "twin")
    (tmp_path / "pairs.tsv").write_text(PAIRS, encoding="utf-8")
    done = cli("compare", made["greedy"], copy, "--references", "pairs.tsv", "--json")
    found = data(done)
    assert found["settings"] == []
    differences = [m["differences"][1] for m in found["measures"] if m["differences"][1]]
    assert differences
    for difference in differences:
        assert difference["value"] == 0
        assert difference["low"] <= 0 <= difference["high"]
        assert {difference[name] for name in ("p_bootstrap", "p_randomisation", "p_sign")} <= {
            None,
            1.0,
        }
    assert found["agreement"][0]["changed"]["count"] == 0
    shown = cli("compare", made["greedy"], copy).out
    assert "No setting of the runs differs." in shown
    assert re.search(r"B against A: no difference shown in (\d+) of \1 measures\.", shown)
    assert "Sentences that changed" not in shown


def test_a_baseline_that_is_not_named_comes_first(made: dict[str, Path], tmp_path: Path) -> None:
    third = copy_of(made["greedy"], tmp_path, "third")
    names = [str(made["beam"]), str(third)]
    folders, position = find_runs(tmp_path, names, str(made["greedy"]))
    assert (folders, position) == ([made["greedy"], made["beam"], third], 0)
    assert find_runs(tmp_path, names, str(third)) == (folders[1:], 1)


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [(PAIRS, ("bleu", "chrf", "ter"), ("rouge1", "headline_rouge1")),
     (BRIEFS, ("rouge1", "headline_rougeL"), ("bleu", "chrf"))],
)  # fmt: skip
def test_references_of_one_kind(
    cli: Cli,
    made: dict[str, Path],
    tmp_path: Path,
    text: str,
    known: tuple[str, ...],
    unknown: tuple[str, ...],
) -> None:
    (tmp_path / "some.tsv").write_text(text, encoding="utf-8")
    options = (made["greedy"], made["beam"], "--references", "some.tsv")
    found = data(cli("compare", *options, "--json"))
    assert all(None not in measure(found, name)["values"] for name in known)
    assert all(measure(found, name)["values"] == [None, None] for name in unknown)
    done = cli("compare", *options, "--fail-if", f"{unknown[0]} < 0")
    assert done.code == 2
    assert "E914" in done.err
    assert "the references have no" in done.err


def test_references_of_a_part_are_told_and_pass(
    cli: Cli, made: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "briefs.tsv").write_text(f"{BRIEFS}nowhere\t\tA brief of nothing.\n")
    (tmp_path / "pairs.tsv").write_text(
        "source\treference\n" + f"{SOURCES[2]}\tIt rains.\n" + f"{SOURCES[2]}\tIt is raining.\n"
    )
    options = ("--references", "briefs.tsv", "--references", "pairs.tsv")
    done = cli("compare", made["greedy"], made["beam"], *options)
    assert done.code == 0, done
    assert "E906 references: 1 of 2 briefs are not in all of the runs" in done.err
    assert "not scored: nowhere." in done.err
    assert "References: 2 of 2 pairs scored." in done.out, "one source may have two references"
    assert "References: 1 of 2 briefs scored." in done.out
    (row,) = [line for line in done.out.splitlines() if line.startswith("  own ")]
    assert row.split()[-2] != "-", "its own sentences are scored"
    (row,) = [line for line in done.out.splitlines() if line.startswith("  wire-short ")]
    assert row.split()[-2:] == ["-", "-"]


def test_an_id_that_stands_twice_is_refused(
    cli: Cli, made: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "briefs.tsv").write_text(f"{BRIEFS}own\t\tAnother one.\n")
    done = cli("compare", made["greedy"], made["beam"], "--references", "briefs.tsv")
    assert done.code == 3
    assert "briefs.tsv" in done.err
    assert "'own'" in done.err


def test_all_outputs_have_the_same_numbers(cli: Cli, made: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text(PAIRS, encoding="utf-8")
    options = ("--references", "pairs.tsv", "--write", "report")
    text = cli("compare", made["greedy"], made["beam"], *options).out
    folder = tmp_path / "report"
    found = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    rows = list(csv.DictReader((folder / "comparison.csv").read_text().splitlines()))
    for one in found["measures"]:
        for position, label in enumerate("AB"):
            (row,) = [r for r in rows if (r["metric"], r["system"]) == (one["name"], label)]
            value, difference = one["values"][position], one["differences"][position]
            for name in ("value", "low", "high", "n", "count"):
                number = value and value[name]
                assert row[name] == ("" if number is None else str(number))
            for name in ("p_bootstrap", "p_randomisation", "p_sign", "wins"):
                number = difference and difference[name]
                assert row[name] == ("" if number is None else str(number))
    markdown = (folder / "comparison.md").read_text(encoding="utf-8").replace("\\", "")
    tables = re.findall(r"^\| (\w+) \| (.+) \|$", markdown, flags=re.MULTILINE)
    assert len(tables) > 15
    for name, cells in tables:
        if name in {one["name"] for one in found["measures"]}:
            wanted = " ".join([name, *cells.split(" | ")]).split()
            assert wanted in [line.split() for line in text.splitlines()]


def test_lines_fit_a_terminal_of_80_columns(
    cli: Cli, made: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "pairs.tsv").write_text(PAIRS, encoding="utf-8")
    third = copy_of(made["greedy"], tmp_path, "third")
    scored = cli("compare", made["greedy"], made["beam"], third, "--references", "pairs.tsv").out
    unlike = cli("compare", V1, made["greedy"]).out
    assert re.search(r"summarise\.seq2seq\.no_repeat_ngram_size +- ", unlike), "names are whole"
    for line in (scored + unlike).splitlines():
        assert len(line) <= 80 or "|version:" in line, "a signature is copied as it is"


def test_one_condition_on_many_lines_is_told_on_one(cli: Cli, made: dict[str, Path]) -> None:
    done = cli(
        "compare", made["greedy"], made["beam"], "--fail-if", "abs:flags >= 0\nand flags>-101"
    )
    assert done.code == 10, done
    assert "--fail-if 'abs:flags >= 0 and flags>-101' is hit by B" in done.err


@pytest.mark.parametrize("off", [1, 2])
def test_a_check_that_is_off_is_not_told_as_0(
    cli: Cli, made: dict[str, Path], tmp_path: Path, off: int
) -> None:
    def turn_off(manifest: dict[str, Any]) -> None:
        manifest["config"]["checks"]["percentages"] = False

    runs = [copy_of(made[name], tmp_path, name) for name in ("greedy", "beam")]
    for run in runs[:off]:
        edit_manifest(run, turn_off)
    out = " ".join(cli("compare", *runs).out.split())
    assert ("0 in one, off in the other: percentages." in out) == (off == 1)
    assert not re.search(r"0 in both:[^.]*percentages", out)
