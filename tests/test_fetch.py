"""Downloads, from a server of our own on loopback; what reaches the public internet is never asked for."""

import gzip
import hashlib
import io
import json
import ssl
import tarfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.fetch import SOURCES, Source, fetch, keep, page, source
from rag.fetch.address import Address, addresses, is_public, lookup
from rag.fetch.request import CHUNK, Network
from rag.load import load
from rag.load.limits import Limits
from rag.schema import Speech
from tests.load.tables.workbooks import Cell, xlsx

SPEECH = b"<html><body><p>The toll on the canal at Halvorn is four marks a barge.</p></body></html>"
QUICK = Limits(file_bytes=100_000, total_bytes=200_000, seconds=1.0)

Reply = Callable[["Handler"], None]

connected = pytest.mark.enable_socket
"""For tests that use real sockets, all of them on loopback."""


class Handler(BaseHTTPRequestHandler):
    """Answers with what its server has at a path, and notes what it was asked."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self.close_connection = True
        with suppress(ConnectionError, ssl.SSLError):
            self.server.replies.get(self.path, partial(reply, b"", status=404))(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A server on loopback; `replies` by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def has(self, path: str, body: bytes = SPEECH, status: int = 200, **headers: str) -> str:
        self.replies[path] = lambda handler: reply(body, handler, status, **headers)
        return self.url(path)


def reply(body: bytes, handler: Handler, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    named = {"Content-Type": "text/html", "Content-Length": str(len(body))}
    for name, value in (named | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def endless(handler: Handler, status: int = 200, **headers: str) -> None:
    reply(b"", handler, status, Content_Length="", **headers)
    for _ in range(100_000):
        handler.wfile.write(b"x" * 65_536)


def dripping(handler: Handler) -> None:
    """A byte now and then, each well within any wait for the next one."""
    reply(b"", handler, Content_Length="1000")
    for _ in range(1000):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def dripping_head(handler: Handler) -> None:
    for letter in "HTTP/1.1 200 OK\r\nX-Long: " + "x" * 1000:
        handler.wfile.write(letter.encode())
        time.sleep(0.05)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@dataclass
class Names:
    """A resolver that knows what it is told; each name gives its answers in turn, the last one for good."""

    known: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host not in self.known:
            return lookup(host, port)
        turns = self.known[host]
        return turns.pop(0) if len(turns) > 1 else turns[0]


def on_loopback(address: Address) -> bool:
    """Loopback stands for the public internet here; but for one address of it, which stands for what is private."""
    return is_public(address) or (address.is_loopback and address != ip_address("127.0.0.2"))


OURS = Network(allow=on_loopback)


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.1.2.3", "100.64.0.1", "192.0.0.9",
        "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
        "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1", "ff0e::1", "3fff::1", "5f00::1",
    ],
)  # fmt: skip
def test_what_is_not_of_the_public_internet_is_not_reached(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_what_is_public_is_reached_in_whatever_form(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_within_another_is_as_public_as_by_itself(inner: IPv4Address) -> None:
    for prefix in ("::ffff:0:0", "64:ff9b::"):
        assert is_public(IPv6Address(int(IPv6Address(prefix)) | int(inner))) == is_public(inner)
    for prefix, shift in (("::", 0), ("2002::", 80), ("2001::", 64)):
        assert not is_public(IPv6Address(int(IPv6Address(prefix)) | int(inner) << shift))


@connected
@pytest.mark.parametrize(
    "host", ["2130706433", "0177.0.0.1", "0x7f.1", "127.1", "0", "::1", "::ffff:7f00:1", "localhost"]
)
def test_no_spelling_of_this_machine_is_let_through(host: str) -> None:
    with pytest.raises(BadInput):
        addresses(host, 80, is_public, lookup)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(BadInput, match=r"delta\.example is at 10\.0\.0\.1, which is no address of the public internet"):
        addresses("delta.example", 80, is_public, lambda host, port: ["1.1.1.1", "10.0.0.1"])


def test_a_host_without_an_address_is_told() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(BadInput, match=r"the host delta\.example is not found"):
        addresses("delta.example", 80, is_public, nowhere)
    with pytest.raises(BadInput, match="nowhere"):
        addresses("delta.example", 80, is_public, lambda host, port: [])


@connected
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not an address that is fetched"),
        ("ftp://halvorn.example/a.txt", "not an address that is fetched"),
        ("gopher://halvorn.example/", "not an address that is fetched"),
        ("data:text/plain,toll", "not an address that is fetched"),
        ("halvorn.example/a.html", "write it as https://host/page"),
        ("https:///a.html", "not an address that is fetched"),
        ("https://ada:secret@halvorn.example/", "a user or a password is not fetched"),
        ("https://halvorn.example:99999/", "not an address of a page"),
        ("https://halv orn.example/", "not an address of a page"),
        ("http://127.0.0.1/", "no address of the public internet"),
        ("http://[::ffff:169.254.169.254]/latest/meta-data/", "no address of the public internet"),
        ("http://2130706433/", "no address of the public internet"),
        ("http://0177.0.0.1/", "no address of the public internet"),
        ("http://[fe80::1%25lo]/", "no address of the public internet"),
    ],
)
def test_an_address_that_is_not_fetched_says_why_in_one_line(url: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason) as told:
        page(url, QUICK)
    assert "\n" not in str(told.value)
    assert "secret" not in str(told.value)


# Pages


@connected
def test_a_page_has_the_address_where_it_was_found_and_a_name_made_of_it(server: Server, tmp_path: Path) -> None:
    server.has("/Reden/Toll%20Day/4.html", Content_Type="text/html; charset=Windows-1251")
    server.has("/start", b"", 302, Location="/Reden/Toll%20Day/4.html#top")
    found = page(server.url("/start"), QUICK, OURS)
    assert found.url == server.url("/Reden/Toll%20Day/4.html")
    assert found.document.name == f"127-0-0-1-{server.server_port}-reden-toll-day-4.html"
    assert (found.document.data, found.encoding) == (SPEECH, "windows-1251")
    assert keep(found, tmp_path / "pages").read_bytes() == SPEECH
    assert {file.name for file in (tmp_path / "pages").iterdir()} == {found.document.name, "metadata.jsonl"}
    (row,) = (tmp_path / "pages" / "metadata.jsonl").read_text().splitlines()
    assert json.loads(row) == {"file": found.document.name, "source": found.url}


@connected
def test_the_request_names_the_project_and_the_host(server: Server) -> None:
    names = Names({"halvorn.example": [["127.0.0.1"]]})
    server.has("/")
    page(server.url("", "halvorn.example"), QUICK, replace(OURS, resolve=names))
    (path, headers), *_ = server.asked
    assert (path, headers["Host"]) == ("/", f"halvorn.example:{server.server_port}")
    assert headers["User-Agent"].startswith("onrecord/")
    assert not {"Cookie", "Authorization", "Proxy-Authorization"} & set(headers)


@connected
@pytest.mark.parametrize(
    ("path", "media", "suffix"),
    [
        ("/a", "text/html; charset=utf-8", ".html"),
        ("/a.pdf", "application/pdf", ".pdf"),
        ("/a.md", "text/plain", ".md"),
        ("/a.htm", "text/html", ".htm"),
        ("/a.php", "text/html", ".html"),
        ("/a.docx", "application/octet-stream", ".docx"),
        ("/a.txt", "", ".txt"),
        ("/a.txt", "text/html", ".html"),
        ("/?doc=a.pdf", "text/plain", ".txt"),
        ("/a.tei.xml", "text/xml", ".xml"),
    ],
)
def test_a_page_is_read_as_what_the_server_says_that_it_is(server: Server, path: str, media: str, suffix: str) -> None:
    found = page(server.has(path, Content_Type=media), QUICK, OURS)
    assert found.document.suffix == suffix
    assert found.document.stem


@connected
@pytest.mark.parametrize(
    ("path", "media"), [("/a.png", "image/png"), ("/a.zip", "application/zip"), ("/a", "application/octet-stream")]
)
def test_what_is_no_page_is_refused_with_advice(server: Server, path: str, media: str) -> None:
    with pytest.raises(BadInput, match=f"it is {media}, which is not read; download it"):
        page(server.has(path, Content_Type=media), QUICK, OURS)


@connected
def test_long_addresses_have_names_of_their_own_that_a_file_system_takes(server: Server) -> None:
    names = {page(server.has(f"/{'toll-' * 60}{end}"), QUICK, OURS).document.name for end in "ab"}
    assert len(names) == 2
    assert max(map(len, names)) < 140


@connected
@pytest.mark.parametrize("status", [404, 500, 204, 206, 301, 799])
def test_any_other_answer_than_the_page_is_an_error(server: Server, status: int) -> None:
    with pytest.raises(BadInput, match=f"the server answers {status}, "):
        page(server.has("/a", b"", status), QUICK, OURS)


@connected
def test_an_empty_page_is_refused(server: Server) -> None:
    with pytest.raises(BadInput, match="empty"):
        page(server.has("/a", b" \n"), QUICK, OURS)


# Redirects


@connected
@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2:{port}/", "http://2130706434:{port}/", "//127.0.0.2:{port}/", "http://[::ffff:127.0.0.2]/"],
)
def test_a_redirect_to_what_is_private_is_refused(server: Server, target: str) -> None:
    url = server.has("/a", b"", 302, Location=target.format(port=server.server_port))
    with pytest.raises(BadInput, match="no address of the public internet"):
        page(url, QUICK, OURS)
    assert [path for path, _ in server.asked] == ["/a"]


@connected
@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://halvorn.example/", "http://ada:secret@halvorn.example/"]
)
def test_a_redirect_to_what_is_not_fetched_is_refused(server: Server, target: str) -> None:
    with pytest.raises(BadInput, match=r"not fetched|not an address that is fetched"):
        page(server.has("/a", b"", 307, Location=target), QUICK, OURS)


@connected
def test_redirects_end(server: Server) -> None:
    server.has("/0")
    for step in range(1, 7):
        server.has(f"/{step}", b"", 301, Location=f"/{step - 1}")
    assert page(server.url("/5"), QUICK, OURS).document.data == SPEECH
    with pytest.raises(BadInput, match="more than 5 times"):
        page(server.url("/6"), QUICK, OURS)
    with pytest.raises(BadInput, match="more than 5 times"):
        page(server.has("/loop", b"", 302, Location="/loop"), QUICK, OURS)


@connected
def test_the_body_of_a_redirect_is_not_read(server: Server) -> None:
    server.has("/there")
    server.replies["/a"] = partial(endless, status=302, Location="/there")
    assert page(server.url("/a"), QUICK, OURS).document.data == SPEECH


@connected
def test_a_redirect_in_the_letters_of_its_language_is_followed(server: Server) -> None:
    server.has("/%D1%80%D0%B5%D1%87%D1%8C")
    url = server.has("/a", b"", 302, Location="/речь".encode().decode("latin-1"))
    assert page(url, QUICK, OURS).url.endswith("/%D1%80%D0%B5%D1%87%D1%8C")


# Rebinding


@connected
def test_the_address_that_was_looked_at_is_the_one_that_is_reached(server: Server) -> None:
    """The name's second answer would lead elsewhere: it is never asked for."""
    names = Names({"halvorn.example": [["127.0.0.1"], ["127.0.0.2"]]})
    server.has("/")
    assert page(server.url("/", "halvorn.example"), QUICK, replace(OURS, resolve=names)).document.data == SPEECH
    assert names.asked == ["halvorn.example"]


