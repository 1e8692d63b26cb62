"""The site over a data folder: the database, with the archive beside it for the pages as they were received."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from pathlib import Path

from anslag.db.site import Archived
from anslag.db.site.hosts import is_loopback
from anslag.folder import ARCHIVE
from anslag.scraper.archive import Archive, ArchiveError


def archived(data: Path) -> Archived:
    """Reads bodies out of the archive of ``data``; what it does not hold, or cannot give whole, is None."""
    archive = Archive(data / ARCHIVE)

    def body(file: str, offset: int) -> bytes | None:
        try:
            return archive.read(file, offset).capture.body
        except ArchiveError:
            return None

    return body


def is_public(host: str, names: Collection[str]) -> bool:
    """Whether a site that listens at ``host`` and answers to ``names`` can be seen from other machines."""
    return not is_loopback(host) or any(not is_loopback(name) for name in names)


def opened_at(host: str, port: int) -> str:
    """The address by which the site opens on this machine."""
    try:
        address = ip_address(host)
    except ValueError:
        return f"http://{host}:{port}/"
    if address.is_unspecified:
        address = ip_address("::1" if address.version == 6 else "127.0.0.1")
    return f"http://[{address}]:{port}/" if address.version == 6 else f"http://{address}:{port}/"
