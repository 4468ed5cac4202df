"""Hooks that keep what they receive."""

from contentstack_cma import Hooks, RequestEvent, ResponseEvent, RetryEvent


class Recorder(Hooks):
    """Keeps all events, in order."""

    def __init__(self) -> None:
        self.events: list[RequestEvent] = []
        super().__init__(on_request=self.events.append, on_response=self.events.append, on_retry=self.events.append)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the events."""
        return [type(event).__name__.removesuffix("Event").lower() for event in self.events]

    @property
    def requests(self) -> list[RequestEvent]:
        """The events of `on_request`."""
        return [event for event in self.events if type(event) is RequestEvent]

    @property
    def responses(self) -> list[ResponseEvent]:
        """The events of `on_response`."""
        return [event for event in self.events if isinstance(event, ResponseEvent)]

    @property
    def retries(self) -> list[RetryEvent]:
        """The events of `on_retry`."""
        return [event for event in self.events if isinstance(event, RetryEvent)]
