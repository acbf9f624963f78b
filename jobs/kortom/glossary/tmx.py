"""Glossaries as TMX 1.4 (translation memory exchange): one translation unit a term.

A unit's Dutch and English variants (`tuv`) are its forms, so plurals stand in a unit with as many
`tuv` of each language, or with one English for all. `<prop type="case">exact</prop>` in a unit is
its case rule.
"""

from __future__ import annotations

import io
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges

from kortom import errors
from kortom.errors import KortomError
from kortom.glossary.languages import language_of
from kortom.glossary.rows import Row, field_error

_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Elements of a segment that hold another format's codes, no text."""


def tmx_rows(data: bytes, file: str) -> list[Row]:
    """The rows of a TMX glossary, read as a stream.

    A DOCTYPE may name TMX's DTD, as many tools write it; it is not read. Entities of a file's own
    are refused, since they can grow without bound or fetch other files. Raises KortomError
    (GLOSSARY_XML, GLOSSARY_DIRECTION, GLOSSARY_FIELD; exit 2).
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import make_parser

    reader = _Reader(file)
    parser = make_parser()
    # Without entities the DTD is the only thing outside, and a feature says not to read that:
    # the parser need not refuse a file for naming it.
    parser.setFeature(feature_external_ges, False)
    parser.forbid_external = False
    parser.setContentHandler(reader)
    try:
        parser.parse(io.BytesIO(data))
    except SAXParseException as error:
        detail = f"{error.getMessage()}: mend the XML"
        raise _xml_error(file, error.getLineNumber() or 1, detail) from error
    except DefusedXmlException as error:
        detail = "it declares entities of its own, which are refused: write the text itself"
        raise _xml_error(file, parser.getLineNumber() or 1, detail) from error
    except (LookupError, ValueError) as error:
        detail = f"{error}: save the file as UTF-8"
        raise _xml_error(file, parser.getLineNumber() or 1, detail) from error
    if not reader.has_root:
        raise _xml_error(file, 1, "its root is not <tmx>: export it as TMX")
    return reader.rows


class _Reader(ContentHandler):
    """Collects the rows. What it is in the middle of: a unit, its variants, the open elements."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.has_root = False
        self._file = file
        self._line = 1
        self._language = ""
        self._forms: dict[str, list[str]] = {}
        self._case = ""
        self._text: list[str] | None = None
        self._in_codes = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 (SAX's name)
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        if name == "tmx":
            self.has_root = True
        elif name == "header":
            self._check_direction(attrs.get("srclang", "*all*"))
        elif name == "tu":
            self._line = self._locator.getLineNumber()
            self._forms, self._case = {"nl": [], "en": []}, ""
        elif name == "tuv":
            self._language = language_of(attrs.get("xml:lang") or attrs.get("lang") or "")
        elif name == "seg" or (name == "prop" and attrs.get("type") == "case"):
            self._text = []
        elif name in _CODES:
            self._in_codes += 1

    def characters(self, content: str) -> None:
        if self._text is not None and not self._in_codes:
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        if name in _CODES:
            self._in_codes -= 1
        elif name == "seg" and self._text is not None:
            self._forms.setdefault(self._language, []).append("".join(self._text))
            self._text = None
        elif name == "prop" and self._text is not None:
            self._case, self._text = "".join(self._text), None
        elif name == "tu":
            self._end_unit()

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        # One of the DTD's, which is not read: its text would be left out in silence.
        line = self._locator.getLineNumber()
        raise _xml_error(self._file, line, f"&{name}; is unknown: write the text itself")

    def _check_direction(self, language: str) -> None:
        if language != "*all*" and language_of(language) != "nl":
            line = self._locator.getLineNumber()
            problem = errors.GLOSSARY_DIRECTION(file=self._file, line=line, found=language)
            raise KortomError(problem)

    def _end_unit(self) -> None:
        for language, field in (("nl", "source"), ("en", "target")):
            if not self._forms.get(language):
                detail = f'is missing: give the unit a <tuv xml:lang="{language}"> with a <seg>'
                raise field_error(self._file, self._line, field, detail)
        forms = self._forms
        self.rows.append(Row(self._line, tuple(forms["nl"]), tuple(forms["en"]), self._case))


def _xml_error(file: str, line: int, detail: str) -> KortomError:
    return KortomError(errors.GLOSSARY_XML(file=file, line=line, detail=detail))
