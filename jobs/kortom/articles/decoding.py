"""From bytes to text, strictly: nothing is guessed, replaced or dropped."""

from __future__ import annotations

import codecs
import re

from kortom import errors
from kortom.articles.places import Place
from kortom.errors import ArticleError, KortomError

_LINE_END = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UTF8 = ("utf-8", "utf-8-sig")


def check_encoding(name: str) -> str:
    """The codec's own name for an encoding. KortomError (BAD_ENCODING_NAME) if there is none."""
    try:
        codec = codecs.lookup(name).name
        # The probe refuses codecs that are not for text as it stands in files: hex, zlib, idna.
        "a".encode(codec, "replace")
    except (LookupError, ValueError) as error:
        raise KortomError(errors.BAD_ENCODING_NAME(file="config", value=name)) from error
    return codec


def splits_at_newlines(encoding: str) -> bool:
    """Whether a file in this encoding can be cut into lines before it is decoded."""
    return encoding in _UTF8 or "\n".encode(encoding) == b"\n"


def strip_bom(data: bytes, encoding: str) -> tuple[bytes, int]:
    """The data without a UTF-8 byte order mark, and the mark's length."""
    if encoding in _UTF8 and data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :], len(codecs.BOM_UTF8)
    return data, 0


def decode_file(data: bytes, encoding: str, place: Place) -> str:
    """All of a file as text, without a byte order mark. ArticleError (NOT_DECODABLE)."""
    body, skipped = strip_bom(data, encoding)
    return decode(body, encoding, place, offset=skipped)


def decode(data: bytes, encoding: str, place: Place, *, offset: int = 0) -> str:
    """Bytes that stand at an offset of the file as text. ArticleError (NOT_DECODABLE).

    encoding: as `check_encoding` returned it.
    """
    encoding = "utf-8" if encoding in _UTF8 else encoding
    try:
        return data.decode(encoding)
    except ValueError as error:
        # Some codecs raise a plain UnicodeError that does not say where.
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = count_lines(data[:start].decode(encoding, "replace")) if start else 1
        raise place.error(
            errors.NOT_DECODABLE,
            line=place.line or line,
            encoding=encoding,
            byte=f"0x{data[start]:02x}" if start < len(data) else "missing",
            offset=offset + start,
        ) from error


def count_lines(text: str) -> int:
    """The line (from 1) that text after this text would stand on."""
    return len(_LINE_END.findall(text)) + 1


def check_characters(text: str, place: Place, field: str | None = None) -> str:
    """The same text, if it holds real characters only.

    ArticleError (NUL_IN_TEXT, LONE_SURROGATE): neither can be translated, stored or shown.
    """
    nul = text.find("\0")
    if nul >= 0:
        raise _at(text, nul, place, field, errors.NUL_IN_TEXT)
    match = _SURROGATE.search(text)
    if match:
        char = f"U+{ord(match.group()):04X}"
        raise _at(text, match.start(), place, field, errors.LONE_SURROGATE, char=char)
    return text


def _at(
    text: str,
    position: int,
    place: Place,
    field: str | None,
    template: errors.Template,
    char: str = "",
) -> ArticleError:
    """The error at a record's field, or at the line of a file that is one article."""
    if field is None and place.line is None:
        place = place.at_line(count_lines(text[:position]))
    return place.error(template, field=field, place=place.field_text(field), char=char)
