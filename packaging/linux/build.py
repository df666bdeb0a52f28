"""Builds the Debian package around a frozen CapDesk; the same input, the same bits.

`nox -s deb` runs it after `nox -s freeze`; docs/install-linux.md says what is where.
"""

import argparse
import gzip
import os
import re
import runpy
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIBRARY = "usr/lib/capdesk"
MACHINE_FOLDER = "etc/capdesk"
PNG_SIZES_PX = (16, 32, 48, 64, 128, 256)

_EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
_NO_DATE_S = 315_532_800  # 1 January 1980
_PROGRAMS = ("capdesk", "capdeskw")
_SIZE_UNIT_BYTES = 1024
_ELF = b"\x7fELF"
_NEEDED = re.compile(r"^ +NEEDED +(\S+)$", re.MULTILINE)
_RUN_PATH = re.compile(r"^ +R(?:UN)?PATH +(\S+)$", re.MULTILINE)
_GLIBC = re.compile(r"\bGLIBC_(\d+(?:\.\d+)+)\b")
_KNOWN_LIBRARY = re.compile(r"^\s+(\S+) \(libc6,[^)]*\) => (\S+)$", re.MULTILINE)


def build(bundle: Path, version: str, output: Path, *, level: int = 6) -> Path:
    """Build the package.

    Args:
        bundle: The folder of the frozen program, as it stays.
        version: CapDesk's.
        output: The folder to write to; made if need be.
        level: How hard to compress, from 0 to 9.

    Returns:
        The package.

    Raises:
        subprocess.CalledProcessError: A tool failed; it has said why.
        FileNotFoundError: That is no frozen CapDesk.
    """
    if not (bundle / "capdesk").is_file():
        raise FileNotFoundError(f"{bundle} is no frozen CapDesk: run `nox -s freeze`")
    date_s = int(os.environ.get(_EPOCH_VARIABLE) or bundle.stat().st_mtime)
    architecture = _say("dpkg", "--print-architecture")
    # A release candidate sorts before the release; the package is the first of it.
    debian_version = f"{version.replace('rc', '~rc')}-1"
    output.mkdir(parents=True, exist_ok=True)
    package = output / f"capdesk_{debian_version}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name) / "tree"
        _lay_out(tree, bundle, version, date_s)
        _forget_build_machine(tree / LIBRARY)
        _write_changelog(tree, debian_version, date_s)
        control = _control(tree, debian_version, architecture)
        (tree / "DEBIAN").mkdir()
        (tree / "DEBIAN" / "control").write_text(control, encoding="utf-8")
        (tree / "DEBIAN" / "md5sums").write_text(_sums(tree), encoding="utf-8")
        _settle(tree, date_s)
        subprocess.run(
            # Threads would divide the archive differently on another machine.
            ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{level}", "--threads-max=1",  # noqa: S607 - as installed
             "--build", str(tree), str(package)],
            check=True,
            env={**os.environ, _EPOCH_VARIABLE: str(date_s)},
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return package


def _lay_out(tree: Path, bundle: Path, version: str, date_s: int) -> None:
    shutil.copytree(bundle, tree / LIBRARY, symlinks=True)
    programs = tree / "usr/bin"
    programs.mkdir(parents=True)
    for name in _PROGRAMS:
        (programs / name).symlink_to(f"../lib/capdesk/{name}")
    share = tree / "usr/share"
    _put(HERE / "capdesk.desktop", share / "applications/capdesk.desktop")
    metainfo = (HERE / "capdesk.metainfo.xml").read_text("utf-8")
    _write(
        share / "metainfo/capdesk.metainfo.xml",
        metainfo.replace("@VERSION@", version).replace("@DATE@", _day(date_s)),
    )
    _icons(share / "icons/hicolor")
    documents = share / "doc/capdesk"
    _put(HERE / "copyright", documents / "copyright")
    _put(ROOT / "resources/sample-policy.toml", documents / "examples/policy.toml")
    _put(ROOT / "resources/sample-pack.json", documents / "examples/pack.json")
    _zip(ROOT / "CHANGELOG.md", documents / "changelog.gz")
    _zip(HERE / "capdesk.1", share / "man/man1/capdesk.1.gz")
    (share / "man/man1/capdeskw.1.gz").symlink_to("capdesk.1.gz")
    _put(HERE / "lintian-overrides", share / "lintian/overrides/capdesk")
    (tree / MACHINE_FOLDER / "packs").mkdir(parents=True)


def _forget_build_machine(bundle: Path) -> None:
    """Take the folders of the Python that was frozen out of its libraries.

    They are looked for there first, and on another machine that folder is whoever's.
    """
    for each in _files(bundle):
        if _is_elf(each):
            path = _RUN_PATH.search(_say("objdump", "--private-headers", str(each)))
            if path is not None and not path[1].startswith("$ORIGIN"):
                _say("chrpath", "--delete", str(each))


