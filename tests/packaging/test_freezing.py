"""What is frozen: what stays, what goes, and what is said of it."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from freezing import leave_out, licences, system_licences, windows_version
from freezing.reached import reached

QT = "PySide6/Qt"


@pytest.mark.parametrize(
    "place",
    [
        f"{QT}/lib/libQt6Network.so.6",
        f"{QT}/lib/QtWidgets.framework/Versions/A/QtWidgets",
        f"{QT}/plugins/platforms/libqxcb.so",
        f"{QT}/plugins/platforms/libqwayland.so",
        "PySide6/plugins/platforms/qwindows.dll",
        f"{QT}/plugins/platforms/libqcocoa.dylib",
        f"{QT}/plugins/iconengines/libqsvgicon.so",
        "tzdata/zoneinfo/Europe/London",
        "capdesk/resources/sample-pack.json",
    ],
)
def test_what_is_of_use_stays(place: str) -> None:
    """A window on each platform, icons, the one time zone, and our own files."""
    assert leave_out.is_of_use(place)


@pytest.mark.parametrize(
    "place",
    [
        f"{QT}/plugins/platformthemes/libqgtk3.so",
        f"{QT}/plugins/platforms/libqvnc.so",
        f"{QT}/plugins/imageformats/libqtiff.so",
        f"{QT}/plugins/wayland-graphics-integration-server/libqt-wayland.so",
        f"{QT}/plugins/tls/libqopensslbackend.so",
        f"{QT}/translations/qt_cy.qm",
        f"{QT}/qml/QtQuick/libqtquick2plugin.so",
        "PySide6/opengl32sw.dll",
        "PySide6/Qt6QmlModels.dll",
        f"{QT}/lib/libQt6Quick.so.6",
        f"{QT}/lib/QtPdf.framework/Versions/A/QtPdf",
        "tzdata/zoneinfo/Europe/Paris",
        "libcups.so.2",
    ],
)
def test_what_is_of_no_use_goes(place: str) -> None:
    """Other themes, platforms and formats, QML, translations, other zones."""
    assert not leave_out.is_of_use(place)


def test_each_platform_keeps_its_keyring() -> None:
    """The backends that CapDesk names stay; those that it never names go."""
    for name in ("SecretService", "Windows", "macOS", "macOS.api"):
        assert leave_out.is_module_of_use(f"keyring.backends.{name}")
    for name in ("chainer", "null", "kwallet", "libsecret"):
        assert not leave_out.is_module_of_use(f"keyring.backends.{name}")


def test_library_stays_while_something_asks_for_it() -> None:
    """Libraries go that nothing asks for, and those that only they have asked for."""
    asks = {
        "/q/plugin.so": {"liba.so.1", "libc.so.6"},
        "/q/liba.so.1": {"libb.so.2"},
        "/q/libgtk.so.3": {"libgdk.so.3"},
    }
    toc = [
        ("plugins/plugin.so", "/q/plugin.so", "BINARY"),
        ("liba.so.1", "/q/liba.so.1", "BINARY"),
        ("Qt/lib/libb.so.2", "/q/libb.so.2", "BINARY"),
        ("libb.so.2", "Qt/lib/libb.so.2", "SYMLINK"),
        ("libgtk.so.3", "/q/libgtk.so.3", "BINARY"),
        ("libgdk.so.3", "/q/libgdk.so.3", "BINARY"),
        ("libpython3.11.so.1.0", "/q/libpython3.11.so.1.0", "BINARY"),
    ]
    kept = reached(toc, lambda file: asks.get(file, set()))
    assert [place for place, *_ in kept] == [
        *("plugins/plugin.so", "liba.so.1", "Qt/lib/libb.so.2", "libb.so.2"),
        "libpython3.11.so.1.0",
    ]


def test_licences_come_along_and_paths_do_not(tmp_path: Path) -> None:
    """Of a library's metadata its name, version and licences are kept."""
    installed = tmp_path / "thing-1.0.dist-info"
    (installed / "licenses").mkdir(parents=True)
    for name, text in {
        "METADATA": "Name: thing\n",
        "licenses/LICENSE.txt": "All rights granted\n",
        "direct_url.json": '{"url": "file:///home/somebody"}',
        "INSTALLER": "pip",
        "RECORD": "../../bin/thing,,\n",
    }.items():
        (installed / name).write_text(text)
    ((folder, place),) = licences.of_libraries([str(installed)], tmp_path / "to")
    assert place == "thing-1.0.dist-info"
    kept = {
        file.relative_to(folder).as_posix(): file.read_text()
        for file in Path(folder).rglob("*")
        if file.is_file()
    }
    assert kept == {
        "METADATA": "Name: thing\n",
        "licenses/LICENSE.txt": "All rights granted\n",
        "RECORD": "thing-1.0.dist-info/METADATA,,\n"
        "thing-1.0.dist-info/licenses/LICENSE.txt,,\n",
    }
    shutil.rmtree(installed)


def test_pythons_licence_comes_along() -> None:
    """The interpreter in the bundle brings its own licence."""
    ((file, folder),) = licences.of_python()
    assert "PYTHON SOFTWARE FOUNDATION" in Path(file).read_text("utf-8")
    assert folder == "python-licence"


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="no Debian")
def test_licences_of_the_systems_libraries_come_along(tmp_path: Path) -> None:
    """Each package tells its licence once, and what it refers to is there as well."""
    library = next(Path("/lib").glob("*/libc.so.6"))
    written = system_licences.of_files([str(library), str(library)], tmp_path / "to")
    (own, folder), *common = written
    assert folder == "system-licences"
    assert re.fullmatch(r"libc6_[0-9][^:]*\.txt", Path(own).name)
    text = Path(own).read_text("utf-8")
    assert "/usr/share/common-licenses/LGPL-2.1" in text
    assert "LGPL-2.1" in {Path(file).name for file, _ in common}
    assert {folder for _, folder in common} == {"system-licences/common"}


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="no Debian")
def test_a_library_of_nobody_stops_the_build(tmp_path: Path) -> None:
    """What has no licence that is known is not handed out."""
    stray = tmp_path / "libstray.so.1"
    stray.write_bytes(b"")
    with pytest.raises(LookupError, match=r"libstray\.so\.1"):
        system_licences.of_files([str(stray)], tmp_path / "to")


def test_only_what_is_not_pythons_is_the_systems() -> None:
    """Libraries of Python and its packages tell their licences elsewhere."""
    files = [
        f"{sys.prefix}/lib/libqt.so",
        f"{sys.base_prefix}/lib/libpython.so",
        "/lib/z",
    ]
    assert system_licences.from_system(files) == ["/lib/z"]


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("1.2.3", (1, 2, 3, 0)), ("1.2.3rc1", (1, 2, 3, 0)), ("0.1", (0, 1, 0, 0))],
)
def test_windows_shows_the_version(version: str, numbers: tuple[int, ...]) -> None:
    """The numbers are Windows' four, the words have the version as it is."""
    text = windows_version.version_info("capdeskw", version)
    compile(text, "version", "eval")
    assert f"filevers={numbers}" in text
    assert f"StringStruct('ProductVersion', '{version}')" in text
    assert "StringStruct('OriginalFilename', 'capdeskw.exe')" in text
