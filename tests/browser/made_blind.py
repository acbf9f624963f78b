"""Two runs of the same articles, of which a test can tell whose brief is whose."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kortom.comparison.inputs import common_articles, read_run
from kortom.judging.blind import Blind, blind_comparison
from kortom.runs import layout
from kortom.runs.manifest import manifest_to_json
from kortom.values import Record
from tests.browser.made_run import make_manifest, make_record, make_sentence, write_records

SYSTEMS = ("merel", "zwaluw")
"""Names of the configs; no text on the page may hold one."""

MARKS = ("broke out", "started")
"""Words that the briefs of the first and of the second system hold, and the other's do not."""


def news(number: int, system: int) -> Record:
    """Every fourth article has the same brief in both systems."""
    mark = MARKS[0] if number % 4 == 3 else MARKS[system]
    sentences = [
        make_sentence(0, f"Brand {number} in Gent", f"Fire {number} in Ghent"),
        make_sentence(1, f"Er was brand {number}.", f"Fire {number} {mark}."),
        make_sentence(2, "De brandweer kwam.", "The fire service came."),
        make_sentence(3, "Het was kalm.", "It was calm."),
    ]
    return make_record(f"news-{number}", sentences)


def write_run(output: Path, system: int, records: Iterable[Record], name: str = "") -> Path:
    """A run of a system under the folder of all runs."""
    config = name or SYSTEMS[system]
    run_id = f"20261124T06000{system}.000000Z-1a2b3c4d"
    records = list(records)
    folder = output / f"config-{system}" / run_id
    write_records(folder, records)
    manifest = make_manifest(len(records), config_name=config, run_id=run_id)
    path = folder / layout.MANIFEST
    path.write_text(manifest_to_json(manifest), encoding="utf-8", errors="surrogatepass")
    return folder


def write_runs(output: Path, count: int) -> tuple[Path, Path]:
    """Runs of both systems of that many articles."""
    one, other = (
        write_run(output, system, [news(number, system) for number in range(count)])
        for system in range(2)
    )
    return one, other


def blind_of(*folders: Path) -> Blind:
    """The runs made ready for judges."""
    runs = [read_run(folder) for folder in folders]
    return blind_comparison([run.manifest for run in runs], common_articles(runs))
