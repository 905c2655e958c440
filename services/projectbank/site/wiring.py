"""Builds the public pages of the bank."""

from services.projectbank.names import Names
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.gates import Gates
from services.projectbank.scoring.criteria import CriteriaSets
from services.projectbank.site.pages import bank_pages
from services.runtime.database import Database
from services.runtime.web.feature import Feature


def site_feature(
    database: Database, sets: CriteriaSets, names: Names, gates: Gates, drafts: DraftRule
) -> Feature:
    """What everybody may see of the bank."""
    return Feature(name="site", pages=[bank_pages(database, sets, names, gates, drafts)])
