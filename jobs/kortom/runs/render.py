"""A record as Markdown for people, and the dataset card of a run."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kortom.doubts import DOUBT_MARK, describe, find_doubts
from kortom.runs.layout import BRIEFS_JSONL, BRIEFS_PARQUET, REPORT
from kortom.values import RECORD_SCHEMA, BriefSentence, Record

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_PAGE_ROW = f"| `{REPORT}` | all of it as a page for a browser, Dutch beside English |\n"
_WEB = re.compile(r"https?://[^\s<>()\"'`\\\x00-\x1f]+")


def escape(text: str) -> str:
    """Text that Markdown shows as it is: an article's text must not become markup."""
    return _SPECIAL.sub(r"\\\1", text)


def render_brief(record: Record, model: str) -> str:
    """The brief with its flags, its source, and the Dutch that each sentence rests on."""
    lines = [f"# {_headline(record)}", ""]
    lines += [" · ".join([*([record.date] if record.date else []), _source(record)]), ""]
    lines += _body(record)
    lines += ["## Flags", "", *_flags(record), ""]
    lines += ["## The Dutch it rests on", "", *_grounds(record), ""]
    lines += [_provenance(model), ""]
    return "\n".join(lines)


def render_digest_entry(record: Record) -> str:
    """One brief as a section of `digest.md`."""
    date = f"{record.date} · " if record.date else ""
    flagged = f" · flags: {', '.join(record.flags)}" if record.flags else ""
    link = f"{date}[the whole brief](briefs/{record.id}.md){flagged}"
    return "\n".join([f"## {_headline(record)}", "", *_body(record), link, ""])


def render_digest_head(new: int, changed: int, removed: Sequence[str], model: str) -> str:
    """The beginning of `digest.md`."""
    gone = f"Removed: {', '.join(map(escape, removed))}.\n\n" if removed else ""
    return f"# Briefs: {new} new, {changed} changed\n\n{gone}{_provenance(model)}\n"


def render_card(
    config_name: str, run_id: str, model: str, signature: str, records: int, *, has_page: bool
) -> str:
    """The run's README.md: a Hugging Face dataset card, so that the folder loads by itself.

    has_page: whether the run has its report.html.
    """
    page = _PAGE_ROW if has_page else ""
    return f"""---
language: [nl, en]
task_categories: [translation, summarization]
pretty_name: kortom {config_name} {run_id}
configs:
- config_name: default
  data_files: {BRIEFS_PARQUET}
---
# English briefs of {records} Dutch article{"" if records == 1 else "s"}

{_provenance(model)}

Made by kortom; signature `{signature}`.

| file | what |
|---|---|
| `briefs.jsonl` | one record a line: the brief, every Dutch sentence, its English, its flags |
| `briefs.parquet` | the same records as typed columns |
| `briefs/` | each brief as Markdown |
{page}| `digest.md` | the briefs that are new or changed since the run before |
| `manifest.json` | config, model hashes, versions, inputs, counts, timings |
| `config.yaml` | the whole config, ready for `kortom run` |
| `SHA256SUMS` | checksums of all files above: `sha256sum -c SHA256SUMS` |

```python
from datasets import load_dataset

briefs = load_dataset("RUN_FOLDER", split="train")                   # typed, from the parquet
briefs = load_dataset("json", data_files="RUN_FOLDER/{BRIEFS_JSONL}", split="train")
```

A record (schema {RECORD_SCHEMA}) holds `id`, `title`, `date`, `language`, `origin`, `sha256` (of
the article as it was read), `brief` (headline and sentences, each with the indices of the Dutch
sentences it rests on), `flags`, the kinds of its `paragraphs`, and its `sentences` (`source` Dutch,
`hypothesis` English, `status`, `flags`). The articles remain their publishers'.
"""


def _source(record: Record) -> str:
    if _WEB.fullmatch(record.origin):
        return f"[source](<{record.origin}>)"
    return f"source: {escape(record.origin)}"


def _body(record: Record) -> list[str]:
    if not record.brief.sentences:
        return ["(No brief: there was no English sentence to choose from.)", ""]
    return [" ".join(_marked(part, record) for part in record.brief.sentences), ""]


def _headline(record: Record) -> str:
    return _marked(record.brief.headline, record) or escape(record.id)


def _marked(part: BriefSentence, record: Record) -> str:
    """The part's text, with a mark if something speaks against it."""
    mark = f" {escape(DOUBT_MARK)}" if find_doubts(part, record) else ""
    return escape(part.text) + mark if part.text else ""


def _flags(record: Record) -> list[str]:
    lines = [f"- article: {name}" for name in record.flags]
    lines += [
        f"- brief: not in the article: {', '.join(map(escape, part.unsupported))}"
        for part in (record.brief.headline, *record.brief.sentences)
        if part.unsupported
    ]
    lines += [f"- {escape(text)}" for sentence in record.sentences for text in describe(sentence)]
    return lines or ["None."]


def _grounds(record: Record) -> list[str]:
    lines = []
    for part in (record.brief.headline, *record.brief.sentences):
        for index in part.sentences:
            lines.append(f"- [{index}] {escape(record.sentences[index].source)}")
    return list(dict.fromkeys(lines)) or ["Nothing."]


def _provenance(model: str) -> str:
    return f"Machine-translated by {escape(model)}"
