"""E7: ping, metrics and log."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

PING_ADDRESS = Template(
    "E701",
    "{option} or KORTOM_PING: not an address to ping: {detail}. Give one like"
    " https://ping.example/your-check. (It is a secret, and not shown here.)",
    Exit.USAGE,
)
PING_FAILED = Template(
    "E702", "the ping of the run's {event} failed: {detail}. The run does not depend on it."
)
METRICS_NOT_WRITTEN = Template(
    "E703",
    "{file}: the metrics cannot be written: {detail}. Make its folder, and give the job's user the"
    " right to write there. The run does not depend on it.",
)
LOG_NOT_WRITABLE = Template(
    "E704",
    "{file}: the log cannot be written: {detail}. Make its folder, and give the job's user the"
    " right to write there, or name another file with --log-file.",
    Exit.USAGE,
)
LOG_NOT_WRITTEN = Template(
    "E705",
    "{file}: a line of the log could not be written: {detail}. Others may be missing too. The run"
    " does not depend on it.",
)
