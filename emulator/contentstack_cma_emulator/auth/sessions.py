"""Authtokens: each belongs to a signed-in user and does not expire."""

from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.store import Key, Scope

AUTHTOKEN = "authtoken"
MAX_PER_USER = 20


def issue_authtoken(state: State, user_uid: str, value: str | None = None) -> str:
    """Create an authtoken for the user. Default: a random one. Beyond 20, the user's oldest one becomes invalid."""
    tokens = list_authtokens(state, user_uid)
    for token in tokens[: max(0, len(tokens) + 1 - MAX_PER_USER)]:
        revoke_authtoken(state, token)
    token = value or state.clock.make_token("blt")
    state.store.put(Key(AUTHTOKEN, token), {"token": token, "user_uid": user_uid, "created_at": state.clock.stamp()})
    return token


def revoke_authtoken(state: State, token: str) -> bool:
    """Revoke an authtoken. Returns whether it existed."""
    return state.store.delete(Key(AUTHTOKEN, token))


def revoke_sessions(state: State, user_uid: str) -> None:
    """Revoke all authtokens of a user, for example after a password change."""
    for token in list_authtokens(state, user_uid):
        revoke_authtoken(state, token)


def list_authtokens(state: State, user_uid: str) -> list[str]:
    """Return the authtokens of a user, oldest first."""
    return [item["token"] for item in state.store.find(Scope(AUTHTOKEN)) if item["user_uid"] == user_uid]
