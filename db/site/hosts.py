"""Which names a site answers to: a page elsewhere that points its own name at this machine is shown nothing.

That is DNS rebinding: a browser then takes this site for a part of the other one and lets its scripts read it. An
IP address in ``Host`` cannot come about so, for there the browser knows whom it asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from socket import gethostname

from anslag.db.site.headers import App, Message, Receive, Send

_REFUSED = (
    "This site does not answer to the name {name}. Open it by its address, or start it with\n"
    "`anslag serve --name NAME` if visitors are to come by that name.\n"
)


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine, as nobody else can reach it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked(app: App, names: Iterable[str]) -> App:
    """The application for requests that come by an IP address, as localhost, or by one of ``names``."""
    known = {"localhost", gethostname().lower(), *(name.lower().rstrip(".") for name in names)}

    async def inner(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_known(name := _asked(scope), known):
            await app(scope, receive, send)
        elif scope["type"] == "http":
            await _refuse(name, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    return inner


def _asked(scope: Message) -> str:
    hosts = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name.lower() == b"host"]
    return hosts[0].strip().lower() if len(hosts) == 1 else ""


def _is_known(host: str, known: set[str]) -> bool:
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.rpartition(":")[0] or host
    try:
        ip_address(bare)
    except ValueError:
        return bare.rstrip(".") in known
    return True


async def _refuse(name: str, send: Send) -> None:
    shown = ascii(name[:100]) if name else "that was asked for"
    body = _REFUSED.format(name=shown).encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    # 421: the request is for somebody else (RFC 9110, 15.5.20).
    await send({"type": "http.response.start", "status": 421, "headers": [kind]})
    await send({"type": "http.response.body", "body": body})
