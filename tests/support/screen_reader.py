"""What a screen reader learns of CapDesk over AT-SPI; run by the system's own Python.

`python3-pyatspi` comes from Debian's packages and is no part of the tests' environment,
so this is a program of its own: it prints JSON.

    screen_reader.py controls            every control there is
    screen_reader.py press NAME          press a button, then print what is announced
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import pyatspi  # type: ignore[import-not-found]  # of the system's Python alone

APP = "CapDesk"
WITHIN_S = 20


def main(words: list[str]) -> None:
    """Do what the command line asks."""
    app = find_app()
    match words:
        case ["controls"]:
            json.dump([described(each) for each in below(app)], sys.stdout)
        case ["press", name]:
            heard: list[str] = []
            pyatspi.Registry.registerEventListener(
                lambda event: heard_one(heard, event), "object:announcement"
            )
            buttons = [
                each
                for each in below(app)
                if each.getRole() == pyatspi.ROLE_PUSH_BUTTON and each.name == name
            ]
            buttons[0].queryAction().doAction(0)
            pyatspi.Registry.start()
            json.dump(heard, sys.stdout)
        case _:
            sys.exit(__doc__)


def heard_one(heard: list[str], event: Any) -> None:  # noqa: ANN401 - pyatspi has no types
    """Note the first announcement, and end."""
    heard.append(str(event.any_data))
    pyatspi.Registry.stop()


def find_app() -> Any:  # noqa: ANN401 - pyatspi has no types
    """Return the program once it is on the accessibility bus."""
    end = time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        for app in pyatspi.Registry.getDesktop(0):
            if app is not None and app.name == APP and app.childCount:
                return app
        time.sleep(0.1)
    sys.exit(f"{APP} did not come to the accessibility bus")


def below(node: Any) -> Iterator[Any]:  # noqa: ANN401 - pyatspi has no types
    """Give every node below one, parents first."""
    for child in node:
        if child is not None:
            yield child
            yield from below(child)


def described(node: Any) -> dict[str, Any]:  # noqa: ANN401 - pyatspi has no types
    """Return what a reader would say of a node."""
    labels = [
        relation.getTarget(place).name
        for relation in node.getRelationSet()
        if relation.getRelationType() == pyatspi.RELATION_LABELLED_BY
        for place in range(relation.getNTargets())
    ]
    states = node.getState()
    return {
        "role": node.getRoleName(),
        "name": node.name,
        "description": node.description,
        "labels": labels,
        "focusable": states.contains(pyatspi.STATE_FOCUSABLE),
        "showing": states.contains(pyatspi.STATE_SHOWING),
    }


main(sys.argv[1:])
