"""The title of a project in the reader's language."""

from services.contracts.profile.model import Profile
from services.intake.feedback.thread import ProjectNews


def title_in(profile: Profile, project: ProjectNews, language: str) -> str:
    """One that the bank made of place, works and kind is made again in the language; what a planner
    wrote stays as it was written."""
    if language == profile.languages[0] or project.category is None:
        return project.title
    works = profile.project_types.get(project.project_type or "")
    kind = profile.type_words(project.category)
    if works is None or not project.title.endswith(f"{works.name.zh}（{kind.zh}）"):
        return project.title
    what = f"{works.name.in_language(language)} ({kind.in_language(language)})"
    area = profile.areas.get(project.area or "")
    # Without an area the place stands in the title alone.
    return f"{area.name.in_language(language)} · {what}" if area is not None else project.title
