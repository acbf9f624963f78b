"""A trained model as a folder: whole, small, and the same model wherever it is loaded."""

from __future__ import annotations

import contextlib
import io
import json
import re
import resource
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

from kortom.errors import KortomError
from kortom.evaluation.metrics import Score
from kortom.models.resolve import EMBEDDED_FOLDER
from kortom.training.card import Base, CardFacts, TestScore, model_card
from kortom.training.export import export_model
from kortom.training.limits import limits
from kortom.training.sources import (
    DataSource,
    describe_sources,
    read_sources,
    stated_licence,
)
from tests.conftest import Cli

State = dict[str, torch.Tensor]
CARD = "---\nlicense: other\n---\n# A model\n"
TIED = {
    "lm_head.weight",
    "model.encoder.embed_tokens.weight",
    "model.decoder.embed_tokens.weight",
}
TestScore.__test__ = False  # type: ignore[attr-defined]  # it is no test


@pytest.fixture(scope="module")
def trained(tiny_model: Path) -> State:
    """Weights as a training leaves them: in float32, with a bias that matters."""
    model = MarianMTModel.from_pretrained(tiny_model, dtype=torch.float32)
    torch.manual_seed(3)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(torch.randn_like(weight), alpha=0.01)
        model.final_logits_bias.copy_(torch.randn_like(model.final_logits_bias) * 5 - 7)
    return {name: weight.clone() for name, weight in model.state_dict().items()}


