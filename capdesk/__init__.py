"""CapDesk: enter leads at a desk and send them to the CAP Gateway."""

__version__ = "0.1.0"
