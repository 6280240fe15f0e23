"""Which machines a stranger may send this site to: those that anybody on the internet can reach, and no other. Pure.

A provider types an address, and its server may send on to another. Without this rule either could have us read what
only our own network may: a database's status page, the machine's own credentials.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_OF_PROTOCOLS = IPv4Network("192.0.0.0/24")
"""Not all of it is closed to older Pythons, and a cloud keeps its credentials here."""

_HOLD_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Networks whose last 32 bits are an IPv4 address: translated (RFC 6052), and the compatible ones of old."""


def is_public(address: Address) -> bool:
    """Whether it lies on the open internet, and so does every address that it stands for."""
    return all(_is_open(one) for one in (address, *_within(address)))


def read_address(text: str) -> Address:
    """An address as a name server or the system writes it. One bound to a network card (``fe80::1%eth0``) is that."""
    return ip_address(text.partition("%")[0])


def _is_open(address: Address) -> bool:
    if address.is_multicast or address.is_unspecified or address.is_loopback or address.is_link_local:
        return False
    if isinstance(address, IPv6Address) and _within(address):
        return True  # it is judged by what it stands for
    if address in _OF_PROTOCOLS or (isinstance(address, IPv6Address) and address.is_site_local):
        return False
    return address.is_global and not address.is_reserved


def _within(address: Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address stands for: mapped, translated, or by way of 6to4 or Teredo."""
    if isinstance(address, IPv4Address):
        return ()
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _HOLD_IPV4):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(one for one in found if one is not None)
