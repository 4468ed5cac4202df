"""The rate limit."""

from contentstack_cma_testing.parity.describing import describe_outcome, describe_rate_limit_headers, describe_shape
from contentstack_cma_testing.parity.flow import Steps, flow

MOST = 60
"""Calls of the burst. The documented limit is 10 reads per second, with a hidden reserve."""


@flow("Languages", "The response to a read beyond the rate limit.", calls=MOST, answers=["rate_limit_body"])
def burst(steps: Steps) -> None:
    """Read the locales until the rate limit is exceeded."""
    reply = steps.burst("read too often", "/v3/locales", most=MOST)
    if reply.is_success:
        steps.answer("rate_limit_body", f"{MOST} reads at once did not exceed the rate limit.")
        return
    fact = f"{describe_outcome(reply)}; the body is {describe_shape(reply.json)}"
    steps.answer("rate_limit_body", f"{fact}; headers: {describe_rate_limit_headers(reply)}.")
