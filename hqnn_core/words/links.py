"""Notices about invalid links."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from hqnn_core.language import gettext, ngettext
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
    if (more := len(faults) - MOST) > 0:
        told.append(ngettext("And {n} more.", "And {n} more.", more))
    return " ".join([*told, gettext("All else is as the link says.")])


def _fault_text(fault: LinkFault | HiddenFault) -> str:
    name = quoted(fault.name)
    if isinstance(fault, HiddenFault):
        return gettext(
            "The link hides {name}, but no control has this name. Use the names of settings in the "
            "address.",
            name=name,
        )
    if fault.instead is None:
        return gettext(
            "This app does not know the link's setting {name}. Perhaps the link was made with "
            "another version.",
            name=name,
        )
    return gettext(
        "The link sets {name} to {given}, which is not possible. It is {instead} now.",
        name=name,
        given=quoted(fault.given),
        instead=quoted(fault.instead),
    )


def only_here_text(address: str) -> str:
    """Why other devices cannot open an address, and what to do; "" if they may."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # it is no address
        return ""
    if not _is_this_computer(host):
        return ""
    return gettext(
        "Only this computer can open this address. For the devices of a class, start the app with "
        "`{option}`. Then open it here by this computer's address in the network, such as "
        "`{example}`: the code is for that address.",
        option="--server.address 0.0.0.0",
        example="http://192.168.1.20:8501",
    )


def _is_this_computer(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified
