"""Numbers in Dutch and English text: what their digits and words can mean."""

from kortom.numerals.either import (
    CHECKED_WORDS,
    NUMBER_WORDS,
    Numeral,
    find_number_words,
    find_numerals,
    readings,
)
from kortom.numerals.quantity import Quantity, Value, unexplained
from kortom.numerals.ranges import partners
from kortom.numerals.reader import read_quantities

__all__ = [
    "CHECKED_WORDS",
    "NUMBER_WORDS",
    "Numeral",
    "Quantity",
    "Value",
    "find_number_words",
    "find_numerals",
    "partners",
    "read_quantities",
    "readings",
    "unexplained",
]
