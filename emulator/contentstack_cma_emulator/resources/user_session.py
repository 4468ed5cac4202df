"""Sign in and out."""

from contentstack_cma_emulator.auth.login import sign_in
from contentstack_cma_emulator.auth.sessions import issue_authtoken, revoke_authtoken
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import USER
from contentstack_cma_emulator.engine.lookup import find_user
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.resources.users import show_user


@operation("log_in")
def log_in(call: Call) -> ApiResponse:
    """Return the user with a new authtoken."""
    credentials = call.body["user"]
    try:
        user = sign_in(call.state, credentials)
    except CmaError as error:
        count_failure(call, credentials)
        return ApiResponse(error.to_body(), error.status)
    user["failed_attempts"] = 0
    call.store.put(Key(USER, user["uid"]), user)
    token = issue_authtoken(call.state, user["uid"])
    return ApiResponse({"notice": "Login Successful.", "user": {**show_user(call, user), "authtoken": token}})


@operation("log_out")
def log_out(call: Call) -> ApiResponse:
    """End the session of the authtoken that the call is signed with."""
    revoke_authtoken(call.state, call.signed_in_principal.token)
    return ApiResponse({"notice": "You've logged out successfully!"})


def count_failure(call: Call, credentials: Document) -> None:
    """Count a failed sign-in of an account. The error is returned, not raised, so that the count is stored."""
    user = find_user(call.store, str(credentials.get("email")))
    if user:
        call.store.put(Key(USER, user["uid"]), user | {"failed_attempts": user["failed_attempts"] + 1})