@connected
def test_a_redirect_to_the_same_name_is_looked_at_again(server: Server) -> None:
    names = Names({"halvorn.example": [["127.0.0.1"], ["127.0.0.2"]]})
    server.has("/a", b"", 302, Location="/b")
    server.has("/b")
    with pytest.raises(BadInput, match=r"halvorn\.example is at 127\.0\.0\.2"):
        page(server.url("/a", "halvorn.example"), QUICK, replace(OURS, resolve=names))


@connected
def test_an_address_that_does_not_answer_gives_way_to_the_next(server: Server) -> None:
    names = Names({"halvorn.example": [["127.0.0.3", "127.0.0.1"]]})
    server.has("/")
    assert page(server.url("/", "halvorn.example"), QUICK, replace(OURS, resolve=names)).document.data == SPEECH
    names.known["halvorn.example"] = [["127.0.0.3"]]
    with pytest.raises(BadInput, match="cannot be reached"):
        page(server.url("/", "halvorn.example"), QUICK, replace(OURS, resolve=names))


@connected
def test_proxies_of_the_environment_take_no_part(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.3:9")
    assert page(server.has("/"), QUICK, OURS).document.data == SPEECH


# Encryption


@pytest.fixture
def encrypted(server: Server) -> Callable[[], ssl.SSLContext]:
    """Give the server a certificate for halvorn.example; returns who vouches for it."""
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("halvorn.example").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)

    def authorities() -> ssl.SSLContext:
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        return trusting

    return authorities


