"""Every task of the project, defined once: people, pre-commit and CI call these."""

import os
import platform
import runpy
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["check", "tests"]

HERE = Path(__file__).parent
LOCKS = HERE / "requirements"


def _install_tools(session: nox.Session, lock: str) -> None:
    """Put the locked packages into the session."""
    session.install("--require-hashes", "--no-deps", "-r", str(LOCKS / f"{lock}.txt"))


def _install(session: nox.Session, lock: str) -> None:
    """Put the locked packages, then CapDesk itself (editable), into the session."""
    # What a session starts, often hundreds of times, is not compiled anew each time: a
    # person may have asked for that elsewhere, but these folders are nox's and git's to
    # ignore. Python takes an empty value for none.
    session.env["PYTHONDONTWRITEBYTECODE"] = ""
    _install_tools(session, lock)
    # The build backend is in the lock too, so nothing unlocked is fetched to build.
    session.install("--no-deps", "--no-build-isolation", "-e", str(HERE))


@nox.session
def practice(session: nox.Session) -> None:
    """Open the window in practice mode: no key, no network, nothing kept."""
    _install(session, "practice")
    session.run("capdesk", "--practice", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the quick suite; what it needs beyond Python is skipped with a reason."""
    _install(session, "dev")
    session.run(
        "pytest",
        *("-m", "not slow", "--ignore=tests/bench"),
        # As many at a time as there are cores; whoever is done helps the others.
        *("-n", "auto", "--dist", "worksteal"),
        *session.posargs,
    )


@nox.session
def promise(session: nox.Session) -> None:
    """Attack the promise: crashes, cut power, broken disks, two programs at once."""
    _install(session, "dev")
    # What is packed has sessions of its own.
    packed = ("debian_package", "windows_installer")
    # These hold the program to so many seconds, megabytes or turns at a lock, so nothing
    # else is to run beside them.
    alone = ("network", "quit", "two_programs")
    pytest = ("pytest", "-m", "slow", "--timeout=900")
    session.run(
        *(*pytest, "tests/slow", "-n", "2", "--dist", "worksteal"),
        *(f"--ignore=tests/slow/{name}" for name in (*packed, *alone)),
        *session.posargs,
    )
    session.run(*pytest, *(f"tests/slow/{name}" for name in alone), *session.posargs)


@nox.session
def pictures(session: nox.Session) -> None:
    """Drive the real window and take the pictures of README and guide anew."""
    _install(session, "dev")
    session.run("pytest", "tests/pictures", "-m", "slow", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Lint, types and layers."""
    _install(session, "dev")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports", "--no-cache")


@nox.session(name="format")
def format_(session: nox.Session) -> None:
    """Put the code into the project's format and apply ruff's safe fixes."""
    _install(session, "dev")
    session.run("ruff", "check", "--fix-only", ".")
    session.run("ruff", "format", ".")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the figures the project holds itself to; ratios taken in one run."""
    _install(session, "dev")
    session.run(
        "pytest",
        "tests/bench",
        "-s",
        "--timeout=300",
        *session.posargs,
    )


@nox.session
def freeze(session: nox.Session) -> None:
    """Freeze the program into `dist/capdesk`: what users get, without an installer."""
    _install(session, "freeze")
    session.run("python", "packaging/freezing/build.py", *session.posargs)


@nox.session
def smoke(session: nox.Session) -> None:
    """Use `dist/capdesk` and the source tree from the outside, as people do."""
    _install(session, "dev")
    parallel = ("-n", "2", "--dist", "worksteal")
    session.run("pytest", "tests/smoke", "-m", "slow", *parallel, *session.posargs)


@nox.session
def reproducible(session: nox.Session) -> None:
    """Freeze the program twice, and compare the two to the last bit."""
    _install(session, "dev")
    test = "tests/freezing/test_reproducible.py"
    session.run("pytest", test, "-m", "slow", "-s", *session.posargs)


@nox.session
def frozen_figures(session: nox.Session) -> None:
    """Measure the frozen program against a bare window that is frozen the same way."""
    _install(session, "dev")
    folder = HERE / "build" / "figures"
    for name in ("capdesk", "bare"):
        session.run(
            *("python", "packaging/freezing/build.py", "--dist", str(folder)),
            *("--spec", f"packaging/{name}.spec", "--work", f"build/figures-{name}"),
        )
    session.run(
        *("pytest", "tests/freezing/test_figures.py", "-m", "slow", "-s"),
        *session.posargs,
        env={"CAPDESK_FIGURES": str(folder)},
    )


@nox.session
def deb(session: nox.Session) -> None:
    """Build the Debian package around `dist/capdesk`; `deb_tried` checks it."""
    _install(session, "dev")
    session.run("python", "packaging/linux/build.py", *session.posargs)


@nox.session
def deb_tried(session: nox.Session) -> None:
    """Install, use, upgrade and remove the package in a throw-away system; as root."""
    _install(session, "dev")
    session.run("pytest", "tests/slow/debian_package", "-m", "slow", *session.posargs)


@nox.session
def windows_installer(session: nox.Session) -> None:
    """Install, upgrade and remove the Windows installer with wine; try its signing."""
    _install(session, "dev")
    session.run(
        "pytest", "tests/slow/windows_installer", "-m", "slow", *session.posargs
    )


@nox.session(venv_backend="none")
def windows_pack(session: nox.Session) -> None:
    """Build the Windows installer: `nox -s windows_pack -- FOLDER [--sign]`."""
    script = "packaging/windows/build.py"
    session.run(sys.executable, script, *session.posargs, external=True)


@nox.session(venv_backend="none")
def macos_image(session: nox.Session) -> None:
    """Sign the frozen program on macOS and put it into a disk image."""
    version = runpy.run_path("packaging/release/check_tag.py")["the_version"]()
    image = f"dist/CapDesk-{version}-{platform.machine()}.dmg"
    session.run("packaging/macos/image.sh", "dist/CapDesk.app", image, external=True)


@nox.session
def release_lint(session: nox.Session) -> None:
    """Lint the workflows: holes that an attacker could use, and what GitHub reads."""
    _install_tools(session, "release")
    workflows = [str(file) for file in sorted(Path(".github/workflows").glob("*.yml"))]
    session.run("zizmor", "--offline", "--persona=pedantic", *workflows)
    schema = ("--builtin-schema", "vendor.github-workflows")
    session.run("check-jsonschema", *schema, *workflows)


@nox.session
def audit(session: nox.Session) -> None:
    """Look every locked package up among the known vulnerabilities; needs a network."""
    _install_tools(session, "release")
    session.run("python", "packaging/release/audit.py")


@nox.session
def bill_of_materials(session: nox.Session) -> None:
    """Write what a release contains to `dist`, as CycloneDX."""
    _install_tools(session, "release")
    session.run("python", "packaging/release/bill_of_materials.py", "dist")


@nox.session(venv_backend="none")
def lock(session: nox.Session) -> None:
    """Write the hash-locked requirements anew; `nox -s lock -- --upgrade` renews them."""
    targets = {
        "nox": ("--group", "nox"),
        "run": ("pyproject.toml",),
        "practice": ("pyproject.toml", "--group", "build"),
        "dev": ("pyproject.toml", "--group", "dev"),
        # What is frozen is what was tested.
        "freeze": (
            *("pyproject.toml", "--group", "build", "--group", "freeze"),
            *("--constraints", "requirements/dev.txt"),
        ),
        "release": ("--group", "release"),
    }
    uv = Path(sys.executable).with_name("uv" + (".exe" if os.name == "nt" else ""))
    for name, groups in targets.items():
        session.run(
            str(uv), "pip", "compile", *groups, *session.posargs,
            "--universal", "--python-version", "3.11", "--generate-hashes",
            "--no-emit-index-url", "--no-emit-find-links", "--quiet",
            "--custom-compile-command", "nox -s lock",
            "--output-file", f"requirements/{name}.txt",
            external=True,
        )  # fmt: skip
