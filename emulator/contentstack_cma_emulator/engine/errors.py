"""What a handler raises to refuse a call, with the statuses, codes and texts of the CMA."""

from collections.abc import Mapping, Sequence
from typing import Any

FieldErrors = Mapping[str, Sequence[str]]

NOT_VALID = "is not valid."
NOT_UNIQUE = "is not unique."
REQUIRED = "is a required field."

NOT_ALLOWED = 162
DENIED = "Access denied. You have insufficient permissions to perform this operation."


def too_long(most: int) -> str:
    """Return what is wrong with a text of more than so many characters."""
    return f"is too long (maximum is {most} characters)."


def too_many(most: int, what: str = "items") -> str:
    """Return what is wrong with a list of more than so many things."""
    return f"should have at most {most} {what}."


def none_left(most: int) -> str:
    """Return that there are as many of something as the plan allows."""
    return f"has reached the limit of the plan: at most {most}."


class CmaError(Exception):
    """A refusal: raised anywhere in a handler, answered as the CMA's error body; what the handler wrote is undone.

    `status` is the HTTP status, `code` the `error_code`, `message` the `error_message` and `errors`
    the messages by field. `extra` goes into the body beside them (`tfa_type` of a login, for instance).
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

    def body(self) -> dict[str, Any]:
        """Answer the JSON body; `error_code` and `errors` are left out where there are none."""
        body: dict[str, Any] = {"error_message": self.message}
        if self.code is not None:
            body["error_code"] = self.code
        if self.errors:
            body["errors"] = self.errors
        return body | self.extra

    def sent(self) -> dict[str, Any]:
        """Return the JSON body that is sent: `body`, but for what refuses in another form."""
        return self.body()


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
    """422: the values are refused; `errors` says which and why."""
    return CmaError(422, code, message, errors)


def invalid_parameter(name: str, text: str = NOT_VALID) -> CmaError:
    """422/141: a query parameter, header or path parameter has a value it cannot have."""
    return CmaError(422, 141, "The request has a parameter that is not valid.", {name: [text]})


def not_found(code: int, message: str, field: str = "uid") -> CmaError:
    """422: what the call names does not exist; the CMA answers most of these with 422, not with 404."""
    return CmaError(422, code, message, {field: [NOT_VALID]})


def content_type_not_found(uid: str) -> CmaError:
    """422/118: the content type does not exist."""
    return not_found(118, f"The Content Type '{uid}' was not found. Please try again.")


def global_field_not_found(uid: str) -> CmaError:
    """422/118: the global field does not exist."""
    return not_found(118, f"The Global Field '{uid}' was not found. Please try again.")


def unknown_environment(name: str) -> CmaError:
    """422/141: the environment of the path does not exist, or is not visible to whoever asks.

    404 and 422 are both recorded for it, with no error code; 422/141 is what most other missing things get.
    """
    return not_found(141, f"The Environment '{name}' was not found. Please try again.")


def environment_not_found(name: str) -> CmaError:
    """401/161: the environment to publish to does not exist, or is not visible to whoever asks."""
    message = f"The Environment '{name}' was not found. Please try again."
    return CmaError(401, 161, message, {"environment": [NOT_VALID]})


def organization_not_found(uid: str) -> CmaError:
    """422/141: the organization does not exist, or whoever asks does not belong to it."""
    return not_found(141, f"The Organization '{uid}' was not found. Please try again.", "organization_uid")


def object_not_found() -> CmaError:
    """422/141: the entry or another object without a text of its own does not exist."""
    return not_found(141, "The requested object doesn't exist.")


def refused(noun: str, action: str, fields: FieldErrors, code: int = 119, status: int = 422) -> CmaError:
    """422: what was sent cannot be stored: `refused("Environment", "creation", {"name": [NOT_UNIQUE]})`."""
    return CmaError(status, code, f"{noun} {action} failed. Please try again.", fields)
