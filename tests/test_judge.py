"""`kortom judge`: what is counted, and that nothing bad is counted in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from kortom.errors import KortomError
from kortom.judging import json_file
from kortom.judging.files import read_judgements
from kortom.judging.tally import Verdict, count_judgements
from tests.conftest import Cli

A, B = "greedy@1a2b3c4d", "beam@5e6f7a8b"
COMPARISON = "0123456789abcdef" * 4
CHOICES = {"A": A, "B": B, "t": "tie", "s": "skip"}


def exported(judge: str = "Anna", said: str = "AABt", first: str = "", **changes: Any) -> dict:
    """A file's content. said: a letter an article ("." for none); first: who was shown first."""
    first = first or "AB" * len(said)
    judgements = [
        {"article": f"news-{number}", "choice": CHOICES[choice], "shown_first": CHOICES[shown]}
        for number, (choice, shown) in enumerate(zip(said, first, strict=False))
        if choice != "."
    ]
    return {
        "schema": 1,
        "kind": "kortom-judgements",
        "comparison": COMPARISON,
        "judge": judge,
        "exported": "2026-11-24T20:40:00.000Z",
        "systems": [A, B],
        "judgements": judgements,
        **changes,
    }


Write = Callable[..., list[str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write contents (objects, text or bytes) to files a.json, b.json, ..."""

    def write(*contents: object) -> list[str]:
        files = []
        for name, content in zip("abcdefgh", contents, strict=False):
            if not isinstance(content, str | bytes):
                content = json.dumps(content)  # noqa: PLW2901
            path = tmp_path / f"{name}.json"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            files.append(str(path))
        return files

    return write


def count(files: list[str]) -> Verdict:
    return count_judgements(files, read_judgements(files))


def refused(files: list[str]) -> KortomError:
    with pytest.raises(KortomError) as error:
        count(files)
    return error.value


def test_wins_of_one_judge(write: Write) -> None:
    verdict = count(write(exported(said="AAAAAABBtts")))
    assert verdict.systems == (B, A), "sorted by name"
    ((judge, tally),) = verdict.judges
    assert judge == "Anna"
    assert (tally.second.count, tally.first.count, tally.ties, tally.skipped) == (6, 2, 2, 1)
    expected = binomtest(6, 8)
    interval = expected.proportion_ci(method="wilson")
    assert tally.p_value == pytest.approx(expected.pvalue)
    assert (tally.second.low, tally.second.high) == pytest.approx((interval.low, interval.high))
    assert verdict.judgements == verdict.articles == tally
    assert verdict.agreement == ()


def test_articles_go_to_the_majority(write: Write) -> None:
    verdict = count(
        write(exported("a", "AAABts."), exported("b", "AABtss."), exported("c", "AtBA.sA"))
    )
    # By article: AAA, AAt, ABB, BtA (a tie), t, nothing, A.
    tally = verdict.articles
    assert (tally.second.count, tally.first.count, tally.ties, tally.skipped) == (3, 1, 2, 1)
    everything = verdict.judgements
    assert (everything.second.count, everything.first.count) == (8, 3)
    assert (everything.ties, everything.skipped) == (3, 4)
    assert [name for name, _ in verdict.judges] == ["a", "b", "c"]


def test_two_judges_have_a_kappa_and_three_an_alpha(write: Write) -> None:
    said = ["A" * 25 + "B" * 25, "A" * 20 + "B" * 5 + "A" * 10 + "B" * 15]
    share, kappa = count(write(*(exported(f"j{n}", one) for n, one in enumerate(said)))).agreement
    assert (share.measure, kappa.measure) == ("agreement", "kappa")
    assert (share.value, kappa.value, kappa.n) == (pytest.approx(0.7), pytest.approx(0.4), 50)
    # A skip is no opinion, a tie is one; articles that one judge alone saw do not count.
    share, kappa = count(write(exported("j", "AAtBs"), exported("k", "ABtsA."))).agreement
    assert (share.n, share.value) == (3, pytest.approx(2 / 3))
    three = count(write(*(exported(f"j{n}", one) for n, one in enumerate([*said, said[0]]))))
    assert [one.measure for one in three.agreement] == ["agreement", "alpha"]
    assert three.agreement[1].n == 50


def test_the_side_shown_first_is_watched(write: Write) -> None:
    found = count(write(exported(said="AAAABBts", first="AAAABABB"))).position
    assert (found.first.count, found.first.total) == (5, 6)
    assert found.p_value == pytest.approx(binomtest(5, 6).pvalue)
    assert found.shown == (2, 5), "of what was not skipped"


def test_systems_may_stand_in_another_order(write: Write) -> None:
    verdict = count(write(exported("a", "AAB"), exported("b", "AAB", systems=[B, A])))
    assert (verdict.judgements.second.count, verdict.judgements.first.count) == (4, 2)
    assert verdict.agreement[0].value == 1.0


def test_the_command_prints_a_table(cli: Cli, write: Write) -> None:
    done = cli("judge", *write(exported("Anna", "BBBBBBBBBA"), exported("Bé", "BBBBBBBBBt")))
    assert done.code == 0, done
    lines = [line.split() for line in done.out.splitlines()]
    assert ["A", "=", B] in lines
    assert ["B", "=", A] in lines
    table = {" ".join(line[:2]): line for line in lines if line}
    assert table["Anna 9"][1:5] == ["9", "1", "0", "0"]
    assert table["Bé 9"][1:6] == ["9", "0", "1", "0", "100.0%"]
    assert table["all judgements"][2:6] == ["18", "1", "1", "0"]
    assert table["articles, by"][3:7] == ["9", "1", "0", "0"]
    assert "A wins (sign test, p 0.021)." in done.out
    assert "kappa" in done.out
    assert "Position: the brief shown first won" in done.out
    assert "without ties and skips" in done.out
    assert done.err == ""


def test_a_bias_of_position_is_told(cli: Cli, write: Write) -> None:
    swayed = cli("judge", *write(exported(said="ABABABABt", first="ABABABABA")))
    assert "shown first won 8 of 8 (100.0%, 95% interval 67.6 to 100.0%, p 0.008)" in swayed.out
    assert "where a brief stood has swayed the judges" in swayed.out
    assert "Neither wins" in swayed.out
    by_chance = cli("judge", *write(exported(said="ABABABABt", first="AABBABAB")))
    assert "swayed" not in by_chance.out


def test_what_chance_would_do_is_no_win(cli: Cli, write: Write) -> None:
    done = cli("judge", *write(exported(said="AAB")))
    assert "Neither wins: chance would do as much (sign test, p 1.000)." in done.out
    assert "Agreement" not in done.out
    apart = cli("judge", *write(exported("a", "AA.."), exported("b", "..BB")))
    assert "agreement  none" in apart.out
    alike = cli("judge", *write(exported("a", "AA"), exported("b", "AA")))
    assert "kappa      not defined: all chose the same throughout" in alike.out


def test_json_says_it_all(cli: Cli, write: Write) -> None:
    done = cli("judge", "--json", *write(exported("a", "AABts"), exported("b", "AABAA")))
    found = json.loads(done.out)
    assert set(found) == {
        "comparison", "systems", "judges", "judgements", "articles", "position", "agreement"
    }  # fmt: skip
    assert found["comparison"] == COMPARISON
    assert found["systems"] == [B, A]
    judge = found["judges"][0]
    assert (judge["judge"], judge["ties"], judge["skipped"]) == ("a", 1, 1)
    assert (judge["wins"][A]["count"], judge["wins"][A]["total"]) == (2, 3)
    assert judge["wins"][A]["rate"] == pytest.approx(2 / 3)
    assert set(judge["wins"][B]) == {"count", "total", "rate", "low", "high"}
    assert found["articles"]["wins"][A]["count"] == 4
    assert set(found["position"]["shown"]) == {A, B}
    assert [one["measure"] for one in found["agreement"]] == ["agreement", "kappa"]


def change(path: str, value: object) -> dict:
    """A good file with one value changed; a path such as judgements.0.choice."""
    content = exported()
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    target: Any = content
    for part in parents:
        target = target[part]
    target[last] = value
    return content


@pytest.mark.parametrize(
    ("path", "value", "code", "field"),
    [
        ("kind", "kortom-run", "E803", "'kind'"),
        ("kind", None, "E803", "'kind'"),
        ("kind", ["kortom-judgements"], "E803", "'kind'"),
        ("schema", 2, "E803", "'schema'"),
        ("schema", True, "E803", "'schema'"),
        ("schema", "1", "E803", "'schema'"),
        ("schema", 10**300, "E803", "'schema'"),
        ("comparison", "0" * 63, "E804", "'comparison'"),
        ("comparison", "0" * 64 + "\n", "E804", "'comparison'"),
        ("comparison", 7, "E804", "'comparison'"),
        ("judge", "", "E804", "'judge'"),
        ("judge", " ", "E804", "'judge'"),
        ("judge", "An\x1b[31mna", "E804", "'judge'"),
        ("judge", "Anna\u202egnp", "E804", "'judge'"),
        ("judge", "\ud800", "E804", "'judge'"),
        ("judge", "x" * 201, "E804", "'judge'"),
        ("judge", {"a": [1]}, "E804", "'judge'"),
        ("exported", "yesterday", "E804", "'exported'"),
        ("exported", "2026-11-24T20:40:00", "E804", "'exported'"),
        ("exported", "2026-11-24\x1b20:40:00Z", "E804", "'exported'"),
        ("systems", [A], "E804", "'systems"),
        ("systems", [A, B, A], "E804", "'systems"),
        ("systems", [A, A], "E804", "'systems'"),
        ("systems", [A, "tie"], "E804", "'systems'"),
        ("systems", {"a": A, "b": B}, "E804", "'systems'"),
        ("judgements", None, "E804", "'judgements'"),
        ("judgements", "all", "E804", "'judgements'"),
        ("judgements.1", [], "E804", "'judgements[1]'"),
        ("judgements.1.choice", "better", "E804", "'judgements[1].choice'"),
        ("judgements.1.choice", None, "E804", "'judgements[1].choice'"),
        ("judgements.2.shown_first", "tie", "E804", "'judgements[2].shown_first'"),
        ("judgements.2.article", 7, "E804", "'judgements[2].article'"),
        ("judgements.2.article", "news-0", "E805", "'judgements[2].article'"),
        ("judgements.0.extra", "<script>", "E804", "'judgements[0].extra'"),
        ("\x1b[2J", 1, "E804", "x1b[2J'"),
    ],
)
def test_a_bad_value_is_named(
    path: str, value: object, code: str, field: str, write: Write
) -> None:
    files = write(change(path, value))
    error = refused(files)
    message = error.problem.message
    assert (error.problem.code, error.problem.exit) == (code, 2)
    assert message.startswith(f"{files[0]}: ")
    assert field in message
    assert message.isprintable()
    assert len(message) < 600


@pytest.mark.parametrize("field", list(exported()))
def test_a_missing_field_is_named(field: str, write: Write) -> None:
    content = exported()
    del content[field]
    message = refused(write(content)).problem.message
    assert f"'{field}'" in message
    assert "missing" in message or "required" in message


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"", "line 1"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b'{"schema": 1,\n "judge": "caf\xe9"}', "line 2"),
        (b"[]", "a list, not an object"),
        (b"7" * 5000, "digits"),
        (b'{"judge": ' + b"[" * 200_000, "too deeply"),
        (b'{"judge": NaN}', "NaN"),
        (b'{"judge": "a", "judge": "b"}', "'judge' stands twice"),
        (b'{"a": 1} {"a": 2}', "Extra data"),
    ],
)
def test_what_is_no_json_object_is_refused(content: bytes, detail: str, write: Write) -> None:
    error = refused(write(content))
    assert error.problem.code == "E802"
    assert detail in error.problem.message


def test_a_file_cut_off_anywhere_is_refused(write: Write) -> None:
    whole = json.dumps(exported(judge="Zoë"), ensure_ascii=False).encode()
    assert count(write(whole)).judges[0][0] == "Zoë"
    for end in range(len(whole)):
        assert refused(write(whole[:end])).problem.code == "E802", end


def test_a_byte_order_mark_does_no_harm(write: Write) -> None:
    assert count(write(b"\xef\xbb\xbf" + json.dumps(exported()).encode())).judges


def test_deep_values_where_names_belong_are_refused(write: Write) -> None:
    for depth in (10, 300, 900):
        text = json.dumps(exported()).replace('"Anna"', "[" * depth + "]" * depth)
        assert refused(write(text)).problem.code in ("E802", "E804")


@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from([*exported(), "judgements.0", "judgements.0.choice", "judgements.0.article"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    ),
)
def test_any_value_anywhere_is_counted_or_refused(write: Write, path: str, value: object) -> None:
    files = write(change(path, value))
    try:
        count(files)
    except KortomError as error:
        assert error.problem.message.isprintable()
        assert error.problem.exit in (2, 4)


def test_files_that_cannot_be_read_are_named(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        error = refused([str(path)])
        assert error.problem.code == "E801"
        assert str(path) in error.problem.message
    assert refused(["a\0b"]).problem.code == "E801"
    monkeypatch.setattr(json_file, "MAX_BYTES", 100)
    assert "larger than 100 bytes" in refused(write(exported())).problem.message


def test_an_endless_file_is_refused() -> None:
    assert refused(["/dev/zero"]).problem.code == "E801"


def test_files_must_be_of_one_comparison(write: Write) -> None:
    files = write(exported("a"), exported("b", comparison="f" * 64))
    error = refused(files)
    assert error.problem.code == "E806"
    assert error.problem.message.startswith(f"{files[1]}: 'comparison' is not as in {files[0]}")
    other = exported("b", systems=[A, "third"], judgements=[])
    error = refused(write(exported("a"), other))
    assert error.problem.code == "E806"
    assert "'systems'" in error.problem.message
    assert "third" in error.problem.message


@pytest.mark.parametrize("name", ["Anna", "anna ", "ANNA", "\uff21nna"])
def test_a_judge_counts_once(name: str, write: Write) -> None:
    later = exported(name, exported="2026-11-25T08:00:00Z")
    files = write(exported("Anna"), exported("Bob"), later)
    error = refused(files)
    assert error.problem.code == "E807"
    message = error.problem.message
    assert message.startswith(f"{files[2]}: 'judge'")
    assert files[0] in message
    assert "2026-11-24T20:40:00.000Z" in message
    assert "2026-11-25T08:00:00Z" in message


def test_nothing_judged_is_said(cli: Cli, write: Write) -> None:
    done = cli("judge", *write(exported("a", "ss"), exported("b", "")))
    assert done.code == 4
    assert "E808" in done.err
    assert done.out == ""


def test_the_command_refuses_aloud(cli: Cli, write: Write) -> None:
    done = cli("judge", *write(exported("a"), b'{"schema": 1,'))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("kortom: E802 ")
    assert "b.json: line 1 is not valid JSON" in done.err
    assert cli("judge").code == 2
