"""Management tokens: credentials for this API that belong to one stack."""

from contentstack_cma import Client
from contentstack_cma.models import ManagementTokenScopeInputDict

with Client() as client:
    tokens = client.stack("api_key").management_tokens

    everything: ManagementTokenScopeInputDict = {"module": "$all", "acl": {"read": True, "write": True}}
    main: ManagementTokenScopeInputDict = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
    token = tokens.create({"name": "Import", "scope": [everything, main], "expires_on": "2099-12-31"})
    secret = token.token  # only this response has it
    tokens.update(token.uid, {"name": "Nightly import", "is_email_notification_enabled": True})

    print(tokens.get(token.uid).name, "ends on", token.expires_on)
    for found in tokens.list():
        print(found.name, [scope.module for scope in found.scope or []])

    tokens.delete(token.uid)
