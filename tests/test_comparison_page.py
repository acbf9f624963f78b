"""The page of a comparison as a file; what a browser makes of it: tests/browser/."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom.comparison.conditions import parse_condition
from kortom.comparison.files import HTML, write_comparison
from kortom.comparison.gate import rule
from kortom.comparison.numbers import value_text
from kortom.comparison.values import Comparison
from kortom.comparison.verdicts import summary_lines
from kortom.report.charts import Point, Row, Spread, interval_chart, scatter_chart, spread_chart
from kortom.report.comparison_charts import comparison_charts
from kortom.report.comparison_page import comparison_to_html
from kortom.report.svg import page_svg
from kortom.values import Record
from tests.browser.made_comparison import made_comparison, system_manifest
from tests.browser.made_run import make_record, make_sentence
from tests.test_report import Parts

COUNT = 12


def storm(number: int, english: str, **fields: Any) -> Record:
    """An article whose last sentence is what a system made of it."""
    return make_record(
        f"storm-{number:02}",
        [
            make_sentence(0, f"Storm {number}", f"Storm {number}"),
            make_sentence(1, f"Er vielen {number} bomen om.", f"{number} trees fell."),
            make_sentence(2, f"De dijk hield stand in {number}.", english, **fields),
        ],
    )


def systems(count: int) -> list[list[Record]]:
    """Records of systems: the first one is right, the others are so in every other article."""
    texts = ["The dyke held in {}.", "The dike stood in {}.", "It held a stand in {}."]
    return [
        [
            storm(
                number,
                texts[system if number % 2 else 0].format(number),
                flags=("numbers",) if system and number == 1 else (),
            )
            for number in range(COUNT)
        ]
        for system in range(count)
    ]


def compared(folder: Path, count: int, references: bool) -> Comparison:
    runs = [
        (system_manifest(f"config{number}", 1.0 + number, records), records)
        for number, records in enumerate(systems(count))
    ]
    pairs = [
        (f"De dijk hield stand in {number}.", f"The dyke held in {number}.")
        for number in range(COUNT if references else 0)
    ]
    return made_comparison(folder, runs, pairs)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Three systems against references."""
    return compared(tmp_path_factory.mktemp("scored"), 3, references=True)


