"""The checks on language: of articles and of the English of sentences."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom.checks.language import find_output_language, is_other_language

REFERENCES = Path(__file__).parent / "references"

DUTCH = (
    "De gemeenteraad heeft dinsdagavond ingestemd met de plannen voor een nieuwe brug over de "
    "rivier. Bewoners van de wijk vrezen dat het verkeer door hun straten zal toenemen, maar de "
    "wethouder zegt dat er maatregelen komen om dat te voorkomen."
)
ENGLISH = (
    "The city council agreed on Tuesday evening to the plans for a new bridge across the river. "
    "Residents of the district fear that traffic through their streets will grow, but the "
    "alderman says that measures will be taken to prevent that from happening."
)
FOREIGN = {
    "nl": "De gemeenteraad stemde dinsdagavond in met de plannen voor een brug.",
    "de": "Der Stadtrat hat am Dienstagabend den Plänen für eine neue Brücke zugestimmt.",
    "fr": "Le conseil municipal a approuvé mardi soir les plans du nouveau pont.",
    "es": "El ayuntamiento aprobó el martes por la noche los planes para un nuevo puente.",
    "it": "Il consiglio comunale ha approvato martedì sera i piani per un nuovo ponte.",
    "pt": "A câmara municipal aprovou na terça-feira à noite os planos para uma nova ponte.",
    "pl": "Rada miasta zatwierdziła we wtorek wieczorem plany budowy nowego mostu.",
    "sv": "Kommunfullmäktige godkände på tisdagskvällen planerna för en ny bro.",
}


def read_references() -> list[tuple[str, str]]:
    pairs = []
    for path in sorted(REFERENCES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            pairs += [(row["source"], row["reference"]) for row in rows]
    return pairs


def test_other_language() -> None:
    assert is_other_language(ENGLISH, "nl")
    assert not is_other_language(DUTCH, "nl")
    assert not is_other_language(ENGLISH[:100], "nl"), "too short to be sure"
    assert not is_other_language(DUTCH.upper(), "nl")


@pytest.mark.parametrize("language", FOREIGN)
def test_a_sentence_in_another_language(language: str) -> None:
    assert find_output_language(DUTCH, FOREIGN[language]) == [language]
    assert find_output_language(DUTCH, FOREIGN[language].upper()) == [language]


def test_another_script() -> None:
    assert find_output_language(DUTCH, "Городской совет одобрил план") == ["not in Latin letters"]
    assert find_output_language("Он сказал: привет", "Он сказал: привет") == []


@pytest.mark.parametrize(
    "hypothesis",
    [
        ENGLISH,
        ENGLISH.upper(),
        "Ajax - Feyenoord 2-1",
        "Hans van der Meer",
        "Deutsche Bank, Volkswagen and Siemens",
        "Koninklijke Beerschot Voetbal en Atletiek Club is a former Belgian football club.",
        "Verdens Gang is a Norwegian newspaper.",
        "Pierre Bérégovoy commits suicide.",
        "The refrigerator door was open.",
        "https://www.rijksoverheid.nl/onderwerpen/belasting-betalen",
        "14.30 - 15.45",
        "Bien sûr!",
        "",
    ],
)
def test_english_and_names_are_left_alone(hypothesis: str) -> None:
    assert find_output_language(DUTCH, hypothesis) == []


def test_references_are_english_and_their_sources_are_not() -> None:
    pairs = read_references()
    assert [english for dutch, english in pairs if find_output_language(dutch, english)] == []
    long = [dutch for dutch, _ in pairs if len(dutch.split()) > 6]
    found = [find_output_language("", dutch) for dutch in long]
    assert found.count(["nl"]) > 0.98 * len(long)


def test_threads_may_share_it() -> None:
    texts = [*FOREIGN.values(), ENGLISH] * 20
    alone = [find_output_language(DUTCH, text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: find_output_language(DUTCH, text), texts)) == alone


def test_both_checks_may_be_mixed() -> None:
    assert find_output_language(DUTCH, FOREIGN["de"]) == ["de"]
    assert not is_other_language(DUTCH, "nl"), "the choice of languages is each check's own"
    assert find_output_language(DUTCH, FOREIGN["de"]) == ["de"]


@settings(max_examples=200)
@given(st.text(st.characters() | st.sampled_from("aeinst \ud800\u200f\u0301/@")))
def test_any_text_is_read(text: str) -> None:
    assert len(find_output_language("", text)) <= 1


def test_huge_texts_are_read() -> None:
    for text in ("a" * 200_000, "aé \ud800" * 50_000, "/" * 200_000):
        assert len(find_output_language("", text)) <= 1
