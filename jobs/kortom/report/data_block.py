"""Data inside a page: JSON in a script element that no browser runs."""

from __future__ import annotations

import re
from typing import Any

from kortom.values import canonical_json

_UNSAFE = re.compile("[<>&\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def data_block(name: str, value: Any) -> str:
    """`value` as a line of HTML. name: what the page's script asks for, a plain word.

    Nothing in it can end the element or begin a comment: `<`, `>`, `&` stand as JSON escapes. So do
    lone surrogates, which UTF-8 has no bytes for. ValueError for NaN.
    """
    return f"{block_start(name)}{_json(value)}</script>\n"


def block_start(name: str) -> str:
    """What a line with a block of that name begins with, and no other line."""
    return f'<script type="application/json" data-name="{name}">'


def _json(value: Any) -> str:
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", canonical_json(value))
