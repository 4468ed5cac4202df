"""A small client of pyright's language server, which completes code as editors show it."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "pyright.langserver", "--stdio"]
SETTINGS: dict[str, Any] = {
    "python": {"pythonPath": sys.executable},
    "python.analysis": {"typeCheckingMode": "standard", "diagnosticMode": "openFilesOnly"},
}

Json = dict[str, Any]


class LanguageServer:
    """A running server with one folder open."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._uri = (folder / "user.py").as_uri()
        self._ids = count(1)
        self._versions = count(1)

    def initialize(self) -> None:
        """Say what the client can do."""
        uri = self._folder.as_uri()
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {"completion": {"completionItem": {"snippetSupport": False}}},
        }
        folders = [{"uri": uri, "name": "user"}]
        self._request(
            "initialize",
            {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": capabilities},
        )
        self._notify("initialized", {})

    def complete(self, code: str) -> list[str]:
        """Return what is offered at the mark `|` in the code.

        Args:
            code: The new text of the module that is being edited. The last `|` is taken out.
        """
        before, _, after = code.rpartition("|")
        self._write(before + after)
        lines = before.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        found = self._request(
            "textDocument/completion",
            {"textDocument": {"uri": self._uri}, "position": position, "context": {"triggerKind": 1}},
        )
        items: list[Json] = found["items"] if found else []
        return [item["label"] for item in items]

    def _write(self, text: str) -> None:
        """Open the module, or change its text."""
        version = next(self._versions)
        document: Json = {"uri": self._uri, "version": version}
        if version == 1:
            self._notify("textDocument/didOpen", {"textDocument": document | {"languageId": "python", "text": text}})
        else:
            self._notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def _request(self, method: str, params: Json) -> Any:
        number = next(self._ids)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" not in message and message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": _answer(message)})

    def _notify(self, method: str, params: Json) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        stdin.flush()

    def _receive(self) -> Json:
        stdout = self._process.stdout
        assert stdout is not None
        length = 0
        while line := stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server ended"
        message: Json = json.loads(stdout.read(length))
        return message


@contextmanager
def open_language_server(folder: Path) -> Generator[LanguageServer]:
    """Start a server for a folder, and stop it in the end."""
    process = subprocess.Popen(
        COMMAND, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        server = LanguageServer(process, folder)
        server.initialize()
        yield server
    finally:
        process.terminate()
        process.communicate()


def _answer(message: Json) -> Any:
    """Return what a client answers to a request of the server: its settings, otherwise nothing."""
    if message["method"] != "workspace/configuration":
        return None
    return [SETTINGS.get(item.get("section")) for item in message["params"]["items"]]
