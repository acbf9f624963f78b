"""kortom: Dutch news in, short English briefs out."""

__version__ = "0.1.0"
