"""The command: serves a demo stack until it is interrupted."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from contentstack_cma_emulator.emulator import Emulator

DEFAULT_PORT = 8400


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; answers the exit status."""
    options = read_options(arguments)
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        with Emulator(port=options.port, data=options.data) as emulator:
            sys.stdout.write(describe(emulator) + "\n")
            sys.stdout.flush()
            stopped.wait()
    except OSError as error:
        sys.stderr.write(f"contentstack-cma-emulator: {error}\n")
        return 1
    return 0


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="contentstack-cma-emulator", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="port on 127.0.0.1; 0 takes a free one (%(default)s)"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder that keeps the state; without it, it is lost")
    return parser.parse_args(arguments)


def describe(emulator: Emulator) -> str:
    """Answer what a user needs to begin. The credentials are those of a toy account that exists only here."""
    lines = {
        "base URL": emulator.url,
        "stack": f"{emulator.stack.name}, api_key {emulator.stack.api_key}",
        "organization_uid": emulator.organization_uid,
        "authtoken": emulator.authtoken,
        "email, password": f"{emulator.email} {emulator.password}",
        "with 2FA": f"{emulator.tfa_email} {emulator.tfa_password}, TOTP secret {emulator.totp_secret}",
        "management token": emulator.management_token,
        "read-only token": emulator.read_only_management_token,
        "OAuth app": f"{emulator.oauth.app_id}, client_id {emulator.oauth.client_id}",
        "OAuth consent": f"{emulator.oauth.authorize_url}, back to {emulator.oauth.redirect_uri}",
    }
    width = max(map(len, lines)) + 2
    return "\n".join(f"{name:<{width}}{value}" for name, value in lines.items())


if __name__ == "__main__":
    sys.exit(main())
