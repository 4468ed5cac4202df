"""Compare a committed folder with what a fresh run generates."""

from pathlib import Path

_IGNORED = frozenset({"__pycache__"})


def find_stale_files(fresh: Path, committed: Path) -> list[str]:
    """Return a line for each file that is missing, extra or different in `committed`."""
    new, old = _read_files(fresh), _read_files(committed)
    return [
        *(f"{committed.name}/{name}: missing" for name in sorted(new.keys() - old.keys())),
        *(
            f"{committed.name}/{name}: extra; delete it, since nothing generates it"
            for name in sorted(old.keys() - new.keys())
        ),
        *(
            f"{committed.name}/{name}: {_describe_difference(new[name], old[name])}"
            for name in sorted(new.keys() & old.keys())
            if new[name] != old[name]
        ),
    ]


def _read_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not _IGNORED & set(path.parts)
    }


def _describe_difference(new: bytes, old: bytes) -> str:
    pairs = zip(new.splitlines(), old.splitlines(), strict=False)
    for number, (expected, found) in enumerate(pairs, start=1):
        if expected != found:
            return f"line {number} was edited or is stale; run `python -m generator generate`"
    return "its end was edited or is stale; run `python -m generator generate`"
