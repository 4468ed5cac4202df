"""What an error tells."""

from typing import assert_type

from contentstack_cma import ApiError, Client, ContentstackError, NotFoundError, ValidationError


def catch_errors(client: Client) -> None:
    try:
        client.stack("api_key").fetch()
    except NotFoundError as error:
        assert_type(error.status, int)
        assert_type(error.error_code, int | None)
    except ValidationError as error:
        assert_type(error.error_message, str | None)
        assert_type(error.request_id, str | None)
    except ApiError as error:
        assert_type(error.method, str)
        assert_type(error.path, str)
    except ContentstackError:
        raise
