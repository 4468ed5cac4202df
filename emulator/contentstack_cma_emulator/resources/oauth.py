"""OAuth of the developer hub, answered on the same address as the rest."""

from contentstack_cma_emulator.auth import oauth_grants
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import USER
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key


@operation("grant_oauth_consent")
def grant_oauth_consent(call: Call) -> Answer:
    """Let an app act for the user, without a browser; the answer is where the browser would be sent."""
    grant = oauth_grants.read_request(call.state, call.path["app_id"], call.body)
    if call.headers.get("organization_uid") != grant.app["organization_uid"]:
        raise errors.forbidden()
    return Answer({"data": {"redirect_url": oauth_grants.issue_code(call.state, grant, call.signed_in.uid)}})


@operation("create_oauth_token")
def create_oauth_token(call: Call) -> Answer:
    """Return tokens for a code, for a refresh token, or for the credentials of a machine-to-machine app."""
    form = read_form(call)
    match form.get("grant_type"):
        case "authorization_code":
            return Answer(oauth_grants.exchange_code(call.state, form))
        case "refresh_token":
            return Answer(oauth_grants.refresh(call.state, form))
        case "client_credentials":
            return Answer(oauth_grants.sign_in_machine(call.state, form))
        case _:
            raise oauth_grants.refused("unsupported_grant_type", "The grant_type is invalid.")


@operation("introspect_oauth_token")
def introspect_oauth_token(call: Call) -> Answer:
    """Return whether a token is valid, and the scopes of a valid one."""
    form = read_form(call)
    if not form.get("token"):
        raise oauth_grants.refused("invalid_request", "The token is missing.")
    return Answer(oauth_grants.introspect(call.state, str(form["token"]), str(form.get("token_type_hint"))))


@operation("list_oauth_authorizations")
def list_oauth_authorizations(call: Call) -> Answer:
    """Answer who has authorized the app."""
    check_organization(call)
    return Answer(
        {"data": [shown(call, item) for item in oauth_grants.authorizations(call.state, call.path["app_id"])]}
    )


@operation("revoke_oauth_authorization")
def revoke_oauth_authorization(call: Call) -> Answer:
    """End an authorization with all its tokens, also the one the call came with."""
    check_organization(call)
    if not oauth_grants.revoke(call.state, call.path["app_id"], call.path["authorization_uid"]):
        raise errors.object_not_found()
    return Answer(status=204)


def read_form(call: Call) -> Document:
    """Return the fields of a form, the last value of each, or the JSON body that some clients send in its place."""
    return {name: texts[-1] for name, texts in call.form.fields.items()} or call.body


def check_organization(call: Call) -> None:
    """Refuse an organization other than the one the token was made for."""
    app = oauth_grants.find_app(call.state, call.path["app_id"])
    if call.headers.get("organization_uid") != app["organization_uid"]:
        raise errors.forbidden()


def shown(call: Call, authorization: Document) -> Document:
    """Answer an authorization with the name of the user who gave it."""
    user = call.store.get(Key(USER, authorization["user"]["uid"])) or {}
    return authorization | {"user": {name: user.get(name) for name in ("uid", "email", "first_name", "last_name")}}
