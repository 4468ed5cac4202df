"""The whole kit as a function."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from contentstack_cma_testing.parity.kit import open_kit, select_flows
from contentstack_cma_testing.parity.opening import Place
from contentstack_cma_testing.parity.report import build_report, write_report


def check(
    options: Mapping[str, Any] | None = None,
    *,
    use_stack: str | None = None,
    organization_uid: str | None = None,
    flows: Iterable[str] = (),
    leftovers: Path | None = None,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Run flows against an emulator and against a stack, and return the report of what differs.

        report = check(use_stack="blt0123456789abcdef", flows=["labels", "entries"])
        print(report["summary"])

    Args:
        options: Options of `contentstack_cma.Client`. Default: credentials and region of the environment.
        use_stack: Key of an empty stack. Default: a new one, which is deleted at the end.
        organization_uid: Organization of the new stack. Default: the one that you manage.
        flows: Beginnings of the names of flows. Default: all flows.
        leftovers: File that notes what is to be removed, for the next run. Default: none.
        folder: Folder to write the report to. Default: it is not written.

    Returns:
        The report: what `parity.json` has.

    Raises:
        ContentstackError: There are no credentials.
        KitError: The credentials are wrong, the stack is not empty, or no stack can be created.
        LeftoversError: The file of leftovers cannot be used.
        NoResponseError: The connection broke.
        OSError: The report cannot be written.
        ValueError: No flow has such a name, or the environment is contradictory.
    """
    chosen = select_flows(flows)
    place = Place(options or {}, use_stack=use_stack, organization_uid=organization_uid, leftovers=leftovers)
    with open_kit(place) as kit:
        for flow in chosen:
            kit.run(flow)
        if folder is not None:
            write_report(kit, folder)
        return build_report(kit)
