"""Where responses of the emulator differ from known ones on purpose. Each row says why, and must be needed."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Deviation:
    """What differs: patterns of the operation or the sample file, and of the path in the response."""

    where: str
    path: str
    reason: str

    def covers(self, where: str, path: str) -> bool:
        """Return whether it is about a place in a response of an operation, or in a sample."""
        return fnmatchcase(where, self.where) and fnmatchcase(path, self.path)


MOCK = "one object stands for the responses of many calls in that mock"
OTHER = "the operation has another known response, which is as long as this one or stronger"
INTERNAL = "a name of the database that later responses do not show"
MASKED = "responses mask the password by now"
NOT_SET = "only where somebody set it, and nobody did here"
NOT_ITS_THING = "the event was about something else"
NO_PHONE = "of people with a telephone, and the emulator calls none"
WITH_FLAG = "only where the call asks for it"
OWN_RIGHTS = "nobody was given rights of their own here"
OF_THE_SERVER = "what the receiver sends is its own affair"
OLD_HEADER = "an older header, and what is in it is not known"

DEVIATIONS: tuple[Deviation, ...] = (
    Deviation("* /v3/user*", "user.mobile_number", NO_PHONE),
    Deviation("* /v3/user*", "user.country_code", NO_PHONE),
    Deviation("* /v3/user*", "user.authy_id", NO_PHONE),
    Deviation("* /v3/user", "user.tfa_status", "of people with a second factor"),
    Deviation("* /v3/user*", "user.*org_uid", "whoever is asked about has no such organization here"),
    Deviation("* /v3/user*", "user.roles.0.rules*", "the first role has none, or another kind"),
    Deviation("GET /v3/user/assignments", "*", "this mock holds one task alone, with a second set of names"),
    Deviation("GET /v3/organizations", "organizations.0.settings.sso", NOT_SET),
    Deviation("organizations/1.json", "organization.__v", INTERNAL),
    Deviation("organizations/1.json", "organization._id", INTERNAL),
    Deviation("organizations/1.json", "organization.metadata.origin", NOT_SET),
    Deviation("organizations/1.json", "organization.tags", NOT_SET),
    Deviation("* /v3/organizations/*/share", "*", MOCK),
    Deviation("GET /v3/organizations/*/stacks", "stacks.0.*", MOCK),
    Deviation("GET /v3/organizations/*/users", "addUser", "the mock is that of another call as well"),
    Deviation("teams/1.json", "projectRoles", NOT_SET),
    Deviation("GET /v3/stacks", "stacks.0.master_key", "of older stacks alone"),
    Deviation("GET /v3/stacks", "stack.collaborators.0.plan_id", MOCK),
    Deviation("* /v3/stacks", "stack.stack_variables*", MOCK),
    Deviation("POST /v3/stacks", "stack.collaborators", WITH_FLAG),
    Deviation("POST /v3/stacks/users/roles", "notice", "a unit test made this text up"),
    Deviation("*stack*/?.json", "*live_preview.*", NOT_SET),
    Deviation("roles/?.json", "*live_preview.*", NOT_SET),
    Deviation("POST /v3/stacks/branches_merge", "stack", "the documented response has the api_key instead"),
    Deviation("POST /v3/stacks/branches_merge", "errors", "the documented response is without"),
    Deviation("GET /v3/stacks/branches_queue", "queue.0.errors*", "a merge of other branches failed in another way"),
    Deviation("GET /v3/stacks/branches_queue/*", "*", "documented responses have a queue, of one job as of many"),
    Deviation("* /v3/content_types/*/variants*", "*._variant.*", "an older form"),
    Deviation("* /v3/content_types/*/variants*", "*", "the mock holds a whole entry, recorded ones what is changed"),
    Deviation("entry_variants/?.json", "_metadata", "nothing is referred to here"),
    Deviation("entry_variants/5.json", "_variant._order.0.*", "the name of another field"),
    Deviation("* /v3/variant_groups*", "*content_types.0", "documented responses say whether they are linked"),
    Deviation("* /v3/variant*", "variant*", "what runs against the service reads it bare"),
    Deviation("* /v3/content_types*", "*DEFAULT_ACL", "recorded responses have an object here"),
    Deviation("*content_types*", "*SYS_ACL.roles", OWN_RIGHTS),
    Deviation("* /v3/content_types*", "content_types", "it was copied from the list; recorded responses hold one"),
    Deviation("GET /v3/content_types/*/export", "schema.0.in*", "newer exports are without"),
    Deviation("content_types/5.json", "count", WITH_FLAG),
    Deviation("GET /v3/global_fields", "notice", MOCK),
    Deviation("GET /v3/global_fields", "count", WITH_FLAG),
    Deviation("* /v3/global_fields*", "global_field*.?????ed_by", "the mock alone has it, no recorded response"),
    Deviation("* /v3/content_types/*/entries*", "entry._rules", "the mock alone has it, no recorded response"),
    Deviation("GET /v3/assets", "assets.0.app_user_object_uid", "recorded responses are without"),
    Deviation("assets/?.json", "description", NOT_SET),
    Deviation("GET /v3/assets/{asset_uid}/references", "references.0.*", OTHER),
    Deviation("POST /v3/bulk/workflow", "job_id", MOCK),
    Deviation("GET /v3/bulk/jobs/{job_id}", "notice", MOCK),
    Deviation("GET /v3/bulk/jobs/{job_id}/items", "items.0.*", "documented responses have other names"),
    Deviation("bulk_jobs/3.json", "jobItems.0.reference", "of what came along as a reference"),
    Deviation("GET /v3/locales/{code}", "locale.ACL", "the list of the same source has a list here"),
    Deviation("GET /v3/stacks/delivery_tokens/*", "*environments.0.color", NOT_SET),
    Deviation("GET /v3/roles*", "*settings.rte", NOT_SET),
    Deviation("GET /v3/roles", "roles.0.users", NOT_SET),
    Deviation("roles/?.json", "rules.0.environments", "the first rule is of another kind"),
    Deviation("POST /v3/releases/*/item*", "release.app_user_object_uid", "documented responses have null"),
    Deviation("POST /v3/releases/*/items", "release.deleted_at", OTHER),
    Deviation("* /v3/workflows*", "*._id", INTERNAL),
    Deviation("*webhook*", "*http_basic_password", MASKED),
    Deviation("GET /v3/webhooks/*", "*.data.*", NOT_ITS_THING),
    Deviation("GET /v3/webhooks/*", "*X-Contentstack-Signature", OLD_HEADER),
    Deviation("GET /v3/webhooks/*", "*.response.headers.*", OF_THE_SERVER),
    Deviation("GET /v3/webhooks/*/logs", "*.response.message", "of calls that got no response"),
    Deviation("GET /v3/webhooks/*/logs", "webhook.projectUid", "nothing says which project that is"),
    Deviation("GET /v3/audit-logs*", "*.global_field", NOT_ITS_THING),
    Deviation("GET /v3/audit-logs/*", "logs", OTHER),
    Deviation("* /v3/taxonomies*", "taxonomy.*_count", WITH_FLAG),
    Deviation("GET /v3/taxonomies/*/terms/{term_uid}", "term.*cendants", WITH_FLAG),
    Deviation("GET /v3/taxonomies/*/terms/{term_uid}", "term.ancestors", WITH_FLAG),
)
