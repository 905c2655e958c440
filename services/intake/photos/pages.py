"""The photos themselves: /photos/<id>.jpg and /photos/<id>-small.jpg."""

from flask import Blueprint, Response, request

from services.intake.photos.show import ShowPhoto
from services.intake.reports.in_scope import WorksOn, by_area
from services.runtime.identity.access import current_actor, public

_CACHED = "public, max-age=600"
"""Not longer: moderation may take back what it passed."""


def photo_files(show: ShowPhoto, works_on: WorksOn = by_area) -> Blueprint:
    """What the pictures on pages point at."""
    pages = Blueprint("photo_files", __name__)

    @pages.get("/photos/<name>.jpg")
    @public
    def photo(name: str) -> Response:
        actor = current_actor()
        scope = actor.scope if actor.may("officer") else None
        shown = show.show(name, scope=scope, works_on=works_on, token=request.args.get("token"))
        answer = Response(shown.content, mimetype="image/jpeg")
        answer.headers["Cache-Control"] = _CACHED if shown.public else "private, no-store"
        answer.headers["Content-Disposition"] = f'inline; filename="{name}.jpg"'
        # Pages of other origins may show what they read of public reports.
        whose = "cross-origin" if shown.public else "same-origin"
        answer.headers["Cross-Origin-Resource-Policy"] = whose
        answer.vary.update(("Cookie", "Authorization"))
        if shown.public:
            answer.set_etag(name)
            answer.make_conditional(request)
        return answer

    return pages