@connected
def test_a_certificate_is_checked_against_the_name_not_the_address(
    server: Server, encrypted: Callable[[], ssl.SSLContext]
) -> None:
    names = Names({"halvorn.example": [["127.0.0.1"]], "norland.example": [["127.0.0.1"]]})
    network = replace(OURS, resolve=names, authorities=encrypted)
    server.has("/")
    url = f"https://halvorn.example:{server.server_port}/"
    assert page(url, QUICK, network).document.data == SPEECH
    with pytest.raises(BadInput, match="certificate is not valid for that name"):
        page(url.replace("halvorn", "norland"), QUICK, network)
    with pytest.raises(BadInput, match="not of a known authority"):
        page(url, QUICK, replace(OURS, resolve=names))


@connected
def test_a_redirect_does_not_leave_what_is_encrypted(server: Server, encrypted: Callable[[], ssl.SSLContext]) -> None:
    network = replace(OURS, resolve=Names({"halvorn.example": [["127.0.0.1"]]}), authorities=encrypted)
    server.has("/", b"", 302, Location="http://halvorn.example/plain")
    with pytest.raises(BadInput, match=r"leads to http://halvorn\.example/plain, which is not encrypted"):
        page(f"https://halvorn.example:{server.server_port}/", QUICK, network)


# Costs


