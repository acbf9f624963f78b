"""The data of a training: files read, pairs filtered, held-out pairs kept out, token ids packed."""

from __future__ import annotations

import contextlib
import json
import lzma
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.errors import ArticleError, KortomError
from kortom.training.augment import augmented
from kortom.training.contamination import MIN_KEY, key_of, make_heldout
from kortom.training.corpus import read_entry, read_heldout, weight_of
from kortom.training.corpus.source import MAX_BYTES
from kortom.training.data_config import AugmentSettings, DataEntry, FilterSettings, HeldoutEntry
from kortom.training.filters import FILTERS, REASONS, first_reason
from kortom.training.packing import Packed, PackingProgress, hash_entries, pack
from kortom.training.pieces import MarianPieces
from kortom.training.values import Int32, ParallelPair
from kortom.translation.pieces import SourceText
from tests.conftest import ROOT

CORPUS = """\
tatoeba\t3.00\tIk heb de sleutel op tafel laten liggen.\tI left the key on the table.
tatoeba\t3.00\tHet heeft de hele nacht geregend.\tIt rained all night.
docs\t0.50\tKlik op de knop om het bestand te openen.\tClick the button to open the file.
docs\t0.50\tKan %s niet openen.\tCannot open %s.
"""


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def texts(entry: DataEntry | HeldoutEntry) -> list[tuple[str, str]]:
    return [(pair.source, pair.target) for pair in pairs_of(entry)]


def pairs_of(entry: DataEntry | HeldoutEntry) -> list[ParallelPair]:
    read = list(read_entry(entry))
    assert all(isinstance(pair, ParallelPair) for pair in read), read
    return [pair for pair in read if isinstance(pair, ParallelPair)]


def problems(entry: DataEntry) -> list[str]:
    """The codes of what cannot be read; each message names the file and the line."""
    found = [read.problem for read in read_entry(entry) if isinstance(read, ArticleError)]
    assert all(entry.path in problem.message and "line " in problem.message for problem in found)
    return [problem.code for problem in found]


def refusal(entry: DataEntry | HeldoutEntry) -> str:
    with pytest.raises(KortomError) as caught:
        list(read_entry(entry))
    assert entry.path in caught.value.problem.message
    return caught.value.problem.code


# Reading


@pytest.mark.parametrize("name", ["pairs.tsv", "pairs.tsv.xz"])
def test_tab_separated_lines_with_origin_and_weight(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(lzma.compress(CORPUS.encode()) if name.endswith("xz") else CORPUS.encode())
    pairs = pairs_of(DataEntry(path=str(path)))
    assert [(pair.origin, pair.weight) for pair in pairs] == [
        ("tatoeba", 3.0),
        ("tatoeba", 3.0),
        ("docs", 0.5),
        ("docs", 0.5),
    ]
    assert pairs[1].target == "It rained all night."
    assert pairs[1].place == f"{path}:2"


def test_two_columns_need_no_header(tmp_path: Path) -> None:
    path = write(tmp_path / "own.tsv", "\ufeffHallo.\tHello.\r\n\r\nDag,  Jan.\tBye,\u00a0Jan.\r\n")
    assert texts(DataEntry(path=path)) == [("Hallo.", "Hello."), ("Dag, Jan.", "Bye, Jan.")]


def test_a_header_names_the_columns_wherever_they_are(tmp_path: Path) -> None:
    path = write(tmp_path / "own.tsv", "id\tTarget\tsource\tweight\n7\tHello.\tHallo.\t2\n")
    assert [(p.source, p.target, p.weight) for p in pairs_of(DataEntry(path=path))] == [
        ("Hallo.", "Hello.", 2.0)
    ]


def test_the_references_of_the_project_are_held_out_pairs() -> None:
    path = ROOT / "tests/references/court-case.tsv"
    pairs = read_heldout(HeldoutEntry(path=str(path), name="court"))
    assert (
        pairs[0].target
        == "Prosecutors demand five years in prison over fire at furniture warehouse"
    )
    assert len(pairs) == len(path.read_text(encoding="utf-8").splitlines()) - 1


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path / "own.tsv", "Hello.\tx\tHallo.\n")
    assert refusal(DataEntry(path=path)) == "E825"
    assert texts(DataEntry(path=path, columns=("target", "-", "source"))) == [("Hallo.", "Hello.")]


