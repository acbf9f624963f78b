"""`extract-then-translate`: what is translated, what is not, and that the briefs are the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kortom.articles import read_articles
from kortom.config import Config, load_config
from kortom.config.load import validate
from kortom.config.model import Checks
from kortom.models import resolve_model
from kortom.pipeline import process
from kortom.summarization import Seq2SeqSummariser
from kortom.summarization.brief import SPOILED
from kortom.translation import Engine, Search, load_engine
from kortom.translation.hardware import resolve_hardware
from kortom.values import Article, Hypothesis, Paragraph, ParagraphKind, Record
from tests.conftest import ARTICLES, Cli, Done

EXTRACT, WHOLE = "extract-then-translate", "translate-then-summarise"
TITLE = ("title", "De oude brug verdwijnt")
HEADING = ("heading", "Wat het kost")
BODY = [
    "De brug over de rivier wordt volgend jaar vervangen, besloot de gemeenteraad.",
    "Het was dinsdagavond druk op de tribune van het stadhuis.",
    "De oude brug over de rivier is volgens de gemeente niet meer veilig.",
    "Na afloop was er koffie met koek voor alle bezoekers.",
    "Een nieuwe brug kost volgens de wethouder veertig miljoen euro.",
]
Mend = Callable[[str, Hypothesis], Hypothesis]
SPOIL: dict[str, Mend] = {
    "empty": lambda text, made: Hypothesis(""),
    "copied": lambda text, made: Hypothesis(text),
    "loop": lambda text, made: Hypothesis("the deal the deal the deal"),
    "truncated": lambda text, made: Hypothesis("The beginning of a", truncated=True),
}


def as_long(text: str, made: Hypothesis) -> Hypothesis:
    """Sound, and of as many words as the Dutch."""
    letters = (chr(ord("a") + number % 26) * (number // 26 + 1) for number in range(len(text)))
    words = [f"w{letter}q" for letter in islice(letters, len(text.split()))]
    return Hypothesis(" ".join(words) + ".")


def longer(text: str, made: Hypothesis) -> Hypothesis:
    return Hypothesis(f"{as_long(text, made).text} {as_long(text[::-1], made).text}")


def as_it_is(text: str, made: Hypothesis) -> Hypothesis:
    return made


@dataclass
class Mended:
    """A real engine of which the calls are kept and the results mended."""

    engine: Engine
    mend: Mend
    calls: list[list[str]] = field(default_factory=list)

    def count_tokens(self, text: str) -> int:
        return self.engine.count_tokens(text)

    def describe(self) -> dict[str, Any]:
        return self.engine.describe()

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        if texts:
            self.calls.append(list(texts))
        return [
            self.mend(text, made)
            for text, made in zip(texts, self.engine.translate(texts, search), strict=True)
        ]

    def translator(self) -> Engine:
        return self

    def summariser(self) -> Seq2SeqSummariser:
        raise AssertionError("nothing here is abstractive")


@pytest.fixture(scope="module")
def engine(tiny_model: Path) -> Engine:
    config = validate(
        {"translate": {"model": str(tiny_model), "beam_size": 1, "max_length_ratio": 0.01}}, "test"
    )
    return load_engine(config, resolve_model(str(tiny_model)), resolve_hardware(config.translate))


def configured(order: str, **summarise: object) -> Config:
    """Without retries, which would mend what a test spoils, and with the checks it spoils for."""
    checks = {name: name in SPOIL for name in Checks.model_fields}
    settings = {
        "order": order,
        "summarise": summarise,
        "retry": {"policies": []},
        "checks": checks,
    }
    return validate(settings, "test")


def article(*paragraphs: tuple[ParagraphKind, str] | str) -> Article:
    made = [Paragraph("body", part) if isinstance(part, str) else Paragraph(*part)
            for part in paragraphs]  # fmt: skip
    return Article("x", None, "nl", tuple(made), "x.txt", "0" * 64)


def made_of(
    what: Article, engine: Engine, mend: Mend, order: str = EXTRACT, **summarise: object
) -> tuple[Record, Mended]:
    mended = Mended(engine, mend)
    return process(what, None, mended, configured(order, **summarise)), mended


def chosen(record: Record) -> list[int]:
    return [index for part in record.brief.sentences for index in part.sentences]


def translated(record: Record) -> list[int]:
    return [s.index for s in record.sentences if s.status != "not_selected"]


@pytest.mark.parametrize("path", sorted(ARTICLES.glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize("method", ["extractive", "lead"])
def test_both_orders_make_the_same_brief(engine: Engine, method: str, path: Path) -> None:
    """Where all English is sound and as long as the Dutch, there is nothing to tell them apart."""
    (read,) = read_articles([str(path)], Config().input).articles
    whole, _ = made_of(read, engine, as_long, WHOLE, method=method)
    extract, mended = made_of(read, engine, as_long, method=method)
    assert (extract.brief, extract.flags) == (whole.brief, whole.flags)
    assert [s.source for s in extract.sentences] == [s.source for s in whole.sentences]
    needed = {*chosen(extract), *extract.brief.headline.sentences}
    assert translated(extract) == sorted(needed)
    assert len(mended.calls) == 1


@pytest.mark.parametrize("method", ["extractive", "lead"])
@pytest.mark.parametrize("flag", sorted(SPOIL))
def test_the_next_best_takes_the_place_of_a_spoiled_one(
    engine: Engine, method: str, flag: str
) -> None:
    what = article(TITLE, *BODY)
    best, _ = made_of(what, engine, as_long, method=method, max_sentences=1)
    (spoiled,) = chosen(best)
    source = best.sentences[spoiled].source

    def mend(text: str, made: Hypothesis) -> Hypothesis:
        return (SPOIL[flag] if text == source else as_long)(text, made)

    extract, mended = made_of(what, engine, mend, method=method, max_sentences=1)
    whole, _ = made_of(what, engine, mend, WHOLE, method=method, max_sentences=1)
    assert flag in extract.sentences[spoiled].flags
    assert spoiled not in chosen(extract)
    assert (extract.brief, extract.flags) == (whole.brief, whole.flags)
    assert len(translated(extract)) == 3
    assert [len(call) for call in mended.calls] == [2, 1]


def test_where_all_is_spoiled_nothing_is_left_untried(engine: Engine) -> None:
    what = article(TITLE, *BODY)
    extract, _ = made_of(what, engine, SPOIL["loop"])
    whole, _ = made_of(what, engine, SPOIL["loop"], WHOLE)
    assert extract == whole
    assert "brief_flagged" in extract.flags
    empty, mended = made_of(what, engine, SPOIL["empty"])
    assert empty.brief.sentences == ()
    assert "no_brief" in empty.flags
    assert {s.status for s in empty.sentences} == {"failed"}
    assert len(mended.calls) <= len(empty.sentences)


def test_english_that_runs_long_keeps_to_the_limit(engine: Engine) -> None:
    """Three sentences fit by their Dutch, one by its English."""
    what = article(TITLE, *BODY)
    record, _ = made_of(what, engine, longer, max_words=36)
    assert 0 < record.brief.words <= 36
    assert len(chosen(record)) == 1
    assert set(chosen(record)) < set(translated(record))
    trimmed, _ = made_of(article(BODY[0]), engine, longer, max_words=13)
    assert "brief_trimmed" in trimmed.flags
    assert trimmed.brief.words == 13


def test_english_that_runs_short_leaves_room_for_more(engine: Engine) -> None:
    def shorter(text: str, made: Hypothesis) -> Hypothesis:
        words = as_long(text, made).text.removesuffix(".").split()
        return Hypothesis(" ".join(words[::2]) + ".")

    limits = {"max_words": 24, "min_gain": 0.0}
    by_dutch, _ = made_of(article(*BODY), engine, as_long, **limits)
    record, mended = made_of(article(*BODY), engine, shorter, **limits)
    assert len(chosen(record)) > len(chosen(by_dutch))
    assert len(mended.calls) > 1


@pytest.mark.parametrize(
    ("paragraphs", "headline"),
    [
        ((TITLE, *BODY[:3], HEADING, *BODY[3:]), [0]),
        ((*BODY[:3], HEADING, *BODY[3:]), [3]),
        ((("title", "Brug weg. Raad is eensgezind."), *BODY), [0, 1]),
        ((("title", "2024"), *BODY), [0]),
        ((TITLE,), [0]),
        ((HEADING, ("heading", "En nu verder")), [0]),
        ((BODY[0],), [0]),
    ],
)
def test_the_headline_has_its_english(
    engine: Engine, paragraphs: tuple[Any, ...], headline: list[int]
) -> None:
    what = article(*paragraphs)
    record, mended = made_of(what, engine, as_long)
    whole, _ = made_of(what, engine, as_long, WHOLE)
    assert list(record.brief.headline.sentences) == headline
    assert (record.brief, record.flags) == (whole.brief, whole.flags)
    assert all(record.sentences[index].hypothesis for index in headline)
    assert len(mended.calls) == 1


def test_a_spoiled_title_gives_way_to_a_heading(engine: Engine) -> None:
    def mend(text: str, made: Hypothesis) -> Hypothesis:
        return (SPOIL["loop"] if text == TITLE[1] else as_long)(text, made)

    record, mended = made_of(article(TITLE, *BODY, HEADING), engine, mend)
    assert record.brief.headline.sentences == (6,)
    assert len(mended.calls) == 2
    without, _ = made_of(article(TITLE, *BODY), engine, mend)
    assert without.brief.headline.sentences == without.brief.sentences[0].sentences


@pytest.mark.parametrize("paragraphs", [(), ("12:30 – 14:00",), ("🙂🙂", "2024.")])
def test_an_article_without_words_has_no_brief(engine: Engine, paragraphs: tuple[str, ...]) -> None:
    record, mended = made_of(article(*paragraphs), engine, as_long)
    assert record.brief.sentences == ()
    assert record.flags == ("no_brief",)
    assert mended.calls == []
    assert {s.status for s in record.sentences} <= {"passed_through"}


def test_long_sentences_and_words_are_treated_as_ever(engine: Engine) -> None:
    clause = "de minister zegt dat het goed gaat met de dijken in het land"
    long = ", maar ".join([clause] * 12).capitalize() + "."
    record, _ = made_of(article(long, *BODY), engine, as_long, method="lead", max_words=200)
    assert len(record.sentences[0].units) > 2
    assert " ".join(unit.source for unit in record.sentences[0].units) == long
    monster = f"Dit is nu toch echt {'a' * 2_000} zei hij."
    record, _ = made_of(article(monster, *BODY), engine, as_long, method="lead")
    assert record.sentences[0].flags == ("overlong_word",)
    assert chosen(record) == [1, 2, 3]


def test_a_text_that_stands_twice_is_decoded_once(engine: Engine) -> None:
    what = article(("title", BODY[0]), *BODY, BODY[0])
    record, mended = made_of(what, engine, as_long, max_sentences=1)
    texts = [text for call in mended.calls for text in call]
    assert len(texts) == len(set(texts))
    same = [s.hypothesis for s in record.sentences if s.source == BODY[0]]
    assert len(same) == 3
    assert len(set(same)) == 1


PIECES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.lists(st.sampled_from([*BODY, "Ja. ", "€ 12,50 ", "drs. Jansen ", "woord " * 40]),
             min_size=1, max_size=6).map(" ".join),
)  # fmt: skip


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(["heading", "body", "body"]), PIECES), max_size=6),
    st.sampled_from(["lead", "extractive"]),
    st.sampled_from([as_it_is, as_long, longer, *SPOIL.values()]),
    st.integers(5, 60),
    st.integers(1, 3),
)
def test_nothing_is_lost_and_what_the_brief_needs_is_translated(
    engine: Engine,
    paragraphs: list[tuple[ParagraphKind, str]],
    method: str,
    mend: Mend,
    max_words: int,
    max_sentences: int,
) -> None:
    limits = {"max_words": max_words, "max_sentences": max_sentences}
    record, mended = made_of(article(*paragraphs), engine, mend, method=method, **limits)
    for number, (_, text) in enumerate(paragraphs):
        sources = [s.source for s in record.sentences if s.paragraph == number]
        assert "".join("".join(sources).split()) == "".join(text.split())
    needed = {*chosen(record), *record.brief.headline.sentences}
    for s in record.sentences:
        if s.status == "not_selected":
            assert (s.hypothesis, s.flags, s.units) == ("", (), ())
            assert s.index not in needed
    assert all(record.sentences[index].status == "translated" for index in chosen(record))
    assert len(chosen(record)) <= max_sentences
    assert record.brief.words <= max_words
    assert bool(record.brief.sentences) != ("no_brief" in record.flags)
    assert len(mended.calls) <= len(record.sentences)
    if any(SPOILED & set(s.flags) for s in record.sentences if s.index in chosen(record)):
        body = [s for s in record.sentences if s.kind == "body" and len(s.source.split()) >= 5]
        assert all(s.status != "not_selected" for s in body)


def run_with(run: Cli, *settings: str) -> dict[str, Any]:
    """The counts and the folder of a run."""
    sets = [part for setting in settings for part in ("--set", setting)]
    done = run("--json", *sets)
    assert done.code == 0, done
    answer: dict[str, Any] = json.loads(done.out)
    manifest = json.loads((Path(answer["folder"]) / "manifest.json").read_text())
    return {**manifest["counts"], "folder": answer["folder"]}


@pytest.fixture
def seeds(cli: Cli, tmp_path: Path) -> Path:
    """Two articles where the tests' runs look for them."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name in ("wire-short", "weather-storm"):
        (folder / f"{name}.txt").write_bytes((ARTICLES / f"{name}.txt").read_bytes())
    return folder


