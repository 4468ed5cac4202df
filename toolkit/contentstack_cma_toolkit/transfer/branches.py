"""Which branches of a stack are exported, and where to. No I/O."""

from collections.abc import Sequence

from .errors import FolderError
from .export_options import ALL_BRANCHES
from .folder.json_files import Json
from .folder.names import make_safe_name

_MAIN = "main"


def find_branches(branches: Sequence[Json], wanted: str | None) -> list[str | None]:
    """Return the uids of the branches to export; a single None if the stack has no branches.

    Args:
        branches: The branches of the stack.
        wanted: Uid or alias of a branch, or `$all`; None for the main branch.

    Raises:
        ValueError: The stack has no such branch.
    """
    uids = [str(branch["uid"]) for branch in branches]
    if not uids:
        if wanted in {None, _MAIN, ALL_BRANCHES}:
            return [None]
        return [wanted]
    if wanted == ALL_BRANCHES:
        return [*uids]
    name = wanted or _MAIN
    found = [uid for uid, branch in zip(uids, branches, strict=True) if name in {uid, *_list_aliases(branch)}]
    if not found:
        raise ValueError(f"the stack has no branch {name!r}. It has: {', '.join(uids)}.")
    return [*found]


def _list_aliases(branch: Json) -> list[str]:
    """Return the uids of the aliases of a branch, which the API returns as objects."""
    aliases: list[Json] = branch.get("alias") or []
    return [str(alias["uid"]) for alias in aliases]


def get_branch_folder(branch: str | None) -> str:
    """Return the folder of a branch in an export; an empty text if the stack has no branches.

    Raises:
        FolderError: No folder can have the name.
    """
    if branch is not None and make_safe_name(branch) != branch:
        raise FolderError(repr(branch), "no folder can have the name of this branch")
    return branch or ""