@pytest.mark.parametrize("columns", [("source", "-"), ("source", "target", "target")])
def test_columns_that_are_no_pair_are_refused(tmp_path: Path, columns: tuple[str, ...]) -> None:
    entry = DataEntry.model_validate({"path": str(tmp_path / "own.tsv"), "columns": columns})
    assert refusal(entry) == "E826"


def test_a_line_that_is_no_pair_is_told_of_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    good = b"a\t1\tHallo.\tHello.\n"
    lines = {
        b"a\t1\tHallo.\n": "E832",
        b"a\theavy\tHallo.\tHello.\n": "E833",
        b"a\t-1\tHallo.\tHello.\n": "E833",
        b"a\tnan\tHallo.\tHello.\n": "E833",
        b"a\t1e300\tHallo.\tHello.\n": "E833",
        b"a\t1\t \tHello.\n": "E833",
        b"a\t1\tHallo\xff.\tHello.\n": "E831",
        b"a\t1\t" + b"x" * MAX_BYTES + b"\tHello.\n": "E835",
        b"a\t1\tHal\0lo.\tHello.\n": "E833",
    }
    path.write_bytes(good + good.join(lines) + good)
    entry = DataEntry(path=str(path))
    assert problems(entry) == list(lines.values())
    read = list(read_entry(entry))
    assert sum(isinstance(pair, ParallelPair) for pair in read) == len(lines) + 1
    assert len(read) == 2 * len(lines) + 1


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        {"source": "Hallo.", "target": "Hello.", "origin": "mail", "weight": 2},
        {"id": 3, "source": "Dag.", "reference": "Bye."},
    ]
    path = write(tmp_path / "own.jsonl", "\n".join(map(json.dumps, rows)))
    pairs = pairs_of(DataEntry(path=path))
    assert [(p.source, p.target, p.origin, p.weight) for p in pairs] == [
        ("Hallo.", "Hello.", "mail", 2.0),
        ("Dag.", "Bye.", "", 1.0),
    ]


def test_json_lines_that_are_no_pair(tmp_path: Path) -> None:
    lines = {
        '{"source": "Hallo."}': "E833",
        '{"source": "Hallo.", "target": 5}': "E833",
        '{"source": "Hallo.", "target": "Hello.", "weight": "much"}': "E833",
        '{"source": "Hallo.", "target": "Hello.", "origin": 1}': "E833",
        '{"source": "Hal\\ud83dlo.", "target": "Hello."}': "E833",
        "[1]": "E834",
        '{"source": "Hal': "E834",
        "[" * 100_000: "E834",
    }
    path = write(tmp_path / "own.jsonl", "\n".join(lines) + '\n{"source": "a", "target": "b"}\n')
    assert problems(DataEntry(path=path)) == list(lines.values())


TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en-GB"><seg>The <bpt i="1">&lt;b&gt;</bpt>house &amp; garden</seg></tuv>
<tuv xml:lang="nl-NL"><seg>Het huis &amp; de tuin</seg></tuv></tu>
<tu><tuv xml:lang="nl"><seg>Alleen</seg></tuv><tuv xml:lang="de"><seg>Allein</seg></tuv></tu>
<tu><tuv lang="NL"><seg>Dag.</seg></tuv><tuv lang="EN"><seg>Bye.</seg></tuv></tu>
</body></tmx>
"""


def test_translation_memories_in_either_direction(tmp_path: Path) -> None:
    read = list(read_entry(DataEntry(path=write(tmp_path / "own.tmx", TMX))))
    assert [(r.source, r.target) for r in read if isinstance(r, ParallelPair)] == [
        ("Het huis & de tuin", "The house & garden"),
        ("Dag.", "Bye."),
    ]
    (missing,) = [r for r in read if isinstance(r, ArticleError)]
    assert (missing.problem.code, missing.line, missing.field) == ("E833", 6, "target")


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_of_a_translation_memory_are_refused(tmp_path: Path, declared: str) -> None:
    bomb = TMX.replace('SYSTEM "tmx14.dtd"', f"[{declared}]")
    assert refusal(DataEntry(path=write(tmp_path / "bomb.tmx", bomb))) == "E836"


def test_an_unknown_entity_is_no_silence(tmp_path: Path) -> None:
    path = write(tmp_path / "own.tmx", TMX.replace("&amp;", "&and;"))
    assert refusal(DataEntry(path=path)) == "E836"


def test_a_translation_memory_is_read_as_a_stream(tmp_path: Path) -> None:
    unit = "<tu><tuv lang='nl'><seg>Dag.</seg></tuv><tuv lang='en'><seg>Bye.</seg></tuv></tu>\n"
    path = write(tmp_path / "cut.tmx", f"<tmx><body>{unit * 5000}<tu")
    reading = read_entry(DataEntry(path=path))
    assert isinstance(next(reading), ParallelPair)
    with pytest.raises(KortomError, match=r"E836.*line 5001"):
        list(reading)


def test_a_unit_without_end_is_not_held_in_memory(tmp_path: Path) -> None:
    long = TMX.replace("Dag.", "x" * (MAX_BYTES + 1))
    assert problems(DataEntry(path=write(tmp_path / "own.tmx", long)))[1:] == ["E835"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("gone.tsv", None, "E821"),
        ("pairs.docx", b"", "E823"),
        ("pairs.xz", b"", "E823"),
        ("pairs.tsv", b"", "E827"),
        ("pairs.tsv", b"source\ttarget\nx\n", "E827"),
        ("pairs.tsv.xz", b"no xz", "E824"),
        ("pairs.tsv.xz", lzma.compress(CORPUS.encode())[:-30], "E824"),
        ("pairs.tmx", b"<html/>", "E836"),
        ("pairs.tmx", b"\xff\xfe<", "E836"),
    ],
)
def test_a_file_that_cannot_be_used(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert refusal(DataEntry(path=str(tmp_path / name))) == code


@given(
    st.sampled_from(["x.tsv", "x.jsonl", "x.tmx", "x.tsv.xz"]),
    st.lists(
        st.sampled_from([*TMX.splitlines(), CORPUS, '{"source": "a"}']) | st.binary(max_size=9)
    ),
)
def test_any_bytes_are_pairs_or_named(name: str, parts: list[str | bytes]) -> None:
    data = b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(lzma.compress(data) if name.endswith("xz") else data)
        with contextlib.suppress(KortomError):
            for read in read_entry(DataEntry(path=str(path))):
                good = isinstance(read, ParallelPair) and read.source and read.target
                assert good or (isinstance(read, ArticleError) and read.line)


def test_a_held_out_file_has_to_be_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "held.tsv", "Hallo.\tHello.\nDag.\n")
    with pytest.raises(KortomError, match=r"E829.*line 2"):
        read_heldout(HeldoutEntry(path=path, name="own"))


NL = "De minister zei dat het niet aan de gemeente was."
EN = "The minister said that it was not up to the council."


@pytest.mark.parametrize("name", ["data", "heldout"])
def test_pairs_that_stand_the_wrong_way_round_are_refused(
    tmp_path: Path, tiny_model: Path, name: str
) -> None:
    right = write(tmp_path / "right.tsv", f"{NL} Ja.\t{EN} Yes.\n")
    wrong = write(tmp_path / "wrong.tsv", f"Hallo\tHello\n{NL}\t{EN}\n" + f"{EN}\t{NL}\n" * 3)
    files = {"data": right, "heldout": right} | {name: wrong}
    heldout = [HeldoutEntry(path=files["heldout"], name="held")]
    with pytest.raises(KortomError, match=r"wrong.tsv.*3 of.*columns: \[target, source\]"):
        pack_all([DataEntry(path=files["data"])], tiny_model, tmp_path / "cache", heldout)


def test_the_right_way_round_is_no_error(tmp_path: Path, tiny_model: Path) -> None:
    turned = DataEntry(
        path=write(tmp_path / "a.tsv", f"{EN}\t{NL}\n" * 3), columns=("target", "source")
    )
    assert pack_all([turned], tiny_model, tmp_path / "cache").counts.pairs == 1
    strays = DataEntry(path=write(tmp_path / "b.tsv", f"{EN}\t{NL}\n" * 2 + f"{NL}\t{EN}\n"))
    assert pack_all([strays], tiny_model, tmp_path / "cache").counts.pairs == 1
    wrong = DataEntry(path=write(tmp_path / "c.tsv", f"{EN}\t{NL}\n" * 3))
    unfiltered = FilterSettings(language=False)
    packed = pack_all([wrong], tiny_model, tmp_path / "cache", filters=unfiltered)
    assert packed.counts.pairs == 1


def test_the_first_pattern_that_fits_changes_a_weight() -> None:
    entry = DataEntry(
        path="x.tsv", weight=2, weights={"sxs-?": "=4", "sxs-*": "*0.3", "dict-*": "=0"}
    )

    def changed(origin: str) -> float:
        return weight_of(ParallelPair("a", "b", origin, 0.5, "x:1"), entry)

    assert changed("sxs-a") == 8
    assert changed("sxs-intune") == pytest.approx(0.3)
    assert changed("dict-cldr") == 0
    assert changed("tatoeba") == 1


@pytest.mark.parametrize("change", ["0.5", "*", "=-1", "x2"])
def test_a_change_of_weight_is_a_factor_or_a_value(change: str) -> None:
    with pytest.raises(ValueError, match="weights"):
        DataEntry(path="x.tsv", weights={"a": change})


# Filters

GOOD = [
    ("Ik ben 19 jaar.", "I'm 19."),
    ("Amsterdam", "Amsterdam"),
    ("meetkundige plaats", "locus"),
    ("Huizen op 10 km van Río de las Cuevas", "Homes 10 km from Río de las Cuevas"),
    ("Hotel New York", "Hotel New York"),
    ("Ja.", "Yes, I do."),
    ("De zon komt op om 15.30 uur.", "The sun rises at 3.30 pm."),
    ("Om half 8 begint het journaal.", "The news starts at 7.30."),
    ("In de jaren tachtig was dat anders.", "That was different in the 1980s."),
    ("In de 19e eeuw was dat anders.", "That was different in the 1800s."),
    ("Er kwamen 1.250.000 bezoekers.", "It drew 1,250,000 visitors."),
    ("Er kwamen 1,25 miljoen bezoekers.", "It drew 1,250,000 visitors."),
    ("De omzet steeg met 12,5 procent.", "Revenue rose by 12.5 per cent."),
    ("Zij kreeg vijf jaar cel.", "She got 5 years in prison."),
    ("Op 3 mei 1995 stierf hij.", "He died on 3 May '95."),
    ("Nee, nee, nee en nog eens nee!", "No, no, no and no again!"),
    ("De [gewonde] man kreeg 50% korting & een kop thee.", "The [hurt] man got 50% off & a tea."),
    ("Zie ook: tmux, zellij.", "See also: tmux, zellij."),
    ("Over Debian Edu en Skolelinux", "About Debian Edu and Skolelinux"),
    ("Lijst met KWin-regels van Kopete", "Kopete KWin Rule List"),
    ("Meer staat op www.voorbeeld.nl.", "There is more at www.voorbeeld.nl."),
    ("Hij reed met de Thalys naar Île-de-France.", "He took the Thalys to Île-de-France."),
    (
        "Het Museum van de Stad en het Land is vandaag dicht vanwege het hoge water.",
        "The Museum van de Stad en het Land is closed today because of the high water.",
    ),
]

BAD = {
    "odd": [
        ("12.345,67", "12,345.67"),
        ("Naam ............................", "Name ............................"),
        ("Ik wil weg.", "I want to go go go go go."),
        ("Het cafÃ© is open.", "The café is open."),
        ("Het caf\ufffd is open.", "The café is open."),
    ],
    "markup": [
        ("Klik op <b>Openen</b>.", "Click Open."),
        ("Kan %s niet openen.", "Cannot open %s."),
        ("Nog %1$d minuten.", "%1$d minutes left."),
        ("Hallo {name}, welkom.", "Hello {name}, welcome."),
        ("Zie [[Amsterdam]].", "See Amsterdam."),
        ("De kat&nbsp;slaapt.", "The cat is asleep."),
        ("Lees [meer](over.html).", "Read more."),
        ("Dit is [b]vet[/b].", "This is bold."),
        ("https://voorbeeld.nl/over", "https://example.org/about"),
    ],
    "copied": [
        ("Kies daarna welke bestanden je wilt bewaren.",) * 2,
        ("Choose which files you would like to keep.",) * 2,
        (
            "De burgemeester verwacht morgen duizenden bezoekers.",
            "The mayor verwacht morgen duizenden visitors.",
        ),
    ],
    "length_ratio": [
        ("De minister heeft gisteren in de Kamer een brief over de stikstof besproken.", "Yes."),
        (
            "Ja, dat klopt.",
            "The minister discussed a letter about nitrogen with the House of Representatives.",
        ),
    ],
    "numbers": [
        ("Er zijn 207 stemmen nodig.", "270 votes are needed."),
        ("Artikel 5 is geschrapt.", "Article 6 was deleted."),
        ("Er reden 357 auto's door de straat.", "There were 7 cars in the street."),
        ("In 1998 werd de brug gebouwd.", "The bridge was built back then."),
        ("De brug werd toen gebouwd.", "The bridge was built in 1998."),
    ],
    "language": [
        (
            "Protecting yourself from big advertising networks takes time.",
            ": Protecting yourself from large advertising networks takes time.",
        ),
        ("Als je het beste kunt vinden", "Si puo' trovare di meglio"),
        ("Taak 4: Verbind Alex met het internet", "任务 4：将 Alex 连接到互联网"),
    ],
}


@pytest.mark.parametrize(("source", "target"), GOOD)
def test_a_good_pair_is_kept(source: str, target: str) -> None:
    assert first_reason(source, target, FilterSettings()) is None


@pytest.mark.parametrize(
    ("name", "source", "target"), [(name, *pair) for name, bad in BAD.items() for pair in bad]
)
def test_a_bad_pair_is_removed_by_its_filter(name: str, source: str, target: str) -> None:
    assert FILTERS[name](source, target)
    assert first_reason(source, target, FilterSettings()) is not None
    off = FilterSettings.model_validate(dict.fromkeys(FILTERS, False))
    assert first_reason(source, target, off) is None
    alone = FilterSettings.model_validate(dict.fromkeys(FILTERS, False) | {name: True})
    assert first_reason(source, target, alone) == name


def test_the_first_filter_in_the_order_counts() -> None:
    source, target = "Kan 1998 keer %s", "Cannot %s ..........................."
    found = [name for name, removes in FILTERS.items() if removes(source, target)]
    assert found == ["odd", "markup", "numbers"]
    assert first_reason(source, target, FilterSettings()) == "odd"
    assert first_reason(source, target, FilterSettings(odd=False)) == "markup"
    assert first_reason(source, target, FilterSettings(max_characters=10)) == "over_long"
    assert list(FILTERS) == [name for name in REASONS if name in FILTERS]


def test_every_filter_has_its_setting() -> None:
    named = {*FILTERS, "duplicates", "max_characters"}
    assert set(FilterSettings.model_fields) == named


@given(st.text(max_size=80), st.text(max_size=80))
def test_filters_take_any_text(source: str, target: str) -> None:
    assert first_reason(source, target, FilterSettings()) in {None, *FILTERS}


# Pairs as articles write them.


ALL = AugmentSettings(quotes=1, no_full_stop=1, lead_in=1, capitals=1)


@pytest.mark.parametrize(
    ("name", "source", "target", "expected"),
    [
        (
            "quotes", """'s Avonds zei hij "ja" tegen zo'n man.""", 'He said "evenings" to her.',
            ({"’s Avonds zei hij ‘ja’ tegen zo’n man.", "’s Avonds zei hij “ja” tegen zo’n man.",
              "’s Avonds zei hij „ja” tegen zo’n man."}, "He said “evenings” to her."),
        ),
        ("no_full_stop", "De zee stijgt.", "The sea rises.", ({"De zee stijgt"}, "The sea rises")),
        (
            "lead_in", "Ze gaat nu toch naar huis.", "She goes home after all.",
            ({"ZE GAAT NU toch naar huis."}, "She goes home after all."),
        ),
        ("capitals", "De zee stijgt.", "The sea rises.", ({"DE ZEE STIJGT."}, "THE SEA RISES.")),
    ],
)  # fmt: skip
def test_a_pair_is_written_as_in_articles(
    name: str, source: str, target: str, expected: tuple[set[str], str]
) -> None:
    only = AugmentSettings.model_validate({name: 1})
    (new_source, new_target), names = augmented(source, target, only)
    assert names == (name,)
    assert new_source in expected[0] and new_target == expected[1]
    assert augmented(source, target, AugmentSettings()) == ((source, target), ())


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('Een kwart: 5"', 'A quarter: 5"'),  # half a quotation
        ("Hij zei niets", 'He said "nothing"'),  # marks of English alone
        ("Dr. Smit komt.", "Dr Smit comes."),  # a full stop that ends no sentence
        ("Ja.", "Yes, he is. Or so it seems."),
    ],
)
def test_what_would_do_harm_is_left_as_it_was(source: str, target: str) -> None:
    settings = AugmentSettings(quotes=1, no_full_stop=1)
    assert augmented(source, target, settings) == ((source, target), ())


@given(st.text(max_size=80), st.text(max_size=80))
def test_augmenting_keeps_every_letter_and_is_always_the_same(source: str, target: str) -> None:
    (new_source, new_target), names = augmented(source, target, ALL)
    assert augmented(source, target, ALL) == ((new_source, new_target), names)
    for old, new in ((source, new_source), (target, new_target)):
        assert letters(new) == letters(old)
    assert bool(names) == ((new_source, new_target) != (source, target))


def letters(text: str) -> str:
    """Letters and digits alone, the same for capitals and others."""
    return "".join(c for c in text.upper().lower() if c.isalnum())


def test_as_many_pairs_are_changed_as_the_settings_say() -> None:
    settings = AugmentSettings(no_full_stop=0.25)
    made = [augmented(f"Zin {i} staat hier.", "It is here.", settings)[1] for i in range(4000)]
    assert 900 < sum(map(bool, made)) < 1100


def test_augmented_pairs_are_counted_and_packed(tmp_path: Path, tiny_model: Path) -> None:
    rows = "De zee stijgt.\tThe sea rises.\nDe zon schijnt nog!\tThe sun still shines!\n"
    data = DataEntry(path=write(tmp_path / "a.tsv", rows))
    pieces = MarianPieces(tiny_model)
    settings = AugmentSettings(no_full_stop=1)
    arguments = ([data], (), hash_entries([data]), FilterSettings(), settings, pieces)
    packed = pack(*arguments, tmp_path / "cache", lambda progress: None, processes=1)
    assert packed.counts.augmented == {"no_full_stop": 1}
    ids = packed.pairs.source[: packed.pairs.source_offsets[1]]
    assert ids.tolist() == pieces.source_ids(["De zee stijgt"])[0].tolist()
    plain = pack_all([data], tiny_model, tmp_path / "cache")
    assert plain.counts.augmented == {}, "the settings have their own place in the cache"


# Contamination


def pair(source: str, target: str) -> ParallelPair:
    return ParallelPair(source, target, "", 1.0, "x:1")


LONG_NL = "De rechtbank in Zwolle doet over twee weken uitspraak."
LONG_EN = "The court in Zwolle will give its verdict in two weeks."


@pytest.mark.parametrize(
    ("source", "target", "held"),
    [
        (LONG_NL, LONG_EN, True),
        ("DE RECHTBANK IN ZWOLLE, doet over twee weken uitspraak", "Elsewhere.", True),
        ("Ergens anders.", "“The court in Zwolle will give its verdict in two weeks!”", True),
        ("Dank u wel.", "Thank you!", True),
        ("Dank u wel.", "Thanks.", False),
        ("Bedankt.", "Thank you.", False),
        (LONG_NL.replace("twee", "drie"), "In three weeks the court in Zwolle will do so.", False),
        ("!", "?", False),
    ],
)
def test_a_held_out_pair_is_known_again(source: str, target: str, held: bool) -> None:
    heldout = make_heldout(
        [pair(LONG_NL, LONG_EN), pair("Dank u wel!", "Thank you."), pair("…", "-")]
    )
    assert heldout.holds(key_of(source), key_of(target)) is held


@given(st.text(), st.text(alphabet=" .,!?-_'\"\u2014\t", max_size=5))
def test_marks_and_spaces_leave_a_key_as_it_is(text: str, marks: str) -> None:
    assert key_of(f"{marks}{text}{marks}") == key_of(text)
    assert key_of(key_of(text)) == key_of(text)


@given(st.lists(st.tuples(st.text(), st.text()), max_size=8))
def test_every_held_out_pair_with_letters_is_held(rows: list[tuple[str, str]]) -> None:
    heldout = make_heldout(pair(*row) for row in rows)
    for source, target in rows:
        keys = key_of(source), key_of(target)
        assert heldout.holds(*keys) or keys == ("", "")
    assert all(len(key) >= MIN_KEY for key in heldout.sources | heldout.targets)


# Packing


def pack_all(
    data: Sequence[DataEntry],
    model: Path,
    cache: Path,
    heldout: Sequence[HeldoutEntry] = (),
    filters: FilterSettings | None = None,
    processes: int = 1,
    told: list[PackingProgress] | None = None,
) -> Packed:
    settings = filters or FilterSettings()
    observer = (told if told is not None else []).append
    pieces = MarianPieces(model)
    hashes = hash_entries([*data, *heldout])
    augment = AugmentSettings()
    return pack(data, heldout, hashes, settings, augment, pieces, cache, observer, processes)


@pytest.fixture
def corpus(tmp_path: Path) -> DataEntry:
    more = [
        f"tatoeba\t3\t{LONG_NL}\t{LONG_EN}",
        "copy\t1\tHet heeft de hele nacht geregend!\tIt rained all night...",
        "copy\t1\tDat is een paard.\tThat is a horse.",
        "none\t0\tDat is een koe.\tThat is a cow.",
        "broken line",
    ]
    path = write(tmp_path / "pairs.tsv", CORPUS + "\n".join(more))
    return DataEntry(path=path, weights={"docs": "*2"})


@pytest.fixture
def heldout(tmp_path: Path) -> HeldoutEntry:
    path = write(tmp_path / "held.tsv", f"source\treference\n{LONG_NL}\tSomething else.\n")
    return HeldoutEntry(path=path, name="held")


def test_what_became_of_every_pair(
    tmp_path: Path, tiny_model: Path, corpus: DataEntry, heldout: HeldoutEntry
) -> None:
    packed = pack_all([corpus], tiny_model, tmp_path / "cache", [heldout])
    counts = packed.counts
    assert counts.read == {"tatoeba": 3, "docs": 2, "copy": 2, "none": 1}
    assert counts.removed == {
        "left_out": {"none": 1},
        "contaminated": {"tatoeba": 1},
        "markup": {"docs": 1},
        "duplicates": {"copy": 1},
    }
    assert list(counts.removed) == [name for name in REASONS if name in counts.removed]
    assert counts.kept == {"tatoeba": 2, "docs": 1, "copy": 1}
    assert counts.total("duplicates") == 1
    assert (counts.failed, counts.failures[0].code, counts.failures[0].line) == (1, "E832", 9)
    assert packed.pairs.weight.tolist() == [3, 3, 1, 1]
    assert len(packed.pairs) == counts.pairs == 4


def test_ids_are_those_that_the_engines_see(
    tmp_path: Path, tiny_model: Path, corpus: DataEntry
) -> None:
    pairs = pack_all([corpus], tiny_model, tmp_path / "cache").pairs
    source = SourceText(tiny_model / "source.spm", normalize_punctuation=False)
    vocabulary = json.loads((tiny_model / "vocab.json").read_text(encoding="utf-8"))
    expected = [
        vocabulary.get(piece, vocabulary["<unk>"])
        for piece in source.pieces("Het heeft de hele nacht geregend.")
    ]
    start, end = pairs.source_offsets[1:3]
    assert pairs.source[start:end].tolist() == expected
    lengths, _ = pairs.lengths(np.array([1]))
    assert lengths.tolist() == [len(expected) + 1]
    drawn = pack_all([corpus], tiny_model, tmp_path / "cache").counts.drawn
    assert sum(drawn.values()) == pytest.approx(
        float((pairs.lengths(np.arange(len(pairs)))[1] * pairs.weight).sum())
    )


def test_a_character_without_a_piece_is_unknown_and_no_other(tiny_model: Path) -> None:
    vocabulary = json.loads((tiny_model / "vocab.json").read_text(encoding="utf-8"))
    (ids,) = MarianPieces(tiny_model).source_ids(["de 猫 slaapt"])
    assert ids.tolist().count(vocabulary["<unk>"]) == 1
    assert ids.dtype == np.int32


def test_processes_and_chunks_change_nothing(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        f"o{i % 3}\t1\tHet {i}e huis is {i % 40} jaar oud.\tHouse {i} is {i % 40}."
        for i in range(90)
    ]
    data = [DataEntry(path=write(tmp_path / "many.tsv", "\n".join(rows + rows[:30])))]
    whole = pack_all(data, tiny_model, tmp_path / "one")
    monkeypatch.setattr("kortom.training.packing.CHUNK", 7)
    told: list[PackingProgress] = []
    cut = pack_all(data, tiny_model, tmp_path / "two", processes=2, told=told)
    assert cut.counts == whole.counts
    assert whole.counts.total("duplicates") >= 30
    for name in ("source", "source_offsets", "target", "target_offsets", "weight"):
        assert np.array_equal(getattr(cut.pairs, name), getattr(whole.pairs, name)), name
    assert told[-1] == PackingProgress(120, 1.0)
    assert [p.pairs for p in told] == sorted(p.pairs for p in told)


def test_packed_pairs_come_from_the_cache_until_something_changes(
    tmp_path: Path, tiny_model: Path, corpus: DataEntry, heldout: HeldoutEntry
) -> None:
    cache = tmp_path / "cache"

    def is_made(
        data: DataEntry,
        held: Sequence[HeldoutEntry] = (heldout,),
        filters: FilterSettings | None = None,
    ) -> bool:
        told: list[PackingProgress] = []
        again = pack_all([data], tiny_model, cache, held, filters, told=told)
        assert sum(again.counts.kept.values()) == len(again.pairs)
        return bool(told)

    assert is_made(corpus)
    assert not is_made(corpus)
    assert is_made(corpus, held=())
    assert is_made(corpus, filters=FilterSettings(duplicates=False))
    assert is_made(corpus.model_copy(update={"weights": {"*": "=1", "docs": "*2"}}))
    # The same rules in another order.
    assert is_made(corpus.model_copy(update={"weights": {"docs": "*2", "*": "=1"}}))
    with Path(corpus.path).open("a", encoding="utf-8") as file:
        file.write("\nnew\t1\tDe hond blaft.\tThe dog barks.\n")
    assert is_made(corpus)
    for ids in cache.glob("pairs-*/target.i32"):
        ids.write_bytes(ids.read_bytes()[:-4])
    assert is_made(corpus)


@given(st.data())
def test_no_pair_is_lost_or_counted_twice(data: st.DataObject) -> None:
    from kortom.training.prepare import Preparer

    sides = st.sampled_from([text for pairs in (GOOD, *BAD.values()) for p in pairs for text in p])
    rows = data.draw(st.lists(st.tuples(sides, sides), max_size=20))
    prepared = Preparer(
        FilterSettings(), make_heldout([pair(*GOOD[0])]), AugmentSettings(), Lengths()
    ).prepare([source for source, _ in rows], [target for _, target in rows])
    fit = [row for row, why in zip(rows, prepared.reasons, strict=True) if why is None]
    assert len(fit) == len(prepared.keys) == len(prepared.source.lengths)
    assert prepared.source.lengths.tolist() == [len(source) for source, _ in fit]
    assert prepared.target.ids.tolist() == [n for _, target in fit for n in range(len(target))]
    assert GOOD[0] not in fit


class Lengths:
    """A piece model whose ids are the positions of a text's characters."""

    fingerprint = "lengths"

    def source_ids(self, texts: Sequence[str]) -> list[Int32]:
        return [np.arange(len(text), dtype=np.int32) for text in texts]

    target_ids = source_ids


