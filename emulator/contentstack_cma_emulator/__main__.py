"""The command line: serve a demo stack until interrupted."""

import argparse
import errno
import logging
import re
import signal
import ssl
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from contentstack_cma_emulator.admin.site import CONTROL
from contentstack_cma_emulator.admin.states.state_file import StateError
from contentstack_cma_emulator.dotenv import check_dotenv, write_dotenv
from contentstack_cma_emulator.emulator import Emulator
from contentstack_cma_emulator.engine.plan import PlanError
from contentstack_cma_emulator.http.rate_limit import WINDOWS, RateLimit, read_limit
from contentstack_cma_emulator.http.recorder import logger
from contentstack_cma_emulator.http.request_log import DEFAULT_SIZE
from contentstack_cma_emulator.http.server import Certificate
from contentstack_cma_emulator.options import LAST_PORT, read_uid_seed
from contentstack_cma_emulator.seeding.credentials import CredentialsError, check_credential
from contentstack_cma_emulator.seeding.demo import EMAIL
from contentstack_cma_emulator.seeding.seed_file import SeedError

NAME = "contentstack-cma-emulator"
DEFAULT_PORT = 8400
FAILURES = (OSError, SeedError, StateError, CredentialsError, PlanError)

CREDENTIALS = {
    "authtoken": "authtoken of the demo user",
    "api_key": "API key of the demo stack",
    "management_token": "management token of the demo stack with read and write access",
    "read_only_management_token": "management token of the demo stack with read access only",
    "organization_uid": "uid of the organization",
    "email": f"email of the demo user. Default: {EMAIL}",
    "password": "password of the demo user",
}
"""Options that set a credential, and their help."""

LEVELS = ("error", "warning", "info", "debug")


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


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog=NAME,
        usage="%(prog)s [options]",
        description="Run a local emulator of Contentstack's Content Management API. Stop it with Ctrl+C.",
        epilog=f"Example: {NAME} --env .env.emulator --plan documented --log",
    )
    add = parser.add_argument
    add(
        "--port",
        type=parse_port,
        default=DEFAULT_PORT,
        help="port on 127.0.0.1; 0 for any free port. Default: %(default)s",
    )
    add(
        "--data",
        type=parse_path,
        metavar="DIR",
        help="folder for persistent data. Default: data is kept in memory and lost on exit",
    )
    add("--state", type=parse_path, metavar="FILE", help="state file to start from; ignored if DIR already has data")
    add(
        "--seed",
        type=parse_path,
        metavar="FILE",
        help="JSON or YAML file of stacks to create; ignored if DIR already has data",
    )
    add(
        "--rate-limit",
        type=parse_calls,
        nargs="?",
        const=RateLimit(),
        metavar="CALLS",
        help="reads per second, and writes per second, of an organization; further requests get a 429. "
        "Default: no rate limit; without a number: 10",
    )
    add(
        "--rate-limit-window",
        choices=WINDOWS,
        help="when a rate limit window starts: at the first request after the previous window (first-call), or at "
        "every full second, every full minute for new stacks (clock). Default: first-call",
    )
    add(
        "--plan",
        default="unlimited",
        metavar="PLAN",
        help="limits on the number of environments, webhooks and so on: documented, unlimited, or a JSON or YAML file "
        "such as {environments: 5}. Default: unlimited",
    )
    add(
        "--log",
        choices=LEVELS,
        nargs="?",
        const="info",
        default="error",
        help="log requests to stderr: all (info), all with headers (debug), rejected ones (warning), or only internal "
        "errors (error). Default: error; without a level: info",
    )
    add(
        "--request-log",
        type=parse_request_log,
        default=DEFAULT_SIZE,
        metavar="REQUESTS",
        help="number of requests to keep for the admin page and the control API. Default: %(default)s",
    )
    add("--certfile", type=parse_path, metavar="FILE", help="certificate chain in PEM; serves HTTPS")
    add(
        "--keyfile",
        type=parse_path,
        metavar="FILE",
        help="private key of the certificate. Default: in the certificate file",
    )
    add("--env", type=parse_path, metavar="FILE", help="write the credentials to this dotenv file (mode 600)")
    add(
        "--uid-seed",
        type=parse_uid_seed,
        metavar="TEXT",
        help="generate the same uids and tokens in every run. Default: random",
    )
    for name, text in CREDENTIALS.items():
        add(
            f"--{name.replace('_', '-')}",
            type=partial(parse_credential, name),
            metavar="TEXT",
            help=text if "Default" in text else f"{text}. Default: random",
        )
    options = parser.parse_args(arguments)
    if options.keyfile and not options.certfile:
        parser.error("--keyfile requires --certfile")
    if options.rate_limit_window:
        if not options.rate_limit:
            parser.error("--rate-limit-window requires --rate-limit")
        options.rate_limit = replace(options.rate_limit, window=options.rate_limit_window)
    return options


def parse_port(text: str) -> int:
    """Parse a port."""
    number = parse_whole_number(text)
    if not 0 <= number <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"port must be between 0 and {LAST_PORT}, not {text}")
    return number


def parse_calls(text: str) -> RateLimit | None:
    """Parse a number of calls per second."""
    number = parse_whole_number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"the rate limit must be at least 1, not {text}")
    return read_limit(number)


def parse_whole_number(text: str) -> int:
    """Parse an integer."""
    if not re.fullmatch("[+-]?[0-9]{1,9}", text.strip(), re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is not an integer of up to nine digits")
    return int(text)


def parse_request_log(text: str) -> int:
    """Parse the size of the request log."""
    number = parse_whole_number(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"the number of requests must be at least 0, not {text}")
    return number


def parse_path(text: str) -> Path:
    """Parse a path."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not a path")
    return Path(text)


def parse_uid_seed(text: str) -> str | None:
    """Parse the seed of uids."""
    try:
        return read_uid_seed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def parse_credential(name: str, text: str) -> str:
    """Parse a credential. Error messages do not show it."""
    try:
        check_credential(name, text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def make_emulator(options: argparse.Namespace) -> Emulator:
    """Create an emulator with these options."""
    certificate = Certificate(options.certfile, options.keyfile) if options.certfile else None
    return Emulator(
        port=options.port,
        data=options.data,
        state=options.state,
        seed=options.seed,
        uid_seed=options.uid_seed,
        **{name: getattr(options, name) for name in CREDENTIALS},
        rate_limit=options.rate_limit,
        plan=options.plan,
        certificate=certificate,
        request_log=options.request_log,
    )


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
        lines[f"seeded stack {number}"] = (
            f"{stack.name}, api_key {stack.api_key}, management token {stack.management_token}"
        )
    lines["admin page"] = f"{emulator.url}/"
    lines["control API"] = f"{emulator.url}{CONTROL}/state"
    width = max(map(len, lines)) + 2
    return "\n".join(f"{name:<{width}}{value}" for name, value in lines.items())


if __name__ == "__main__":
    sys.exit(main())
