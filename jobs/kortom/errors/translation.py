"""E3: translation."""

from __future__ import annotations

from kortom.errors.base import Template

ENGINE_FAILED = Template(
    "E301", "{file}: the article could not be translated: {detail}. The other articles went on."
)
WORKER_DIED = Template(
    "E302",
    "{file}: the worker process that held this article died ({detail}). If memory ran out, lower"
    " run.workers or translate.batch_tokens.",
)
TIMED_OUT = Template(
    "E303",
    "{file}: the article took longer than run.article_timeout_seconds ({seconds:g}). Raise the"
    " limit, or split the article.",
)
