"""What areas say of two reports of which at most one has a pin."""

from services.projectbank.needs.grouping.shape import Point

AreaPath = tuple[str, ...]


def areas_part(
    one: Point | None, its_area: AreaPath, other: Point | None, other_area: AreaPath
) -> bool:
    """Whether their areas tell that they are not at one place.

    An area nobody knows parts nothing, except that a pin in none of the areas is outside of them.
    """
    if any(mine != theirs for mine, theirs in zip(its_area, other_area, strict=False)):
        return True
    return _outside(one, its_area, other_area) or _outside(other, other_area, its_area)


def _outside(pin: Point | None, its_area: AreaPath, area: AreaPath) -> bool:
    return pin is not None and not its_area and bool(area)
