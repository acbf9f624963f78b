"""From Dutch sentences to English ones: engines that decode, and the stage around them."""

from kortom.translation.engine import Engine, load_engine

__all__ = ["Engine", "load_engine"]
