"""Has PySide read what it knows of signatures when somebody first asks for one.

PySide describes its functions to `help()` and in the words of a `TypeError`. The modules
that do it, a generator of stub files among them, are Python source inside a library,
compiled at every start: 30 ms, more than a quarter of what a bare window takes, and the
desk never asks. So they stand empty in their places until something in them is looked
up. Where PySide is made in another way, they are not found here and load as ever.
"""

import builtins
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType

_PACKAGE = "shibokensupport"
# Not `mapping`: PySide's C++ takes a function from its dictionary, where nothing can be
# late.
_LATE = frozenset(
    f"{_PACKAGE}.signature.{name}"
    for name in (
        *("errorhandler", "layout", "parser"),
        *("lib.enum_sig", "lib.pyi_generator", "lib.tool"),
    )
)
# One for all of them, as they import each other.
_running = threading.RLock()


@contextmanager
def late_signatures() -> Iterator[None]:
    """Leave signatures for later, if PySide is first imported in this block."""
    plain = builtins.__import__
    is_on = True

    def import_(
        name: str,
        globals_: Mapping[str, object] | None = None,
        locals_: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        # PySide puts its importer before all others, so only the statement is left.
        if is_on and name.startswith(_PACKAGE):
            for each in fromlist or ():
                _put_off(name, each)
        return plain(name, globals_, locals_, fromlist or (), level)

    vars(builtins)["__import__"] = import_
    try:
        yield
    finally:
        # PySide has put hooks of its own in front of ours, and one of them stays.
        is_on = False
        if builtins.__import__ is import_:
            builtins.__import__ = plain


class _LateModule(ModuleType):
    """A module that runs its code when a name in it is first looked up."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__ = spec
        # PySide publishes its modules under other names by writing into their specs.
        self._late_name: str | None = spec.name

    def __getattr__(self, name: str) -> object:
        # `__path__` and the like are asked for by whoever looks at modules, not into one.
        if not name.startswith("__"):
            with _running:
                self._run_late()
            if name in vars(self):
                return vars(self)[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def _run_late(self) -> None:
        """Run the code, unless it has been run or is just being run."""
        own_name, self._late_name = self._late_name, None
        spec = self.__spec__
        if own_name is None or spec is None or spec.loader is None:
            return
        published_name, spec.name = spec.name, own_name
        try:
            spec.loader.exec_module(self)
        finally:
            spec.name = published_name


def _put_off(package_name: str, name: str) -> None:
    """Put an empty module into its place, if it is one of those and is not there yet."""
    full_name = f"{package_name}.{name}"
    if full_name not in _LATE or full_name in sys.modules:
        return
    package = sys.modules.get(package_name)
    # From files rather than from its library, PySide is read by Python's own importer.
    find = getattr(getattr(package, "__loader__", None), "find_spec", None)
    spec = find(full_name, None) if find is not None else None
    if isinstance(spec, ModuleSpec):
        sys.modules[full_name] = module = _LateModule(spec)
        setattr(package, name, module)