@connected
@pytest.mark.parametrize("reply_", [dripping, dripping_head], ids=["body", "head"])
def test_a_server_that_takes_its_time_is_left(server: Server, reply_: Reply) -> None:
    server.replies["/"] = reply_
    started = time.monotonic()
    with pytest.raises(BadInput, match=r"takes longer than 0\.4 seconds"):
        page(server.url("/"), replace(QUICK, seconds=0.4), OURS)
    assert time.monotonic() - started < 2


@connected
@pytest.mark.parametrize("length", [11, CHUNK], ids=["within a piece", "after a piece"])
def test_a_body_that_the_deadline_cut_off_is_not_taken_for_whole(server: Server, length: int) -> None:
    """Without a length, the end of a connection is the end of the body."""

    def stalling(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + b"x" * length)
        time.sleep(1)

    server.replies["/"] = stalling
    with pytest.raises(BadInput, match=r"takes longer than 0\.3 seconds"):
        page(server.url("/"), replace(QUICK, seconds=0.3), OURS)


@connected
def test_a_body_without_an_end_is_cut_at_the_limit(server: Server) -> None:
    server.replies["/"] = endless
    with pytest.raises(BadInput, match=r"too large, bytes so far: .* the limit is 100,000"):
        page(server.url("/"), replace(QUICK, seconds=20), OURS)


@connected
def test_a_body_that_says_that_it_is_too_large_is_not_read(server: Server) -> None:
    with pytest.raises(BadInput, match="too large, bytes: 100,001, the limit is 100,000"):
        page(server.has("/", b"", Content_Length="100001"), QUICK, OURS)


