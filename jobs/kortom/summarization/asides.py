"""Lines of an article that tell no news: bylines, notices to readers, captions, questions."""

from __future__ import annotations

import re

_NOTICE = re.compile(
    r"\W*(?:"
    r"(?:door|van) (?:onze|een van onze|een) (?:\w+ )?"
    r"(?:redact|verslaggever|correspondent|medewerker|sportredact)"
    r"|(?:lees|bekijk|beluister|luister|kijk) (?:hier|ook|meer|verder|terug|de|het|onze)\b"
    r"|(?:volg|klik|meld je|abonneer|reageer|schrijf je|deel dit|stuur)\b"
    r"|(?:foto|beeld|video|bron|illustratie|copyright|fotografie|tekst|correctie)\b\s?[:©|]"
    r"|dit (?:artikel|bericht|stuk|verhaal|interview) (?:is|werd|verscheen|komt|maakt|wordt)\b"
    r"|©)",
    re.IGNORECASE,
)
_NOTICE_WITHIN = re.compile(r"\b(?:dit|ons|het|deze) (?:liveblog|nieuwsbrief)\b", re.IGNORECASE)
_STATEMENT = re.compile(r"[.!…][\"'’”“»)\]]*\s*$")


def is_aside(source: str) -> bool:
    """Whether a Dutch body sentence is better left out of a brief.

    That is a question, a line without a full stop (a caption, a list's item, a table's row), a
    byline, or a notice to the reader ("Lees ook").
    """
    return (
        _STATEMENT.search(source[-40:]) is None
        or _NOTICE.match(source) is not None
        or _NOTICE_WITHIN.search(source) is not None
    )
