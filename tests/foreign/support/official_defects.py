"""What the official SDK does wrong, so that a step cannot end as it should."""

from collections.abc import Mapping

from tests.foreign.support.expectations import Defect, Expected, expect_each, expect_error, expect_ok, expect_some

NO_BOUNDARY = Defect(
    "says multipart/form-data itself, without the boundary that the body has",
    Expected(400, {"error_message": "The multipart body has no boundary."}),
)
LEFT_BEHIND = Defect(
    "keeps the Content-Type of a form for every later call of the client",
    Expected(400, {"error_message": "The Content-Type multipart/form-data is not supported."}),
)
UNKNOWN_URL = Expected(404, {"error_message": "The requested URL was not found."})

DEFECTS: Mapping[str, Defect] = {
    "content types: import": NO_BOUNDARY,
    "global fields: import": NO_BOUNDARY,
    "entries: import": NO_BOUNDARY,
    "webhooks: import": NO_BOUNDARY,
    "entries: create after an import": LEFT_BEHIND,
    "extensions: create a label after an upload": LEFT_BEHIND,
    "assets: download": Defect("leaves out the file name of the address", UNKNOWN_URL),
    "assets: replace": Defect(
        "sends the file as `asset`, which is none of the parts of the form", expect_ok({"asset.filename": "soup.png"})
    ),
    "folders: create": Defect(
        "sends a mapping as a form, `asset=name`", Expected(400, {"error_message": "The body is not valid JSON."})
    ),
    "folders: find by name": Defect("sends only the names of the values in the query", expect_error(141, "query")),
    "folders: list folders": Defect("sends only the names of the values in the query", expect_error(141, "query")),
    "terms: search": Defect(
        "asks for `term`, which is no parameter; it is `typeahead`", expect_ok({"terms": expect_some("uid", "sweet")})
    ),
    "terms: move": Defect(
        "leaves out `/move`, so the term is renamed, not moved", expect_ok({"term.parent_uid": "main"})
    ),
    "terms: ancestors after the move": Defect(
        "the term was not moved", expect_ok({"terms": expect_each("uid", "main")})
    ),
    "workflows: request approval": Defect("asks with GET for what is done with POST", UNKNOWN_URL),
    "variants without group: update": Defect("has a call that nobody else knows of", UNKNOWN_URL),
    "entry variants: create": Defect("sends POST to the list, where the API has PUT to the variant", UNKNOWN_URL),
    "webhooks: delete with the same client": Defect(
        "takes away a header that is gone since the first time", "KeyError"
    ),
    "stack sharing: update a user's roles": Defect("sends PUT where the API has POST", UNKNOWN_URL),
    "stacks: create": Defect("never sends the organization that it is given", expect_error(141, "organization_uid")),
    "session: logout": Defect("takes something from a method instead of calling it", "TypeError"),
}
