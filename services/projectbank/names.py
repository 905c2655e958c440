"""Names for readers, from the profile, in the language they read."""

from services.contracts.profile.model import Profile
from services.projectbank.needs.need import Need
from services.projectbank.needs.titles import titled
from services.projectbank.projects.project import Project


class Names:
    """Codes that the profile no longer has are shown as they are."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def area(self, code: str | None, language: str) -> str | None:
        if code is None:
            return None
        area = self._profile.areas.get(code)
        return area.name.in_language(language) if area is not None else code

    def category(self, code: str, language: str) -> str:
        return self._profile.type_words(code).in_language(language)

    def group(self, code: str, language: str) -> str:
        group = self._profile.groups.get(code)
        return group.name.in_language(language) if group is not None else code

    def project_type(self, code: str, language: str) -> str:
        kind = self._profile.project_types.get(code)
        return kind.name.in_language(language) if kind is not None else code

    def areas(self, language: str) -> list[tuple[str, str]]:
        """Code and name of every area, parents before children, children set in by their depth."""
        found = []
        for code, area in self._profile.areas.items():
            depth = len(self._profile.area_path(code)) - 1
            found.append((code, "　" * depth + area.name.in_language(language)))
        return found

    def groups(self, language: str) -> list[tuple[str, str]]:
        return [
            (code, one.name.in_language(language)) for code, one in self._profile.groups.items()
        ]

    def project_types(self, language: str) -> list[tuple[str, str]]:
        kinds = self._profile.project_types.items()
        return [(code, one.name.in_language(language)) for code, one in kinds]

    def project_title(self, project: Project, language: str) -> str:
        """The stored title in Chinese; elsewhere the same parts in the reader's language.

        A project that a planner gave a title keeps it.
        """
        if project.titled or not language.startswith("en"):
            return project.title
        what = self.project_type(project.project_type, language)
        title = f"{what} ({self.category(project.category, language)})"
        return self._titled(title, project.area, project.place, language)

    def need_title(self, need: Need, language: str) -> str:
        if not language.startswith("en"):
            return need.title
        what = self.category(need.category, language)
        return self._titled(what, need.area, need.place, language)

    def _titled(self, what: str, area: str | None, place: str | None, language: str) -> str:
        """People's own name of a place is in no other language than theirs."""
        known = self._profile.areas.get(area) if area is not None else None
        is_estate = known is not None and known.level == "estate"
        return titled(what, self.area(area, language), place, is_estate=is_estate)
