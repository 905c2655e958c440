"""Which shapes are of which need, where a planner decided it: elsewhere each is its own."""

from collections.abc import Sequence


class Kinship:
    """Remembers only what planners decided, so that it stays small beside the shapes."""

    def __init__(self) -> None:
        self._need_of: dict[int, int] = {}
        self._shapes_of: dict[int, tuple[int, ...]] = {}

    def need_of(self, shape: int) -> int:
        return self._need_of.get(shape, shape)

    def is_joint(self, need: int) -> bool:
        """Whether the need is anything but the one shape of its own name."""
        return need in self._shapes_of

    def shapes_beside(self, shape: int) -> Sequence[int]:
        """The other shapes of the same need."""
        if not self._shapes_of:
            return ()
        kin = self._shapes_of.get(self.need_of(shape), ())
        return [other for other in kin if other != shape]

    def merge(self, need: int, into: int) -> None:
        """Everything of the one need is of the other from now on."""
        moved = self._shapes_of.pop(need, (need,))
        for shape in moved:
            self._need_of[shape] = into
        self._shapes_of[into] = (*self._shapes_of.get(into, (into,)), *moved)

    def adopt(self, shape: int, need: int) -> None:
        """A new shape is of the need."""
        if shape == need:
            self._shapes_of[need] = (*self._shapes_of.get(need, ()), shape)
            return
        self._need_of[shape] = need
        self._shapes_of[need] = (*self._shapes_of.get(need, (need,)), shape)
