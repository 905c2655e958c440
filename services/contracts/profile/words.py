"""One wording in both languages of the pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One wording in simplified Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The wording for a language tag; Chinese for any tag that is not English."""
        return self.en if language.lower().startswith("en") else self.zh
