"""A client of yaml-language-server, as an editor is one: what it completes, explains and finds wrong."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any


class LanguageServer:
    def __init__(self, program: Path, schema: Path) -> None:
        self._process = subprocess.Popen([str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._last_id = 0
        self._diagnostics: dict[str, list[Any]] = {}
        settings = {
            "yaml": {
                "schemas": {schema.as_uri(): "*.yaml"},
                "completion": True,
                "hover": True,
                "validate": True,
                "schemaStore": {"enable": False},
            }
        }
        self._settings = settings
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {
            "workspace": {"configuration": True},
            "textDocument": {"completion": {"completionItem": {"snippetSupport": False}},
                             "hover": {"contentFormat": ["plaintext"]}},
        }})
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": settings})
        self.problems("ready.yaml", "regulation: a\ninputt: b\n", until=lambda found: found != [])

    def __enter__(self) -> LanguageServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if length == 0:
            raise EOFError("the language server has ended")
        return json.loads(self._process.stdout.read(length))

    # What it asks and tells meanwhile.
    def _handle(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif method == "workspace/configuration":
            items = [self._settings.get(i.get("section") or "") for i in message["params"]["items"]]
            self._send({"id": message["id"], "result": items})
        elif "id" in message:
            self._send({"id": message["id"], "result": None})

    def notify(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: dict[str, Any]) -> Any:
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._last_id and "method" not in message:
                return message.get("result")
            self._handle(message)

    def open(self, name: str, text: str) -> str:
        uri = name if name.startswith("file:") else f"file:///rules/{name}"
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        return uri

    def problems(self, name: str, text: str, until: Callable[[list[Any]], bool] = lambda _: True) -> list[str]:
        """What is underlined. The server tells it once it has its settings, perhaps not yet the first time."""
        uri = self.open(name, text)
        while uri not in self._diagnostics or not until(self._diagnostics[uri]):
            self._handle(self._receive())
        return [d["message"] for d in self._diagnostics[uri]]

    def completions(self, name: str, text: str) -> list[str]:
        """What is offered at the mark «|»."""
        position, whole = _marked(text)
        uri = self.open(name, whole)
        found = self.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})
        return [i["label"] for i in (found["items"] if isinstance(found, dict) else found or [])]

    def hover(self, name: str, text: str) -> str:
        position, whole = _marked(text)
        uri = self.open(name, whole)
        found = self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
        return str(found["contents"]["value"]) if found else ""


def _marked(text: str) -> tuple[dict[str, int], str]:
    before, after = text.split("|")
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}, before + after
