"""Service list and definitions, written out once for every language and format."""

from collections.abc import Mapping

from services.intake.open311 import spark
from services.intake.open311.answers import Speaker
from services.intake.open311.faults import no_such_service
from services.intake.open311.offer import Service
from services.intake.open311.spark import FORMS, Form


class Printed:
    """What changes with the profile only. Immutable, safe for threads."""

    def __init__(self, speakers: Mapping[str, Speaker], services: Mapping[str, Service]) -> None:
        self._lists = {
            (language, form, extensions): spark.write(
                form, "services", speaker.service_list(extensions=extensions)
            )
            for language, speaker in speakers.items()
            for form in FORMS
            for extensions in (False, True)
        }
        self._definitions = {
            (language, form, code): spark.write(
                form, "service_definition", speaker.definition(service)
            )
            for language, speaker in speakers.items()
            for form in FORMS
            for code, service in services.items()
        }

    def service_list(self, language: str, form: Form, *, extensions: bool = False) -> str:
        return self._lists[language, form, extensions]

    def definition(self, language: str, form: Form, code: str) -> str:
        """Raises NotThere for an unknown code; one without attributes has an empty list."""
        printed = self._definitions.get((language, form, code))
        if printed is None:
            raise no_such_service()
        return printed

    def all(self) -> str:
        """Everything that a client may keep, in one text and always in the same order."""
        return "\n".join([*self._lists.values(), *self._definitions.values()])
