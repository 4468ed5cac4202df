"""The command line: serve a demo stack until interrupted."""

import argparse
import errno
import logging
import signal
import ssl
import sys
import threading
from collections.abc import Sequence

from contentstack_cma_emulator.admin.site import CONTROL
from contentstack_cma_emulator.admin.states.state_file import StateError
from contentstack_cma_emulator.arguments import CREDENTIALS, NAME, read_options
from contentstack_cma_emulator.dotenv import check_dotenv, write_dotenv
from contentstack_cma_emulator.emulator import Emulator
from contentstack_cma_emulator.engine.plan import PlanError
from contentstack_cma_emulator.http.recorder import logger
from contentstack_cma_emulator.http.server import Certificate
from contentstack_cma_emulator.seeding.credentials import CredentialsError
from contentstack_cma_emulator.seeding.seed_file import SeedError

FAILURES = (OSError, SeedError, StateError, CredentialsError, PlanError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status."""
    options = read_options(arguments)
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    log_to_stderr(options.log)
    try:
        if options.env:
            check_dotenv(options.env)
        with make_emulator(options) as emulator:
            if options.env:
                write_dotenv(emulator, options.env)
            sys.stdout.write(describe(emulator) + "\n")
            sys.stdout.flush()
            stopped.wait()
    except FAILURES as error:
        sys.stderr.write(f"{NAME}: {explain(error, options)}\n")
        return 1
    return 0


def make_emulator(options: argparse.Namespace) -> Emulator:
    """Create an emulator with these options."""
    names = (
        "port",
        "data",
        "state",
        "seed",
        "uid_seed",
        "rate_limit",
        "plan",
        "webhook_secrets",
        "request_log",
        *CREDENTIALS,
    )
    certificate = Certificate(options.certfile, options.keyfile) if options.certfile else None
    return Emulator(certificate=certificate, **{name: getattr(options, name) for name in names})


def log_to_stderr(level: str) -> None:
    """Log requests to stderr, from this level up."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger.addHandler(handler)
    logger.setLevel(level.upper())
    logger.propagate = False


def explain(error: OSError | SeedError | StateError | CredentialsError | PlanError, options: argparse.Namespace) -> str:
    """Return why the emulator cannot start, and how to fix it."""
    if isinstance(error, SeedError | StateError | CredentialsError):
        return str(error)
    if isinstance(error, PlanError):
        return f"invalid plan: {error}"
    if error.errno == errno.EADDRINUSE:
        return f"port {options.port} is already in use; choose another with --port, or --port 0 for any free port"
    if isinstance(error, ssl.SSLError):
        key = f" with the key {options.keyfile}" if options.keyfile else ""
        return f"cannot use {options.certfile}{key}: {error.reason or error}; expected a certificate and its key in PEM"
    name = f"{error.filename}: " if error.filename else ""
    return f"{name}{error.strerror or error}"


def describe(emulator: Emulator) -> str:
    """Return the URLs and the credentials of a started emulator as text."""
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
        "OAuth machine app": f"client_id {emulator.machine_oauth.client_id}, "
        f"client_secret {emulator.machine_oauth.client_secret}",
        "OAuth consent": f"{emulator.oauth.authorize_url}, back to {emulator.oauth.redirect_uri}",
    }
    for number, stack in enumerate(emulator.stacks[1:], start=1):
        token = f"management token {stack.management_token}"
        lines[f"seeded stack {number}"] = f"{stack.name}, api_key {stack.api_key}, {token}"
    lines["admin page"] = f"{emulator.url}/"
    lines["control API"] = f"{emulator.url}{CONTROL}/state"
    width = max(map(len, lines)) + 2
    return "\n".join(f"{name:<{width}}{value}" for name, value in lines.items())


if __name__ == "__main__":
    sys.exit(main())
