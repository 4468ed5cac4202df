"""Errors that handlers raise, with the statuses, codes and texts of the CMA.

Each function is named after the error that it builds: `raise errors.forbidden()`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

FieldErrors = Mapping[str, Sequence[str]]

Errors = dict[str, list[str]]
"""Messages by field, or by the dotted path of a value: `seo.title`, `sections.0.hero.heading`."""

NOT_VALID = "is not valid."
NOT_UNIQUE = "is not unique."
REQUIRED = "is a required field."

NOT_ALLOWED = 162
DENIED = "Access denied. You have insufficient permissions to perform this operation."


def too_long(most: int) -> str:
    """Return the message for a text of more than `most` characters."""
    return f"is too long (maximum is {most} characters)."


def too_many(most: int, what: str = "items") -> str:
    """Return the message for a list of more than `most` items."""
    return f"should have at most {most} {what}."


def plan_limit_reached(most: int) -> str:
    """Return the message for a limit of the plan that was reached."""
    return f"has reached the limit of the plan: at most {most}."


class CmaError(Exception):
    """An error response. Raise it anywhere in a handler: the writes of the handler are rolled back.

    Args:
        status: The HTTP status.
        code: The `error_code`.
        message: The `error_message`.
        errors: Messages by field.
        extra: More keys of the body, such as `tfa_type` of a login.
    """

    def __init__(
        self,
        status: int,
        code: int | None,
        message: str,
        errors: FieldErrors | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = {field: list(texts) for field, texts in (errors or {}).items()}
        self.extra = dict(extra or {})

    def to_body(self) -> dict[str, Any]:
        """Return the JSON body, without `error_code` and `errors` if there are none."""
        body: dict[str, Any] = {"error_message": self.message}
        if self.code is not None:
            body["error_code"] = self.code
        if self.errors:
            body["errors"] = self.errors
        return body | self.extra

    def to_response_body(self) -> dict[str, Any]:
        """Return the JSON body to send. Subclasses with another format override it."""
        return self.to_body()


def unknown_stack() -> CmaError:
    """412/109: the api_key is missing or belongs to no stack."""
    return CmaError(412, 109, "We can't find that Stack. Please try again.", {"api_key": [NOT_VALID]})


def not_signed_in(credential: str = "authtoken") -> CmaError:
    """401/105: `credential` (`authtoken`, `authorization` or `access_token`) is missing or not valid."""
    return CmaError(401, 105, "You're not allowed in here unless you're logged in.", {credential: [NOT_VALID]})


def forbidden(message: str = DENIED) -> CmaError:
    """403/162: known, but not allowed to do this."""
    return CmaError(403, NOT_ALLOWED, message)


def unknown_url() -> CmaError:
    """404: no call of the CMA has this URL."""
    return CmaError(404, 404, "The requested URL was not found.")


def malformed(message: str) -> CmaError:
    """400: the request cannot be read, such as a body that is not JSON."""
    return CmaError(400, 400, message)


def invalid(code: int, message: str, errors: FieldErrors) -> CmaError:
    """422: values are not valid; `errors` says which and why."""
    return CmaError(422, code, message, errors)


def invalid_parameter(name: str, text: str = NOT_VALID) -> CmaError:
    """422/141: a query parameter, header or path parameter has a value it cannot have."""
    return CmaError(422, 141, "The request has a parameter that is not valid.", {name: [text]})


def not_found(code: int, message: str, field: str = "uid") -> CmaError:
    """422: something does not exist. The CMA mostly uses 422 for this, not 404."""
    return CmaError(422, code, message, {field: [NOT_VALID]})


def content_type_not_found(uid: str) -> CmaError:
    """422/118: the content type does not exist."""
    return not_found(118, f"The Content Type '{uid}' was not found. Please try again.")


def global_field_not_found(uid: str) -> CmaError:
    """422/118: the global field does not exist."""
    return not_found(118, f"The Global Field '{uid}' was not found. Please try again.")


def unknown_environment(name: str) -> CmaError:
    """422/141: the environment in the path does not exist or is not visible to the caller.

    404 and 422 are both recorded for it, without an error code; 422/141 is usual for other missing documents.
    """
    return not_found(141, f"The Environment '{name}' was not found. Please try again.")


def environment_not_found(name: str) -> CmaError:
    """401/161: the environment to publish to does not exist or is not visible to the caller."""
    message = f"The Environment '{name}' was not found. Please try again."
    return CmaError(401, 161, message, {"environment": [NOT_VALID]})


def organization_not_found(uid: str) -> CmaError:
    """422/141: the organization does not exist, or the caller does not belong to it."""
    return not_found(141, f"The Organization '{uid}' was not found. Please try again.", "organization_uid")


def object_not_found() -> CmaError:
    """422/141: the entry, or another object without its own message, does not exist."""
    return not_found(141, "The requested object doesn't exist.")


def action_failed(noun: str, action: str, fields: FieldErrors, code: int = 119, status: int = 422) -> CmaError:
    """422: the document cannot be stored: `action_failed("Environment", "creation", {"name": [NOT_UNIQUE]})`."""
    return CmaError(status, code, f"{noun} {action} failed. Please try again.", fields)


def require_found(found: T | None, error: CmaError) -> T:
    """Return what was found. Raises `error` if it is None."""
    if found is None:
        raise error
    return found
