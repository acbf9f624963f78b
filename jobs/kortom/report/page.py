"""A page: a body of HTML, styles, scripts, and the data that the scripts show."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import TextIO

MARK = "<!doctype html>\n<!-- a page of kortom -->\n"
"""What every page begins with."""


@dataclass(frozen=True, slots=True)
class Page:
    """Names of the files in `assets/` that make a page.

    body: its HTML, without any data. early: scripts that run before the body is read.
    scripts: run after the data, in this order; they share one scope, of functions alone.
    """

    body: str
    styles: tuple[str, ...]
    early: tuple[str, ...]
    scripts: tuple[str, ...]


def write_page(file: TextIO, page: Page, blocks: Iterable[str]) -> None:
    """Write the page with its data (see `data_block`), one block at a time.

    Its Content-Security-Policy lets nothing run but the scripts and styles that stand in it here,
    and lets it load and send nothing.
    """
    style = "".join(_asset(name) for name in page.styles)
    early = _script(page.early)
    script = _script(page.scripts)
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_source(early)} {_source(script)}",
            f"style-src {_source(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    file.write(f"""{MARK}<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>kortom</title>
<link rel="icon" href="data:,">
<style>{style}</style>
<script>{early}</script>
</head>
<body>
{_asset(page.body)}""")
    file.writelines(blocks)
    file.write(f"<script>{script}</script>\n</body>\n</html>\n")


def _asset(name: str) -> str:
    return (resources.files("kortom.report") / "assets" / name).read_text(encoding="utf-8")


def _script(names: tuple[str, ...]) -> str:
    """The files as one script with a scope of its own."""
    return "\n".join(["(() => {", '"use strict";', *map(_asset, names), "})();"])


def _source(text: str) -> str:
    """How the policy names an inline script or style."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
