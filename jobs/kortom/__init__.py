"""kortom: Dutch news in, short English briefs out."""

__version__ = "0.3.0"
