"""Headers on every answer: only scripts of this site run, nothing is asked of another machine, nothing is framed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

_POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_STRICT = _POLICY.format(scripts="")
# Vega compiles the expressions of its charts.
_CHARTS = _POLICY.format(scripts=" 'unsafe-eval'")
SANDBOX = "sandbox; default-src 'none'"
"""For archived pages: other people's bytes, to be looked at only."""


def guarded(app: App, ours: Callable[[], bool]) -> App:
    """The application with the headers added where it is ``ours``; a policy that a page sets itself is kept."""

    async def inner(scope: Message, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start" and ours():
                message["headers"] = [*message.get("headers", ()), *_added(scope["path"], message)]
            await send(message)

        await app(scope, receive, send_guarded)

    return inner


def _added(path: str, message: Message) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in message.get("headers", ())}
    policy = _CHARTS if path.startswith("/-/dashboard") else _STRICT
    wanted = {
        b"content-security-policy": policy.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"same-origin",
    }
    return [(name, value) for name, value in wanted.items() if name not in present]