@connected
def test_a_packed_body_is_unpacked_and_counted_as_it_comes_out(server: Server) -> None:
    assert page(server.has("/a", gzip.compress(SPEECH), Content_Encoding="gzip"), QUICK, OURS).document.data == SPEECH
    bomb = gzip.compress(bytes(50_000_000))
    with pytest.raises(BadInput, match=r"too large, bytes so far: (1|2)\d\d,\d\d\d, the limit is 100,000"):
        page(server.has("/b", bomb, Content_Encoding="gzip"), replace(QUICK, file_bytes=100_000, seconds=20), OURS)


@connected
@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "rot13"])
def test_a_packing_that_was_not_asked_for_is_refused(server: Server, packing: str) -> None:
    with pytest.raises(BadInput, match="a packing that was not asked for"):
        page(server.has("/", zlib.compress(SPEECH), Content_Encoding=packing), QUICK, OURS)


@connected
def test_broken_answers_are_told_in_one_line(server: Server) -> None:
    def rude(handler: Handler) -> None:
        handler.wfile.write(b"\x00\xffnonsense\r\n\r\n")

    server.replies["/rude"] = rude
    for url in (
        server.has("/short", Content_Length="1000"),
        server.url("/rude"),
        server.has("/gzip", b"no gzip at all", Content_Encoding="gzip"),
    ):
        with pytest.raises(BadInput, match=r"broke off|packing is broken") as told:
            page(url, QUICK, OURS)
        assert "\n" not in str(told.value)


# Archives

PACKED = bytes(range(256)) * 400
TOLLS = Source("tolls", "Speeches on tolls", "CC0", "https://kestria.example/tolls", "tolls.zip")


def known(url: str, **more: object) -> Source:
    """The archive at a URL, with its hash."""
    values: dict[str, object] = {"url": url, "size": len(PACKED), "sha256": hashlib.sha256(PACKED).hexdigest()}
    return replace(TOLLS, **values | more)  # type: ignore[arg-type]


def ranged(handler: Handler) -> None:
    """A server that goes on where it is asked to, as long as its file is the same."""
    asked, same = handler.headers["Range"], handler.headers["If-Range"] in {None, '"v1"'}
    if asked and same:
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        where = f"bytes {start}-{len(PACKED) - 1}/{len(PACKED)}"
        reply(PACKED[start:], handler, 206, Content_Range=where, ETag='"v1"')
    else:
        reply(PACKED, handler, ETag='"v1"')


def breaking(handler: Handler) -> None:
    """The first half, and then nothing."""
    reply(PACKED[:50_000], handler, Content_Length=str(len(PACKED)), ETag='"v1"')


@connected
def test_an_archive_is_fetched_once_and_checked_again(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    tolls = known(server.has("/tolls.zip", PACKED))
    found = fetch(tolls, tmp_path / "new", QUICK, lambda *at: told.append(at), OURS)
    assert found.path == tmp_path / "new/tolls.zip"
    assert found.path.read_bytes() == PACKED
    assert (found.sha256, found.trust) == (tolls.sha256, "published")
    assert told[-1] == (len(PACKED), len(PACKED), "tolls.zip")
    assert [done for done, _, _ in told] == sorted({done for done, _, _ in told})
    assert fetch(tolls, tmp_path / "new", QUICK, network=OURS) == found
    assert len(server.asked) == 1
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["tolls.zip", "tolls.zip.sha256"]


@connected
def test_what_broke_off_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.replies["/tolls.zip"] = breaking
    tolls = known(server.url("/tolls.zip"))
    with pytest.raises(BadInput, match=r"broke off.*the same command goes on from there.*by hand from https://kestria"):
        fetch(tolls, tmp_path, QUICK, network=OURS)
    assert not (tmp_path / "tolls.zip").exists()
    assert (tmp_path / "tolls.zip.part").stat().st_size == 50_000
    server.replies["/tolls.zip"] = ranged
    assert fetch(tolls, tmp_path, QUICK, network=OURS).path.read_bytes() == PACKED
    assert server.asked[-1][1]["Range"] == "bytes=50000-"
    assert server.asked[-1][1]["If-Range"] == '"v1"'
    assert not list(tmp_path.glob("*.part*"))


@connected
def test_where_the_server_does_not_go_on_it_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / "tolls.zip.part").write_bytes(b"another file's beginning")
    assert fetch(known(server.has("/t", PACKED)), tmp_path, QUICK, network=OURS).path.read_bytes() == PACKED


