"""Credentials that a user chooses for the demo account and its stack. Default: random ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from contentstack_cma_emulator.engine.documents import Document

TFA_EMAIL = "demo-2fa@example.com"

TOKEN = re.compile(r"[A-Za-z0-9._~+/=:-]{1,256}")
UID = re.compile(r"[A-Za-z0-9_-]{1,64}")
EMAIL = re.compile(r"[^@\s']{1,64}@[^@\s']{1,189}")
PASSWORD = re.compile(r"[^\x00-\x1f\x7f']{1,128}")

TOKEN_RULE = "must be 1 to 256 letters, digits and characters of . _ ~ + / = : -"
UID_RULE = "must be 1 to 64 letters, digits, hyphens and underscores"

RULES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "authtoken": (TOKEN, TOKEN_RULE),
    "api_key": (UID, UID_RULE),
    "management_token": (TOKEN, TOKEN_RULE),
    "read_only_management_token": (TOKEN, TOKEN_RULE),
    "organization_uid": (UID, UID_RULE),
    "email": (EMAIL, "must be an email address"),
    "password": (PASSWORD, "must be 1 to 128 characters, without control characters and '"),
}

STACK_CREDENTIALS = ("api_key", "management_token", "read_only_management_token")
"""Credentials of the demo stack."""

TOKENS = ("authtoken", "management_token", "read_only_management_token")


class CredentialsError(ValueError):
    """Credentials that cannot be combined, or that differ from those of the existing state."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials to use. None means a random one.

    Raises `TypeError, ValueError` if one cannot be used. Messages do not contain the values.
    """

    authtoken: str | None = field(default=None, repr=False)
    api_key: str | None = None
    management_token: str | None = field(default=None, repr=False)
    read_only_management_token: str | None = field(default=None, repr=False)
    organization_uid: str | None = None
    email: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name, value in self.as_dict().items():
            check_credential(name, value)
        if self.email and self.email.lower() == TFA_EMAIL:
            raise CredentialsError(f"email must not be {TFA_EMAIL}, the email of the second user")
        tokens = {name: value for name, value in self.as_dict().items() if name in TOKENS}
        if len(set(tokens.values())) < len(tokens):
            raise CredentialsError(f"{' and '.join(tokens)} must differ from each other")

    def as_dict(self) -> dict[str, str]:
        """Return the credentials that are not None, by name."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    def check_demo(self, demo: bool) -> None:  # noqa: FBT001 -- the option of that name
        """Raise `ValueError` if there are credentials for the demo stack, but no demo stack."""
        needless = [name for name in STACK_CREDENTIALS if name in self.as_dict()]
        if needless and not demo:
            raise ValueError(f"{needless[0]} belongs to the demo stack, which does not exist with demo=False")

    def check_stored(self, stored: Document) -> None:
        """Raise `CredentialsError` if a credential differs from the stored one."""
        others = [name for name, value in self.as_dict().items() if name in stored and stored[name] != value]
        if others:
            raise CredentialsError(
                f"the state has another {others[0]} than was passed; omit {others[0]}, or start with a new state"
            )


def check_credential(name: str, value: object) -> None:
    """Raise `TypeError` or `ValueError` if a credential cannot be used."""
    pattern, rule = RULES[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if not pattern.fullmatch(value):
        raise ValueError(f"{name} {rule}")
