"""A good campaign pack to start from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from capdesk.resources import locate


@pytest.fixture
def tree() -> dict[str, Any]:
    """Give the sample pack as a tree that a test may change."""
    tree: dict[str, Any] = json.loads(locate("sample-pack.json").read_bytes())
    return tree


@pytest.fixture
def write_pack(tmp_path: Path) -> Callable[[object], Path]:
    """Give a function that writes a tree, text or bytes as `launch.json`."""

    def write(content: object) -> Path:
        path = tmp_path / "launch.json"
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8", errors="surrogatepass")
        else:
            path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write
