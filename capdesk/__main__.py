"""Run CapDesk with `python -m capdesk`."""

from capdesk.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
