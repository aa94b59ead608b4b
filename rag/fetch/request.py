"""One GET: to addresses that were looked at first, within a time, each redirect looked at anew.

The connection is made to the very address that was allowed, while the certificate is checked against the name; so a
name that resolves otherwise a moment later leads nowhere else. Neither proxies, nor credentials, nor cookies take part.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from importlib.metadata import version
from threading import Timer
from urllib.parse import urljoin

import certifi
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError, LocationParseError, NewConnectionError, ProtocolError
from urllib3.exceptions import TimeoutError as HTTPTimeout
from urllib3.util import Url, parse_url

from rag.errors import FetchError
from rag.fetch.address import Allow, Resolve, addresses, is_public, lookup

REDIRECTS = 5
CHUNK = 1 << 16

_PORTS = {"http": 80, "https": 443}
_MOVED = frozenset({301, 302, 303, 307, 308})
_PACKINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
"""What is asked for and can be unpacked piece by piece; a body packed otherwise would pass as it is."""
_CONNECT_SECONDS = 15.0
"""After which the next address of a host is tried."""


def _authorities() -> ssl.SSLContext:
    """Those of the system, which a firm may have added its own to, and certifi's where the system has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True, slots=True)
class Network:
    """What can be reached, and how; only tests choose another than the public internet."""

    allow: Allow = is_public
    resolve: Resolve = lookup
    authorities: Callable[[], ssl.SSLContext] = _authorities


INTERNET = Network()
"""The public internet."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When all must be over."""

    seconds: float
    started: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds, never quite none, since a socket takes 0 for something else."""
        return max(self.seconds - (time.monotonic() - self.started), 0.001)

    def check(self, url: str) -> None:
        """Raise FetchError where the time is over."""
        if time.monotonic() - self.started >= self.seconds:
            raise FetchError(f"{url}: takes longer than {self.seconds:g} seconds (ONRECORD_MAX_SECONDS raises it)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server replied, and from where in the end."""

    url: str
    response: HTTPResponse
    deadline: Deadline
    alarm: Timer

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    def header(self, name: str) -> str:
        """A header's value; empty where there is none."""
        return self.response.headers.get(name, "").strip()

    @property
    def length(self) -> int | None:
        """The length of the body in bytes, as the server declares it."""
        declared = self.header("Content-Length")
        return int(declared) if declared.isdecimal() else None

    @property
    def refusal(self) -> FetchError:
        """An error that tells the status."""
        known = self.status in HTTPStatus.__members__.values()
        phrase = HTTPStatus(self.status).phrase if known else "an unknown status"
        return FetchError(f"{self.url}: the server answers {self.status}, {phrase}")

    def unpacked(self) -> Iterator[bytes]:
        """The body piece by piece, without its packing for the way; raises FetchError where the time is over."""
        if self.header("Content-Encoding").casefold() not in _PACKINGS:
            raise FetchError(f"{self.url}: it is sent in a packing that was not asked for")
        for chunk in self._pieces(unpack=True):
            self.deadline.check(self.url)
            yield chunk
        # A connection that the alarm cut off can look like the end of a body.
        self.deadline.check(self.url)

    def raw(self) -> Iterator[bytes]:
        """The body piece by piece as it is sent; it may take its time, as long as something comes."""
        self.alarm.cancel()
        return self._pieces(unpack=False)

    def _pieces(self, *, unpack: bool) -> Iterator[bytes]:
        pieces = self.response.stream(CHUNK, decode_content=unpack)
        while True:
            with _told(self.url, self.deadline if unpack else None):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def onward(self) -> str | None:
        """Where a redirect leads; raises FetchError where it leaves what is encrypted."""
        location = self.header("Location")
        if self.status not in _MOVED or not location:
            return None
        # `http.client` reads headers as Latin-1, while servers write what is not ASCII in UTF-8.
        target = str(parsed(urljoin(self.url, location.encode("latin-1", "replace").decode("utf-8", "replace"))))
        if self.url.startswith("https:") and not target.startswith("https:"):
            raise FetchError(f"{self.url} leads to {target}, which is not encrypted; name that address if you trust it")
        return target


