"""Every task of the project, defined once: people, pre-commit and CI call these."""

import os
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


def _install(session: nox.Session, lock: str) -> None:
    """Put the locked packages, then CapDesk itself (editable), into the session."""
    session.install("--require-hashes", "--no-deps", "-r", str(LOCKS / f"{lock}.txt"))
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
    session.run("pytest", "tests/slow", "-m", "slow", "--timeout=900", *session.posargs)


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
        "--benchmark-only",
        "-s",
        "--timeout=300",
        *session.posargs,
    )


@nox.session(venv_backend="none")
def lock(session: nox.Session) -> None:
    """Write the hash-locked requirements anew; `nox -s lock -- --upgrade` renews them."""
    targets = {
        "nox": ("--group", "nox"),
        "run": ("pyproject.toml",),
        "practice": ("pyproject.toml", "--group", "build"),
        "dev": ("pyproject.toml", "--group", "dev"),
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
