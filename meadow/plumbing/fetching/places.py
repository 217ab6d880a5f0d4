"""Which machines an address may lead to: those on the public web, and networks that the settings allow besides."""

import re
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

from meadow.plumbing.fetching.refused import ForbiddenPlace, ForbiddenPort, NamesAPassword, NotAnAddress, UnknownHost

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
# The IANA registries of special-purpose addresses (RFC 6890 and its updates) as of 2025-10, written out, since what
# Python calls global differs between its releases. Of IPv6, only 2000::/3 is given out to networks at all.
_NOT_PUBLIC: tuple[Network, ...] = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
_GLOBAL_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_AS_IT_IS = "/%:@!$&'()*+,;=~-._"
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62}[a-z0-9_])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """One address on the web, taken apart; `path` is as it goes over the wire."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_safe(self) -> bool:
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def leads_to(self, location: str) -> "Target":
        """Where a redirect from here leads. Raises like `target_of`."""
        return target_of(urljoin(f"{self.scheme}://{self.authority}{self.path}", location))


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    """Networks by their names, such as 10.1.0.0/16."""
    return tuple(ip_network(name) for name in names)


def target_of(url: str) -> Target:
    """Take an address apart. Raises NotAnAddress or NamesAPassword."""
    try:
        parts = urlsplit(url.strip()) if len(url) <= LONGEST else urlsplit("")
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.rstrip(".").encode("idna").decode()
    except ValueError as error:  # among them what no name can hold: UnicodeError is one
        raise NotAnAddress from error
    if parts.scheme not in PORTS or not host or not _is_a_host(host):
        raise NotAnAddress
    if "@" in parts.netloc:
        raise NamesAPassword
    path = quote(parts.path or "/", safe=_AS_IT_IS)
    query = f"?{quote(parts.query, safe=_AS_IT_IS + '?')}" if parts.query else ""
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path + query)


def look_up(target: Target, *, allowed: Sequence[Network] = ()) -> list[str]:
    """The machines that the target's host names, all of them allowed; asked once, so that nobody can answer twice.

    Raises UnknownHost, ForbiddenPlace or ForbiddenPort.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHost(host=target.host) from error
    machines = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for machine in machines:
        address = ip_address(machine.partition("%")[0])
        if any(address in network for network in allowed):
            continue
        if not is_public(address):
            raise ForbiddenPlace(host=target.host)
        if target.port not in PORTS.values():
            raise ForbiddenPort(port=target.port)
    return machines


def is_public(address: Address) -> bool:
    """Whether the whole world may reach this address, seen through every way of writing one inside another."""
    if isinstance(address, IPv6Address):
        if inner := _inside(address):
            return is_public(inner)
        if address not in _GLOBAL_UNICAST:
            return False
    return not any(address in network for network in _NOT_PUBLIC)


def _inside(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _is_a_host(host: str) -> bool:
    if ":" in host:
        try:
            return isinstance(ip_address(host), IPv6Address) and "%" not in host
        except ValueError:
            return False
    return len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.split("."))
