"""A URL -> the bytes there: http and https alone, within limits, and nobody's private network.

The address that a name resolves to is checked and then connected to, so that it cannot
change in between; every redirect is checked like the first address. Proxies that the
environment names are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from alliancegraph.errors import InputError

LARGEST = 20_000_000  # bytes
LONGEST = 30.0  # seconds for one URL, redirects included
MOST_REDIRECTS = 5
_CHUNK = 65_536
_HEADERS = {
    "User-Agent": "alliancegraph",
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5",
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True)
class Fetched:
    """What was at *url*, the last address of all redirects; `media` and `charset` as the server says."""

    url: str
    content: bytes
    media: str
    charset: str | None


def fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """Get *url*; raise `InputError` where it cannot be had, or must not be."""
    until = time.monotonic() + LONGEST
    at = url
    for _ in range(MOST_REDIRECTS + 1):
        try:
            answer = _get(at, until, allow_private)
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise InputError(f"{url}: cannot be fetched ({reason}); try again, or save the page") from None
        if isinstance(answer, Fetched):
            return answer
        at = urljoin(at, answer)
    raise InputError(f"{url}: redirects more than {MOST_REDIRECTS} times; open it and save the page")


def _get(url: str, until: float, allow_private: bool) -> Fetched | str:
    """The content of *url*, or where it redirects to."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url}: is neither http nor https, so it is not fetched")
    default = 443 if parts.scheme == "https" else 80
    host, port = parts.hostname, parts.port or default
    address = _address(url, host, port, allow_private)
    connection = _Connection(host, port, address, parts.scheme == "https", _left(until))
    # A server that sends a byte now and then never times out by itself.
    watch = threading.Timer(_left(until), connection.shut)
    watch.daemon = True
    watch.start()
    try:
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request("GET", target, headers=_HEADERS)
        response = connection.getresponse()
        location = response.getheader("Location")
        if response.status in (301, 302, 303, 307, 308) and location:
            return location
        if response.status != 200:
            raise InputError(f"{url}: the server answers {response.status} {response.reason}")
        return Fetched(
            url,
            _content(url, response, until),
            response.headers.get_content_type(),
            response.headers.get_content_charset(),
        )
    finally:
        watch.cancel()
        connection.close()


def _content(url: str, response: http.client.HTTPResponse, until: float) -> bytes:
    content = b""
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > LARGEST:
            raise InputError(f"{url}: is larger than {LARGEST // 1_000_000} MB, so it is no article")
        _left(until)
    _left(until)
    return content


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"it takes more than {LONGEST:g} seconds")
    return left


def _address(url: str, host: str, port: int, allow_private: bool) -> str:
    """The first address of *host*; raise `InputError` if any is private and that was not asked for."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    private = [address for address in found if not is_public(address)]
    if private and not allow_private:
        raise InputError(
            f"{url}: is at {private[0]}, an address of a private network; if you mean it, add --allow-private"
        )
    return found[0]


def is_public(address: str) -> bool:
    """Whether *address* is anybody's to reach: not private, local, reserved, or one of these in disguise."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if not inner and ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4 behind a translator


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, for the host that was asked for."""

    def __init__(self, host: str, port: int, address: str, secure: bool, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._checked, self._secure = address, secure
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        """Open the socket, and let the host prove its name where the address is https."""
        self.sock = socket.create_connection((self._checked, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def shut(self) -> None:
        """End what is being read, at once."""
        if self.sock is not None:
            with suppress(OSError):  # closed by now
                self.sock.shutdown(socket.SHUT_RDWR)
