"""Reads the rows of an SQLite file from its pages, whatever of it is damaged.

SQLite finds a row by way of the file's first page and the inner pages of a table; one
of them damaged hides every row behind it. Here each page is looked at on its own. The
format is https://www.sqlite.org/fileformat2.html, sections 1.5, 1.6 and 2.1. It shows
rows that are there and no deleted ones, because the outbox is kept with
`secure_delete`, which leaves zeros where something was deleted.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

Value = int | float | str | bytes | None

MAX_ROW_BYTES = 1 << 20
"""No lead is near that; a damaged length must not ask for all of the memory."""

_MAGIC = b"SQLite format 3\0"
_FILE_HEADER_BYTES = 100
_LEAF_HEADER_BYTES = 8
_TABLE_LEAF = 0x0D
DEFAULT_PAGE_BYTES = 4096
"""What SQLite gives a new file unless told otherwise, since 3.12."""

_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_FLOAT, _ZERO, _ONE = 7, 8, 9
_FIRST_BLOB = 12


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file; which table it is from is not said there.

    Attributes:
        rowid: Its number in its table.
        values: Its columns. An `INTEGER PRIMARY KEY` is None here: it is the rowid.
    """

    rowid: int
    values: tuple[Value, ...]


def raw_rows(content: bytes) -> Iterator[RawRow]:
    """Give every row of every table that can be read, in the order of the pages.

    What is lost of a row that goes on in other pages reads as zeros.

    Args:
        content: The whole file; no part of it is trusted.
    """
    pages = _Pages(content)
    for number in range(1, pages.count + 1):
        yield from pages.rows_of(number)


def _has_header(content: bytes) -> bool:
    return content.startswith(_MAGIC) and len(content) >= _FILE_HEADER_BYTES


class _Pages:
    """The pages of one file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._page_bytes, self._usable_bytes = DEFAULT_PAGE_BYTES, DEFAULT_PAGE_BYTES
        if _has_header(content):
            (page_bytes,) = struct.unpack_from(">H", content, 16)
            page_bytes = 65_536 if page_bytes == 1 else page_bytes
            if page_bytes >= 512 and page_bytes.bit_count() == 1:
                self._page_bytes = page_bytes
                self._usable_bytes = page_bytes - content[20]
        # A file that was cut off may end in half a page.
        self.count = -(-len(content) // self._page_bytes)

    def _page(self, number: int) -> bytes:
        end = number * self._page_bytes
        page = self._content[end - self._page_bytes : end]
        return page.ljust(self._page_bytes, b"\0")

    def rows_of(self, number: int) -> Iterator[RawRow]:
        """Give the rows of one page; none where it is no leaf of a table."""
        page = self._page(number)
        start = _FILE_HEADER_BYTES if number == 1 else 0
        if page[start] != _TABLE_LEAF:
            return
        (cells,) = struct.unpack_from(">H", page, start + 3)
        first = start + _LEAF_HEADER_BYTES
        for pointer in range(first, min(first + 2 * cells, len(page) - 1), 2):
            (offset,) = struct.unpack_from(">H", page, pointer)
            try:
                yield self._row(page, offset)
            except (IndexError, ValueError, struct.error):
                continue  # this one is damaged; its neighbours may be sound

    def _row(self, page: bytes, offset: int) -> RawRow:
        payload_bytes, offset = _varint(page, offset)
        rowid, offset = _varint(page, offset)
        if payload_bytes > MAX_ROW_BYTES:
            raise ValueError("longer than any row of ours")
        local_bytes = self._local_bytes(payload_bytes)
        payload = page[offset : offset + local_bytes]
        if local_bytes < payload_bytes:
            (following,) = struct.unpack_from(">I", page, offset + local_bytes)
            payload += self._overflow(following, payload_bytes - local_bytes)
        if len(payload) != payload_bytes:
            raise ValueError("goes beyond its page")
        return RawRow(_signed(rowid), tuple(_values(payload)))

    def _local_bytes(self, payload_bytes: int) -> int:
        """Return how much of a payload stands in the leaf itself."""
        most = self._usable_bytes - 35
        if payload_bytes <= most:
            return payload_bytes
        least = (self._usable_bytes - 12) * 32 // 255 - 23
        wanted = least + (payload_bytes - least) % (self._usable_bytes - 4)
        return wanted if wanted <= most else least

    def _overflow(self, number: int, wanted_bytes: int) -> bytes:
        parts = []
        missing = wanted_bytes
        while missing and 1 < number <= self.count:
            page = self._page(number)
            (number,) = struct.unpack_from(">I", page)
            parts.append(page[4 : self._usable_bytes][:missing])
            missing -= len(parts[-1])
        return b"".join(parts).ljust(wanted_bytes, b"\0")


def _varint(content: bytes, offset: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and the offset behind it."""
    number = 0
    for position in range(offset, offset + 8):
        number = number << 7 | content[position] & 0x7F
        if not content[position] & 0x80:
            return number, position + 1
    return number << 8 | content[offset + 8], offset + 9


def _signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


def _values(record: bytes) -> Iterator[Value]:
    header_bytes, offset = _varint(record, 0)
    position = header_bytes
    while offset < header_bytes:
        kind, offset = _varint(record, offset)
        value, position = _value(record, kind, position)
        yield value


def _value(record: bytes, kind: int, position: int) -> tuple[Value, int]:
    if kind == 0:
        return None, position
    if kind in {_ZERO, _ONE}:
        return kind - _ZERO, position
    if kind >= _FIRST_BLOB:
        length = (kind - _FIRST_BLOB) // 2
    elif kind == _FLOAT:
        length = 8
    elif kind in _INTEGER_BYTES:
        length = _INTEGER_BYTES[kind]
    else:
        raise ValueError("no kind of value")
    end = position + length
    part = record[position:end]
    if len(part) != length:
        raise ValueError("a value goes beyond its row")
    if kind == _FLOAT:
        (number,) = struct.unpack(">d", part)
        return float(number), end
    if kind < _FIRST_BLOB:
        return int.from_bytes(part, "big", signed=True), end
    # A letter that is damaged costs that letter; the schema's rules judge what is left.
    return (part if kind % 2 == 0 else part.decode(errors="replace")), end
