"""The log: what happened, by ids and codes, never with what people typed."""

from capdesk.logs.formatter import WITHHELD, DiscreetFormatter, describe, is_harmless
from capdesk.logs.log_file import (
    LOG_NAME,
    MAX_LOG_BYTES,
    OLD_LOGS,
    keep_off_streams,
    logging_to,
    start_log,
    stop_log,
)

__all__ = [
    "LOG_NAME",
    "MAX_LOG_BYTES",
    "OLD_LOGS",
    "WITHHELD",
    "DiscreetFormatter",
    "describe",
    "is_harmless",
    "keep_off_streams",
    "logging_to",
    "start_log",
    "stop_log",
]
