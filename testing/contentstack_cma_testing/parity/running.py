"""Run a flow against a target."""

from collections.abc import Mapping

from contentstack_cma_testing.parity.errors import NoResponseError
from contentstack_cma_testing.parity.features import FeatureMissingError, find_lack
from contentstack_cma_testing.parity.flow import Flow
from contentstack_cma_testing.parity.recording import Exchange, Recording
from contentstack_cma_testing.parity.replies import FlowStoppedError
from contentstack_cma_testing.parity.target import Recorder, Target


def run_flow(flow: Flow, target: Target, number: int, expected: Mapping[str, Exchange] | None = None) -> Recording:
    """Run a flow, and remove what it created.

    Args:
        flow: The flow.
        target: What to run it against.
        number: A number that no other flow of the run has.
        expected: What was recorded of its calls on the emulator.

    Raises:
        NoResponseError: The connection broke.
    """
    if lack := find_lack(flow, target.offers):
        return Recording(missing=lack)
    recorder = Recorder(target, flow, number, expected or {})
    try:
        _run(flow, recorder)
    finally:
        recorder.clean_up()
    return recorder.recording


def _run(flow: Flow, recorder: Recorder) -> None:
    recording = recorder.recording
    try:
        flow.run(recorder)
    except FlowStoppedError as stop:
        recording.end = f"stopped after {stop.label!r}, whose response has no {stop.place}"
    except FeatureMissingError as lack:
        recording.missing = str(lack)
    except NoResponseError:
        raise
    except Exception as error:  # noqa: BLE001 -- a flow that fails must not end the others
        latest = next(reversed(recording.calls), "the start")
        recording.end = f"failed after {latest!r}: {type(error).__name__}"
