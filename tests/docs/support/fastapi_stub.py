"""As much of FastAPI as the guides use, so that their code runs without it."""

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any


class FastAPI:
    """An application: what it was created with, and its handlers by path."""

    def __init__(self, *, lifespan: Callable[..., Any] | None = None) -> None:
        self.lifespan = lifespan
        self.state = SimpleNamespace()
        self.handlers: dict[str, Callable[..., Any]] = {}

    def get(self, path: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a handler."""
        return lambda handler: self.handlers.setdefault(path, handler)

    post = get


class HTTPException(Exception):
    """An error response."""

    def __init__(self, status_code: int, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(status_code)
        self.status_code = status_code
        self.headers = headers


def make_module() -> ModuleType:
    """Return a module to import as `fastapi`."""
    module = ModuleType("fastapi")
    module.__dict__.update(FastAPI=FastAPI, HTTPException=HTTPException, Request=object, BackgroundTasks=object)
    return module
