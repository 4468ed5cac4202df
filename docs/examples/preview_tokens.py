"""Preview tokens: credentials for reading drafts, one per delivery token."""

from contentstack_cma import Client
from contentstack_cma.models import DeliveryTokenScopeInputDict

with Client() as client:
    stack = client.stack("api_key")
    development: DeliveryTokenScopeInputDict = {
        "module": "environment",
        "environments": ["development"],
        "acl": {"read": True},
    }
    main: DeliveryTokenScopeInputDict = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
    token = stack.delivery_tokens.create({"name": "Live preview", "scope": [development, main]})

    secret = stack.preview_tokens.create(token.uid).preview_token
    print("made one" if secret else "made none")
    stack.preview_tokens.delete(token.uid)

    stack.delivery_tokens.delete(token.uid)
