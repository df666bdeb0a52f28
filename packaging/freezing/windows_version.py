"""The version and icon that Windows shows of a program's file, from the one number."""

import os
from pathlib import Path

ICON = Path(__file__).parents[1] / "windows" / "capdesk.ico"
_UK_ENGLISH, _UNICODE = 0x0809, 1200
_WORDS = {
    "CompanyName": "The CapDesk contributors",
    "FileDescription": "CapDesk",
    "LegalCopyright": "Apache License 2.0",
    "ProductName": "CapDesk",
}
_TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}),
  kids=[
    StringFileInfo([StringTable("{language:04x}{charset:04x}", [
{strings}
    ])]),
    VarFileInfo([VarStruct("Translation", [{language}, {charset}])]),
  ],
)
"""


def resources(program: str, version: str, work: Path) -> dict[str, str]:
    """Return the options with which PyInstaller's `EXE` puts version and icon in.

    Args:
        program: The name of the file, without `.exe`.
        version: Such as `1.2.3`.
        work: Where there is room to write.

    Returns:
        Nothing where this is not Windows.
    """
    if os.name != "nt":
        return {}
    file = work / f"{program}-version.txt"
    file.write_text(version_info(program, version), encoding="utf-8")
    return {"version": str(file), "icon": str(ICON)}


def version_info(program: str, version: str) -> str:
    """Return a version resource in the words PyInstaller reads.

    Args:
        program: The name of the file, without `.exe`.
        version: Such as `1.2.3`; what follows a third number is left to the strings.
    """
    words = {
        **_WORDS,
        "FileVersion": version,
        "InternalName": program,
        "OriginalFilename": f"{program}.exe",
        "ProductVersion": version,
    }
    strings = (
        f"      StringStruct({name!r}, {text!r})," for name, text in words.items()
    )
    return _TEMPLATE.format(
        numbers=_numbers(version),
        language=_UK_ENGLISH,
        charset=_UNICODE,
        strings="\n".join(strings),
    )


def _numbers(version: str) -> tuple[int, ...]:
    leading = []
    for part in version.split(".")[:3]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        leading.append(int(digits or 0))
    return (*leading, *[0] * (4 - len(leading)))
