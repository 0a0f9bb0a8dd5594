"""The address at which a model is asked, and where the key for it stands."""

from __future__ import annotations

from urllib.parse import urlsplit

from alliancegraph.errors import UsageError

KEY = "ALLIANCEGRAPH_LLM_KEY"  # our own name, so that no key is sent to a server that it is not for


def checked_url(url: str) -> str:
    """*url*, if it is a plain address: one with a name, a key or a query would put secrets into logs."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"base URL {url!r} is no address such as http://127.0.0.1:8080/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(f"the base URL may hold no name, key or query; set the key in {KEY}")
    return url