@connected
def test_a_part_is_not_gone_on_with_where_nothing_tells_whether_the_file_changed(
    server: Server, tmp_path: Path
) -> None:
    server.replies["/t"] = ranged
    (tmp_path / "tolls.zip.part").write_bytes(b"another file's beginning")
    found = fetch(replace(TOLLS, url=server.url("/t")), tmp_path, QUICK, network=OURS)
    assert found.path.read_bytes() == PACKED
    assert "Range" not in server.asked[0][1]


@connected
def test_a_part_of_a_file_that_changed_since_is_dropped(server: Server, tmp_path: Path) -> None:
    server.replies["/t"] = ranged
    (tmp_path / "tolls.zip.part").write_bytes(b"the beginning of version 0")
    (tmp_path / "tolls.zip.part.tag").write_text('"v0"')
    found = fetch(replace(TOLLS, url=server.url("/t")), tmp_path, QUICK, network=OURS)
    assert found.path.read_bytes() == PACKED


@connected
def test_a_part_that_is_whole_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "tolls.zip.part").write_bytes(PACKED)
    assert fetch(known(server.url("/t")), tmp_path, QUICK, network=OURS).path.read_bytes() == PACKED
    assert not server.asked


@connected
def test_another_part_than_was_asked_for_is_refused(server: Server, tmp_path: Path) -> None:
    (tmp_path / "tolls.zip.part").write_bytes(PACKED[:100])
    url = server.has("/t", PACKED[50:], 206, Content_Range=f"bytes 50-{len(PACKED) - 1}/{len(PACKED)}")
    with pytest.raises(BadInput, match="another part of the file"):
        fetch(known(url), tmp_path, QUICK, network=OURS)


@connected
def test_a_part_that_the_server_has_no_end_for_is_dropped(server: Server, tmp_path: Path) -> None:
    (tmp_path / "tolls.zip.part").write_bytes(PACKED + b"more")
    with pytest.raises(BadInput, match="416"):
        fetch(known(server.has("/t", b"", 416)), tmp_path, QUICK, network=OURS)
    assert not (tmp_path / "tolls.zip.part").exists()


@connected
@pytest.mark.parametrize(
    ("hashes", "reason"),
    [
        ({"sha256": "0" * 64}, "its SHA-256 is [0-9a-f]{64}, not 0{64}; its publisher may have changed it"),
        ({"sha256": "", "md5": "0" * 32}, "its MD5 is [0-9a-f]{32}, not 0{32}"),
    ],
)
def test_another_file_than_the_known_one_is_not_kept(
    server: Server, tmp_path: Path, hashes: dict[str, object], reason: str
) -> None:
    with pytest.raises(BadInput, match=reason):
        fetch(known(server.has("/t", PACKED), **hashes), tmp_path, QUICK, network=OURS)
    assert not list(tmp_path.iterdir())


def test_a_file_that_lies_there_and_is_another_is_told_and_left(tmp_path: Path) -> None:
    (tmp_path / "tolls.zip").write_bytes(b"not it")
    with pytest.raises(BadInput, match=r"is not the file that it should be: its SHA-256 .* remove it"):
        fetch(known("http://kestria.example/t"), tmp_path, QUICK)
    assert (tmp_path / "tolls.zip").read_bytes() == b"not it"


