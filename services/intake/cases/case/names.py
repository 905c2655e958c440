"""Names of what a case stores as codes, in the reader's language."""

from services.contracts.profile.model import Profile
from services.contracts.profile.time_limits import read_amount
from services.intake.cases.case.case import Case
from services.runtime.web.i18n import gettext, language, ngettext


def title_of(profile: Profile, case: Case) -> str:
    """Place and kind; the stored title says the same in the profile's first language."""
    kind = profile.type_words(case.category).in_language(language())
    return " · ".join(word for word in (area_name(profile, case.area), kind) if word)


def area_name(profile: Profile, code: str | None) -> str:
    known = profile.areas.get(code or "")
    return known.name.in_language(language()) if known else (code or "")


def rule_name(profile: Profile, rule: str | None) -> str:
    """What a dispatch rule goes by: the kind of problem, or the area."""
    if rule is None:
        return gettext("named by an officer")
    kind, _, code = rule.partition(":")
    if kind == "category":
        return profile.type_words(code).in_language(language())
    return area_name(profile, code)


def limit_words(limit: str) -> str:
    """A limit as a reader says it; one that cannot be read as it is written."""
    read = read_amount(limit)
    if read is None:
        return limit
    amount, unit = read
    number, said = (1 if amount == 1 else 2), f"{float(amount):g}"
    if unit == "urgent_hour":
        return ngettext(
            "%(amount)s hour, day and night", "%(amount)s hours, day and night", number, amount=said
        )
    if unit == "urgent_day":
        return ngettext(
            "%(amount)s day, day and night", "%(amount)s days, day and night", number, amount=said
        )
    if unit == "working_hour":
        return ngettext("%(amount)s working hour", "%(amount)s working hours", number, amount=said)
    return ngettext("%(amount)s working day", "%(amount)s working days", number, amount=said)


def unit_name(profile: Profile, code: str | None, language: str) -> str | None:
    unit = profile.responsible_units.get(code or "")
    return unit.name.in_language(language) if unit else code
