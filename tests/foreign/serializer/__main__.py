"""Install the official serializer, or update its lock file, for the Makefile."""

import argparse

from tests.foreign.serializer.program import PACKAGES

COMMANDS = {"install": PACKAGES.install, "lock": PACKAGES.lock, "upgrade": PACKAGES.upgrade}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.foreign.serializer", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    COMMANDS[parser.parse_args().command]()
