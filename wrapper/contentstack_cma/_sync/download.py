# Derived from _async/download.py by generator/unasync.py: edit that, not this.
"""Download a file, and resume when the connection breaks."""

from collections.abc import Generator

import httpx

from ..auth.base import Credentials
from ..downloads import UNSATISFIABLE, Transfer, Verdict
from ..error_mapping import FIRST_FAILURE, build_exception
from ..errors import ConnectionLostError, ContentstackError, build_message
from ..sending._sync.transport import wait_to_resume
from ..sending.timing import sync_iterate
from ..targets import Restartable
from ..wire.delivery import HTTP, get_delivery
from ..wire.download_requests import build_resumption
from ..wire.requests import to_exception


class Download:
    """One download: its responses, one after the other, until the whole file has arrived."""

    def __init__(
        self,
        http: httpx.Client,
        auth: Credentials | None,
        request: httpx.Request,
        transfer: Transfer,
        target: Restartable,
    ) -> None:
        self._http = http
        self._auth = auth
        request.extensions[HTTP] = http
        self._request = request
        self._transfer = transfer
        self._target = target
        self._response: httpx.Response | None = None

    def open(self) -> None:
        """Get the first response.

        Raises:
            ContentstackError: The download was rejected, or got no response.
        """
        try:
            try:
                self._request_rest()
            except httpx.HTTPError as error:
                self._resume(error)
        except BaseException as error:
            self.close()
            if not isinstance(error, (ContentstackError, httpx.HTTPError)):
                raise
            raise to_exception(self._request, error)  # noqa: B904 - __cause__ is set

    def iterate(self) -> Generator[bytes]:
        """Iterate over the chunks of the file.

        Raises:
            ContentstackError: The download broke off, and could not be resumed.
        """
        try:
            while True:
                try:
                    for chunk in self._read_response():
                        yield chunk
                except httpx.HTTPError as error:
                    self._resume(error)
                else:
                    return
        except (ContentstackError, httpx.HTTPError) as error:
            raise to_exception(self._request, error)  # noqa: B904 - __cause__ is set

    def _read_response(self) -> Generator[bytes]:
        if self._response is not None:
            for piece in sync_iterate(self._response, get_delivery(self._request).story.deadline):
                for chunk in self._transfer.receive(piece):
                    yield chunk
        for chunk in self._transfer.finish():
            yield chunk

    def _resume(self, error: httpx.HTTPError) -> None:
        """Get a response that brings the rest of the file, or all of it again."""
        while True:
            self.close()
            if not self._transfer.can_resume and not self._start_over():
                raise error
            if not wait_to_resume(self._request, error):
                raise error
            try:
                self._request_rest()
            except httpx.HTTPError as another:
                error = another
            else:
                return

    def _request_rest(self) -> None:
        request = build_resumption(self._request, self._transfer.build_headers())
        self._response = response = self._http.send(request, auth=self._auth, stream=True)
        status = response.status_code
        if status >= FIRST_FAILURE and not (status == UNSATISFIABLE and "range" in request.headers):
            raise build_exception(response)
        verdict = self._transfer.judge(status, response.headers)
        if verdict is Verdict.CONTINUE:
            return
        if verdict is Verdict.START_OVER:
            self._require_start_over()
            self._transfer.judge(status, response.headers)
            return
        self.close()
        if verdict is Verdict.REQUEST_AGAIN:
            self._require_start_over()
            self._request_rest()

    def _start_over(self) -> bool:
        """Drop what has arrived; return False if it cannot be taken back."""
        if self._transfer.delivered and not self._target.restart():
            return False
        self._transfer.restart()
        return True

    def _require_start_over(self) -> None:
        size = self._transfer.delivered
        if not self._start_over():
            text = f"the rest cannot be downloaded: the file has changed after {size:,} bytes of it were passed on"
            raise ConnectionLostError(build_message(self._request, text))

    def close(self) -> None:
        """Close the current response."""
        response, self._response = self._response, None
        if response is not None:
            response.close()
