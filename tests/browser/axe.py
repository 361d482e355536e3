"""axe-core: what a page has that readers, keyboards or weak eyes cannot use (WCAG 2.2 AA)."""

import functools
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.browser.chromium import Browser

_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@functools.cache
def _script() -> str:
    # Only its script is installed: the package itself wants another driver of browsers.
    found = find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")


def faults(browser: Browser) -> list[str]:
    """Each rule that is broken, with the elements that break it; empty for a page that is well."""
    if not browser.driver.execute_script("return Boolean(window.axe)"):
        browser.driver.execute_script(_script())
    run = (
        "var done = arguments[arguments.length - 1];"
        "axe.run({exclude: ['#popup', '#too_long_message_popup']},"
        "  {runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']})"
        "  .then(done);"
    )
    found: dict[str, Any] = browser.driver.execute_async_script(run, list(_TAGS))
    return [
        f"{one['id']}: {one['help']}\n  "
        + "\n  ".join(f"{node['target']} {node['html'][:200]}" for node in one["nodes"][:5])
        + json.dumps([check["message"] for check in one["nodes"][0]["any"]], ensure_ascii=False)
        for one in found["violations"]
    ]


SMALL_TARGETS = """
return Array.from(document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]'))
  .filter(function (one) {
    var box = one.getBoundingClientRect();
    var shown = box.width > 0 && one.checkVisibility() && box.right > 0;
    return shown && (box.height < 43.5 || box.width < 43.5);
  })
  .map(function (one) { return one.outerHTML.slice(0, 160); });
"""


def small_targets(browser: Browser) -> list[str]:
    """What can be pressed and is smaller than 44 px, for fingers that are old or in a hurry."""
    found: list[str] = browser.driver.execute_script(SMALL_TARGETS)
    return found


def overflow(browser: Browser) -> int:
    """By how many px the page is wider than its window; 0 or less is well."""
    wide = "return document.documentElement.scrollWidth - window.innerWidth"
    return int(browser.driver.execute_script(wide))
