"""Settings: one value a name, shared by all pages that show it, in the address if not the default.

A page first reads a setting (`option`, `number`, `switch`, `text`, `several`), then shows its
widget with the arguments of `control`. The widget holds nothing of its own: the value is stored
here. So it survives a change of page, and a popover that was opened and closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from hqnn_core.words.links import LinkFault
from pages.frame import session
from pages.frame.address import asked_values, note_fault, tell

T = TypeVar("T")
Number = TypeVar("Number", int, float)
Shown = Callable[[Any], str]
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def stored() -> dict[str, Any]:
    """Settings that differ from their defaults, by name."""
    return st.session_state.setdefault(session.SETTINGS, {})


def start_with(settings: dict[str, Any]) -> None:
    """Replace all settings."""
    st.session_state[session.SETTINGS] = dict(settings)


def forget(names: Iterable[str]) -> None:
    """Reset settings to their defaults."""
    for name in names:
        stored().pop(name, None)


def setting(
    name: str,
    default: T,
    read: Callable[[list[str]], T],
    fits: Callable[[Any], bool],
    shown: Shown = str,
) -> T:
    """The value from the address, else the stored one, else the default.

    `read` gets the texts of the address, and raises `ValueError` for those that mean nothing;
    `shown` gives the text of a value. A stored value that does not fit this page is left for the
    pages that can show it.
    """
    texts, is_wrong = asked_values(name), False
    if texts is not None:
        try:
            stored()[name] = read(texts)
        except ValueError:
            is_wrong = True
    value = stored().get(name, default)
    value = value if fits(value) else default
    if texts and is_wrong:
        note_fault(LinkFault(name, texts[-1], ", ".join(_texts(value, shown))))
    tell(name, _texts(value, shown), _texts(default, shown))
    return value


def _texts(value: Any, shown: Shown) -> list[str]:
    """A value as texts for the address; an empty list is one empty text."""
    if isinstance(value, list):
        return list(map(shown, value)) or [""]
    if isinstance(value, bool):
        return [str(value).lower()]
    return [f"{value:.6g}"] if isinstance(value, float) else [shown(value)]


def option(
    name: str,
    options: Iterable[T],
    default: T,
    shown: Shown = str,
    old: Mapping[str, T] | None = None,
) -> T:
    """One of the options; `shown` is the widget's `format_func`.

    `old` are the options by texts that the address of an earlier version may have.
    """
    by_text = {**(old or {}), **{shown(each): each for each in options}}
    return setting(
        name, default, lambda texts: _one_of(by_text, texts[-1]),
        lambda value: value in by_text.values(), shown,
    )  # fmt: skip


def several(name: str, options: Sequence[T], default: list[T], shown: Shown = str) -> list[T]:
    """Some of the options, or none."""
    by_text = {shown(each): each for each in options}

    def read(texts: list[str]) -> list[T]:
        return [_one_of(by_text, each) for each in texts if each]

    return setting(name, default, read, lambda value: True, shown)


def number(name: str, low: Number, high: Number, default: Number) -> Number:
    """A number from `low` to `high`, whole if the default is."""

    def read(texts: list[str]) -> Any:
        value = float(texts[-1].replace("_", "?"))  # Python alone takes 1_0 for 10
        value = int(value) if isinstance(default, int) and value.is_integer() else value
        if not fits(value):
            raise ValueError(texts[-1])
        return value

    def fits(value: Any) -> bool:
        return isinstance(value, type(default)) and low <= value <= high

    return setting(name, default, read, fits)


def switch(name: str, default: bool = False) -> bool:
    """On or off."""
    return setting(
        name, default, lambda texts: _one_of(_BOOLEANS, texts[-1].casefold()),
        lambda value: isinstance(value, bool),
    )  # fmt: skip


def text(name: str, default: str = "") -> str:
    """Text that was typed."""
    return setting(name, default, lambda texts: texts[-1], lambda value: isinstance(value, str))


def _one_of(named: dict[str, T], given: str) -> T:
    if given not in named:
        raise ValueError(given)
    return named[given]


def control(
    name: str,
    value: object,
    then: Callable[[], object] | None = None,
    read: Callable[[Any], Any] | None = None,
    argument: str = "value",
    options: Sequence[Any] = (),
) -> dict[str, Any]:
    """The arguments of the widget that shows a setting's value: its key, callback and value.

    A change is stored, as `read` makes it of what the widget has; `then` is called after it.
    The value is the widget's `argument`, "value" or "default"; with `options`, it is "index".

    The value is in the session and in that argument: a browser that is slow, and gets a page
    twice before it has drawn it once, sees only the second, and would send back an empty field.
    """
    if name not in _on_screen() or st.session_state.get(name) != value:
        st.session_state[name] = value
    _on_screen()[name] = value
    shown = {"index": options.index(value)} if options else {argument: value}
    return {"key": name, "on_change": _store, "args": (name, then, read), **shown}


def _on_screen() -> dict[str, Any]:
    """The last value of each widget: a browser may send it again for a removed widget."""
    return st.session_state.setdefault(session.ON_SCREEN, {})


def _store(name: str, then: Callable[[], object] | None, read: Callable[[Any], Any] | None) -> None:
    value = st.session_state[name]
    if value == _on_screen().get(name):
        return
    _on_screen()[name] = value
    stored()[name] = read(value) if read else value
    if then:
        then()
