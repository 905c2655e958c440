"""`/desk/behalf`: filing for somebody else; `/desk/behalf/<number>`: the slip."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import segno
from flask import Blueprint, make_response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.profile.model import Profile
from services.intake.behalf.file_for import FileFor
from services.intake.behalf.form import FIELDS
from services.intake.reports.dangers.first_aid import first_aid
from services.intake.reports.edge.api import reporting_actor
from services.intake.reports.faults import BrokenRule, KeyUsedDifferently
from services.intake.site.choices import area_choices, category_choices
from services.intake.site.form import field_of
from services.intake.site.words import NOTIFY_WORDS, REQUEST_TYPE_WORDS
from services.runtime.identity.access import current_actor, requires
from services.runtime.ids import secret_token
from services.runtime.web.hosts import origin
from services.runtime.web.i18n import gettext, language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError

_BLANK: Final = {**dict.fromkeys(FIELDS, ""), "way": "hotline"}


def behalf_pages(filing: FileFor) -> Blueprint:
    """For officers. The token is in no address: it stands in the slip's QR code alone."""
    pages = Blueprint("behalf", __name__)
    profile = filing.profile

    @pages.get("/desk/behalf")
    @requires("officer")
    def blank() -> str:
        fresh = {**_BLANK, "notify": "stages", "language": language()}
        return _form(profile, fresh, secret_token(), ())

    @pages.post("/desk/behalf")
    @requires("officer")
    def send() -> BaseResponse:
        values = {name: request.form.get(name, "").replace("\r\n", "\n") for name in FIELDS}
        client_id = request.form.get("client_id", "")[:100] or secret_token()
        actor = replace(reporting_actor(), vouches=True)
        if faults := filing.faults(values, actor):
            return make_response(_form(profile, values, client_id, faults), 422)
        try:
            number = filing.file(values, client_id, actor)
        except KeyUsedDifferently:
            # Sent back and changed it is another report, as on the residents' form.
            number = filing.file(values, secret_token(), actor)
        return redirect(url_for("behalf.slip", number=number), 303)

    @pages.get("/desk/behalf/<number>")
    @requires("officer")
    def slip(number: str) -> str:
        found = filing.slip(number, reporting_actor(), current_actor().scope)
        aid = first_aid(profile, found.report.danger)
        root = origin()
        track = f"{root}{url_for('site.track', token=found.token)}"
        return render_page(
            "desk/slip.html",
            slip=found,
            aid=aid.in_language(language()) if aid is not None else None,
            qr=_qr(track),
            find=f"{root}{url_for('find.blank')}",
            profile=profile,
            zone=profile.zone,
        )

    return pages


def _form(
    profile: Profile, values: Mapping[str, str], client_id: str, faults: Sequence[BrokenRule]
) -> str:
    said = language()
    return render_page(
        "desk/behalf.html",
        values=values,
        errors=[FieldError(field_of(f), f.rule, gettext(f.detail)) for f in faults],
        client_id=client_id,
        categories=category_choices(profile, said),
        areas=area_choices(profile, said),
        request_types=[(code, str(words)) for code, words in REQUEST_TYPE_WORDS.items()],
        notify_words=[(code, str(words)) for code, words in NOTIFY_WORDS.items()],
        profile=profile,
    )


def _qr(address: str) -> Markup:
    """As SVG inside the page: attributes and paths alone, which the strictest policy lets pass."""
    drawn = segno.make(address, error="m", micro=False)
    # Made of squares from an address of our own making; nothing in it was typed by anybody.
    return Markup(drawn.svg_inline(omitsize=True, border=4, lineclass=None))  # noqa: S704