@contextmanager
def opened(url: str, headers: Mapping[str, str], deadline: Deadline, network: Network) -> Iterator[Answer]:
    """The answer to a GET at the end of its redirects; raises FetchError, one line that says what is wrong."""
    onward = url
    for _ in range(REDIRECTS + 1):
        with _asked(parsed(onward), headers, deadline, network) as answer:
            target = answer.onward()
            if target is None:
                yield answer
                return
        onward = target
    raise FetchError(f"{url}: it leads on more than {REDIRECTS} times")


def parsed(url: str) -> Url:
    """The parts of an address, spelt as they are sent; raises FetchError where it is none that is fetched."""
    try:
        found = parse_url(url.strip())
    except LocationParseError as error:
        raise FetchError(f"{url!r} is not an address of a page") from error
    if found.scheme not in _PORTS or not found.host:
        raise FetchError(f"{url!r} is not an address that is fetched; write it as https://host/page")
    if found.auth is not None:
        raise FetchError(f"an address with a user or a password is not fetched ({found.host})")
    return found._replace(path=found.path or "/", fragment=None)


@contextmanager
def _asked(url: Url, headers: Mapping[str, str], deadline: Deadline, network: Network) -> Iterator[Answer]:
    """One answer, whatever it is; its body is not read here, so that a redirect's may be endless."""
    sent = {"Host": url.netloc or "", "User-Agent": f"onrecord/{version('onrecord')} (archives of speeches)", **headers}
    connection = _connected(url, deadline, network)
    # A socket's timeout bounds the wait for the next byte only, and a server can send one byte at a time.
    alarm = Timer(deadline.left, _hang_up, [connection.sock])
    alarm.daemon = True
    alarm.start()
    try:
        with _told(str(url), deadline):
            connection.request("GET", url.request_uri, headers=sent, preload_content=False)
            response = connection.getresponse()
        with closing(response):
            yield Answer(str(url), response, deadline, alarm)
    finally:
        alarm.cancel()
        connection.close()


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        # Not its own method, which would also take the encryption off a socket that is being read.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _connected(url: Url, deadline: Deadline, network: Network) -> HTTPConnection:
    """To the first of the host's addresses that answers."""
    host, port = (url.host or "").strip("[]"), url.port or _PORTS[url.scheme or ""]
    failure = FetchError(f"{url}: it cannot be reached")
    for address in addresses(host, port, network.allow, network.resolve):
        connection = _connection(url.scheme == "https", host, (address, port), network)
        connection.timeout = min(deadline.left, _CONNECT_SECONDS)
        try:
            with _told(str(url), deadline):
                connection.connect()
        except FetchError as error:
            connection.close()
            failure = error
        else:
            connection.timeout = deadline.left
            return connection
    raise failure


def _connection(encrypted: bool, host: str, at: tuple[str, int], network: Network) -> HTTPConnection:
    if not encrypted:
        return HTTPConnection(*at)
    return HTTPSConnection(*at, server_hostname=host, ssl_context=network.authorities())


@contextmanager
def _told(url: str, deadline: Deadline | None = None) -> Iterator[None]:
    """What goes wrong on the way, as one line."""
    try:
        yield
    except (HTTPError, HTTPException, OSError) as error:
        if deadline:
            deadline.check(url)
        raise FetchError(f"{url}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    unreachable = "it cannot be reached; is this machine online? (no proxy is used)"
    kinds: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
        # Before the timeouts, which it counts among by its ancestry alone.
        ((NewConnectionError,), unreachable),
        ((ssl.SSLCertVerificationError,), "its certificate is not valid for that name, or not of a known authority"),
        ((ssl.SSLError,), "no encrypted connection can be made"),
        ((HTTPTimeout, TimeoutError), "the server does not answer in time"),
        ((DecodeError,), "its packing is broken"),
        ((ProtocolError, HTTPException, ConnectionError), "the connection broke off, or what came is no HTTP"),
    )
    return next((reason for kind, reason in kinds if isinstance(error, kind)), unreachable)
