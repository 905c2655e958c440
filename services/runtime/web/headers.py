"""Security headers on every answer: nothing from elsewhere, nothing inline, no framing."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from services.runtime.identity.access import current_actor
from services.runtime.web.settings import WebSettings

_CONSTANT: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"),
)


def secure_headers(app: Flask, settings: WebSettings) -> None:
    """Put the policy on every answer of the app."""
    constant = (("Content-Security-Policy", content_policy(settings.image_sources)), *_CONSTANT)

    def protect(response: Response) -> Response:
        headers = response.headers
        for name, value in constant:
            headers.add(name, value)
        if "Cache-Control" not in headers:
            headers.add("Cache-Control", _caching(response))
        if request.is_secure:
            headers.add("Strict-Transport-Security", "max-age=31536000")
        return response

    app.after_request(protect)


def content_policy(image_sources: tuple[str, ...]) -> str:
    """The Content-Security-Policy; only images may come from the named hosts."""
    images = " ".join(("'self'", "data:", *image_sources))
    return (
        f"default-src 'self'; img-src {images}; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )


def _caching(response: Response) -> str:
    # A page that may not be kept loses what was typed when the reader goes back.
    if response.mimetype == "text/html" and current_actor().is_anonymous:
        return "private, no-cache"
    return "no-store"
