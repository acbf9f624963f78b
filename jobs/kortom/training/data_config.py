"""What can be configured of a training's data: which files, and what is filtered out of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kortom.config.model import Name, Section

Weight = Annotated[float, Field(ge=0, le=1e6)]
WeightChange = Annotated[str, Field(pattern=r"^[=*][0-9]+(\.[0-9]+)?$")]
Share = Annotated[float, Field(ge=0, le=1)]
Column = Literal["source", "target", "origin", "weight", "-"]


class DataEntry(Section):
    """A file of parallel data.

    columns: of a TSV without a header, "-" for one that is not read. weights: by the origin's name,
    with * and ? as in file names; the first pattern that fits changes the pair's weight.
    """

    path: Name
    columns: tuple[Column, ...] | None = None
    weight: Weight = Field(default=1.0, description="a factor for all of the file")
    weights: dict[str, WeightChange] = Field(
        default={},
        description='by origin: "*0.3" multiplies the weight, "=2" sets it, "=0" leaves it out',
    )


class HeldoutEntry(Section):
    """A file of pairs that the model is scored on, so none of them may be trained on."""

    path: Name
    name: Name
    columns: tuple[Column, ...] | None = None


class FilterSettings(Section):
    """Which pairs are left out: all filters are on by default.

    max_characters: of either side. A model reads 512 pieces, so there is always a limit, and the
    filters need none of their own.
    """

    odd: bool = Field(default=True, description="a side without letters, or without end")
    markup: bool = Field(default=True, description="tags, wiki and placeholders, addresses only")
    max_characters: Annotated[int, Field(ge=1, le=20_000)] = 1000
    copied: bool = Field(default=True, description="the English is the Dutch, left as it was")
    length_ratio: bool = Field(default=True, description="lengths that do not fit together")
    numbers: bool = Field(default=True, description="digits that the other side has not")
    language: bool = Field(default=True, description="a side that is surely in another language")
    duplicates: bool = Field(default=True, description="all but the first of equal pairs")


class AugmentSettings(Section):
    """What share of the pairs is written as articles write, where that changes anything.

    The changed pair takes the place of the one that was read.
    """

    quotes: Share = Field(default=0.0, description="straight quotation marks become curly ones")
    no_full_stop: Share = Field(default=0.0, description="as in headings, on both sides")
    lead_in: Share = Field(default=0.0, description="the first words of the Dutch in capitals")
    capitals: Share = Field(default=0.0, description="both sides of a short pair in capitals")