@pytest.fixture(scope="module")
def exported(trained: State, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "runs" / "model"
    export_model(trained, tiny_model, folder, CARD)
    return folder


def test_it_loads_as_the_same_model_with_plain_transformers(
    exported: Path, trained: State, tiny_model: Path
) -> None:
    loaded = MarianMTModel.from_pretrained(exported, dtype=torch.float32).state_dict()
    assert loaded.keys() == trained.keys()
    for name, weight in trained.items():
        assert loaded[name].equal(weight.half().float()) or "embed_positions" in name, name
    assert loaded["final_logits_bias"].abs().min() > 0, "the bias was reset"
    tokenizer = MarianTokenizer.from_pretrained(exported)
    text = "De burgemeester sprak gisteren met de pers."
    assert (
        tokenizer(text)["input_ids"]
        == MarianTokenizer.from_pretrained(tiny_model)(text)["input_ids"]
    )
    assert (exported / "README.md").read_text() == CARD


def test_it_translates_as_the_weights_do_in_memory(
    exported: Path, trained: State, tiny_model: Path
) -> None:
    model = MarianMTModel.from_pretrained(tiny_model, dtype=torch.float32)
    model.load_state_dict({name: weight.half().float() for name, weight in trained.items()})
    batch = MarianTokenizer.from_pretrained(exported)(["Een korte zin."], return_tensors="pt")
    options: dict[str, Any] = {"num_beams": 2, "max_new_tokens": 12, "forced_eos_token_id": None}
    wanted = model.generate(**batch, **options, renormalize_logits=True)
    loaded = MarianMTModel.from_pretrained(exported, dtype=torch.float32)
    assert loaded.generate(**batch, **options).equal(wanted)


def test_weights_are_stored_once_in_float16_for_all_to_read(exported: Path, trained: State) -> None:
    stored = load_file(exported / "model.safetensors")
    assert not TIED & stored.keys()
    assert {weight.dtype for weight in stored.values()} == {torch.float16}
    assert json.loads((exported / "config.json").read_text())["dtype"] == "float16"
    modes = {path.stat().st_mode & 0o777 for path in exported.iterdir()}
    assert len(modes) == 1
    numbers = sum(weight.numel() for weight in stored.values())
    assert (exported / "model.safetensors").stat().st_size < 2 * numbers + 16_384


def test_of_tied_weights_one_is_enough(
    trained: State, exported: Path, tiny_model: Path, tmp_path: Path
) -> None:
    lean = {
        name: weight
        for name, weight in trained.items()
        if name not in TIED and "embed_positions" not in name
    }
    export_model(lean, tiny_model, tmp_path / "model", CARD)
    again = (tmp_path / "model" / "model.safetensors").read_bytes()
    assert again == (exported / "model.safetensors").read_bytes()


def test_kortom_accepts_it_and_converts_it(cli: Cli, exported: Path) -> None:
    done = cli("models", "check", str(exported))
    assert done.code == 0, done
    assert "MarianMT" in done.out
    assert re.search(r"^ok +ct2 float32 +8 of 8 sentences", done.out, re.MULTILINE), done


def test_separate_vocabularies_keep_their_own_embeddings(tiny_model: Path, tmp_path: Path) -> None:
    base = shutil.copytree(tiny_model, tmp_path / "base")
    config = json.loads((base / "config.json").read_text())
    config |= {"share_encoder_decoder_embeddings": False, "decoder_vocab_size": 450}
    (base / "config.json").write_text(json.dumps(config))
    model = MarianMTModel(MarianConfig.from_dict(config))
    export_model(model.state_dict(), base, tmp_path / "model", CARD)
    loaded = MarianMTModel.from_pretrained(tmp_path / "model", dtype=torch.float32)
    for name, weight in model.state_dict().items():
        if "embed_positions" not in name:
            assert loaded.state_dict()[name].equal(weight.half().float()), name


def test_harmful_leftovers_of_the_base_stay_behind(
    trained: State, tiny_model: Path, tmp_path: Path
) -> None:
    base = shutil.copytree(tiny_model, tmp_path / "base")
    leftovers = {
        "length_penalty": 0.1,
        "no_repeat_ngram_size": 2,
        "do_sample": True,
        "temperature": 3.0,
        "forced_eos_token_id": 0,
        "max_length": 3,
    }
    settings = json.loads((base / "generation_config.json").read_text())
    (base / "generation_config.json").write_text(json.dumps(settings | leftovers))
    config = json.loads((base / "config.json").read_text())
    old = {"num_beams": 6, "max_length": 3, "_name_or_path": "/home/someone/model"}
    (base / "config.json").write_text(json.dumps(config | old))
    export_model(trained, base, tmp_path / "model", CARD)
    written = json.loads((tmp_path / "model" / "generation_config.json").read_text())
    assert not (leftovers.keys() - {"max_length"}) & written.keys()
    assert written["max_length"] == config["max_position_embeddings"]
    assert written["bad_words_ids"] == [[config["pad_token_id"]]]
    assert not old.keys() & json.loads((tmp_path / "model" / "config.json").read_text()).keys()


@pytest.mark.parametrize("value", [70_000.0, -1e9, float("nan"), float("inf")])
def test_what_does_not_fit_into_float16_is_refused(
    trained: State, tiny_model: Path, tmp_path: Path, value: float
) -> None:
    weight = trained["model.decoder.layers.0.fc1.weight"].clone()
    weight[1, 2] = value
    broken = trained | {"model.decoder.layers.0.fc1.weight": weight}
    with pytest.raises(KortomError, match=r"E862 .*model\.decoder\.layers\.0\.fc1\.weight"):
        export_model(broken, tiny_model, tmp_path / "model", CARD)
    assert list(tmp_path.iterdir()) == []


def test_weights_of_another_model_are_refused(
    trained: State, tiny_model: Path, tmp_path: Path
) -> None:
    name = "model.encoder.layers.0.fc1.weight"
    lacking = {key: weight for key, weight in trained.items() if key != name}
    for state, told in (
        (lacking, f"lack {name}"),
        (trained | {name: trained[name][:, 1:]}, f"{name} is"),
        (trained | {"model.extra": trained[name]}, "no model.extra"),
        (trained | {"lm_head.weight": trained["lm_head.weight"] + 1}, "differs"),
    ):
        with pytest.raises(KortomError, match=rf"E861 .*{re.escape(told)}"):
            export_model(state, tiny_model, tmp_path / "model", CARD)
    assert list(tmp_path.iterdir()) == []


def test_a_base_that_is_no_marian_model_is_refused(trained: State, tmp_path: Path) -> None:
    with pytest.raises(KortomError, match="E864"):
        export_model(trained, tmp_path, tmp_path / "model", CARD)


def test_it_replaces_what_was_there_and_clears_what_was_left_halfway(
    trained: State, exported: Path, tiny_model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    for half in (folder, tmp_path / ".model.new", tmp_path / ".model.old"):
        half.mkdir()
        (half / "junk").write_text("half")
    export_model(trained, tiny_model, folder, CARD)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    names = [{path.name for path in made.iterdir()} for made in (folder, exported)]
    assert names[0] == names[1]


def test_a_disk_that_is_full_is_told_of(trained: State, tiny_model: Path, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(KortomError, match="E863"):
            export_model(trained, tiny_model, tmp_path / "model", CARD)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_it_says_so(
    trained: State, tiny_model: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KortomError, match="E863"):
        export_model(trained, tiny_model, tmp_path / "file" / "model", CARD)


def test_the_embedded_model_comes_out_as_it_is(tmp_path: Path) -> None:
    base = EMBEDDED_FOLDER / "nl-en"
    export_model(load_file(base / "model.safetensors"), base, tmp_path / "model", CARD)
    weights = tmp_path / "model" / "model.safetensors"
    assert weights.read_bytes() == (base / "model.safetensors").read_bytes()
    assert weights.stat().st_size < 50_000_000


# The card


def score(value: float, metric: str = "BLEU", name: str = "Tatoeba", base: float = 0) -> TestScore:
    signature = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.5.1"
    return TestScore(name, Score(metric, value, value - 1, value + 1, 1000, signature), base)


FACTS = CardFacts(
    name="news",
    base=Base("embedded:nl-en", "8fde8f0b" * 8, None, "other"),
    languages=("nl", "en"),
    licence="other",
    parameters=23_088_000,
    sources=(
        DataSource("opus", 900, 0.6, 14.0, "OPUS", "CC BY 4.0", "parliament, news"),
        DataSource("web", 100, 0.4, 12.0, "example.org", "none stated", "web shops"),
    ),
    read=1200,
    failed=3,
    removed=(("duplicates", 150), ("numbers", 47)),
    contaminated=(("Tatoeba", 12),),
    augmented=(("quotes", 30),),
    recipe="base: embedded:nl-en\nseed: 1\n",
    command="kortom train news",
    hardware="a processor, 2 threads, bfloat16",
    seconds=9000,
    tokens=12_000_000,
    versions=(("torch", "2.9.0"), ("transformers", "5.23.0")),
    scores=(score(31.5, base=30.0), score(55.0, "chrF2", base=53.2)),
    decoding="beam 4, float32",
    unended=0,
    outputs=1000,
)


def front_matter(card: str) -> dict[str, Any]:
    data = yaml.safe_load(card.split("---\n")[1])
    assert isinstance(data, dict)
    return data


def test_the_card_says_data_recipe_and_scores() -> None:
    from huggingface_hub import ModelCard

    card = model_card(FACTS)
    assert ModelCard(card).data.license == "other"
    data = front_matter(card)
    assert data["language"] == ["nl", "en"]
    assert data["metrics"] == ["bleu", "chrf"]
    assert "base_model" not in data
    for told in (
        "| Tatoeba | 1,000 | BLEU | 31.5 | 30.5 to 32.5 | 30.0 |",
        "tok:13a",
        "| opus | 900 | 60.0 % | CC BY 4.0 | OPUS |",
        "| numbers | 47 |",
        "Tatoeba: 12 training pairs",
        "Of 1,200 pairs 1,000 were used. 3 lines were no pairs.",
        "12,000,000 target tokens",
        "seed: 1",
        "kortom train news",
    ):
        assert told in card, told
    hub = replace(FACTS, base=Base("a/b@main", "0" * 64, "a/b"))
    assert front_matter(model_card(hub))["base_model"] == "a/b"


def test_the_use_that_the_card_shows_works(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = re.search(r"```python\n(.*?)```", model_card(FACTS), re.DOTALL)
    assert code
    monkeypatch.chdir(exported)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code[1], "README.md", "exec"), {})
    assert printed.getvalue().strip()


@settings(max_examples=30)
@given(st.text(min_size=1), st.text(), st.text())
@example("\x85", "a|b\n| c |", "```")
def test_no_text_breaks_the_cards_form(name: str, place: str, licence: str) -> None:
    plain = model_card(FACTS)
    sources = (replace(FACTS.sources[0], origin=name, place=place, licence=licence),)
    card = model_card(replace(FACTS, sources=(*sources, FACTS.sources[1]), licence=name, name=name))
    assert front_matter(card)["license"] == name
    rows = [line for line in card.split("\n") if re.match(r"\|.*\|$", line)]
    assert len(rows) == sum(line.startswith("|") for line in plain.split("\n"))
    assert len([row for row in rows if len(re.findall(r"(?<!\\)\|", row)) == 6]) == 4


def warnings(**changes: Any) -> str:
    return " ".join(limits(replace(FACTS, **changes)))


def test_warnings_follow_from_the_facts() -> None:
    assert "no licence is stated, or not for all of it: web." in warnings()
    assert "this training added 12,000,000 target tokens" in warnings()
    assert "For 40 %" in warnings()
    good = (DataSource("opus", 900, 1.0, 14.0, "OPUS", "CC BY 4.0", "news"),)
    assert limits(replace(FACTS, sources=good)) == limits(FACTS)[:1], "but for the base nothing"
    assert "not measured" in warnings(scores=())
    assert "not a translation to publish (BLEU 20.1 on FLORES)" in warnings(
        scores=(score(20.1, name="FLORES"), score(49.7))
    )
    assert "It lost on Tatoeba (BLEU 31.5, and 40.0" in warnings(scores=(score(31.5, base=40.0),))
    assert "within the new one's interval" in warnings(scores=(score(31.5, base=31.0),))
    assert "within the new" not in warnings() and "It lost" not in warnings()
    assert "7 did not end" in warnings(unended=7)
    no_news = tuple(replace(source, remarks="subtitles") for source in FACTS.sources)
    assert "on no news" in warnings(sources=no_news)
    own = (DataSource("mine.tsv", 5, 1.0),)
    assert "news" not in warnings(sources=own)
    assert "Nothing is known of where these sources are from: mine.tsv." in warnings(sources=own)
    short = tuple(replace(source, words=4.0) for source in FACTS.sources)
    assert "4 Dutch words on average" in warnings(sources=short)
    made = (replace(FACTS.sources[0], remarks="news, machine-translated"), FACTS.sources[1])
    assert "60 % is from sources that a machine" in warnings(sources=made)
    manuals = (replace(FACTS.sources[0], remarks="manuals, news"), FACTS.sources[1])
    assert "leans to software and manuals: 60 %" in warnings(sources=manuals)


SOURCES = """\
name\tpairs\tavg_nl_words\tsource\tlicence\tremarks
opus\t10\t14.0\tOPUS\t"CC BY 4.0"\thuman
opus-idioms\t5\t20\tidioms\tMIT\tnews
deb-*\t7\t3\tDebian\tGPL-2+\tUI
games\t7\t4\tfirst\tGPL-3\t
games\t7\t6\tsecond\tas opus\t
"""


def test_origins_find_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "SOURCES.tsv"
    path.write_text(SOURCES)
    origins = ("opus-idioms", "opus-idioms-bt", "opus/europarl", "opuscule", "deb-kde", "games")
    kept = dict.fromkeys(origins, 10) | {"gone": 0}
    drawn = {origin: float(number) for number, origin in enumerate(origins)}
    found = describe_sources(kept, drawn, read_sources(path))
    assert [source.origin for source in found] == list(reversed(origins))
    by_name = {source.origin: source for source in found}
    assert by_name["opus-idioms"].licence == by_name["opus-idioms-bt"].licence == "MIT"
    assert by_name["opus/europarl"].licence == "CC BY 4.0"
    assert by_name["opuscule"] == DataSource("opuscule", 10, 0.2)
    assert by_name["deb-kde"].place == "Debian"
    games = by_name["games"]
    assert (games.place, games.licence, games.words) == ("first; second", "GPL-3; CC BY 4.0", 5.0)
    assert sum(source.share for source in found) == pytest.approx(1)


@pytest.mark.parametrize(
    ("licence", "licensed"),
    [
        ("CC BY 4.0", True),
        ("", False),
        ("none stated", False),
        ("not stated in the files read", False),
        ("no LICENSE file in root; from memory MIT", False),
        ("MIT (Dutch); RTE-3: none stated", False),
        ("GNU General Public License, no warranty", True),
    ],
)
def test_a_source_without_a_licence_is_known_as_such(licence: str, licensed: bool) -> None:
    assert DataSource("x", 1, 1.0, licence=licence).is_licensed is licensed


@pytest.mark.parametrize(
    ("text", "told"), [("", "line 1 is no header"), ("name\nx\ty\n", "line 2 has 2 columns")]
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "SOURCES.tsv"
    path.write_text(text)
    with pytest.raises(KortomError, match=f"E865 .*{told}"):
        read_sources(path)


def test_a_base_may_state_its_licence(exported: Path, tmp_path: Path) -> None:
    assert stated_licence(exported) == stated_licence(EMBEDDED_FOLDER / "nl-en") == "other"
    assert stated_licence(tmp_path) == ""
