"""OAuth endpoints of the developer hub, served on the same address as the rest."""

from contentstack_cma_emulator.auth import oauth_grants
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import USER
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key


@operation("grant_oauth_consent")
def grant_oauth_consent(call: Call) -> ApiResponse:
    """Authorize an app for the user without a browser. Returns the URL that a browser would be redirected to."""
    grant = oauth_grants.read_request(call.state, call.path["app_id"], call.body)
    if call.headers.get("organization_uid") != grant.app["organization_uid"]:
        raise errors.forbidden()
    url = oauth_grants.issue_code(call.state, grant, call.signed_in_principal.uid)
    return ApiResponse({"data": {"redirect_url": url}})


@operation("create_oauth_token")
def create_oauth_token(call: Call) -> ApiResponse:
    """Exchange a code, a refresh token or the credentials of a machine-to-machine app for tokens."""
    form = read_form(call)
    match form.get("grant_type"):
        case "authorization_code":
            return ApiResponse(oauth_grants.exchange_code(call.state, form))
        case "refresh_token":
            return ApiResponse(oauth_grants.refresh_tokens(call.state, form))
        case "client_credentials":
            return ApiResponse(oauth_grants.sign_in_machine(call.state, form))
        case _:
            raise oauth_grants.build_oauth_error("unsupported_grant_type", "The grant_type is invalid.")


@operation("introspect_oauth_token")
def introspect_oauth_token(call: Call) -> ApiResponse:
    """Return whether a token is valid and, if it is, its scopes."""
    form = read_form(call)
    if not form.get("token"):
        raise oauth_grants.build_oauth_error("invalid_request", "The token is missing.")
    return ApiResponse(oauth_grants.introspect(call.state, str(form["token"]), str(form.get("token_type_hint"))))


@operation("list_oauth_authorizations")
def list_oauth_authorizations(call: Call) -> ApiResponse:
    """List the users who have authorized the app."""
    check_app_organization(call)
    return ApiResponse(
        {
            "data": [
                show_authorization(call, item)
                for item in oauth_grants.find_authorizations(call.state, call.path["app_id"])
            ]
        }
    )


@operation("revoke_oauth_authorization")
def revoke_oauth_authorization(call: Call) -> ApiResponse:
    """Revoke an authorization and all its tokens, including the one that this call is signed with."""
    check_app_organization(call)
    if not oauth_grants.revoke_authorization(call.state, call.path["app_id"], call.path["authorization_uid"]):
        raise errors.object_not_found()
    return ApiResponse(status=204)


def read_form(call: Call) -> Document:
    """Return the last value of each form field, or the JSON body that some clients send instead."""
    return {name: texts[-1] for name, texts in call.form.fields.items()} or call.body


def check_app_organization(call: Call) -> None:
    """Raise `CmaError` (403) if the header names another organization than that of the app."""
    app = oauth_grants.find_app(call.state, call.path["app_id"])
    if call.headers.get("organization_uid") != app["organization_uid"]:
        raise errors.forbidden()


def show_authorization(call: Call, authorization: Document) -> Document:
    """Return an authorization with the name of its user."""
    user = call.store.get(Key(USER, authorization["user"]["uid"])) or {}
    return authorization | {"user": {name: user.get(name) for name in ("uid", "email", "first_name", "last_name")}}
