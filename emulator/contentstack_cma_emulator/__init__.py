"""A local Content Management API, for tests and experiments.

from contentstack_cma_emulator import Emulator

with Emulator() as emulator:
    print(emulator.url, emulator.stack.api_key)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contentstack_cma_emulator.accounts import OAuthTokens
    from contentstack_cma_emulator.admin.states.state_file import StateError
    from contentstack_cma_emulator.emulator import Emulator
    from contentstack_cma_emulator.engine.outbox import Message
    from contentstack_cma_emulator.engine.plan import Plan, PlanError
    from contentstack_cma_emulator.http.logged_bodies import LoggedBody
    from contentstack_cma_emulator.http.rate_limit import RateLimit, RateLimitWindow
    from contentstack_cma_emulator.http.request_log import LoggedRequest
    from contentstack_cma_emulator.http.server import Certificate
    from contentstack_cma_emulator.seeding.demo import MachineApp, OAuthApp, Stack
    from contentstack_cma_emulator.seeding.seed_file import SeedError
else:
    # Loaded on first use, so that importing the package does not load the libraries of the server.
    _MODULES = {
        "Emulator": "emulator",
        "OAuthTokens": "accounts",
        "OAuthApp": "seeding.demo",
        "MachineApp": "seeding.demo",
        "Stack": "seeding.demo",
        "Message": "engine.outbox",
        "LoggedBody": "http.logged_bodies",
        "Plan": "engine.plan",
        "PlanError": "engine.plan",
        "LoggedRequest": "http.request_log",
        "RateLimit": "http.rate_limit",
        "RateLimitWindow": "http.rate_limit",
        "SeedError": "seeding.seed_file",
        "StateError": "admin.states.state_file",
        "Certificate": "http.server",
    }

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "Emulator",
    "Certificate",
    "LoggedBody",
    "MachineApp",
    "Message",
    "OAuthApp",
    "OAuthTokens",
    "Plan",
    "PlanError",
    "RateLimit",
    "RateLimitWindow",
    "LoggedRequest",
    "SeedError",
    "Stack",
    "StateError",
]
