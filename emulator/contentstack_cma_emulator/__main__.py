"""The command: serves a demo stack until it is interrupted."""

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
from contentstack_cma_emulator.seeding.credentials import CredentialsError, check
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
"""Credentials that can be chosen, and what their help says."""

LEVELS = ("error", "warning", "info", "debug")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; answers the exit status."""
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
        description="Emulate Contentstack's Content Management API on 127.0.0.1 until Ctrl+C.",
        epilog=f"Example: {NAME} --env .env.emulator --plan documented --log",
    )
    add = parser.add_argument
    add("--port", type=port, default=DEFAULT_PORT, help="port on 127.0.0.1; 0 takes a free one. Default: %(default)s")
    add(
        "--data",
        type=path,
        metavar="DIR",
        help="folder to keep the state in. Default: the state is in memory and lost at the end",
    )
    add("--state", type=path, metavar="FILE", help="state file to start with; ignored if DIR holds a state already")
    add(
        "--seed",
        type=path,
        metavar="FILE",
        help="JSON or YAML file of stacks to create; ignored if DIR holds a state already",
    )
    add(
        "--rate-limit",
        type=calls,
        nargs="?",
        const=RateLimit(),
        metavar="CALLS",
        help="reject with 429 what exceeds this many reads, or this many writes, of an organization per second. "
        "Default: no rate limit; without a number: 10",
    )
    add(
        "--rate-limit-window",
        choices=WINDOWS,
        help="when a window of the rate limit begins: with the first call after the last window (first-call), or with "
        "every second of the clock, every minute for new stacks (clock). Default: first-call",
    )
    add(
        "--plan",
        default="unlimited",
        metavar="PLAN",
        help="how many environments, webhooks and the like there may be: documented, unlimited, or a JSON or YAML file "
        "such as {environments: 5}. Default: unlimited",
    )
    add(
        "--log",
        choices=LEVELS,
        nargs="?",
        const="info",
        default="error",
        help="print a line for requests: all (info), all with their headers (debug), rejected ones (warning), "
        "those that fail in the emulator (error). Default: error; without a level: info",
    )
    add(
        "--request-log",
        type=request_log,
        default=DEFAULT_SIZE,
        metavar="REQUESTS",
        help="how many requests to keep for the admin page and the control API. Default: %(default)s",
    )
    add("--certfile", type=path, metavar="FILE", help="certificate with its chain, in PEM, to use TLS")
    add("--keyfile", type=path, metavar="FILE", help="private key of the certificate, if it is in another file")
    add("--env", type=path, metavar="FILE", help="write the credentials to this dotenv file, which only you can read")
    add(
        "--uid-seed",
        type=uid_seed,
        metavar="TEXT",
        help="make uids and tokens repeatable. Default: random",
    )
    for name, what in CREDENTIALS.items():
        add(
            f"--{name.replace('_', '-')}",
            type=partial(credential, name),
            metavar="TEXT",
            help=what if "Default" in what else f"{what}. Default: random",
        )
    options = parser.parse_args(arguments)
    if options.keyfile and not options.certfile:
        parser.error("--keyfile needs --certfile")
    if options.rate_limit_window:
        if not options.rate_limit:
            parser.error("--rate-limit-window needs --rate-limit")
        options.rate_limit = replace(options.rate_limit, window=options.rate_limit_window)
    return options


def port(text: str) -> int:
    """Read a port."""
    number = whole_number(text)
    if not 0 <= number <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port: they go from 0 to {LAST_PORT}")
    return number


def calls(text: str) -> RateLimit | None:
    """Read how many calls are allowed per second."""
    number = whole_number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a rate limit: it is at least 1")
    return read_limit(number)


def whole_number(text: str) -> int:
    """Read a number."""
    if not re.fullmatch("[+-]?[0-9]{1,9}", text.strip(), re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of up to nine digits")
    return int(text)


def request_log(text: str) -> int:
    """Read how many requests are kept."""
    number = whole_number(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is not a number of requests: it is at least 0")
    return number


def path(text: str) -> Path:
    """Read a path."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not a path")
    return Path(text)


def uid_seed(text: str) -> str | None:
    """Read the seed of uids."""
    try:
        return read_uid_seed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def credential(name: str, text: str) -> str:
    """Read a credential; the message does not show it."""
    try:
        check(name, text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def make_emulator(options: argparse.Namespace) -> Emulator:
    """Make the emulator that the options ask for."""
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
    """Print the lines of requests from this level up."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger.addHandler(handler)
    logger.setLevel(level.upper())
    logger.propagate = False


def explain(error: OSError | SeedError | StateError | CredentialsError | PlanError, options: argparse.Namespace) -> str:
    """Say why the emulator cannot start, and what can be done about it."""
    if isinstance(error, SeedError | StateError | CredentialsError):
        return str(error)
    if isinstance(error, PlanError):
        return f"the plan cannot be used: {error}"
    if error.errno == errno.EADDRINUSE:
        return f"port {options.port} is in use; choose another with --port, or any free one with --port 0"
    if isinstance(error, ssl.SSLError):
        key = f" with the key {options.keyfile}" if options.keyfile else ""
        return (
            f"{options.certfile}{key} cannot be used: {error.reason or error}; expected a certificate and its private "
            "key in PEM"
        )
    name = f"{error.filename}: " if error.filename else ""
    return f"{name}{error.strerror or error}"


def describe(emulator: Emulator) -> str:
    """Return what a user needs to begin. The credentials are those of an account that exists in the emulator only."""
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
