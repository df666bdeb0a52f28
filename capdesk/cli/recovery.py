"""`capdesk recovery new`: makes the key that opens the leads of any laptop of a fleet."""

from argparse import Namespace
from pathlib import Path

from capdesk.cli.console import Console
from capdesk.cli.secret_files import make_secret_file


def new(options: Namespace, console: Console) -> int:
    """Make a key pair; the private half goes into a file, the public half is printed."""
    from pyrage import x25519

    target = Path(options.file)
    key = x25519.Identity.generate()
    public = str(key.to_public())
    made = console.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    # As age-keygen writes it, so that `age -d -i FILE` opens what is sealed to it.
    text = f"# CapDesk recovery key, created: {made}\n# public key: {public}\n{key}\n"
    make_secret_file(target, text.encode())
    console.say(
        f"The private key is in {target}. Whoever has it can read the leads of every"
        " computer whose policy has the line below: keep it off those computers, on a"
        " medium that you lock away, and a copy elsewhere."
    )
    console.say(f'recovery_public_key = "{public}"')
    return 0


COMMANDS = {"new": new}