@pytest.mark.usefixtures("seeds")
def test_a_whole_run(cli: Cli) -> None:
    """With the real model. The next run reuses everything; verify and show can do with it."""

    def run(*arguments: str) -> Done:
        return cli("run", *arguments)

    settings = (f"order={EXTRACT}", "translate.beam_size=1", "run.workers=1")
    first = run_with(run, *settings)
    assert first["briefs"] == 2
    assert first["statuses"]["not_selected"] > 3 * first["statuses"]["translated"] > 0
    again = run_with(run, *settings)
    assert again["reused"] == 2
    for name in ("briefs.jsonl", "briefs.parquet"):
        before, after = (Path(run["folder"]) / name for run in (first, again))
        assert before.read_bytes() == after.read_bytes()
    assert cli("verify", again["folder"]).code == 0
    shown = cli("show", again["folder"], "wire-short")
    assert shown.code == 0
    assert "Machine-translated" in shown.out


@pytest.mark.usefixtures("seeds")
@pytest.mark.parametrize(("order", "reused"), [(EXTRACT, 0), (WHOLE, 2)])
def test_other_limits_of_the_brief_are_other_work_only_where_they_choose_what_is_translated(
    tiny: Cli, order: str, reused: int
) -> None:
    assert run_with(tiny, f"order={order}")["reused"] == 0
    assert run_with(tiny, f"order={order}", "summarise.max_words=40")["reused"] == reused


def test_neither_workers_nor_neighbours_show(tiny: Cli, seeds: Path) -> None:
    order = f"order={EXTRACT}"
    alone = Path(run_with(tiny, order)["folder"], "briefs.jsonl").read_bytes()
    (seeds / "a-stranger.txt").write_text("\n\n".join(BODY))
    (seeds / "x-stranger.txt").write_text("\n\n".join(BODY[::-1]))
    done = tiny("--no-cache", "--json", "--set", order, "--set", "run.workers=2")
    assert done.code == 0, done
    together = Path(json.loads(done.out)["folder"], "briefs.jsonl").read_bytes().splitlines()
    assert [line for line in together if b"stranger" not in line] == alone.splitlines()


def test_there_is_a_config_for_it() -> None:
    config = load_config("extract").value
    assert config.order == EXTRACT
    assert config.translate == load_config("default").value.translate
