"""The value of a number that is said in several words, as the words come in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kortom.numerals.words import Lexicon


@dataclass(slots=True)
class Sum:
    """The words of a number so far. They are folded, and each is taken only where it fits.

    total: what is complete up to a scale (the 2000 of "two thousand and five"); current: what
    follows it. scale: the largest one so far, else 1. is_ordinal: its last word was, so that it is
    complete. is_bare: it has nothing before its scale ("several million").
    """

    total: Fraction = Fraction(0)
    current: Fraction = Fraction(0)
    lowest_scale: int = 0
    scale: int = 1
    words: int = 0
    is_ordinal: bool = False
    is_bare: bool = False

    @property
    def value(self) -> Fraction:
        return self.total + self.current

    def add_half(self) -> None:
        self.current += Fraction(1, 2)

    def take(self, word: str, lexicon: Lexicon) -> bool:
        """Take the next word; whether the number could go on with it."""
        if word in lexicon.scales:
            taken = self._take_scale(lexicon.scales[word])
        else:
            value, is_ordinal = self._read(word, lexicon)
            taken = value is not None and self._fits(value)
            if taken and value is not None:
                self.current += value
                self.is_ordinal = is_ordinal
        self.words += taken
        return taken

    def _read(self, word: str, lexicon: Lexicon) -> tuple[int | Fraction | None, bool]:
        """The value of a word, and whether it is an ordinal."""
        value = lexicon.cardinal(word)
        if value is not None:
            return value, False
        if self.words and word in lexicon.units:
            return lexicon.units[word], word in lexicon.unit_ordinals
        if not self.words and word in lexicon.half:
            return Fraction(1, 2), False
        return lexicon.ordinal(word), True

    def _fits(self, value: int | Fraction) -> bool:
        if not self.words:
            return True
        if self.current == 0:
            return self.lowest_scale > value
        tail = self.current % 100
        if tail == 0:
            return 0 < value < (1000 if self.current % 1000 == 0 else 100)
        return 0 < value < 10 and tail >= 20 and tail % 10 == 0

    def _take_scale(self, scale: int) -> bool:
        self.is_bare = not self.words
        if scale < 1000:
            if self.current >= 100:
                return False
            self.current = (self.current or Fraction(1)) * scale
            return True
        if self.lowest_scale and scale >= self.lowest_scale:  # a thousand million
            self.total = (self.total + self.current) * scale
        else:
            self.total += (self.current or Fraction(1)) * scale
        self.current = Fraction(0)
        self.lowest_scale = scale
        self.scale = max(self.scale, scale)
        return True
