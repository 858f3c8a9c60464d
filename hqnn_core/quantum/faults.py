"""Errors about typed or uploaded input. Their messages may quote the input."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_CHARACTERS = 400
_NAMED = re.compile(r"\{([\w-]+)\}")


class InputError(ValueError):
    """Input from outside cannot be used; the message says why.

    The message is short and always safe to show, whatever it quotes.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(shortened(sentence))


def shortened(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Shorten `text` in the middle if it is too long, and replace half characters (surrogates)."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) <= limit:
        return text
    end = limit // 4  # what to do stands at the end
    return f"{text[: limit - end - 3]} … {text[-end:]}"


class ConfigError(InputError):
    """A setting is out of bounds; the message says which, what is allowed and what was given.

    Attributes:
        field: the setting's name in the code.
    """

    def __init__(self, field: str, needs: str, given: str = "", where: str = "") -> None:
        """`needs` is the rest of the sentence; names of settings and values in it are in {}.

        `where` says in which one of several configurations, "in the run with {seed} = 1".
        """
        self.field, self._needs, self._given, self._where = field, needs, given, where
        super().__init__(self.told({}))

    def told(self, names: Mapping[str, str]) -> str:
        """The message, with `names` in place of the code's words where they are known."""
        needs, where = (
            _NAMED.sub(lambda found: names.get(found[1], found[1]), text)
            for text in (self._needs, self._where)
        )
        end = f"; got {self._given}" if self._given else ""
        end += f" {where}." if where else "."
        return shortened(f"{names.get(self.field, self.field)} {needs}{end}")

    def located(self, where: str) -> ConfigError:
        """The same fault, with where it is."""
        return ConfigError(self.field, self._needs, self._given, where)
