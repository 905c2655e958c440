"""Pages as a reader sees them: a screen, a language, and what went wrong while loading."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

SIZES: Final = {"phone": (390, 844), "desk": (1440, 900)}
LANGUAGES: Final = {"zh": "zh-CN", "en": "en-GB"}
_RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass(slots=True)
class Screen:
    """One open page, with the faults the browser reported."""

    page: Page
    name: str
    folder: Path
    faults: list[str] = field(default_factory=list)

    def open(self, url: str) -> Response:
        """Load the address; ``faults`` collects console errors, failed and foreign requests."""
        answer = self.page.goto(url, wait_until="load")
        assert answer is not None
        return answer

    def shoot(self, title: str) -> Path:
        """A screenshot of the whole page."""
        path = self.folder / f"{title}-{self.name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def is_too_wide(self) -> bool:
        """Whether the page itself scrolls sideways."""
        wide: bool = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        return wide

    def small_targets(self) -> list[str]:
        """Buttons and fields lower than 44 px: a thumb misses them."""
        found: list[str] = self.page.evaluate(
            """[...document.querySelectorAll("button, input:not([type=hidden]), select, a.button")]
            .filter(e => e.offsetParent)
            .map(e => [e, e.closest("label.choice") || e])
            .filter(([, target]) => target.getBoundingClientRect().height < 44)
            .map(([e]) => e.outerHTML.slice(0, 120))"""
        )
        return found

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA: "rule: element" each."""
        self.page.evaluate(_axe_source())
        found: Mapping[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})",
            list(_RULES),
        )
        return [
            f"{rule['id']}: {node['html'][:160]} ({json.dumps(node['any'][:1])[:200]})"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


@dataclass(slots=True)
class Screens:
    """Opens screens in one browser; each has its own cookies."""

    browser: Browser
    folder: Path
    contexts: list[BrowserContext] = field(default_factory=list)

    def screen(
        self,
        size: str = "desk",
        language: str = "zh",
        *,
        dark: bool = False,
        scripts: bool = True,
        text_scale: float = 1,
    ) -> Screen:
        """A new screen. ``text_scale`` shows what a reader with large type sees."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": int(width / text_scale), "height": int(height / text_scale)},
            device_scale_factor=text_scale,
            locale=LANGUAGES[language],
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            # axe-core is put into the page from outside, which the policy rightly forbids.
            bypass_csp=True,
        )
        self.contexts.append(context)
        page = context.new_page()
        name = f"{size}-{language}" + ("-dark" if dark else "")
        screen = Screen(page, name, self.folder)
        _listen(screen)
        return screen

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def _listen(screen: Screen) -> None:
    def said(message: ConsoleMessage) -> None:
        # The browser itself notes the status of a page that is an error on purpose.
        if message.type == "error" and "Failed to load resource" not in message.text:
            screen.faults.append(f"console: {message.text}")

    def answered(response: Response) -> None:
        is_part = response.request.resource_type != "document"
        if is_part and response.status >= 400:
            screen.faults.append(f"{response.status}: {response.url}")
        if not response.url.startswith(("http://127.0.0.1", "data:")):
            screen.faults.append(f"from elsewhere: {response.url}")

    screen.page.on("console", said)
    screen.page.on("pageerror", lambda error: screen.faults.append(f"script: {error}"))
    screen.page.on("response", answered)


def _axe_source() -> str:
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")
