"""'Everybody look here': the page and settings that a teacher shows to the class."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from hqnn_core.board.entries import BoardError
from hqnn_core.language import gettext

LONGEST = 500
_CONTROL = {chr(i) for i in range(32)} | {"\x7f"}


@dataclass(frozen=True)
class Invitation:
    """A page, by its name, and settings in its address.

    Attributes:
        number: the class's version when it was sent; sent again, it is another one.
    """

    page: str
    settings: tuple[tuple[str, str], ...] = ()
    number: int = 0

    @property
    def path(self) -> str:
        return "/" + self.page + ("?" + urlencode(self.settings) if self.settings else "")


def invitation_from(text: str, pages: Collection[str], host: str) -> Invitation:
    """The invitation that a teacher has typed or pasted: "/circuit?theta=1.5", or the whole URL.

    `pages` are the names of the app's pages, `host` is where the app is. Raises `BoardError`.
    """
    given = text.strip()
    if len(given) > LONGEST or _CONTROL & set(given) or "\\" in given:
        raise _refused()
    try:
        parts = urlsplit(given)
        settings = parse_qsl(parts.query, max_num_fields=40)
    except ValueError:
        raise _refused() from None
    is_here = parts.netloc == host and parts.scheme in ("http", "https")
    is_path = not parts.netloc and not parts.scheme and not given.startswith("//")
    page = parts.path.strip("/") or next(iter(pages), "")  # "/" is the first one
    if not (is_here or is_path) or page not in pages:
        raise _refused()
    return Invitation(page, tuple((k, v) for k, v in settings if k != "class"))


def _refused() -> BoardError:
    return BoardError(
        gettext(
            "Choose a page of this app, or paste its address, such as {example}.",
            example="/circuit?theta=1.57",
        )
    )
