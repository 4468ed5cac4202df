"""OAuth, as far as the API itself shows it: its endpoints for tokens are on another host."""

from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Steps, flow


@flow("OAuth", "An unknown access token is rejected.", calls=2, answers=["oauth_token_rejected"])
def unknown_access_token(steps: Steps) -> None:
    """Read with an access token that does not exist."""
    headers = {"authorization": "Bearer parity-unknown"}
    user = steps.call("without a stack", "GET", "/v3/user", headers=headers, has_stack=False)
    stack = steps.call("with a stack", "GET", "/v3/content_types", headers=headers)
    fact = f"Without a stack it is {describe_outcome(user)}; with a stack {describe_outcome(stack)}."
    steps.answer("oauth_token_rejected", fact)
