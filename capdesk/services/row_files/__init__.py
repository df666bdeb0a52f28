"""Files of leads, CSV or JSON Lines, read into rows of text and not judged yet."""

from capdesk.services.row_files.reading import MAX_FILE_BYTES, read_rows
from capdesk.services.row_files.rows import (
    AnyRow,
    Remark,
    Row,
    RowFileError,
    UnreadableRow,
)

__all__ = [
    "MAX_FILE_BYTES",
    "AnyRow",
    "Remark",
    "Row",
    "RowFileError",
    "UnreadableRow",
    "read_rows",
]