@pytest.fixture(scope="module")
def unscored(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Two systems without references."""
    return compared(tmp_path_factory.mktemp("unscored"), 2, references=False)


def facts_of(comparison: Comparison, conditions: Sequence[str] = ()) -> Any:
    rulings = rule([parse_condition(text) for text in conditions], comparison)
    [facts] = Parts(comparison_to_html(comparison, rulings)).block("facts")
    return facts


def test_the_page_says_what_the_other_renderings_say(scored: Comparison) -> None:
    facts = facts_of(scored, ["chrf < -0.1", "chrf < -99"])
    assert facts["labels"] == ["A", "B", "C"]
    assert facts["summary"] == list(summary_lines(scored))
    assert facts["inputs"][:2] == ["Baseline: A.", f"Compared: {COUNT} articles, 36 sentences."]
    assert f"References: {COUNT} of {COUNT} pairs scored." in facts["inputs"]
    assert len(facts["gate"]["hit"]) == 2
    assert facts["gate"]["passed"] == ["chrf < -99"]
    assert facts["runs"][0]["title"] == "Runs"
    assert {table["verdict"] for table in facts["runs"]} == {None}
    titles = [table["title"] for table in facts["results"]]
    assert titles[0] == "Against references: B against A"
    assert [title.partition(":")[0] for title in titles[-2:]] == ["Ranking", "Between systems"]
    assert not [title for title in titles if title.startswith("Articles that")]
    table = facts["results"][0]
    place = [row[0] for row in table["rows"]].index("chrf")
    assert table["rows"][place][table["verdict"]] == "worse"
    chrf = next(measure for measure in scored.measures if measure.name == "chrf")
    assert ["chrF2", chrf.signature] in facts["signatures"]
    assert set(table["intervals"][place]) == {"1", "2"}  # columns of A and B
    own = chrf.values[1]
    assert own is not None
    assert table["intervals"][place]["2"] == f"{own.low:.2f} to {own.high:.2f}"


def test_the_articles_and_what_changed_in_them(scored: Comparison) -> None:
    page = Parts(comparison_to_html(scored, ()))
    [cards] = page.block("cards")
    articles: Any = page.block("article")
    assert isinstance(cards, list)
    assert [card["id"] for card in cards] == [article.id for article in scored.articles]
    assert len(articles) == len(cards) == COUNT
    changed = {card["id"]: card["changed"] for card in cards}
    assert changed == {f"storm-{number:02}": number % 2 for number in range(COUNT)}
    assert [card["flags"] for card in cards].count(True) == 1
    assert {card["worse"] for card in cards if card["changed"]} == {True}
    assert {card["better"] or card["briefs"] for card in cards} == {False}
    place = [card["id"] for card in cards].index("storm-01")
    [sentence] = articles[place]["changed"]
    assert sentence["english"] == [
        "The dyke held in 1.",
        "The dike stood in 1.",
        "It held a stand in 1.",
    ]
    assert sentence["flags"] == [[], ["numbers"], ["numbers"]]
    assert sentence["reference"] == "The dyke held in 1."
    assert sentence["scores"][0] == 100
    assert len(articles[place]["briefs"]) == 3


def test_the_same_comparison_is_the_same_page(scored: Comparison) -> None:
    page = comparison_to_html(scored, ())
    assert comparison_to_html(scored, ()) == page
    assert not re.search(
        r"\bNaN\b|\bInfinity\b", page.partition("<template")[2].split("<script>")[0]
    )


def test_what_is_no_number_is_refused(scored: Comparison) -> None:
    article = replace(scored.articles[0], chrf=math.nan)
    with pytest.raises(ValueError, match="JSON"):
        comparison_to_html(replace(scored, articles=(article,)), ())


def test_charts_with_references(scored: Comparison) -> None:
    charts = list(comparison_charts(scored))
    assert [chart.title for chart in charts] == [
        "BLEU",
        "chrF2",
        "TER",
        "Words of the briefs",
        "Length of sentences",
        "Speed and BLEU",
    ]
    measure = next(m for m in scored.measures if m.name == "chrf")
    for value in measure.values:
        assert value is not None
        assert value_text(value, measure.unit) in charts[1].svg  # for who does not see it


def test_charts_without_references(unscored: Comparison) -> None:
    charts = list(comparison_charts(unscored))
    assert [chart.title for chart in charts] == [
        "Sentences with a flag",
        "Agreement with A (chrF2)",
        "Words of the briefs",
        "Length of sentences",
        "Speed and sentences with a flag (%)",
    ]


def test_what_is_not_known_has_no_chart(unscored: Comparison) -> None:
    without = [
        replace(measure, values=(None, None), differences=(None, None))
        for measure in unscored.measures
    ]
    silent = replace(
        unscored,
        measures=tuple(without),
        agreement=tuple(replace(pair, chrf=None) for pair in unscored.agreement),
        articles=tuple(replace(article, changed=()) for article in unscored.articles),
    )
    assert [chart.title for chart in comparison_charts(silent)] == ["Words of the briefs"]


def test_drawings_have_no_style_no_script_and_no_reference_beyond_themselves(
    scored: Comparison, unscored: Comparison
) -> None:
    for chart in [*comparison_charts(scored), *comparison_charts(unscored)]:
        parts = Parts(chart.svg)
        names = {tag for tag, _ in parts.tags}
        assert names <= {"svg", "defs", "path", "use", "text"}
        ids = [a["id"] for _, a in parts.tags if "id" in a]
        assert len(ids) == len(set(ids))
        for tag, attributes in parts.tags:
            assert not {"style", "class", "xlink:href", "clip-path"} & set(attributes) - (
                {"class"} if tag == "svg" else set()
            )
            assert not [name for name in attributes if name.startswith("on")]
            if "href" in attributes:
                assert (attributes["href"] or "")[1:] in ids
        [image] = [attributes for tag, attributes in parts.tags if tag == "svg"]
        assert image["role"] == "img"
        assert (image["aria-label"] or "").startswith(f"{chart.title}: A ") or "B" in chart.svg
        # Only colours of the page, which it has light and dark.
        colours = {a[n] for _, a in parts.tags for n in ("fill", "stroke") if n in a}
        assert colours <= {
            "none",
            *(f"var(--{n})" for n in ("ink", "soft", "line", "accent", "card", "wash")),
        }


def test_all_ids_of_the_charts_differ(scored: Comparison) -> None:
    ids = re.findall(r' id="([^"]+)"', "".join(chart.svg for chart in comparison_charts(scored)))
    assert ids
    assert len(ids) == len(set(ids))


def test_the_drawings_are_the_only_markup_of_the_body_that_is_made(scored: Comparison) -> None:
    page = Parts(comparison_to_html(scored, ()))
    templates = [attributes for tag, attributes in page.tags if tag == "template"]
    assert len(templates) == len(list(comparison_charts(scored)))
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert "src" not in attributes
        assert tag not in {"style", "link"} or attributes in ({}, {"rel": "icon", "href": "data:,"})


def test_texts_of_a_config_are_in_no_drawing(scored: Comparison) -> None:
    for chart in comparison_charts(scored):
        assert "config0" not in chart.svg


def test_labels_are_no_markup_and_no_formulas() -> None:
    label = "$x^2$ <b>&\"'"
    row = Row(label, 1.0, 0.5, 2.0, label, baseline=True)
    point = Point(label, 1.0, (0.5, 2.0), 1.0, (1.0, 1.0), baseline=False)
    spread = Spread(label, (1.0, 2.0), label, baseline=False)
    for svg in (
        interval_chart("x", [row], label),
        scatter_chart("x", [point], (label, label), label),
        spread_chart("x", [spread], label),
    ):
        assert "$x^2$ &lt;b&gt;&amp;" in svg
        assert "<b>" not in svg
        assert Parts(svg).tags[0][1]["aria-label"] == label


@settings(max_examples=25)
@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=5),
    st.floats(0, 10),
)
def test_any_numbers_make_a_drawing(values: list[float], width: float) -> None:
    """Also if all are at one place, or there is one alone."""
    rows = [
        Row(f"S{n}", value, value - width, value + width, "x", baseline=n == 0)
        for n, value in enumerate(values)
    ]
    svg = interval_chart("x", rows, "x")
    assert "nan" not in svg
    places = [float(x) for x in re.findall(r'<use [^>]*x="([^"]+)"', svg)]
    assert len(places) == len(values)
    # In the order of the values, from left to right, within the drawing.
    assert all(34 <= place <= 264 for place in places)
    assert all(
        places[i] <= places[j]
        for i in range(len(values))
        for j in range(len(values))
        if values[i] < values[j]
    )


def test_a_distribution_at_one_place_is_seen() -> None:
    """Its box has no width; its median is a line all the same."""
    svg = spread_chart("x", [Spread("A", (3.0, 3.0), "x", baseline=False)], "x")
    paths = re.findall(r'd="M (\S+) (\S+) L (\S+) (\S+)" [^>]*stroke="var\(--accent\)"', svg)
    upright = [(float(b), float(d)) for a, b, c, d in paths if a == c and b != d]
    assert any(abs(one - other) > 10 for one, other in upright)


def test_a_colour_that_the_page_has_not_is_an_error() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path style="fill: #ff0000"/></svg>'
    with pytest.raises(KeyError):
        page_svg(drawing, "x", {"#000000": "var(--ink)"})


def test_the_page_is_written_beside_the_other_files(unscored: Comparison, tmp_path: Path) -> None:
    paths = write_comparison(tmp_path / "report", unscored, (), 10)
    [page] = [path for path in paths if path.name == HTML]
    assert page.read_text(encoding="utf-8") == comparison_to_html(unscored, ())
    page.write_text("old")
    write_comparison(tmp_path / "report", unscored, (), 10)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>\n<!-- a page of kortom -->")
    assert len(list((tmp_path / "report").iterdir())) == len(paths)


def test_a_machine_where_nothing_can_be_cached_says_nothing_of_it(tmp_path: Path) -> None:
    """Nor does a matplotlibrc in the working folder change a drawing."""
    code = (
        "from kortom.report.charts import Row, interval_chart;"
        "print(interval_chart('x', [Row('A', 1.0, 0.0, 2.0, 'x', True)], 'x'))"
    )
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\n")
    environment = {"HOME": "/proc/none", "PATH": "", "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout == interval_chart("x", [Row("A", 1.0, 0.0, 2.0, "x", True)], "x") + "\n"
