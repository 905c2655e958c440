"""Security headers on every answer: nothing from elsewhere, nothing inline, no framing."""

from __future__ import annotations

from flask import Flask, Response, request

from services.runtime.web.settings import WebSettings


def secure_headers(app: Flask, settings: WebSettings) -> None:
    """Put the policy on every answer of the app."""
    policy = content_policy(settings.image_sources)

    def protect(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        if not _is_static():
            headers.setdefault("Cache-Control", "no-store")
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    app.after_request(protect)


def content_policy(image_sources: tuple[str, ...]) -> str:
    """The Content-Security-Policy; only images may come from the named hosts."""
    images = " ".join(("'self'", "data:", *image_sources))
    return (
        f"default-src 'self'; img-src {images}; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )


def _is_static() -> bool:
    endpoint = request.endpoint or ""
    return endpoint == "static" or endpoint.endswith(".static")
