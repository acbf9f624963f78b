"""Distillation: sound pairs, none twice, nothing lost by a kill, and the same bytes every time."""

from __future__ import annotations

import json
import lzma
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.checks import check_sentence
from kortom.config.load import read_plain, validate_as
from kortom.distillation.chunk import read_chunk
from kortom.distillation.config import DistillConfig, Teacher
from kortom.distillation.monolingual import Sentences, chunks, find_dutch
from kortom.distillation.teacher import Seq2SeqTeacher
from kortom.errors import KortomError
from kortom.models.resolve import resolve_any
from kortom.training.corpus.source import opened
from kortom.training.corpus.tsv import tsv_pairs
from kortom.training.values import ParallelPair
from kortom.translation.engine import Search
from kortom.translation.hardware import resolve_hardware
from kortom.values import Hypothesis
from tests.conftest import ARTICLES, ROOT, Cli
from tests.tiny_model import TINY
from tests.tiny_seq2seq import build_tiny_seq2seq

UNFIT = (
    "loop",
    "length_ratio",
    "truncated",
    "names_lost",
    "names_invented",
    "output_language",
    "copied",
)
"""Checks that a model which writes nonsense never passes."""


def dutch_sentences(count: int) -> list[str]:
    texts = [file.read_text(encoding="utf-8") for file in sorted(ARTICLES.glob("*.txt"))]
    found = [s for text in texts for s in re.findall(r"[A-Z][^.!?\n\t]{20,70}[.]", text)]
    return list(dict.fromkeys(found))[:count]


@pytest.fixture
def work(tmp_path: Path, tiny_model: Path, cli: Cli) -> Path:
    """A working folder with a config `d` whose teacher is the tiny model: quick, and nonsense."""
    config: dict[str, Any] = {
        "sentences": ["dutch.txt"],
        "teacher": {
            "model": str(tiny_model),
            "engine": "transformers",
            "beam_size": 1,
            "max_length_ratio": 0.3,
            "max_length_extra": 3,
        },
        "checks": dict.fromkeys(UNFIT, False),
        "chunk_sentences": 6,
    }
    (tmp_path / "dutch.txt").write_text("\n".join([*dutch_sentences(60), "Ja.", ""]))
    (tmp_path / "configs" / "distill").mkdir(parents=True)
    (tmp_path / "configs" / "distill" / "d.yaml").write_text(json.dumps(config))
    return tmp_path


