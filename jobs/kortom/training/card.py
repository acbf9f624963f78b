"""The model card of a trained model: a pure function of facts.

The form is that of the Hugging Face hub: a front matter in YAML for machines, then Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import yaml

from kortom.runs.render import escape
from kortom.training.augment import AUGMENTATION_TEXTS
from kortom.training.facts import Base, CardFacts, TestScore, duration
from kortom.training.limits import limits
from kortom.training.sources import NO_NAME, DataSource

__all__ = ["Base", "CardFacts", "TestScore", "model_card"]

_USE = """\
With transformers, in the folder of this file:

```python
import torch
from transformers import MarianMTModel, MarianTokenizer

tokenizer = MarianTokenizer.from_pretrained(".")
# The weights are float16, in which a CPU is slow.
model = MarianMTModel.from_pretrained(".", dtype=torch.float32)
batch = tokenizer(["De gemeenteraad stemt morgen over de brug."], return_tensors="pt")
output = model.generate(**batch, max_new_tokens=128)
print(tokenizer.batch_decode(output, skip_special_tokens=True)[0])
```

With kortom, which also converts it for CTranslate2: `translate.model: FOLDER` in a config, after
`kortom models check FOLDER`. Give it one sentence at a time."""


def model_card(facts: CardFacts) -> str:
    """The whole README.md."""
    sections = (
        _head(facts),
        _section("Limits", (f"- {_inline(warning)}" for warning in limits(facts))),
        _section("Scores", _scores(facts)),
        _section("Use", [_USE]),
        _section("Training data", _data(facts)),
        _section("Recipe", _recipe(facts)),
    )
    body = "\n".join(line for section in sections for line in section)
    return f"---\n{_front_matter(facts)}---\n{body}\n"


def _front_matter(facts: CardFacts) -> str:
    data: dict[str, object] = {
        "language": list(facts.languages),
        "license": facts.licence,
        "pipeline_tag": "translation",
        "library_name": "transformers",
        "tags": ["marian"],
    }
    if facts.base.repository is not None:
        data["base_model"] = facts.base.repository
    if facts.scores:
        names = (test.score.metric.rstrip("0123456789").lower() for test in facts.scores)
        data["metrics"] = list(dict.fromkeys(names))
    # All in ASCII: what YAML takes for a line end is otherwise lost.
    return yaml.safe_dump(data, sort_keys=False)


def _head(facts: CardFacts) -> Iterator[str]:
    source, target = facts.languages
    if facts.base.licence:
        licence = f", licence {facts.base.licence}"
    elif facts.base.repository is not None:
        licence = ", licence: see its page on the hub"
    else:
        licence = ", no licence stated"
    base = f"{facts.base.reference} (SHA-256 {facts.base.digest[:8]}{licence})"
    yield f"# {_inline(facts.name)}"
    yield ""
    yield _inline(
        f"A MarianMT model from {source} to {target} with {facts.parameters / 1e6:,.1f} million"
        f" weights, stored in float16. Its training began with {base} and took"
        f" {duration(facts.seconds)} on {facts.hardware}: {facts.tokens:,} target tokens."
    )
    yield ""


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield from lines
    yield ""


def _scores(facts: CardFacts) -> Iterator[str]:
    if not facts.scores:
        yield "None were measured."
        return
    yield _inline(
        f"On sets that were held out of the training, {facts.decoding}, with 95 % bootstrap"
        " intervals; before: the model that the training began with."
    )
    yield ""
    rows = [
        (
            test.name,
            f"{test.score.n:,}",
            test.score.metric,
            f"{test.score.value:.1f}",
            f"{test.score.low:.1f} to {test.score.high:.1f}",
            "" if test.base is None else f"{test.base:.1f}",
        )
        for test in facts.scores
    ]
    yield from _table(("test set", "sentences", "metric", "score", "interval", "before"), rows)
    yield ""
    for signature in dict.fromkeys(test.score.signature for test in facts.scores):
        yield f"- `{signature}`"


def _data(facts: CardFacts) -> Iterator[str]:
    kept = sum(source.pairs for source in facts.sources)
    lines = f" {facts.failed:,} lines were no pairs." if facts.failed else ""
    yield f"Of {facts.read:,} pairs {kept:,} were used.{lines} Share: of the text that is drawn."
    yield ""
    yield from _table(
        ("source", "pairs", "share", "licence", "from"), [_row(source) for source in facts.sources]
    )
    yield ""
    yield "Left out, each pair under the first filter that it failed:"
    yield ""
    yield from _table(("filter", "pairs"), [(name, f"{n:,}") for name, n in facts.removed])
    yield ""
    if not facts.contaminated:
        yield "There was no held-out set that the data could have been compared with."
    for name, removed in facts.contaminated:
        yield f"- {_inline(name)}: {removed:,} training pairs that stand in it were removed."
    for name, changed in facts.augmented:
        yield f"- {_inline(AUGMENTATION_TEXTS[name])}: {changed:,} pairs."


def _row(source: DataSource) -> tuple[str, ...]:
    return (
        source.origin or NO_NAME,
        f"{source.pairs:,}",
        f"{100 * source.share:.1f} %",
        source.licence or "none stated",
        source.place or "not stated",
    )


def _recipe(facts: CardFacts) -> Iterator[str]:
    yield from ("```", facts.command, "```")
    yield ""
    yield "with this config:"
    yield ""
    yield from ("```yaml", facts.recipe.rstrip("\n"), "```")
    yield ""
    yield ", ".join(f"{escape(name)} {escape(version)}" for name, version in facts.versions)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (columns, ("---",) * len(columns)):
        yield "| " + " | ".join(row) + " |"
    for row in rows:
        yield "| " + " | ".join(map(_inline, row)) + " |"


def _inline(text: str) -> str:
    """A text on one line, shown as it is."""
    return escape(" ".join(text.split()))
