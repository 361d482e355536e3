"""hall.toml, checked whole before anything starts.

Every error is one sentence that names the file, the key and the remedy.
"""

from gateway.config.file import Config, ConfigError, load

__all__ = ["Config", "ConfigError", "load"]