def _write_changelog(tree: Path, version: str, date_s: int) -> None:
    """Write what Debian's tools read; what has changed stands in CHANGELOG.md."""
    text = (HERE / "changelog").read_text("utf-8")
    text = text.replace("@VERSION@", version)
    text = text.replace("@DATE@", _say("date", "--utc", "-R", f"--date=@{date_s}"))
    place = tree / "usr/share/doc/capdesk/changelog.Debian.gz"
    place.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _icons(theme: Path) -> None:
    drawing = ROOT / "resources/icons/capdesk.svg"
    _put(drawing, theme / "scalable/apps/capdesk.svg")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # It names what it needs by itself, PySide6 above all.
    draw = runpy.run_path(str(ROOT / "packaging/icons.py"))["draw"]
    for size in PNG_SIZES_PX:
        place = theme / f"{size}x{size}/apps/capdesk.png"
        place.parent.mkdir(parents=True)
        if not draw(drawing.read_bytes(), size).save(str(place)):
            raise OSError(f"{place} could not be written")


def _control(tree: Path, version: str, architecture: str) -> str:
    size = sum(each.lstat().st_size for each in tree.rglob("*") if each.is_file())
    text = (HERE / "control").read_text("utf-8")
    for name, value in {
        "VERSION": version,
        "ARCHITECTURE": architecture,
        "SIZE": str(-(-size // _SIZE_UNIT_BYTES)),
        "DEPENDS": ", ".join(depends(tree / LIBRARY)),
    }.items():
        text = text.replace(f"@{name}@", value)
    return text


def depends(bundle: Path) -> list[str]:
    """Return what a bundle takes from Debian: every library that it has not itself.

    `dpkg-shlibdeps` would name Debian's packages of the bundled ones as well, which is
    most of them.

    Raises:
        FileNotFoundError: A library is neither in the bundle nor on this machine.
    """
    libraries = [each for each in _files(bundle) if _is_elf(each)]
    said = _say("objdump", "--private-headers", *map(str, libraries))
    needed = set(_NEEDED.findall(said)) - {each.name for each in bundle.rglob("*")}
    known = dict(_KNOWN_LIBRARY.findall(_say("/sbin/ldconfig", "--print-cache")))
    if missing := needed - known.keys():
        raise FileNotFoundError(f"not installed here: {', '.join(sorted(missing))}")
    packages = {_package_of(Path(known[each])) for each in needed} - {"libc6"}
    symbols = _say("objdump", "--dynamic-syms", *map(str, libraries))
    versions = {tuple(map(int, each.split("."))) for each in _GLIBC.findall(symbols)}
    newest = ".".join(map(str, max(versions)))
    return [f"libc6 (>= {newest})", *sorted(packages)]


def _package_of(library: Path) -> str:
    # The cache has the name before /lib became a link to /usr/lib.
    for place in (library, library.resolve(), Path(f"/usr{library}")):
        done = subprocess.run(
            ["dpkg-query", "--search", str(place)],  # noqa: S607 - as installed
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    raise FileNotFoundError(f"{library} belongs to no package")


def _files(folder: Path) -> Iterator[Path]:
    return (
        each
        for each in sorted(folder.rglob("*"))
        if each.is_file() and not each.is_symlink()
    )


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF


def _sums(tree: Path) -> str:
    import hashlib

    lines = (
        f"{hashlib.md5(each.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {each.relative_to(tree)}\n"
        for each in _files(tree)
        if "DEBIAN" not in each.relative_to(tree).parts
    )
    return "".join(lines)


def _settle(tree: Path, date_s: int) -> None:
    """Give all files the modes and times that do not tell who built them, and when."""
    for each in (tree, *tree.rglob("*")):
        if each.is_symlink():
            os.utime(each, (date_s, date_s), follow_symlinks=False)
            continue
        is_program = each.is_file() and each.parent == tree / LIBRARY
        each.chmod(0o755 if each.is_dir() or is_program else 0o644)
        os.utime(each, (date_s, date_s))


def _put(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def _zip(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(gzip.compress(source.read_bytes(), 9, mtime=0))


def _day(date_s: int) -> str:
    return _say("date", "--utc", f"--date=@{date_s}", "+%Y-%m-%d")


def _say(*command: str) -> str:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def main() -> None:
    """Read the command line and build."""
    version = runpy.run_path(str(ROOT / "packaging/release/check_tag.py"))[
        "the_version"
    ]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / "capdesk")
    parser.add_argument("--version", default=version())
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    if not re.fullmatch(r"\d+\.\d+\.\d+(?:rc\d+|\.dev\d+)?", options.version):
        parser.error(f"{options.version} is not a version such as 1.2.3 or 1.2.3rc1")
    print(build(options.bundle, options.version, options.output))


if __name__ == "__main__":
    main()
