"""From Dutch sentences to English ones: engines that decode, and the stage around them."""

from kortom.translation.engine import Engine, Search, load_engine

__all__ = ["Engine", "Search", "load_engine"]