@connected
def test_without_a_known_hash_the_first_download_is_trusted_and_noted(server: Server, tmp_path: Path) -> None:
    tolls = replace(TOLLS, url=server.has("/t", PACKED))
    first = fetch(tolls, tmp_path, QUICK, network=OURS)
    note = tmp_path / "tolls.zip.sha256"
    assert first.trust == "first use"
    assert note.read_text() == f"{hashlib.sha256(PACKED).hexdigest()}  tolls.zip\n"
    assert fetch(tolls, tmp_path, QUICK, network=OURS) == replace(first, trust="recorded")
    first.path.unlink()
    server.has("/t", PACKED[::-1])
    with pytest.raises(BadInput, match="is not the file that it should be"):
        fetch(tolls, tmp_path, QUICK, network=OURS)
    assert note.read_text().startswith(first.sha256)


@connected
def test_an_md5_of_the_publisher_vouches_for_a_file(server: Server, tmp_path: Path) -> None:
    md5 = hashlib.md5(PACKED, usedforsecurity=False).hexdigest()
    found = fetch(known(server.has("/t", PACKED), sha256="", md5=md5), tmp_path, QUICK, network=OURS)
    assert found.trust == "published"


@connected
@pytest.mark.parametrize(("size", "reason"), [(7, "bytes now, not 7"), (None, "the limit is 200,000")])
def test_a_file_of_a_wrong_size_is_not_downloaded(
    server: Server, tmp_path: Path, size: int | None, reason: str
) -> None:
    url = server.has("/t", b"", Content_Length="999999999")
    with pytest.raises(BadInput, match=reason):
        fetch(replace(TOLLS, url=url, size=size), tmp_path, QUICK, network=OURS)
    assert not (tmp_path / "tolls.zip.part").exists()


@connected
@pytest.mark.parametrize(("size", "reason"), [(70_000, "more comes than its 70,000"), (None, "the limit is 200,000")])
def test_an_archive_without_an_end_is_cut_off(server: Server, tmp_path: Path, size: int | None, reason: str) -> None:
    server.replies["/t"] = endless
    with pytest.raises(BadInput, match=reason):
        fetch(replace(TOLLS, url=server.url("/t"), size=size), tmp_path, QUICK, network=OURS)
    assert (tmp_path / "tolls.zip.part").stat().st_size <= 200_000


@connected
def test_an_archive_may_take_its_time(server: Server, tmp_path: Path) -> None:
    def steady(handler: Handler) -> None:
        reply(b"", handler, Content_Length=str(len(PACKED)))
        for start in range(0, len(PACKED), 20_000):
            time.sleep(0.1)
            handler.wfile.write(PACKED[start : start + 20_000])

    server.replies["/t"] = steady
    found = fetch(known(server.url("/t")), tmp_path, replace(QUICK, seconds=0.4), network=OURS)
    assert found.trust == "published"


def test_without_a_network_it_says_what_to_do(tmp_path: Path) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError(-3, "Temporary failure in name resolution")

    tolls = known("https://kestria.example/tolls.zip")
    with pytest.raises(
        BadInput, match=r"is this machine online\?; else download tolls\.zip by hand from https://"
    ) as told:
        fetch(tolls, tmp_path, QUICK, network=Network(resolve=nowhere))
    assert str(tmp_path / "tolls.zip") in str(told.value)


def test_what_is_behind_a_form_is_taken_in_once_it_was_downloaded_by_hand(tmp_path: Path) -> None:
    tolls = known("")
    with pytest.raises(BadInput, match=r"asks for a form .* by hand from https://kestria\.example/tolls, put it at"):
        fetch(tolls, tmp_path, QUICK)
    (tmp_path / "tolls.zip").write_bytes(PACKED)
    assert fetch(tolls, tmp_path, QUICK).trust == "published"


# A table beside an archive


