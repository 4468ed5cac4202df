"""Authtokens: each stands for a signed-in user and does not expire by itself."""

from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.store import Key, Scope

AUTHTOKEN = "authtoken"
MAX_PER_USER = 20


def issue_authtoken(state: State, user_uid: str, value: str | None = None) -> str:
    """Make an authtoken for the user, random unless it is given. Beyond 20, the user's oldest one stops working."""
    tokens = tokens_of(state, user_uid)
    for token in tokens[: max(0, len(tokens) + 1 - MAX_PER_USER)]:
        revoke_authtoken(state, token)
    token = value or state.clock.token("blt")
    state.store.put(Key(AUTHTOKEN, token), {"token": token, "user_uid": user_uid, "created_at": state.clock.stamp()})
    return token


def user_of_authtoken(state: State, token: str) -> str | None:
    """Answer the uid of the user who signed in with `token`, or None."""
    document = state.store.get(Key(AUTHTOKEN, token))
    return document["user_uid"] if document else None


def revoke_authtoken(state: State, token: str) -> bool:
    """End the session of `token`; answer whether there was one."""
    return state.store.delete(Key(AUTHTOKEN, token))


def revoke_sessions(state: State, user_uid: str) -> None:
    """End every session of a user, as after a new password."""
    for token in tokens_of(state, user_uid):
        revoke_authtoken(state, token)


def tokens_of(state: State, user_uid: str) -> list[str]:
    """Answer the authtokens of a user, oldest first."""
    return [item["token"] for item in state.store.find(Scope(AUTHTOKEN)) if item["user_uid"] == user_uid]
