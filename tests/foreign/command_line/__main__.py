"""Install the official command line, or update its lock file, for the Makefile."""

import argparse

from tests.foreign.command_line.program import CSDX

COMMANDS = {"install": CSDX.install, "lock": CSDX.lock, "upgrade": CSDX.upgrade}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.foreign.command_line", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    COMMANDS[parser.parse_args().command]()
