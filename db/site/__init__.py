"""The database as a website on this machine: Datasette with one plugin of ours, read-only and wholly offline.

``serve`` makes the application, ``metadata`` tells Datasette what tables, columns and questions mean, ``plugin``
holds the hooks, and the other modules are the pages that Datasette does not have.
"""

from anslag.db.site.serve import application, run
from anslag.db.site.sites import Archived

__all__ = ["Archived", "application", "run"]
