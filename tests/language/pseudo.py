"""A language that nobody speaks: longer, accented, in brackets; what has none was missed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from gettext import NullTranslations
from typing import Any

from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

_ACCENTED = str.maketrans("aceinouyACEINOUY", "áçéíñöüýÁÇÉÍÑÖÜÝ")
_KEPT = re.compile(r"(\{\w+\}|\$[^$]*\$|`[^`]*`|:material/\w+:|\]\([^)]*\)|<[^>]*>|\\\w+)")
_SHOWN = {
    "label", "body", "help", "content", "placeholder", "caption", "alt", "text", "title",
    "heading", "message", "stringValue", "options",
}  # fmt: skip
_NO_WORDS = {
    "colours", "theta", "bind", "id", "name", "kind", "key", "typed", "class", "look", "network",
    "page", "rule", "step", "moments", "drawingMode", "backgroundImageFit", "file", "values",
    "hidden", "points", "code", "address", "cookie", "bound", "parameter",
}  # fmt: skip


class Pseudo(NullTranslations):
    """A catalogue that translates every message."""

    def gettext(self, message: str) -> str:
        parts = _KEPT.split(message)
        parts[::2] = [_longer(part) for part in parts[::2]]
        return f"⟦{''.join(parts)}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


def _longer(text: str) -> str:
    """A third longer, as German is."""
    return re.sub(r"([aeiouAEIOU])(?=[a-z]{2})", r"\1\1", text).translate(_ACCENTED)


def untranslated(app: AppTest, names: set[str]) -> list[str]:
    """Words on the page that are in no brackets; `names` are the same in all languages."""
    found = []
    for text in _texts(app):
        rest = text
        while rest != (rest := re.sub(r"⟦[^⟦⟧]*⟧", "", rest)):
            pass
        rest = _KEPT.sub(" ", re.sub(r"https?://\S+|&\w+;", " ", rest))
        words = [word for word in re.findall(r"[A-Za-zÀ-ÿ]{3,}", rest) if word not in names]
        if words:
            found.append(f"{words} in {text[:200]!r}")
    return found


def _texts(app: AppTest) -> Iterator[str]:
    for element in app._tree:
        proto = getattr(element, "proto", None)
        kind = getattr(element, "type", "")
        if proto is None or kind in ("code", "html"):
            continue
        if kind == "bidi_component":
            if proto.component_name == "cookie":
                continue
            yield from _of_stage(json.loads(proto.json)) if proto.json else ()
        elif not kind.endswith("vega_lite_chart"):
            yield from _of_proto(MessageToDict(proto))


def _of_proto(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _of_proto(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _of_proto(each, name)
    elif isinstance(value, str) and name in _SHOWN:
        yield value


def _of_stage(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in _NO_WORDS:
                yield from _of_stage(each)
    elif isinstance(value, list):
        for each in value:
            yield from _of_stage(each)
    elif isinstance(value, str) and not value.startswith(("#", "<", "data:", "http", "M")):
        yield value
