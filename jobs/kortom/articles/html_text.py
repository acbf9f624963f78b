"""HTML as it stands in Markdown and in the rows of exports: its text, and nothing of it lost.

Only what is surely markup goes: real tags, comments, doctypes, processing instructions, and
scripts and styles that are closed. The content of a CDATA section is text. Anything else with
angle brackets ("3 < 5", "<naam>", a comment without an end) is text and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from kortom.articles.outline import Outline, OutlineBuilder

_ATTRIBUTE = r"""[\w:.@-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+)"""
# The attributes that are often written without a value; with any word taken for one, "a <b en c>"
# would be a tag.
_SWITCH = (
    r"(?:(?:webkit|moz)?allowfullscreen|async|autoplay|checked|controls|defer|disabled|hidden"
    r"|itemscope|muted|nomodule|nowrap)(?=[\s/>])"
)
_TAG = (
    r"<(?P<close>/?)(?P<name>[a-z][\w:-]*)"
    rf"(?P<attributes>(?:\s+(?:{_ATTRIBUTE}|{_SWITCH}))*)\s*(?P<void>/?)>"
)
_MARK = re.compile(
    rf"(?P<opener><!--|<!\[CDATA\[|<\?(?=[a-z=]))|\]\]>|<!doctype\s+html\b[^<>]*>|{_TAG}",
    re.IGNORECASE,
)
_CDATA, _CDATA_END = "<![cdata[", "]]>"
_CLOSERS = {
    "<!--": re.compile("-->"),
    "<?": re.compile(r"\?>"),
    _CDATA: re.compile(r"\]\]>"),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
}
# Only whole ones: `unescape` alone would make "¬itie" of "&notitie".
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BREAK = "br"
_BLOCKS = _HEADINGS | frozenset(
    """address article aside blockquote body br button caption center dd details dialog dir div dl
    dt fieldset figcaption figure footer form head header hgroup hr html iframe legend li main menu
    nav noscript ol optgroup option p pre section select summary table tbody td textarea tfoot th
    thead title tr ul video""".split()
)
_ELEMENTS = _BLOCKS | frozenset(
    """a abbr acronym applet area audio b base basefont bdi bdo big blink canvas cite code col
    colgroup data datalist del dfn em embed font frame frameset i img input ins kbd label link map
    mark marquee meta meter nobr noframes object output param picture progress q rp rt ruby s samp
    script slot small source span strike strong style sub sup svg template time track tt u
    var wbr""".split()
)
# What Word leaves behind, such as <o:p>.
_WORD = ("o:", "v:", "w:", "st1:")


@dataclass(frozen=True, slots=True)
class Part:
    """The text between two block tags, entities decoded, `<br>` a line break.

    level: "h1" to "h6" within a heading, else "".
    """

    level: str
    text: str


def is_html(text: str) -> bool:
    """Whether a text holds tags that make paragraphs, lines or headings, so that it is HTML."""
    return bool(_block_tags(text))


def read_html(html: str) -> Outline:
    """The blocks of HTML. Where `<br>` is its only block tag, the rules of plain text hold."""
    builder = OutlineBuilder()
    only_breaks = _block_tags(html) <= {_BREAK}
    for part in html_parts(html):
        if part.level:
            builder.heading(part.level, part.text)
        elif only_breaks:
            builder.unmarked(part.text)
        else:
            builder.body(part.text)
    return builder.build()


def html_text(html: str) -> str:
    """The text of HTML, a blank line at each block tag."""
    return "\n\n".join(part.text for part in html_parts(html))


def html_parts(html: str) -> Iterator[Part]:
    """The parts of HTML that are not blank, in their order."""
    kept: list[str] = []
    level = previous = ""
    for run, tag in _runs(html):
        name = tag.removeprefix("/")
        text = _ENTITY.sub(lambda match: unescape(match[0]), run)
        # A line of source that ends at a <br> is no second line break.
        if previous == _BREAK:
            text = text.lstrip(" \t").removeprefix("\r").removeprefix("\n")
        if name == _BREAK:
            text = text.rstrip(" \t").removesuffix("\n").removesuffix("\r") + "\n"
        kept.append(text)
        if (name in _BLOCKS and name != _BREAK) or not tag:
            text = "".join(kept)
            if text.strip():
                yield Part(level, text)
            kept = []
            level = tag if tag in _HEADINGS else ""
        previous = name


def _block_tags(html: str) -> set[str]:
    return {match["name"].lower() for match in _MARK.finditer(html) if match["name"]} & _BLOCKS


def _runs(html: str) -> Iterator[tuple[str, str]]:
    """The text before each piece of markup, and the name of the tag there: "p", "/p", or "-" for
    what is no tag. The last name is ""."""
    ends = _Ends(html)
    start = position = 0
    while match := _MARK.search(html, position):
        end = ends.after(match)
        if end is None:
            position = match.start() + 1
            continue
        tag = match["close"] + match["name"].lower() if match["name"] else "-"
        yield html[start : match.start()], tag
        start = position = end
    yield html[start:], ""


class _Ends:
    """Knows where each piece of markup ends. A closer that was sought in vain is not sought again:
    else a text full of openers would take quadratic time."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._hopeless: set[str] = set()
        self._cdata_end = -1

    def after(self, match: re.Match[str]) -> int | None:
        """The position after the markup that starts there; None if that is text."""
        if match["name"]:
            return self._after_tag(match)
        if match["opener"] is None:
            if match[0] != _CDATA_END:
                return match.end()
            return match.end() if match.start() == self._cdata_end else None
        opener = match["opener"].lower()
        if opener != _CDATA:
            # From within the opener: "<!-->" is a comment too.
            return self._closer(opener, match.start() + 2, start=False)
        if match.start() > self._cdata_end:
            found = self._closer(opener, match.end(), start=True)
            if found is None:
                return None
            self._cdata_end = found
        return match.end()

    def _after_tag(self, match: re.Match[str]) -> int | None:
        name = match["name"].lower()
        bare = not (match["close"] or match["attributes"] or match["void"])
        if bare and name not in _ELEMENTS and not name.startswith(_WORD):
            return None
        if name in _CLOSERS and not match["close"] and not match["void"]:
            return self._closer(name, match.end(), start=False) or match.end()
        return match.end()

    def _closer(self, opener: str, position: int, *, start: bool) -> int | None:
        """Where the closer of an opener starts or ends."""
        if opener in self._hopeless:
            return None
        found = _CLOSERS[opener].search(self._html, position)
        if found is None:
            self._hopeless.add(opener)
            return None
        return found.start() if start else found.end()
