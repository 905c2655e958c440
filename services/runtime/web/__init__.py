"""The web shell every service wears.

    from services.runtime.web.app import About, create_app          # the app of one service
    from services.runtime.web.blueprint import Blueprint            # API routes (smorest)
    from services.runtime.web.bodies import accepts_body            # a route that takes uploads
    from services.runtime.web.fields import Body, Text, AwareTime, Number, Count
    from services.runtime.web.paging import PageQuery, Cursor, write_cursor
    from services.runtime.web.problems import Problem, FieldError
    from services.runtime.web.pages import render_page              # HTML, base.html, _forms.html
    from services.runtime.web.i18n import gettext, lazy_gettext, language
    from services.runtime.web.rates import rate
    from services.runtime.web.settings import WebSettings
    from services.runtime.web.origin import mount                   # several apps, one origin
    from services.runtime.web.process import process_app            # /healthz /readyz /metrics
    from services.runtime.identity.access import public, requires, current_actor

The module docstrings show how each is used.
"""
