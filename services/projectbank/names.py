"""Names for readers, from the profile, in the language they read."""

from services.contracts.profile.model import OTHER, Profile
from services.projectbank.needs.need import Need
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
        problem = self._profile.problem_types.get(code) or self._profile.problem_types.get(OTHER)
        return problem.name.in_language(language) if problem is not None else code

    def project_title(self, project: Project, language: str) -> str:
        """The stored title in Chinese; elsewhere the same parts in the reader's language.

        A project that a planner adopted keeps the title that the planner gave it.
        """
        if not project.candidate or not language.startswith("en"):
            return project.title
        kind = self._profile.project_types.get(project.project_type)
        what = kind.name.in_language(language) if kind is not None else project.project_type
        where = self.area(project.area, language)
        title = f"{what} ({self.category(project.category, language)})"
        return f"{where} · {title}" if where is not None else title

    def need_title(self, need: Need, language: str) -> str:
        if not language.startswith("en"):
            return need.title
        what = self.category(need.category, language)
        where = self.area(need.area, language)
        return f"{where} · {what}" if where is not None else what
