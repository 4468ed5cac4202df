"""Reads the files of imports, all in the same way, and holds them against the body of the call that creates the thing.

A file is sent as the part of a multipart body that is called like the thing (`content_type`, `entry`), with or without
a file name. It holds the thing bare, as exports do, or under that name, as responses of other calls do.
"""

from functools import cache

from contentstack_cma_emulator.dispatch.request_validation import RequestValidator
from contentstack_cma_emulator.dispatch.unknown_keys import KnownKeys
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.description import BUNDLED, Description
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import Errors

JSON = "application/json"


@cache
def description() -> Description:
    """Return the bundled description."""
    return Description.load(BUNDLED)


@cache
def checks() -> RequestValidator:
    """Return the checks of the bundled description."""
    return RequestValidator(description())


def read_file(call: Call, key: str) -> Document:
    """Return the thing in the file of an import, without keys that the API does not know.

    Raises `CmaError` if there is no file (400) or if it does not hold a JSON object (422/141).
    """
    return known_part(key, call.form.read_exported(key))


def known_part(key: str, sent: Document) -> Document:
    """Return a thing without the keys that the body of the call that creates it lacks."""
    schema = description().operations[f"create_{key}"].bodies[JSON]
    known: Document = KnownKeys(description().document).keep_known(schema, {key: sent})[key]
    return known


def wrong_file(key: str, sent: Document) -> Errors:
    """Return what is wrong with a thing from a file, which has the form of the body of the call that creates it."""
    return checks().validate_body(description().operations[f"create_{key}"], JSON, {key: sent})
