"""Notices about invalid links."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from hqnn_core.words.typed import quoted

MOST = 3
"""Faults that are told one by one."""


@dataclass(frozen=True)
class LinkFault:
    """An invalid part of an address.

    Attributes:
        name: of the setting, as in the address.
        given: its value there.
        instead: the value that the page has instead; None if it has no such setting.
    """

    name: str
    given: str
    instead: str | None


@dataclass(frozen=True)
class HiddenFault:
    """An unknown name in an address's list of hidden controls."""

    name: str


def link_faults_text(faults: Sequence[LinkFault | HiddenFault]) -> str:
    """The invalid parts of a link and their replacements, plain; "" without faults."""
    if not faults:
        return ""
    told = [_fault_text(fault) for fault in faults[:MOST]]
    if more := len(faults) - MOST:
        told += [f"And {more} more."] if more > 0 else []
    return " ".join([*told, "All else is as the link says."])


def _fault_text(fault: LinkFault | HiddenFault) -> str:
    name = quoted(fault.name)
    if isinstance(fault, HiddenFault):
        return (
            f"The link hides {name}, but no control has this name; use the names that settings "
            "have in the address."
        )
    if fault.instead is None:
        return (
            f"The link has a setting {name}, which this app does not know; perhaps it was made "
            "with another version."
        )
    return f"The link sets {name} to {quoted(fault.given)}, which is not possible; it is " + (
        f"{quoted(fault.instead)} now."
    )


def only_here_text(address: str) -> str:
    """Why other devices cannot open an address, and what to do; "" if they may."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # it is no address
        return ""
    if not _is_this_computer(host):
        return ""
    return (
        "Only this computer can open this address. For the devices of a class, start the app with "
        "`--server.address 0.0.0.0` and open it here by this computer's address in the network, "
        "such as `http://192.168.1.20:8501`. The code is for that address then."
    )


def _is_this_computer(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified
