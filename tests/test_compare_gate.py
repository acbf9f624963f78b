"""`kortom compare --fail-if`: its grammar, and what it holds a comparison against."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.comparison.conditions import (
    OPERATORS,
    PREFIXES,
    check_references,
    known_metrics,
    parse_condition,
    reference_metrics,
)
from kortom.comparison.flags import ARTICLE_FLAGS
from kortom.comparison.gate import hit_problems, rule
from kortom.comparison.values import (
    Compared,
    Comparison,
    Difference,
    Inputs,
    Measure,
    Value,
)
from kortom.errors import Exit, KortomError
from kortom.evaluation.results import System
from tests.conftest import ARTICLES, ROOT, Cli

numbers = st.from_regex(r"[+-]?[0-9]{1,6}(\.[0-9]{1,6})?", fullmatch=True)
spaces = st.sampled_from(["", " ", "  ", "\t", "\n"])


@st.composite
def written_tests(draw: st.DrawFn) -> tuple[str, tuple[object, ...]]:
    """A test as text, and what it should be read as."""
    prefix = draw(st.sampled_from([None, *PREFIXES]))
    metric = draw(st.sampled_from(known_metrics()))
    written = draw(st.sampled_from([metric, metric.upper(), metric.lower()]))
    operator, number = draw(st.sampled_from(OPERATORS)), draw(numbers)
    relative = prefix != "abs" and draw(st.booleans())
    parts = [*([prefix, ":"] if prefix else []), written, operator, number]
    parts += ["%"] if relative else []
    text = "".join(part + draw(spaces) for part in parts[:-1]) + parts[-1]
    return text, (prefix, metric, operator, float(number), relative)


@given(
    st.lists(written_tests(), min_size=1, max_size=4),
    st.sampled_from(["and", "AND", "And"]),
    spaces,
)
def test_a_condition_is_read_as_it_was_meant(
    written: list[tuple[str, tuple[object, ...]]], join: str, around: str
) -> None:
    text = around + f" {join} ".join(text for text, _ in written) + around
    condition = parse_condition(text)
    assert condition.text == re.sub(r"\s", " ", text), "on one line, each character in its place"
    assert [
        (test.prefix, test.metric, test.operator, test.number, test.relative)
        for test in condition.tests
    ] == [meant for _, meant in written]
    for test in condition.tests:
        assert condition.text[test.position - 1 :].startswith(test.text)


@given(st.text() | st.text("chrf<>=:% .-0129andlow\n"))
def test_any_text_is_read_or_refused_with_a_position(text: str) -> None:
    try:
        condition = parse_condition(text)
    except KortomError as error:
        assert error.problem.exit is Exit.USAGE
        found = re.search(r"': character (\d+): ", error.problem.message)
        assert found
        assert 1 <= int(found[1]) <= len(text) + 1
        error.problem.message.encode()
    else:
        assert condition.tests


@pytest.mark.parametrize(
    ("text", "position", "told"),
    [
        ("", 1, "expected a metric such as chrf, found the end"),
        ("chrf", 5, "expected <, <=, > or >=, found the end"),
        ("chrf = 3", 6, "expected <, <=, > or >=, found '='"),
        ("chrf < -0,3", 10, "expected 'and' or the end ('or' takes another --fail-if), found ','"),
        ("chrf < −0.3", 8, "expected a number such as -0.3, found '−'"),
        ("chrf<-.3", 6, "expected a number such as -0.3, found '-'"),
        ("= 3", 1, "expected a metric such as chrf, found '='"),
        ("chrf < ", 8, "expected a number such as -0.3, found the end"),
        ("chrf < low", 8, "expected a number such as -0.3, found 'low'"),
        ("chrf < 1 or ter > 2", 10, "found 'or'"),
        ("chrf < 1 and", 13, "expected a metric such as chrf, found the end"),
        ("hihg:chrf < 1", 1, "expected 'low:', 'high:', 'abs:' or a metric, found 'hihg'"),
        ("abs:chrf < 1%", 13, "expected no '%'"),
        ("chrf < 1 %%", 11, "expected 'and' or the end"),
        ("chrf < nan", 8, "expected a number"),
        ("chrf < 1e3", 9, "found 'e3'"),
        ("chrf < " + "9" * 400, 8, "a number of fewer digits"),
        ("chrff < 1", 1, "unknown metric 'chrff'. Did you mean 'chrf'?"),
        ("ter > 1 and name_lost > 1", 13, "Did you mean 'names_lost'?"),
        ("comet < 1", 1, "unknown metric 'comet'. Known: bleu, chrf, ter, rouge1, rouge2, rougeL,"),
        ("rouge < 1", 1, "Did you mean 'rouge"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, position: int, told: str) -> None:
    with pytest.raises(KortomError) as caught:
        parse_condition(text)
    assert caught.value.problem.exit is Exit.USAGE
    assert f"character {position}: " in caught.value.problem.message
    assert told in caught.value.problem.message


def test_metrics_of_references_are_refused_without_them() -> None:
    for metric in reference_metrics():
        with pytest.raises(KortomError, match="--references FILE") as caught:
            check_references(parse_condition(f"flags > 1 and {metric} < 0"))
        assert "character 15" in str(caught.value)
    check_references(parse_condition("flags > 1 and abs:coverage < 0.1"))


def test_every_flag_on_an_article_can_be_gated() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    on_articles = set(re.findall(r"^\| `(\w+)` \| article \|", readme, flags=re.MULTILINE))
    assert on_articles == set(ARTICLE_FLAGS)


def comparison(*measures: Measure, systems: int = 2) -> Comparison:
    """A comparison of nothing but measures."""
    system = System("run", "default", "0" * 64, "m", "0" * 64, "ctranslate2", "4")
    return Comparison(
        systems=tuple(
            Compared(label, system, "", 1, 0, (), 0, None, 0, 0, False) for label in "ABC"[:systems]
        ),
        baseline=0,
        inputs=Inputs(1, (), 1, (0,) * systems, 0),
        settings=(),
        measures=measures,
        rankings=(),
        agreement=(),
        sentence_gains=(None,) * systems,
        references=(),
        articles=(),
        failures=(),
    )


def measured(name: str, *values: float | None, spread: float = 1.0) -> Measure:
    """A measure with these values, each and each difference known to plus or minus `spread`."""
    before = values[0]
    return Measure(
        name=name,
        title=name,
        group="translation" if name in reference_metrics() else "sentence_flags",
        unit="points",
        higher_is_better=True,
        signature=None,
        values=tuple(None if v is None else Value(v, v - 1, v + 1, 10) for v in values),
        differences=(
            None,
            *(
                None
                if v is None or before is None
                else Difference(v - before, v - before - spread, v - before + spread)
                for v in values[1:]
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("chrf < -0.3", True),
        ("chrf < -0.5", False),
        ("chrf <= -0.5", True),
        ("chrf > -0.6", True),
        ("chrf >= -0.5", True),
        ("low:chrf < -1.4", True),
        ("high:chrf < 0", False),
        ("high:chrf > 0.4", True),
        ("chrf < -0.9%", True),
        ("chrf < -1.1%", False),
        ("low:chrf < -2.9%", True),
        ("abs:chrf < 50", True),
        ("abs:chrf < 49", False),
        ("chrf < 0 and flags > 0", True),
        ("chrf < 0 and flags > 1", False),
        ("flags >= 1", True),
    ],
)
def test_conditions_hold_or_not(text: str, hit: bool) -> None:
    found = comparison(measured("chrf", 50.0, 49.5), measured("flags", 2.0, 3.0))
    (ruling,) = rule([parse_condition(text)], found)
    assert bool(ruling.hits) is hit
    assert len(hit_problems([ruling])) == hit


def test_rounding_does_not_decide() -> None:
    found = comparison(measured("flags", 0.1, 0.3))
    assert 0.3 - 0.1 < 0.2
    assert rule([parse_condition("flags >= 0.2")], found)[0].hits
    assert not rule([parse_condition("flags > 0.2")], found)[0].hits


def test_a_condition_must_hold_for_one_system_as_a_whole() -> None:
    found = comparison(
        measured("chrf", 50.0, 49.0, 51.0), measured("flags", 2.0, 1.0, 3.0), systems=3
    )
    both = parse_condition("chrf < 0 and flags > 0")
    assert not rule([both], found)[0].hits
    either = rule([parse_condition("chrf < 0"), parse_condition("flags > 0")], found)
    assert [[hit.system for hit in ruling.hits] for ruling in either] == [["B"], ["C"]]
    swapped = replace(found, baseline=1, measures=(replace(measured("chrf", 1, 1, 1)),))
    assert {hit.system for hit in rule([parse_condition("abs:chrf > 0")], swapped)[0].hits} == {
        "A",
        "C",
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ter < 1", "the references have no pairs"),
        ("names_lost > 1", "the check is off in B"),
        ("abs:names_lost > 1", "the check is off in B"),
        ("loop > 1", "the check is off in A"),
        ("flags > 5%", "A's is 0, and nothing is a % of 0; leave '%' out"),
        ("chrf > 100 and ter < 1", "the references have no pairs"),
    ],
)
def test_what_is_not_known_is_never_a_pass(text: str, why: str) -> None:
    found = comparison(
        measured("chrf", 50.0, 49.5),
        measured("ter", None, None),
        measured("names_lost", 1.0, None),
        measured("loop", None, 1.0),
        measured("flags", 0.0, 1.0),
    )
    with pytest.raises(KortomError) as caught:
        rule([parse_condition(text)], found)
    assert caught.value.problem.exit is Exit.USAGE
    assert caught.value.problem.code == "E914"
    assert why in caught.value.problem.message
    assert rule([parse_condition("abs:loop > 5")], found)[0].hits == ()


def test_the_exit_code_of_real_runs(tiny: Cli, cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes((ARTICLES / "wire-short.txt").read_bytes())
    assert tiny("--input", "in").code == 0
    assert tiny("--input", "in", "--set", "summarise.max_words=12").code == 0
    runs = sorted(path.name for path in (tmp_path / "outputs" / "default").glob("2*"))
    done = cli("compare", *runs, "--fail-if", "flags > 0", "--fail-if", "brief_words < -10%")
    assert done.code == Exit.GATE_HIT == 10, done
    assert "E915 --fail-if 'brief_words < -10%' is hit by B: brief_words is -" in done.err
    assert "flags > 0" not in done.err
    assert "B against A" in done.out, "the comparison is printed all the same"
    assert "Gate not hit: flags > 0\n" in done.out
    assert "Gate not hit: brief_words" not in done.out
    assert cli("compare", *runs, "--fail-if", "brief_words > 0").code == 0
    done = cli("compare", *runs, "--fail-if", "chrf < 0")
    assert (done.code, done.out) == (2, "")
    assert "E913" in done.err
    (tmp_path / "briefs.tsv").write_text("id\tbrief\na\tA brief.\n")
    done = cli("compare", *runs, "--references", "briefs.tsv", "--fail-if", "chrf < 0")
    assert done.code == 2
    assert "E914" in done.err
