"""Sessions in a signed cookie, without work for requests that bring none."""

import flask
from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class SparingSessions(SecureCookieSessionInterface):
    """Flask's sessions; a request without the cookie gets an empty one unsigned."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session or session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            # All that Flask does for it, too, after it has looked up a cookie's seven settings.
            response.vary.add("Cookie")

    def get_cookie_secure(self, app: Flask) -> bool:
        """A cookie given over https is never sent without it, whatever the setting says."""
        return flask.request.is_secure or super().get_cookie_secure(app)
