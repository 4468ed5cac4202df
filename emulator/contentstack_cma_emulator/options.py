"""Validation of the options of `Emulator`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.plan import PLANS, UNLIMITED, Plan, PlanError, parse_plan
from contentstack_cma_emulator.http.server import Certificate, check_path
from contentstack_cma_emulator.seeding.seed_file import SeedError, read_json_or_yaml

LAST_PORT = 65535
MAX_DELAY = 366 * 24 * 3600
"""Seconds in a leap year."""

MAX_SEED = 200


def read_port(port: Any) -> int:
    """Return a port. Raises `TypeError` or `ValueError` if it is not valid."""
    _check_int("port", port)
    if not 0 <= port <= LAST_PORT:
        raise ValueError(f"port must be between 0 and {LAST_PORT}, not {port}")
    return int(port)


def read_request_log(size: Any) -> int:
    """Return the size of a request log. Raises `TypeError` or `ValueError` if it is not valid."""
    _check_int("request_log", size)
    if size < 0:
        raise ValueError(f"request_log must be at least 0, not {size}")
    return int(size)


def read_path(name: str, path: Any) -> Path | None:
    """Return a path or None. Raises `TypeError` or `ValueError` for anything else."""
    return None if path is None else check_path(name, path)


def read_flag(name: str, flag: Any) -> bool:
    """Return a bool. Raises `TypeError` for anything else."""
    if not isinstance(flag, bool):
        raise TypeError(f"{name} must be True or False, not {flag!r}")
    return flag


def read_certificate(certificate: Any) -> Certificate | None:
    """Return a certificate or None. Raises `TypeError` for anything else."""
    if certificate is not None and not isinstance(certificate, Certificate):
        raise TypeError(f'certificate must be a Certificate, such as Certificate("cert.pem"), not {certificate!r}')
    return certificate


def read_redirect_uri(uri: Any) -> str:
    """Return the redirect URI of the OAuth apps. Raises `TypeError` or `ValueError` if it is not valid."""
    if not isinstance(uri, str):
        raise TypeError(f"redirect_uri must be a str, not {uri!r}")
    try:
        parts = urlsplit(uri)
        is_valid = bool(parts.scheme and parts.hostname) and parts.port is not False
    except ValueError:
        is_valid = False
    if not is_valid or any(character.isspace() for character in uri):
        raise ValueError(f"redirect_uri must be a URL such as http://localhost:8184, not {uri!r}")
    return uri


def read_clock(clock: Any) -> Clock:
    """Return a clock, a new one for None. Raises `TypeError` for anything else, or if its time has no time zone."""
    if clock is None:
        return Clock()
    if not isinstance(clock, Clock):
        raise TypeError(f"clock must be a Clock, not {clock!r}")
    now: Any = clock.now()
    if not isinstance(now, datetime) or now.tzinfo is None:
        raise TypeError(f"clock.now() must return a datetime with a time zone, not {now!r}")
    return clock


def read_delay(delay: Any) -> float:
    """Return a delay in seconds. Raises `TypeError` or `ValueError` if it is not valid."""
    if not isinstance(delay, int | float) or isinstance(delay, bool):
        raise TypeError(f"work_delay must be a number of seconds, not {delay!r}")
    if not 0 <= delay <= MAX_DELAY:  # Also rejects NaN.
        raise ValueError(f"work_delay must be between 0 and {MAX_DELAY} seconds, not {delay}")
    return float(delay)


def read_uid_seed(seed: Any) -> str | None:
    """Return the seed of uids as a str, or None. Raises `TypeError` or `ValueError` if it is not valid."""
    if seed is None:
        return None
    if not isinstance(seed, str | int) or isinstance(seed, bool):
        raise TypeError(f"uid_seed must be an int or a str, not {seed!r}")
    text = str(seed)
    is_text = text.isascii() or text == text.encode("utf-8", "replace").decode()
    if not text.strip() or len(text) > MAX_SEED or not is_text:
        raise ValueError(f"uid_seed must be 1 to {MAX_SEED} characters of Unicode and not blank, not {seed!r}")
    return text


def read_webhook_secrets(secrets: object) -> tuple[str, ...]:
    """Return the secrets of webhooks. Raises `TypeError` or `ValueError` if they are not valid; never with a secret."""
    if isinstance(secrets, str | bytes) or not isinstance(secrets, Iterable):
        raise TypeError(f"webhook_secrets must be a list of str, not {type(secrets).__name__}")
    return tuple(check_webhook_secret(secret) for secret in cast("Iterable[object]", secrets))


def check_webhook_secret(secret: object) -> str:
    """Return a secret of webhooks. Raises `TypeError` or `ValueError` if it is not valid."""
    if not isinstance(secret, str):
        raise TypeError(f"a webhook secret must be a str, not {type(secret).__name__}")
    if not secret.strip() or secret != secret.encode("utf-8", "replace").decode():
        raise ValueError("a webhook secret must be text of Unicode and not blank")
    return secret


def read_plan(plan: Plan | Mapping[str, Any] | Path | str | None) -> Plan:
    """Return the plan for a `Plan`, the name of one, a JSON or YAML file, limits by name, or None (unlimited).

    Raises `PlanError` if it is not valid, and `OSError` if the file cannot be read.
    """
    if plan is None:
        return UNLIMITED
    if isinstance(plan, Plan):
        return plan
    if isinstance(plan, str | Path):
        return PLANS[plan] if isinstance(plan, str) and plan in PLANS else _read_plan_file(Path(plan))
    return parse_plan(plan)


def _read_plan_file(path: Path) -> Plan:
    try:
        return parse_plan(read_json_or_yaml(path))
    except FileNotFoundError as error:
        known = ", ".join(PLANS)
        raise PlanError("", f"{path} is neither a file nor the name of a plan ({known}).") from error
    except PlanError as error:
        raise PlanError(error.place, f"{error.text} (in {path})") from error
    except SeedError as error:
        raise PlanError("", f"{path} {error}") from error


def _check_int(name: str, value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be an int, not {value!r}")