def packed(texts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, text in texts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return made.getvalue()


@connected
def test_an_archive_is_fetched_with_the_table_that_knows_its_speakers(
    server: Server, tmp_path: Path, encrypted: Callable[[], ssl.SSLContext]
) -> None:
    """The UN's own entry, with files of ours in the place of its publisher's."""
    rows: list[list[Cell]] = [
        ["Year", "Session", "ISO Code", "Country", "Name of Person Speaking", "Post", "Language"],
        [1952, 7, "KES", "Kestria", "Mr. Boris Vane", "Minister of Canals", "Norlandish"],
        [1952, 7, "XXX", "Atlantis", "Ada Lund", None, None],
    ]
    texts = {"TXT/Session 07 - 1952/KES_07_1952.txt": "The weir is mended.", "TXT/NOR_07_1952.txt": "No toll is due."}
    server.has("/debate", packed(texts))
    server.has("/speakers", xlsx({"Sheet1": rows}))
    network = replace(OURS, resolve=Names({"halvorn.example": [["127.0.0.1"]]}), authorities=encrypted)
    url = f"https://halvorn.example:{server.server_port}"
    debate = source("un-general-debate")
    assert debate.beside is not None
    beside = replace(debate.beside, url=f"{url}/speakers")
    debate = replace(debate, url=f"{url}/debate", size=None, sha256="", md5="", beside=beside)

    found = fetch(debate, tmp_path, QUICK, network=network)
    assert found.beside is not None
    assert (found.beside.path, found.beside.trust) == (tmp_path / "Speakers_by_session.xlsx", "first use")
    again = fetch(debate, tmp_path, QUICK, network=network)
    assert (again.path, again.beside) == (found.path, replace(found.beside, trust="recorded"))
    assert len(server.asked) == 2

    options = debate.options(QUICK, found.beside.path)
    known, unknown = [one for one in load(found.path, options) if isinstance(one, Speech)]
    assert (known.speaker, known.role, known.country, known.date, known.event, known.language) == (
        "Boris Vane", "Minister of Canals", "Kestria", "1952", "United Nations General Debate", "en",
    )  # fmt: skip
    assert (unknown.speaker, unknown.country, unknown.date) == (None, "NOR", "1952")
    assert options.table is not None
    assert options.table.gaps() == "files without a row: 1 (nor_7_1952); rows without a file: 1 (xxx_7_1952)"


def test_a_table_that_is_behind_a_form_is_asked_for_together_with_its_archive(tmp_path: Path) -> None:
    tolls = replace(known(""), beside=replace(TOLLS, file="payers.xlsx"))
    with pytest.raises(BadInput, match=r"download tolls\.zip by hand .*, with payers\.xlsx from there beside it, and"):
        fetch(tolls, tmp_path, QUICK)
    (tmp_path / "tolls.zip").write_bytes(PACKED)
    with pytest.raises(BadInput, match=r"download payers\.xlsx by hand"):
        fetch(tolls, tmp_path, QUICK)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="cannot be written"):
        fetch(known("https://kestria.example/t"), tmp_path / "file", QUICK)


# The table


def test_every_known_archive_is_whole() -> None:
    assert list(SOURCES) == [one.name for one in SOURCES.values()]
    for one in (*SOURCES.values(), *(one.beside for one in SOURCES.values() if one.beside)):
        assert one.title
        assert one.licence
        assert one.page.startswith("https://")
        assert one.url == "" or one.url.startswith("https://")
        assert Path(one.file).name == one.file
        for digest, length in ((one.sha256, 64), (one.md5, 32)):
            assert digest == "" or (len(digest) == length and set(digest) <= set("0123456789abcdef"))


def test_an_unknown_archive_is_bad_input() -> None:
    assert source("us-inaugural") is SOURCES["us-inaugural"]
    with pytest.raises(BadInput, match="no archive is known as 'us-inaugurl'"):
        source("us-inaugurl")


def test_the_options_of_every_archive_can_be_read() -> None:
    options = {one.name: one.options(QUICK) for one in SOURCES.values()}
    assert all(one.limits == QUICK for one in options.values())
    table = options["us-inaugural"].table
    assert table is not None
    row = table.of(Path("inaugural.zip/inaugural/1841-Harrison.txt"))
    assert (row.speaker, row.date) == ("William Henry Harrison", "1841-03-04")
    assert not table.unused
    ids = [row.id for row in table.rows.values()]
    assert len(ids) == len(set(ids)) == 124
