"""What somebody adds to a report by joining it: words and photos, for the staff alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.intake.reports.faults import BrokenRule, RefusedReport
from services.intake.reports.masking.masking import mask as mask_numbers
from services.intake.reports.publishing import Mask
from services.intake.reports.receiving.attaching import AttachPhotos, no_photos
from services.intake.reports.report import NewReport, Report
from services.intake.reports.rules import LONGEST_DESCRIPTION, RULES_OF_A_VOICE, says_something
from services.intake.reports.sentences import first_sentence

Look = Callable[[Report], Report]
"""What the words of an addition change about it, such as its severity where they tell of danger."""


def as_it_is(report: Report) -> Report:
    """Where nobody looks at the words."""
    return report


@dataclass(frozen=True, slots=True)
class Additions:
    """How additions are kept: masked as every other free text, with photos that wait."""

    mask: Mask = mask_numbers
    attach: AttachPhotos = no_photos
    look: Look = as_it_is

    def check(self, new: NewReport) -> None:
        """Raises RefusedReport with every rule that what was typed breaks."""
        broken: list[BrokenRule] = []
        for rule in RULES_OF_A_VOICE:
            try:
                rule(new, None)
            except BrokenRule as fault:
                broken.append(fault)
        if broken:
            raise RefusedReport(tuple(broken))

    def worded(self, voice: Report, new: NewReport) -> Report:
        """The voice with what was said, without personal numbers; as it is when nothing was."""
        if not says_something(new.description):
            return voice
        said = self.mask(new.description.strip()).text[:LONGEST_DESCRIPTION]
        return self.look(replace(voice, subject=first_sentence(said), description=said))

    def pictured(self, conn: Connection, voice: Report, photos: Sequence[str]) -> None:
        """Give the photos to the voice that was stored. Raises RefusedReport."""
        if photos:
            self.attach(conn, voice.id, photos)


def adds_something(new: NewReport) -> bool:
    """Whether there is more to it than one person more."""
    return says_something(new.description) or bool(new.photos)
