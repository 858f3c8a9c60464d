"""Complex numbers as two real tensors, for `torch.compile`: it is slow with complex ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor


class Pair:
    """Real and imaginary parts of equal shape. It has the methods of a tensor that steps use."""

    def __init__(self, real: Tensor, imag: Tensor) -> None:
        self.real, self.imag = real, imag

    def _each(self, change: Callable[[Tensor], Tensor]) -> Pair:
        return Pair(change(self.real), change(self.imag))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.real.shape

    @property
    def mT(self) -> Pair:
        return Pair(self.real.mT, self.imag.mT)

    def __len__(self) -> int:
        return len(self.real)

    def __getitem__(self, index: Any) -> Pair:
        return Pair(self.real[index], self.imag[index])

    def reshape(self, *shape: Any) -> Pair:
        return self._each(lambda part: part.reshape(*shape))

    def flatten(self, *axes: int) -> Pair:
        return self._each(lambda part: part.flatten(*axes))

    def unflatten(self, axis: int, sizes: Any) -> Pair:
        return Pair(self.real.unflatten(axis, sizes), self.imag.unflatten(axis, sizes))

    def movedim(self, source: Any, target: Any) -> Pair:
        return self._each(lambda part: part.movedim(source, target))

    def index_select(self, axis: int, index: Tensor) -> Pair:
        return self._each(lambda part: part.index_select(axis, index))

    def expand(self, *sizes: int) -> Pair:
        return self._each(lambda part: part.expand(*sizes))

    def unbind(self, axis: int) -> tuple[Pair, ...]:
        return tuple(map(Pair, self.real.unbind(axis), self.imag.unbind(axis)))

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.real + other.real, self.imag + other.imag)

    def __mul__(self, other: Pair | Tensor) -> Pair:
        if isinstance(other, Tensor):  # a real one
            return self._each(lambda part: part * other)
        return Pair(
            self.real * other.real - self.imag * other.imag,
            self.real * other.imag + self.imag * other.real,
        )

    def __matmul__(self, other: Pair) -> Pair:
        return Pair(
            self.real @ other.real - self.imag @ other.imag,
            self.real @ other.imag + self.imag @ other.real,
        )

    def squares(self) -> Tensor:
        """The squares of the absolute values."""
        return self.real.square() + self.imag.square()
