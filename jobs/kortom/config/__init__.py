"""The config: one validated, frozen value, and how it is loaded."""

from kortom.config.load import LoadedConfig, load_config
from kortom.config.model import Config, config_hash, to_yaml

__all__ = ["Config", "LoadedConfig", "config_hash", "load_config", "to_yaml"]
