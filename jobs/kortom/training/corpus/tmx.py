"""Parallel data as TMX 1.4 (translation memory exchange), read as a stream of any length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges

from kortom import errors
from kortom.articles.places import Place
from kortom.errors import ArticleError, KortomError
from kortom.glossary.languages import language_of
from kortom.training.corpus.fields import make_pair
from kortom.training.corpus.source import MAX_BYTES, Opened
from kortom.training.values import ParallelPair

_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Elements of a segment that hold another format's codes, no text."""

_PIECE = 1 << 16
_FIELDS = {"nl": "source", "en": "target"}


def tmx_pairs(source: Opened) -> Iterator[ParallelPair | ArticleError]:
    """The pairs of a file in either direction, or what is wrong with a unit.

    A unit's first Dutch and first English variant are its pair. A DOCTYPE may name TMX's DTD, which
    is not read; entities of a file's own are refused, since they can grow without bound or fetch
    other files. KortomError (DATA_XML) for what is no TMX; pairs before that place were given.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import make_parser

    file = source.place.file
    parser = make_parser()
    reader = _Reader(source.place, parser.getLineNumber)
    # Without entities the DTD is the only thing outside, and a feature says not to read that:
    # the parser need not refuse a file for naming it.
    parser.setFeature(feature_external_ges, False)
    parser.forbid_external = False
    parser.setContentHandler(reader)
    try:
        while piece := source.data.read(_PIECE):
            parser.feed(piece)
            yield from reader.take()
        parser.close()
    except SAXParseException as error:
        detail = f"{error.getMessage()}: mend the XML"
        raise _xml_error(file, error.getLineNumber(), detail) from error
    except DefusedXmlException as error:
        detail = "it declares entities of its own, which are refused: write the text itself"
        raise _xml_error(file, parser.getLineNumber(), detail) from error
    except (LookupError, ValueError) as error:
        detail = f"{error}: save the file as UTF-8"
        raise _xml_error(file, parser.getLineNumber(), detail) from error
    yield from reader.take()


class _Reader(ContentHandler):
    """Collects pairs until they are taken. It is in the middle of a unit, a variant, a segment."""

    def __init__(self, place: Place, line: Callable[[], int]) -> None:
        super().__init__()
        self._place = place
        self._line = line
        self._made: list[ParallelPair | ArticleError] = []
        self._has_root = False
        self._unit = place
        self._field: str | None = None
        self._texts: dict[str, str] = {}
        self._text: list[str] | None = None
        self._characters = 0
        self._in_codes = 0

    def take(self) -> list[ParallelPair | ArticleError]:
        """What was collected since the last time."""
        made, self._made = self._made, []
        return made

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (SAX's name)
        if not self._has_root:
            if name != "tmx":
                raise self._error("its root is not <tmx>: export it as TMX")
            self._has_root = True
        elif name == "tu":
            self._unit = self._place.at_line(self._line())
            self._texts, self._characters = {}, 0
        elif name == "tuv":
            language = language_of(attrs.get("xml:lang") or attrs.get("lang") or "")
            self._field = _FIELDS.get(language)
        elif name == "seg":
            self._text = []
        elif name in _CODES:
            self._in_codes += 1

    def characters(self, content: str) -> None:
        if self._text is not None and not self._in_codes and self._characters <= MAX_BYTES:
            self._characters += len(content)
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        if name in _CODES:
            self._in_codes -= 1
        elif name == "seg" and self._text is not None:
            if self._field:
                self._texts.setdefault(self._field, "".join(self._text))
            self._text = None
        elif name == "tu":
            self._made.append(self._pair())

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        # One of the DTD's, which is not read: its text would be left out in silence.
        raise self._error(f"&{name}; is unknown: write the text itself")

    def _pair(self) -> ParallelPair | ArticleError:
        if self._characters > MAX_BYTES:
            return self._unit.error(errors.PAIR_LONG, limit=MAX_BYTES)
        try:
            return make_pair(self._texts, self._unit)
        except ArticleError as error:
            return error

    def _error(self, detail: str) -> KortomError:
        return _xml_error(self._place.file, self._line(), detail)


def _xml_error(file: str, line: int | None, detail: str) -> KortomError:
    return KortomError(errors.DATA_XML(file=file, line=line or 1, detail=detail))
