"""Which reports are in one need, by the ids that their table gave them."""

from sqlalchemy import select

from services.all_in_one import Installation, open_installation
from services.projectbank.needs.members.tables import members
from services.projectbank.needs.reports.tables import reports
from services.runtime.settings import load_settings
from tests.support.running import Home


def partition_by_external_id(home: Home) -> frozenset[frozenset[str]]:
    """The needs as sets of external ids; comparable between installations."""
    kept = {k: v for k, v in home.env().items() if k.startswith("CITYMEND_")}
    installation = open_installation(load_settings(kept), writer=False)
    try:
        return partition_of(installation)
    finally:
        installation.close()


def partition_of(installation: Installation) -> frozenset[frozenset[str]]:
    """The same of an installation that is open already."""
    query = select(members.c.need_id, reports.c.external_id).join(
        reports, reports.c.id == members.c.report_id
    )
    rows = installation.service("bank").database.read(lambda conn: conn.execute(query).all())
    needs: dict[str, set[str]] = {}
    for row in rows:
        needs.setdefault(row.need_id, set()).add(row.external_id)
    return frozenset(frozenset(names) for names in needs.values())
