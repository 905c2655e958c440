"""What the report form offers to choose from, in the reader's language."""

from collections.abc import Sequence

from services.contracts.profile.model import LEVELS, OTHER, Area, Profile

Choices = Sequence[tuple[str, str]]
GroupedChoices = Sequence[tuple[str, Choices]]


def category_choices(profile: Profile, language: str) -> GroupedChoices:
    """Everyday problem types under the names of their groups, both in the profile's order.

    What only a survey can find out is no question for a resident.
    """
    grouped = [
        (
            group.name.in_language(language),
            [
                (kind.code, kind.name.in_language(language))
                for kind in profile.problem_types.values()
                if kind.group == group.code and (kind.kind == "everyday" or kind.code == OTHER)
            ],
        )
        for group in profile.groups.values()
    ]
    return [(name, kinds) for name, kinds in grouped if kinds]


def area_choices(profile: Profile, language: str) -> GroupedChoices:
    """Communities and estates under their sub-district."""
    return [
        (
            area.name.in_language(language),
            [(below.code, _indented(below, language)) for below in _below(profile, area)],
        )
        for area in profile.areas.values()
        if area.level == "sub_district"
    ]


def _below(profile: Profile, above: Area) -> Sequence[Area]:
    inside = [area for area in profile.areas.values() if above.code in profile.area_path(area.code)]
    return sorted(inside, key=lambda area: profile.area_path(area.code))


def _indented(area: Area, language: str) -> str:
    depth = LEVELS.index(area.level) - LEVELS.index("sub_district")
    return "\u3000" * depth + area.name.in_language(language)
