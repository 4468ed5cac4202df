"""The command line on one account of an emulator, with a home folder of its own and no way to the network."""

import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import trustme

from contentstack_cma import Client
from contentstack_cma_emulator import Certificate, Emulator, LoggedRequest
from tests.foreign.command_line.program import RUN_TIMEOUT, Run, run

DOMAIN = "emulator.test"
HOST = f"api.{DOMAIN}"
"""The name that the program knows the emulator by; it takes no other than one with dots and letters."""
DELIVERY_HOST = f"cdn.{DOMAIN}"

MOST_CALLS = 50_000
"""More calls than any command makes, so that none that was rejected leaves the request log unseen."""

FAST = Path(__file__).with_name("fast.json")
"""A configuration for exports and imports: as many calls at once as they can make."""


@dataclass(frozen=True)
class Terminal:
    """Runs commands, one after the other, as the demo user of an emulator.

    Attributes:
        emulator: What the commands work on.
        client: Our SDK as the same user.
        folder: The working directory of the commands.
        certificate: The certificate of the emulator's names, and its key.
    """

    emulator: Emulator
    client: Client
    folder: Path
    certificate: tuple[Path, Path]
    environment: Mapping[str, str] = field(repr=False)

    def run(
        self,
        *arguments: str,
        hosts: Mapping[str, int] | None = None,
        variables: Mapping[str, str] | None = None,
        timeout: float = RUN_TIMEOUT,
    ) -> Run:
        """Run a command and return what came of it.

        Args:
            arguments: The command and its flags.
            hosts: Ports of other servers on this machine that it may reach, by the names it knows.
            variables: Other variables that the program sees.
            timeout: Seconds that it may take.
        """
        self.emulator.forget_requests()
        known = {HOST: httpx.URL(self.emulator.url).port, **(hosts or {})}
        environment = {**self.environment, **(variables or {}), "KNOWN_HOSTS": json.dumps(known)}
        return run(arguments, environment, self.folder, timeout=timeout)

    def run_or_fail(self, *arguments: str, hosts: Mapping[str, int] | None = None) -> str:
        """Run a command, fail if it does or if the emulator rejects a call of it, and return what it printed."""
        done = self.run(*arguments, hosts=hosts)
        assert done.code == 0, done.output
        assert self.find_rejected() == [], done.output
        return done.output

    def find_rejected(self) -> list[LoggedRequest]:
        """Return the calls of the last command that the emulator rejected."""
        return [request for request in self.emulator.requests if request.status >= 400]

    def find_refused_hosts(self) -> set[str]:
        """Return the hosts that commands asked for and were kept from."""
        noted = Path(self.environment["REFUSED_HOSTS"])
        return set(noted.read_text().split()) if noted.exists() else set()


@contextmanager
def open_terminal(folder: Path, state: Path | None = None) -> Iterator[Terminal]:
    """Start an emulator that speaks TLS, and sign the program in to it.

    Args:
        folder: The working directory of the commands.
        state: A state file that the emulator starts from.
    """
    authority, certificate, key = (folder / name for name in ("authority.pem", "cert.pem", "key.pem"))
    _issue((HOST, DELIVERY_HOST, "127.0.0.1"), authority, certificate, key)
    with (
        Emulator(
            state=state, certificate=Certificate(certificate, key), demo=False, work_delay=0, request_log=MOST_CALLS
        ) as emulator,
        Client(
            authtoken=emulator.authtoken,
            base_url=emulator.url,
            pace=None,
            verify=ssl.create_default_context(cafile=str(authority)),
        ) as client,
    ):
        terminal = Terminal(emulator, client, folder, (certificate, key), _build_environment(folder, authority))
        _sign_in(terminal)
        yield terminal


def _sign_in(terminal: Terminal) -> None:
    api = f"https://{HOST}"
    hosts = ("--cma", api, "--cda", f"https://{DELIVERY_HOST}", "--ui-host", api)
    terminal.run_or_fail("config:set:region", *hosts, "--name", "emulator")
    terminal.run_or_fail("auth:login", "--username", terminal.emulator.email, "--password", terminal.emulator.password)


def _issue(names: Sequence[str], authority: Path, certificate: Path, key: Path) -> None:
    issuer = trustme.CA()
    issued = issuer.issue_cert(*names)
    issuer.cert_pem.write_to_path(authority)
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)


def _build_environment(folder: Path, authority: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "CS_CLI_CONFIG_PATH": str(home / "csdx"),
        "NODE_EXTRA_CA_CERTS": str(authority),
        "REFUSED_HOSTS": str(folder / "refused_hosts"),
        "NO_COLOR": "1",
        "CI": "true",
    }
