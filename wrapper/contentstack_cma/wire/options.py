"""The scope and options of calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import httpx

from ..pace import Budgets
from ..regions import Hosts
from ..retry import RetryPolicy, check_seconds
from .headers import check_header_value, check_headers

if TYPE_CHECKING:
    from ..hooks import CallHooks, Hooks


@dataclass(frozen=True, slots=True)
class Settings:
    """The scope and options of calls. Immutable.

    Attributes:
        hosts: Hosts of the region.
        headers: Headers of every request.
        policy: The retry policy.
        timeout: Timeouts for the steps of calls; None for the defaults, which are longer for uploads.
        deadline: Seconds for a whole call; None for no deadline.
        budgets: The pace; None if calls are not paced.
        api_key: The stack's key, for calls about a stack.
        branch: The branch, for calls that take one.
        hooks: The hooks; None if there are none.
    """

    hosts: Hosts
    headers: httpx.Headers
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    timeout: httpx.Timeout | None = None
    deadline: float | None = None
    budgets: Budgets | None = None
    api_key: str | None = None
    branch: str | None = None
    hooks: "CallHooks | None" = None

    def with_stack(self, api_key: str, branch: str | None) -> "Settings":
        """Return the settings for calls about one stack.

        Raises:
            ValueError: The key or the branch is empty, or cannot be sent in a header.
        """
        headers = httpx.Headers(self.headers)
        headers["api_key"] = check_header_value(api_key, "api_key")
        checked = None if branch is None else check_header_value(branch, "branch")
        return replace(self, headers=headers, api_key=api_key, branch=checked)

    def with_options(self, options: "Options") -> "Settings":
        """Return these settings changed by `options`; options that are None change nothing."""
        headers = httpx.Headers(self.headers)
        headers.update(check_headers(options.headers))
        return replace(
            self,
            headers=headers,
            policy=options.apply_to(self.policy),
            timeout=self.timeout if options.timeout is None else options.timeout,
            deadline=self.deadline if options.deadline is None else options.deadline,
            hooks=options.add_to(self.hooks),
        )


class Options:
    """The arguments of `with_options`, checked.

    Raises:
        TypeError: A value is of the wrong type.
        ValueError: A value is out of bounds.
    """

    def __init__(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        deadline: float | None = None,
        max_retries: int | None = None,
        max_rate_limit_wait: float | None = None,
        retry_writes: bool | None = None,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
        hooks: Sequence["Hooks"] = (),
    ) -> None:
        self.timeout: httpx.Timeout | None = check_timeout(timeout)
        self.deadline: float | None = check_deadline(deadline)
        self.headers: Mapping[str, str] | None = headers
        self._hooks = hooks
        self._policy = _check_policy(retry)
        changes: dict[str, Any] = {
            "max_retries": max_retries,
            "max_rate_limit_wait": max_rate_limit_wait,
            "retry_writes": retry_writes,
        }
        self._changes = {name: value for name, value in changes.items() if value is not None}
        if self._policy is not None and self._changes:
            raise ValueError(f"pass retry or {' and '.join(self._changes)}, not both: set them in the RetryPolicy")

    def apply_to(self, policy: RetryPolicy) -> RetryPolicy:
        """Return the retry policy with these options."""
        return replace(self._policy or policy, **self._changes) if self._changes else self._policy or policy

    def add_to(self, hooks: "CallHooks | None") -> "CallHooks | None":
        """Return hooks with those of these options."""
        if not self._hooks:
            return hooks
        from ..hooks import add_hooks

        return add_hooks(hooks, self._hooks)


def _check_policy(retry: object) -> RetryPolicy | None:
    if retry is not None and not isinstance(retry, RetryPolicy):
        raise TypeError(f"retry must be a RetryPolicy, not {type(retry).__name__}")
    return retry


def check_timeout(timeout: object) -> httpx.Timeout | None:
    """Return the timeouts for the steps of a call.

    Raises:
        TypeError: `timeout` is neither a number of seconds nor an `httpx.Timeout`.
        ValueError: It is not positive.
    """
    if timeout is None or isinstance(timeout, httpx.Timeout):
        return timeout
    return httpx.Timeout(_check_positive(timeout, "timeout"))


def check_deadline(deadline: object) -> float | None:
    """Return the seconds for a whole call.

    Raises:
        TypeError: `deadline` is not a number.
        ValueError: It is not positive.
    """
    return None if deadline is None else _check_positive(deadline, "deadline")


def _check_positive(value: object, name: str) -> float:
    check_seconds(value, name)
    if not value:
        raise ValueError(f"{name} must be more than 0 seconds")
    return float(cast("float", value))
