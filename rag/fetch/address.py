"""Which machines a download may reach: those of the public internet, whatever name or form led to them."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from rag.errors import FetchError

Address = IPv4Address | IPv6Address

Allow = Callable[[Address], bool]
"""Whether a machine at that address may be reached."""

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, best first."""

_ALLOCATED = IPv6Network("2000::/3")
"""The only part of IPv6 that the internet uses; all else is local, reserved, or an IPv4 address in disguise."""
_NAT64 = IPv6Network("64:ff9b::/96")
# Python's own list of what is not global differs between its releases.
_SPECIAL = tuple(
    map(
        ip_network,
        (
            "100.64.0.0/10",  # shared by the customers of a provider
            "168.63.129.16/32",  # a cloud's own services, as its machines see them
            "192.0.0.0/24",
            "192.88.99.0/24",  # 6to4 relays
            "2001::/23",  # Teredo, which carries IPv4 addresses, and overlays
            "2002::/16",  # 6to4, which carries them too
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: Address) -> bool:
    """Whether the address is one of the public internet; an IPv4 address within an IPv6 one is what counts."""
    if isinstance(address, IPv6Address):
        if carried := _carried(address):
            return is_public(carried)
        if address not in _ALLOCATED:
            return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _SPECIAL)


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def lookup(host: str, port: int) -> list[str]:
    """Ask the system's resolver; it reads decimal, octal and hexadecimal forms of an address as well."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def addresses(host: str, port: int, allow: Allow, resolve: Resolve) -> list[str]:
    """Every address of a host as figures, so that connecting to one asks no resolver again.

    Raises FetchError where one of them is not allowed, whatever the others are.
    """
    try:
        found = [ip_address(one) for one in dict.fromkeys(resolve(host, port))]
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host} is not found; is its name right, and is this machine online?") from error
    refused = [one for one in found if not allow(one)]
    if refused or not found:
        at = f"at {refused[0]}, which is no address of the public internet" if refused else "nowhere"
        raise FetchError(f"the host {host} is {at}, so nothing is fetched from it")
    return [str(one) for one in found]
