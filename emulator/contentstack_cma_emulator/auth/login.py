"""Signing in with email and password, and a second factor if the account has one."""

from datetime import timedelta

from contentstack_cma_emulator.auth.secrets import hash_password, is_same_secret, is_valid_code
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.clock import format_timestamp
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError, FieldErrors
from contentstack_cma_emulator.engine.kinds import USER
from contentstack_cma_emulator.engine.lookup import find_user
from contentstack_cma_emulator.engine.store import Key

SECRETS = "user_secrets"
SMS_SECONDS = 300

WRONG_PASSWORD = 104
CODE_NEEDED = 294
CODE_WRONG = 295


def sign_in(state: State, credentials: Document) -> Document:
    """Return the user with these `email`, `password` and `tfa_token`.

    Raises `CmaError`: 422/104 for wrong credentials, 401/294 if a code is required, 422/295 if it is wrong.
    """
    user = check_password(state, credentials)
    secrets = read_secrets(state, user["uid"])
    if secrets.get("totp_secret"):
        check_code(state, secrets, str(credentials.get("tfa_token") or ""))
    return user


def check_password(state: State, credentials: Document) -> Document:
    """Return the user with this email and password. Raises `CmaError` (422/104) if there is none."""
    user = find_user(state.store, str(credentials.get("email") or ""))
    if user and user["active"]:
        secrets = read_secrets(state, user["uid"])
        given = hash_password(str(credentials.get("password") or ""), secrets["salt"])
        if is_same_secret(given, secrets["password"]):
            return user
    raise build_password_error()


def build_password_error(fields: FieldErrors | None = None) -> CmaError:
    """422/104: the email or password is wrong or, with `fields`, missing or not a text."""
    message = "Looks like your email or password is invalid. Please try again or reset your password."
    return CmaError(422, WRONG_PASSWORD, message, fields)


def check_code(state: State, secrets: Document, code: str) -> None:
    """Raise `CmaError` if the second factor is missing (401/294) or wrong (422/295). SMS codes are accepted too."""
    if not code:
        message = "Please login using the Two-Factor verification Token"
        raise CmaError(401, CODE_NEEDED, message, extra={"tfa_type": "totp_authenticator"})
    now = state.clock.now()
    by_sms = secrets.get("sms_code") == code and secrets["sms_until"] > format_timestamp(now)
    if not by_sms and not is_valid_code(secrets["totp_secret"], code, now):
        raise CmaError(422, CODE_WRONG, "Invalid verification code. Please try again.")


def read_secrets(state: State, user_uid: str) -> Document:
    """Return the secrets of a user. They are stored apart from the user, which is returned to others."""
    return state.store.get(Key(SECRETS, user_uid)) or {}


def set_password(state: State, user_uid: str, password: str) -> None:
    """Set the password of a user."""
    salt = state.clock.make_token("")
    secrets = {"salt": salt, "password": hash_password(password, salt)}
    state.store.put(Key(SECRETS, user_uid), read_secrets(state, user_uid) | secrets)


def set_totp_secret(state: State, user: Document, secret: str) -> None:
    """Require a code of the base32 `secret` whenever the user signs in."""
    state.store.put(Key(SECRETS, user["uid"]), read_secrets(state, user["uid"]) | {"totp_secret": secret})
    state.store.put(Key(USER, user["uid"]), user | {"tfa_status": "verified"})


def set_sms_code(state: State, user_uid: str, code: str) -> None:
    """Accept `code` as the second factor for five minutes."""
    until = format_timestamp(state.clock.now() + timedelta(seconds=SMS_SECONDS))
    sms = {"sms_code": code, "sms_until": until}
    state.store.put(Key(SECRETS, user_uid), read_secrets(state, user_uid) | sms)
