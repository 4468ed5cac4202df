"""Signing in and out."""

from contentstack_cma_emulator.auth.login import sign_in
from contentstack_cma_emulator.auth.sessions import issue_authtoken, revoke_authtoken
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import USER
from contentstack_cma_emulator.engine.lookup import find_user
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.resources.users import shown_user


@operation("log_in")
def log_in(call: Call) -> Answer:
    """Answer the user with a new authtoken."""
    credentials = call.body["user"]
    try:
        user = sign_in(call.state, credentials)
    except CmaError as error:
        count_failure(call, credentials)
        return Answer(error.body(), error.status)
    user["failed_attempts"] = 0
    call.store.put(Key(USER, user["uid"]), user)
    token = issue_authtoken(call.state, user["uid"])
    return Answer({"notice": "Login Successful.", "user": {**shown_user(call, user), "authtoken": token}})


@operation("log_out")
def log_out(call: Call) -> Answer:
    """End the session of the authtoken the call came with."""
    revoke_authtoken(call.state, call.signed_in.token)
    return Answer({"notice": "You've logged out successfully!"})


def count_failure(call: Call, credentials: Document) -> None:
    """Count a failed login on the account it was for. The refusal is answered, not raised, so that the count stays."""
    user = find_user(call.store, str(credentials.get("email")))
    if user:
        call.store.put(Key(USER, user["uid"]), user | {"failed_attempts": user["failed_attempts"] + 1})
