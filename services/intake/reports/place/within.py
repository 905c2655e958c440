"""What lies within what somebody works for, as a condition of a query.

A list that is cut off is narrowed in its query: cut first and narrowed afterwards, it would be
empty for whoever works where little waits.
"""

from sqlalchemy import Column, ColumnElement, or_

from services.contracts.profile.model import Profile
from services.runtime.identity.access import Scope


def lies_within(
    area: Column[str | None], profile: Profile, scope: Scope
) -> list[ColumnElement[bool]]:
    """The area is one of the scope's or lies in one; what has none is everybody's."""
    if not scope.areas:
        return []
    mine = [code for code in profile.areas if scope.holds_area(profile.area_path(code))]
    return [or_(area.is_(None), area.in_(mine))]
