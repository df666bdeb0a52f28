"""The list of libraries comes from what is installed, not from memory."""

import sys
from pathlib import Path

import pytest

from capdesk.ui.help.licences import shipped_libraries, system_libraries


def _install(folder: Path, name: str, *lines: str, texts: dict[str, str]) -> None:
    """Put the metadata of a made-up library into a folder of libraries."""
    place = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    place.mkdir()
    metadata = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *lines]
    (place / "METADATA").write_text("\n".join(metadata) + "\n", encoding="utf-8")
    for file, text in texts.items():
        (place / file).parent.mkdir(exist_ok=True)
        (place / file).write_text(text, encoding="utf-8")
    record = "".join(f"{place.name}/{file},,\n" for file in ("METADATA", *texts))
    (place / "RECORD").write_text(record, encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that libraries may be installed into."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return tmp_path


def test_libraries_of_libraries_ship_too(installed: Path) -> None:
    """Requirements are followed to the end, circles included; extras are not."""
    _install(
        installed,
        "our-program",
        "Requires-Dist: First.Lib>=1",
        'Requires-Dist: not-here; sys_platform == "elsewhere"',
        texts={},
    )
    _install(
        installed,
        "first-lib",
        "License-Expression: MIT",
        "Requires-Dist: second-lib (<2)",
        'Requires-Dist: extra-lib; extra == "docs"',
        texts={"licenses/LICENSE": "Do as you like.\n"},
    )
    _install(
        installed,
        "second-lib",
        "Classifier: License :: OSI Approved :: BSD License",
        "Requires-Dist: first-lib",
        texts={},
    )
    _install(installed, "extra-lib", texts={})
    first, second = shipped_libraries("our-program")
    assert (first.name, first.version, first.licence) == ("first-lib", "1.0", "MIT")
    assert first.texts == ("Do as you like.",)
    assert (second.name, second.licence, second.texts) == (
        "second-lib",
        "BSD License",
        (),
    )


def test_a_whole_licence_is_not_taken_for_its_name(installed: Path) -> None:
    """Where the field for the name holds the text, the classifier is asked."""
    _install(installed, "our-program", "Requires-Dist: wordy", texts={})
    _install(
        installed,
        "wordy",
        "License: Permission is hereby granted",
        "        to everybody.",
        "Classifier: License :: OSI Approved :: MIT License",
        texts={},
    )
    (wordy,) = shipped_libraries("our-program")
    assert wordy.licence == "MIT License"


def test_a_licence_that_only_its_text_names(installed: Path) -> None:
    """Where no field has the name, the title of the text is it; other text is none."""
    _install(
        installed,
        "our-program",
        "Requires-Dist: titled",
        "Requires-Dist: untitled",
        texts={},
    )
    titled = {"licenses/LICENSE": "The MIT License (MIT)\n\nCopyright somebody\n"}
    _install(installed, "titled", texts=titled)
    _install(installed, "untitled", texts={"licenses/LICENSE": "Copyright somebody\n"})
    found = {each.name: each.licence for each in shipped_libraries("our-program")}
    assert found == {"titled": "The MIT License (MIT)", "untitled": ""}


def test_every_library_of_ours_names_its_licence() -> None:
    """Of what really ships, each has a licence by name and Qt is among them."""
    libraries = shipped_libraries()
    assert all(each.licence for each in libraries)
    names = {each.name.lower().replace("_", "-") for each in libraries}
    assert {"pyside6-essentials", "shiboken6", "httpcore", "cryptography"} <= names
    assert "capdesk" not in names
    assert "pytest" not in names


def test_libraries_of_the_system_are_named_with_their_texts(tmp_path: Path) -> None:
    """A frozen program has taken some from where it was made; one that is not has none."""
    assert system_libraries(tmp_path / "nothing") == ()
    (tmp_path / "common").mkdir()
    (tmp_path / "libpng16-16_1.6.39-2.txt").write_text("Do as you like.\n")
    (tmp_path / "libexpat1_2.5.0-1.txt").write_text("Likewise.\n")
    first, second = system_libraries(tmp_path)
    assert (first.name, first.version) == ("libexpat1", "2.5.0-1")
    assert (second.name, second.texts) == ("libpng16-16", ("Do as you like.",))
