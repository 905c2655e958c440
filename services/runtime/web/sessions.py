"""Sessions in a signed cookie, without work for requests that bring none."""

import flask
from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class SparingSessions(SecureCookieSessionInterface):
    """Flask's sessions; a request without the cookie gets an empty one unsigned."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        """A cookie given over https is never sent without it, whatever the setting says."""
        return flask.request.is_secure or super().get_cookie_secure(app)
