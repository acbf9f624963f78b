"""A title without what a site puts around it."""

from __future__ import annotations

import re

# What stands behind a dash may be part of the title: only an address is surely the site's name.
_SITE = re.compile(
    r"\s+(?:[-–—|•]\s+(?:www\.)?[\w-]+\.(?:nl|be|eu|com|net|org)|\|\s+[^|]{1,30})\s*$",
    re.IGNORECASE,
)
_MEDIUM = re.compile(
    r"\s*[(\[](?:\+\s?)?(?:met |with )?(?:video|video's|videos|foto|foto's|fotos|photos?|beelden"
    r"|images|update|podcast)[)\]]\s*$",
    re.IGNORECASE,
)


def tidy_title(text: str) -> str:
    """A title, Dutch or English, less a site's name ("- NU.nl", "| De Krant") and "(video)".

    It is left as it is where nothing else would remain.
    """
    tidy = _MEDIUM.sub("", _SITE.sub("", _MEDIUM.sub("", text)))
    return tidy if tidy.strip() else text
