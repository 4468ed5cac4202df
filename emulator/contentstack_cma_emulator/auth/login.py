"""Signing in with email and password, and with a second factor where the account has one."""

from datetime import timedelta

from contentstack_cma_emulator.auth.secrets import code_is_right, hash_password, same
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.clock import timestamp
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
    """Answer the user with these `email`, `password` and `tfa_token`.

    Raises `CmaError`: 422/104 for a wrong pair, 401/294 where a code is needed, 422/295 for a wrong code.
    """
    user = check_password(state, credentials)
    secrets = read_secrets(state, user["uid"])
    if secrets.get("totp_secret"):
        check_code(state, secrets, str(credentials.get("tfa_token") or ""))
    return user


def check_password(state: State, credentials: Document) -> Document:
    """Answer the user with this email and password. Raises `CmaError` (422/104) where there is none."""
    user = find_user(state.store, str(credentials.get("email") or ""))
    if user and user["active"]:
        secrets = read_secrets(state, user["uid"])
        given = hash_password(str(credentials.get("password") or ""), secrets["salt"])
        if same(given, secrets["password"]):
            return user
    raise wrong_password()


def wrong_password(fields: FieldErrors | None = None) -> CmaError:
    """422/104: email and password do not fit, or (`fields`) one of them is missing or no text."""
    message = "Looks like your email or password is invalid. Please try again or reset your password."
    return CmaError(422, WRONG_PASSWORD, message, fields)


def check_code(state: State, secrets: Document, code: str) -> None:
    """Refuse a login whose second factor is missing or wrong; a code sent by SMS is as good as one of the app."""
    if not code:
        message = "Please login using the Two-Factor verification Token"
        raise CmaError(401, CODE_NEEDED, message, extra={"tfa_type": "totp_authenticator"})
    now = state.clock.now()
    by_sms = secrets.get("sms_code") == code and secrets["sms_until"] > timestamp(now)
    if not by_sms and not code_is_right(secrets["totp_secret"], code, now):
        raise CmaError(422, CODE_WRONG, "Invalid verification code. Please try again.")


def read_secrets(state: State, user_uid: str) -> Document:
    """Answer what proves the user; it lies apart from the user, who is shown to others."""
    return state.store.get(Key(SECRETS, user_uid)) or {}


def set_password(state: State, user_uid: str, password: str) -> None:
    """Give the user a password."""
    salt = state.clock.token("")
    secrets = {"salt": salt, "password": hash_password(password, salt)}
    state.store.put(Key(SECRETS, user_uid), read_secrets(state, user_uid) | secrets)


def set_totp_secret(state: State, user: Document, secret: str) -> None:
    """Demand a code of the base32 `secret` at every login of the user."""
    state.store.put(Key(SECRETS, user["uid"]), read_secrets(state, user["uid"]) | {"totp_secret": secret})
    state.store.put(Key(USER, user["uid"]), user | {"tfa_status": "verified"})


def set_sms_code(state: State, user_uid: str, code: str) -> None:
    """Let `code` be good for a login within five minutes."""
    until = timestamp(state.clock.now() + timedelta(seconds=SMS_SECONDS))
    sms = {"sms_code": code, "sms_until": until}
    state.store.put(Key(SECRETS, user_uid), read_secrets(state, user_uid) | sms)