class Deadly(Lengths):
    """One that is killed, as for its memory."""

    def source_ids(self, texts: Sequence[str]) -> list[Int32]:
        os.kill(os.getpid(), signal.SIGKILL)
        return []


def test_a_killed_process_leaves_nothing_half_made(tmp_path: Path, corpus: DataEntry) -> None:
    cache = tmp_path / "cache"
    arguments = ([corpus], (), hash_entries([corpus]), FilterSettings(), AugmentSettings())
    with pytest.raises(KortomError, match="E838"):
        pack(*arguments, Deadly(), cache, lambda progress: None, processes=2)
    assert not [path for path in cache.iterdir() if path.is_dir()]
    assert len(pack(*arguments, Lengths(), cache, lambda progress: None, processes=1).pairs)


def test_nothing_left_is_told_with_the_reasons(tmp_path: Path, tiny_model: Path) -> None:
    path = write(tmp_path / "own.tsv", "Kan %s niet openen.\tCannot open %s.\n")
    with pytest.raises(KortomError, match=r"E828.*own.tsv.*markup: 1") as caught:
        pack_all([DataEntry(path=path)], tiny_model, tmp_path / "cache")
    assert caught.value.problem.exit == 4


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, tiny_model: Path, corpus: DataEntry
) -> None:
    with pytest.raises(KortomError, match=r"E837.*in-the-way"):
        pack_all([corpus], tiny_model, Path(write(tmp_path / "in-the-way", "")))


def test_an_origin_without_a_name_is_its_file(tmp_path: Path, tiny_model: Path) -> None:
    path = write(tmp_path / "own.tsv", "Dat is een paard.\tThat is a horse.\n")
    packed = pack_all([DataEntry(path=path, weight=0.5)], tiny_model, tmp_path / "cache")
    assert packed.counts.kept == Counter({"own.tsv": 1})
    assert packed.pairs.weight.tolist() == [0.5]