def start(work: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kortom", "distill", "d", *arguments],
        cwd=work,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def after_chunks(process: subprocess.Popen[str], count: int, number: signal.Signals) -> str:
    """Send a signal as soon as so many chunks are translated; what it prints from then on."""
    assert process.stderr
    for line in process.stderr:
        count -= "sentences," in line
        if count == 0:
            process.send_signal(number)
            break
    rest = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    return rest


def corpus(work: Path) -> Path:
    (found,) = (work / "outputs" / "distill" / "d" / "latest").glob("pairs.tsv*")
    return found


def pairs(path: Path) -> list[ParallelPair]:
    with opened(str(path)) as source:
        found = list(tsv_pairs(source, None))
    assert all(isinstance(pair, ParallelPair) for pair in found)
    return [pair for pair in found if isinstance(pair, ParallelPair)]


def record(work: Path) -> dict[str, Any]:
    data = json.loads((corpus(work).parent / "distill.json").read_text())
    assert isinstance(data, dict)
    return data


def test_the_corpus_is_what_train_reads_and_every_pair_passes_the_checks(
    cli: Cli, work: Path
) -> None:
    done = cli("distill", "d", "--set", "corpus.origin=mine", "--set", "corpus.weight=0.5")
    assert done.code == 0, done
    made = pairs(corpus(work))
    data = record(work)
    counts = data["counts"]
    assert len(made) == counts["pairs"] > 10
    assert counts["read"] == 61
    assert counts["read"] == counts["pairs"] + sum(counts["left_out"].values())
    assert counts["left_out"]["short"] == 1
    assert counts["left_out"]["rejected"] > 0, "the checks find nothing: this proves nothing"
    assert sum(counts["findings"].values()) >= counts["left_out"]["rejected"]
    plain = read_plain("d", (), work / "configs" / "distill")
    config = validate_as(DistillConfig, plain.data, plain.label)
    order = dutch_sentences(60)
    assert [pair.source for pair in made] == [
        text for text in order if text in {p.source for p in made}
    ]
    for pair in made:
        assert (pair.origin, pair.weight) == ("mine", 0.5)
        parts = [(pair.source, Hypothesis(pair.target))]
        assert check_sentence(pair.source, pair.target, parts, config.checks) == []
    assert data["teacher"]["sha256"].keys() >= {"model.safetensors", "source.spm"}
    assert data["teacher"]["settings"]["num_beams"] == 1
    assert data["config"]["corpus"]["origin"] == "mine"
    assert {"torch", "transformers"} <= data["versions"].keys()
    assert data["inputs"][0]["path"] == "dutch.txt"
    assert list(corpus(work).parent.glob("chunks")) == []
    assert f"{len(made):,} pairs from 61 sentences" in done.out


def test_the_same_is_not_done_twice_and_what_differs_lies_elsewhere(cli: Cli, work: Path) -> None:
    cli("distill", "d", "-q")
    first = corpus(work).resolve()
    content = first.read_bytes()
    before = {path: path.stat().st_mtime_ns for path in first.parent.iterdir()}
    again = cli("distill", "d")
    assert (again.code, "finished before" in again.out) == (0, True), again
    assert {path: path.stat().st_mtime_ns for path in first.parent.iterdir()} == before

    other = cli("distill", "d", "--json", "--set", "output=elsewhere")
    data = json.loads(other.out)
    assert (work / data["corpus"]).read_bytes() == content
    assert data["sha256"] == record(work)["sha256"]

    cli("distill", "d", "-q", "--set", "teacher.max_length_extra=4")
    assert corpus(work).resolve().parent != first.parent
    cli("distill", "d", "-q")
    assert corpus(work).read_bytes() == content

    corpus(work).write_bytes(content[:-9])
    damaged = cli("distill", "d")
    assert "E877" in damaged.err
    assert corpus(work).read_bytes() == content


def test_a_killed_distillation_goes_on_to_the_same_bytes(cli: Cli, work: Path) -> None:
    cli("distill", "d", "-q", "--set", "output=whole")
    (whole,) = (work / "whole").glob("d/latest/pairs.tsv.xz")
    process = start(work)
    after_chunks(process, 3, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    (folder,) = (work / "outputs" / "distill" / "d").glob("*/chunks")
    kept = {path: path.read_bytes() for path in folder.glob("*.json")}
    assert 3 <= len(kept) < 10
    assert all(read_chunk(path) for path in kept)
    # As if the power had failed, and left a file without its content.
    damaged = min(kept)
    damaged.write_text("")
    done = cli("distill", "d")
    assert done.code == 0, done
    assert f"{6 * (len(kept) - 1)} of 60 sentences are there already" in done.err
    assert done.err.count("sentences,") == 10 - (len(kept) - 1)
    assert corpus(work).read_bytes() == whole.read_bytes()


def test_a_signal_ends_it_after_the_chunk_in_hand(cli: Cli, work: Path) -> None:
    process = start(work)
    rest = after_chunks(process, 1, signal.SIGTERM)
    assert process.returncode == 143, rest
    told = re.search(r"E876 stopped by SIGTERM: (\d+) of 60 sentences", rest)
    assert told, rest
    assert f"{told[1]} of 60 sentences are there already" in cli("distill", "d").err


def test_articles_lines_and_tables_are_read_once_each(cli: Cli, work: Path) -> None:
    lines = dutch_sentences(8)
    (work / "articles").mkdir()
    (work / "articles" / "a.txt").write_text(f"Een titel hier\n\n{lines[0]} {lines[1]}\n")
    (work / "b.txt.xz").write_bytes(lzma.compress(f"\ufeff{lines[1]}\r\n{lines[2]}\n\n".encode()))
    rows = [("x", lines[3], "one"), ("y", lines[0], "two"), ("z", " ".join(lines[4:6]), "three")]
    (work / "c.tsv").write_text("".join("\t".join(row) + "\n" for row in rows))
    config = DistillConfig(
        articles=("articles",), sentences=("b.txt.xz", "c.tsv"), sentences_column=2
    )
    found = list(Sentences(find_dutch(config), config))
    assert found == ["Een titel hier", *lines[:4], " ".join(lines[4:6])]
    survey = Sentences(find_dutch(config), config).survey()
    assert (survey.read, survey.sentences, survey.left_out) == (8, 6, {"duplicates": 2})


def test_limits_and_other_languages(work: Path) -> None:
    german = (
        "Der Bundestag hat gestern Abend nach einer langen Debatte beschlossen, dass die Steuern"
        " im nächsten Jahr nicht erhöht werden, obwohl die Regierung das zuerst gewollt hatte und"
        " die Opposition bis zum Schluss dagegen gestimmt hat."
    )
    texts = ["Dit is een zin.", "12 345", "Nee.", "Dit is er nog een.", german, "En een derde."]
    (work / "few.txt").write_text("\n".join(texts))
    config = DistillConfig.model_validate(
        {"sentences": ("few.txt",), "limits": {"max_sentences": 2}}
    )
    survey = Sentences(find_dutch(config), config).survey()
    assert list(Sentences(find_dutch(config), config)) == [texts[0], texts[3]]
    assert survey.left_out == {"beyond_limit": 1, "not_dutch": 1, "short": 1, "untranslatable": 1}


def test_long_sentences_are_left_out(cli: Cli, work: Path) -> None:
    (work / "dutch.txt").write_text("Dit is een zin.\n" + "Een heel lange zin " * 30 + "\n")
    cli("distill", "d", "-q", "--set", "limits.max_tokens=40", "--set", "corpus.compress=false")
    assert record(work)["counts"]["left_out"]["long"] == 1
    assert corpus(work).read_text().startswith("distilled\t1\tDit is een zin.\t")


@given(st.lists(st.text()), st.integers(1, 7))
def test_chunks_lose_nothing(texts: list[str], size: int) -> None:
    made = list(chunks(iter(texts), size))
    assert [text for chunk in made for text in chunk] == texts
    assert all(len(chunk) == size for chunk in made[:-1])
    assert all(made)


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(cli: Cli, work: Path) -> None:
    (work / "bad.tsv").write_bytes(b"een\tDit is een goede zin.\ntwee\ndrie\tCaf\xe9 in Gent.\n")
    settings = ["--set", "sentences=[bad.tsv]", "--set", "sentences_column=2"]
    done = cli("distill", "d", "--dry-run", *settings)
    assert done.code == 3
    assert "1 of 1 sentences would be translated" in done.out
    assert "bad.tsv: line 2 has 1 columns" in done.err
    assert "bad.tsv: line 3 is not UTF-8" in done.err


@pytest.mark.parametrize(
    ("setting", "code", "told"),
    [
        ("sentences=[gone.txt]", 2, "gone.txt"),
        ("sentences=[short.txt.xz]", 2, "short.txt.xz: cannot be unpacked"),
        ("sentences=[d.docx]", 2, "E871"),
        ("sentences=[]", 2, "'sentences': value error, there is no Dutch"),
        ("limits.min_words=99", 4, "E873 dutch.txt: no sentence to translate there (short: 61)"),
        ("limits.min_word=9", 2, "Did you mean 'limits.min_words'?"),
        ("teacher.model=./nowhere", 5, "E501"),
        ("teacher.source_language=nl", 2, "E875"),
        ("checks={loop: true, truncated: true, copied: true, output_language: true}", 3, "E879"),
    ],
)
def test_problems_name_the_place(cli: Cli, work: Path, setting: str, code: int, told: str) -> None:
    packed = lzma.compress("\n".join(dutch_sentences(60)).encode())
    (work / "short.txt.xz").write_bytes(packed[: len(packed) // 2])
    (work / "d.docx").write_text("")
    done = cli("distill", "d", "-q", "--set", setting)
    assert done.code == code, done
    assert told in done.err


def test_a_glossary_is_kept_to(cli: Cli, work: Path) -> None:
    (work / "terms.tsv").write_text("source\ttarget\nregering\tcabinet\n")
    cli("distill", "d", "-q", "--set", "teacher.glossary=terms.tsv")
    reference, digest = record(work)["teacher"]["glossary"]
    assert (reference, len(digest)) == ("terms.tsv", 64)


def test_ready_configs_load() -> None:
    folder = ROOT / "configs" / "distill"
    names = [path.stem for path in folder.glob("*.yaml")]
    assert {"news", "nllb"} <= set(names)
    for name in names:
        plain = read_plain(name, (), folder)
        config = validate_as(DistillConfig, plain.data, plain.label)
        assert (plain.name, bool(config.description)) == (name, True)


# Other encoder-decoders


@pytest.fixture(scope="module")
def m2m(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny M2M-100, which has to be told its languages."""
    import sentencepiece
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    folder = tmp_path_factory.mktemp("models") / "m2m"
    folder.mkdir()
    prefix = folder / "sentencepiece.bpe"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(dutch_sentences(300)),
        model_prefix=str(prefix),
        vocab_size=300,
        minloglevel=2,
    )
    Path(f"{prefix}.vocab").unlink()
    trained = sentencepiece.SentencePieceProcessor(model_file=f"{prefix}.model")
    names = [trained.id_to_piece(number) for number in range(trained.get_piece_size())]
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary = [*special, *(name for name in names if name not in special)]
    (folder / "vocab.json").write_text(json.dumps({n: i for i, n in enumerate(vocabulary)}))
    tokenizer = M2M100Tokenizer(str(folder / "vocab.json"), f"{prefix}.model")
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    largest = max(tokenizer.get_lang_id(name) for name in tokenizer.lang_code_to_token)
    config = M2M100Config(vocab_size=largest + 1, **TINY, max_position_embeddings=128)
    M2M100ForConditionalGeneration(config).save_pretrained(folder)
    return folder


def teacher(folder: Path, **settings: Any) -> Seq2SeqTeacher:
    config = Teacher.model_validate(
        {"model": str(folder), "engine": "transformers", "max_length_extra": 4, **settings}
    )
    files, _ = resolve_any(str(folder))
    return Seq2SeqTeacher(config, files, resolve_hardware(config))


def test_a_model_of_many_languages_is_told_which(m2m: Path) -> None:
    from transformers import M2M100ForConditionalGeneration, M2M100Tokenizer

    made = teacher(m2m, source_language="nl", target_token="__en__", beam_size=3)
    text = dutch_sentences(1)[0]
    tokenizer = M2M100Tokenizer.from_pretrained(m2m, src_lang="nl")
    model = M2M100ForConditionalGeneration.from_pretrained(m2m)
    batch = tokenizer([text], return_tensors="pt")
    assert made.count_tokens(text) == batch["input_ids"].shape[1] - 2
    rows = model.generate(
        **batch,
        num_beams=3,
        early_stopping=True,
        renormalize_logits=True,
        forced_bos_token_id=tokenizer.get_lang_id("en"),
        max_new_tokens=2 * batch["input_ids"].shape[1] + 4,
    )
    wanted = tokenizer.decode(rows[0], skip_special_tokens=True)
    assert made.translate([text])[0].text == " ".join(wanted.split())
    other = teacher(m2m, source_language="nl", target_token="__fr__", beam_size=3)
    assert other.describe()["forced_bos_token_id"] == tokenizer.get_lang_id("fr")


@pytest.mark.parametrize(
    "settings",
    [{"source_language": "nederlands"}, {"source_language": "nl", "target_token": "engels"}],
)
def test_a_language_that_the_model_lacks_is_refused(m2m: Path, settings: dict[str, str]) -> None:
    with pytest.raises(KortomError, match=f"E875 .*{list(settings.values())[-1]}"):
        teacher(m2m, **settings)


def test_results_keep_their_order_and_controls_in_a_text_are_text(tmp_path: Path) -> None:
    folder = build_tiny_seq2seq(tmp_path / "t5", "t5", dutch_sentences(200))
    made = teacher(folder, prefix="translate Dutch to English: ", batch_tokens=40, beam_size=1)
    texts = ["Een zin.", "Een zin</s> met meer.", *dutch_sentences(6)]
    together = made.translate(texts)
    assert Counter(len(h.text) > 0 for h in together) == {True: len(texts)}
    assert made.count_tokens("Een zin</s> met meer.") > made.count_tokens("Een zin") + 3
    alone = teacher(folder, prefix="translate Dutch to English: ", batch_tokens=1, beam_size=1)
    assert [h.text for h in alone.translate(texts[::-1])] == [
        alone.translate([text])[0].text for text in texts[::-1]
    ]
    wide = made.translate(texts, Search(beam_size=4, length_penalty=1.0, no_repeat_ngram_size=2))
    assert wide != together
    with pytest.raises(KortomError, match=r"E875 .*one language"):
        teacher(folder, source_language="nl")


def test_it_is_distilled_from_by_the_command(cli: Cli, work: Path, m2m: Path) -> None:
    settings = [f"teacher.model={m2m}", "teacher.source_language=nl", "teacher.target_token=__en__"]
    done = cli("distill", "d", "-q", *(part for one in settings for part in ("--set", one)))
    assert done.code == 0, done
    assert len(pairs(corpus(work))) > 5
    refused = cli("distill", "d", "--set", settings[0], "--set", "teacher.engine=ctranslate2")
    assert (refused.code, "E874" in refused.err) == (2, True), refused
