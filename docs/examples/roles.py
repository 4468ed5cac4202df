"""Roles: permissions of the users of a stack."""

from contentstack_cma import Client
from contentstack_cma.models import RoleContentTypeRule, RoleRuleInputDict, RoleSubRightsInputDict

with Client() as client:
    roles = client.stack("api_key").roles

    main: RoleRuleInputDict = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
    entries: RoleSubRightsInputDict = {"read": True, "create": True, "update": True}
    posts: RoleRuleInputDict = {
        "module": "content_type",
        "content_types": ["blog_post"],
        "acl": {"read": True, "sub_acl": entries},
    }
    role = roles.create({"name": "Author", "rules": [main, posts]})
    roles.update(role.uid, {"name": "Blog author", "rules": [main, posts]})

    for found in roles.list(include_rules=True):
        print(found.name)
    for rule in roles.get(role.uid, include_rules=True).rules or []:
        if isinstance(rule, RoleContentTypeRule):
            print(rule.content_types, rule.acl)

    roles.delete(role.uid)
