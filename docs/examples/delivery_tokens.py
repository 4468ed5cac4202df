"""Delivery tokens: credentials for reading published content."""

from contentstack_cma import Client
from contentstack_cma.models import DeliveryTokenEnvironmentScope, DeliveryTokenScopeInputDict

with Client() as client:
    tokens = client.stack("api_key").delivery_tokens

    production: DeliveryTokenScopeInputDict = {
        "module": "environment",
        "environments": ["production"],
        "acl": {"read": True},
    }
    main: DeliveryTokenScopeInputDict = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
    token = tokens.create({"name": "Web site", "scope": [production, main]}, create_with_preview_token=True)
    secret = token.token  # masked in its repr
    tokens.update(token.uid, {"name": "Web site", "description": "Reads the site."})

    for found in tokens.list():
        print(found.name, found.description)
    for scope in tokens.get(token.uid).scope or []:
        if isinstance(scope, DeliveryTokenEnvironmentScope):
            print([environment.name for environment in scope.environments or []])

    tokens.delete(token.uid)
