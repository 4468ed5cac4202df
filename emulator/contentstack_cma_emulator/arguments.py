"""The options of the command."""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from contentstack_cma_emulator.http.rate_limit import WINDOWS, RateLimit, read_limit
from contentstack_cma_emulator.http.request_log import DEFAULT_SIZE
from contentstack_cma_emulator.options import LAST_PORT, check_webhook_secret, read_uid_seed
from contentstack_cma_emulator.seeding.credentials import check_credential
from contentstack_cma_emulator.seeding.demo import EMAIL

NAME = "contentstack-cma-emulator"
DEFAULT_PORT = 8400

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


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog=NAME,
        usage="%(prog)s [options]",
        description="Run a local emulator of Contentstack's Content Management API. Stop it with Ctrl+C.",
        epilog=f"Example: {NAME} --env .env.emulator --plan documented --log",
    )
    for add_options in (_add_data, _add_limits, _add_logs, _add_https, _add_credentials):
        add_options(parser)
    options = parser.parse_args(arguments)
    if options.keyfile and not options.certfile:
        parser.error("--keyfile requires --certfile")
    if options.rate_limit_window:
        if not options.rate_limit:
            parser.error("--rate-limit-window requires --rate-limit")
        options.rate_limit = replace(options.rate_limit, window=options.rate_limit_window)
    return options


def _add_data(parser: argparse.ArgumentParser) -> None:
    text = "port on 127.0.0.1; 0 for any free port. Default: %(default)s"
    parser.add_argument("--port", type=parse_port, default=DEFAULT_PORT, help=text)
    text = "folder for persistent data. Default: data is kept in memory and lost on exit"
    parser.add_argument("--data", type=parse_path, metavar="DIR", help=text)
    text = "state file to start from; ignored if DIR already has data"
    parser.add_argument("--state", type=parse_path, metavar="FILE", help=text)
    text = "stacks to create: a JSON or YAML file, or an export folder of csdx; ignored if DIR already has data"
    parser.add_argument("--seed", type=parse_path, metavar="PATH", help=text)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    text = (
        "reads and writes allowed per second and organization; further requests get a 429. "
        "Default: no rate limit; without a number: 10"
    )
    parser.add_argument("--rate-limit", type=parse_calls, nargs="?", const=RateLimit(), metavar="CALLS", help=text)
    text = "when a rate limit window starts: at the first call (first-call, default) or at each full second (clock)"
    parser.add_argument("--rate-limit-window", choices=WINDOWS, help=text)
    text = (
        "limits on the number of environments, webhooks and so on: documented, unlimited, or a JSON or YAML file "
        "such as {environments: 5}. Default: unlimited"
    )
    parser.add_argument("--plan", default="unlimited", metavar="PLAN", help=text)


def _add_logs(parser: argparse.ArgumentParser) -> None:
    text = (
        "log requests to stderr: all (info), all with headers (debug), rejected ones (warning), or only internal "
        "errors (error). Default: error; without a level: info"
    )
    parser.add_argument("--log", choices=LEVELS, nargs="?", const="info", default="error", help=text)
    text = "number of requests to keep for the admin page and the control API. Default: %(default)s"
    parser.add_argument("--request-log", type=parse_request_log, default=DEFAULT_SIZE, metavar="REQUESTS", help=text)


def _add_https(parser: argparse.ArgumentParser) -> None:
    text = "certificate chain in PEM; serves HTTPS"
    parser.add_argument("--certfile", type=parse_path, metavar="FILE", help=text)
    text = "private key of the certificate. Default: in the certificate file"
    parser.add_argument("--keyfile", type=parse_path, metavar="FILE", help=text)


def _add_credentials(parser: argparse.ArgumentParser) -> None:
    text = "write the credentials to this dotenv file (mode 600)"
    parser.add_argument("--env", type=parse_path, metavar="FILE", help=text)
    text = "generate the same uids and tokens in every run. Default: random"
    parser.add_argument("--uid-seed", type=partial(parse_text, read_uid_seed), metavar="TEXT", help=text)
    text = "secret that all webhooks sign with (HMAC); repeatable. Default: they sign with a certificate"
    parse = partial(parse_text, check_webhook_secret)
    parser.add_argument(
        "--webhook-secret", type=parse, action="append", default=[], dest="webhook_secrets", metavar="TEXT", help=text
    )
    for name, description in CREDENTIALS.items():
        text = description if "Default" in description else f"{description}. Default: random"
        parse = partial(parse_text, partial(check_credential, name))
        parser.add_argument(f"--{name.replace('_', '-')}", type=parse, metavar="TEXT", help=text)


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


def parse_text(check: Callable[[str], object], text: str) -> str:
    """Parse a text that `check` accepts. Its message is shown, and the text only as far as the message shows it."""
    try:
        check(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text
