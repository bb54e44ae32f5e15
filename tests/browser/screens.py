"""Takes a picture of every page at both widths in both schemes, from a demo of its own.

    python -m tests.browser.screens [--only REGEX]

They go to build/screens/, to be looked at. Whoever adds a page adds its line to `PAGES`.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from followup.sandbox.demo_words import ADMIN, FRONT_DESK, PASSWORD, THERAPIST
from followup.sandbox.house import House, house
from tests.browser.find import chromium, flags

FOLDER = Path(__file__).parents[2] / "build" / "screens"
WIDTHS = {360: 740, 1280: 860}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """One page: who looks, where they start, and the links (selectors) they follow."""

    name: str
    path: str
    who: str | None = THERAPIST
    follow: tuple[str, ...] = ()


PAGES = (
    Shot("sign-in", "/accounts/login/", who=None),
    # Review
    Shot("review", "/review/"),
    Shot("review-desk", "/review/", who=FRONT_DESK),
    Shot("item", "/review/", follow=(".lines .line a",)),
    Shot("item-routine", "/review/", follow=(".lines .line.routine a",)),
    Shot("review-done", "/review/?tab=done"),
    Shot("review-routine", "/review/routine/"),
    # Treatments and their import
    Shot("treatment-who", "/treatments/new/"),
    Shot("treatment-new", "/treatments/new/?patient=new"),
    # Patients
    Shot("patients", "/patients/"),
    Shot("patient", "/patients/", follow=(".results a",)),
    Shot("patient-course", "/review/", follow=(".lines .line a", ".item a[href^='/patients/']")),
    Shot("patient-edit", "/patients/", follow=(".results a", "a[href$='/edit']")),
    Shot("patients-all", "/patients/all/"),
    Shot("patient-duplicates", "/patients/", follow=(".results a", "a[href$='/duplicates']")),
    Shot("patient-erase", "/patients/", who=ADMIN, follow=(".results a", "a[href$='/erasure']")),
    Shot("calls", "/patients/to-call/"),
    Shot("receipt", "/review/", follow=(".lines .line a", ".turn.clinic .about a")),
    # Overview and reports
    Shot("overview", "/overview/"),
    Shot("overview-messages", "/overview/messages/"),
    Shot("overview-planned", "/overview/planned/"),
    Shot("reports", "/reports/"),
    Shot("report-answers", "/reports/answers/"),
    Shot("report-soreness", "/reports/soreness/"),
    Shot("report-events", "/reports/events/"),
    Shot("report-messages", "/reports/messages/"),
    # Templates
    Shot("templates", "/templates/", who=ADMIN),
    Shot("template-text", "/templates/check_in/sms/en/", who=ADMIN),
    Shot("template-email", "/templates/aftercare/email/es/", who=ADMIN),
    Shot("template-read", "/templates/check_in/sms/en/"),
    # Protocols
    Shot("protocols", "/protocols/", who=ADMIN),
    Shot("protocol", "/protocols/", who=ADMIN, follow=(".panel h2 a",)),
    Shot("protocol-stop", "/protocols/", who=ADMIN, follow=(".panel h2 a", ".stop .button")),
    Shot("dry-run", "/protocols/dry-run", who=ADMIN),
    Shot("protocols-regions", "/protocols/regions", who=ADMIN),
    # Settings, staff and the audit log
    Shot("settings", "/settings/", who=ADMIN),
    Shot("settings-clinic", "/settings/clinic/", who=ADMIN),
    Shot("settings-hours", "/settings/hours/", who=ADMIN),
    Shot("settings-messages", "/settings/messages/", who=ADMIN),
    Shot("settings-vocabulary", "/settings/vocabulary/", who=ADMIN),
    Shot("settings-sending", "/settings/sending/?check=1", who=ADMIN),
    Shot("settings-on-call", "/settings/on-call/", who=ADMIN),
    Shot("settings-audit", "/settings/audit/", who=ADMIN),
    Shot("settings-staff", "/settings/staff/", who=ADMIN),
    Shot("settings-staff-invite", "/settings/staff/invitation", who=ADMIN),
    Shot("settings-staff-member", "/settings/staff/", who=ADMIN, follow=(".people a",)),
    Shot("settings-signing-in", "/settings/signing-in/", who=ADMIN),
    Shot("settings-keeping", "/settings/keeping/", who=ADMIN),
    # The patient's own page
    # Errors
    Shot("not-found", "/patients/999999/"),
    Shot("admin-home", "/", who=ADMIN),
)


def main() -> int:
    """Start a demo, take each picture, stop the demo."""
    parser = argparse.ArgumentParser(prog="screens", description=__doc__)
    parser.add_argument("--only", default="", help="a regular expression of names")
    wanted = [shot for shot in PAGES if re.search(parser.parse_args().only, shot.name)]
    path = chromium()
    if path is None:
        print("No Chromium: python -m tests.browser.find says what to do.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with house() as running, sync_playwright() as playwright:
        if running.run("tell-story", "--days", "3", "--into-today"):
            return 1
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        failed = sum(not _take(*look) for look in _looks(browser, running, wanted))
        browser.close()
    print(f"{len(wanted)} pages in {FOLDER}, {failed} pictures failed")
    return 1 if failed else 0


def _looks(
    browser: Browser, running: House, shots: list[Shot]
) -> Iterator[tuple[Shot, BrowserContext, Path]]:
    """Each page with a window of the right person, width and scheme, and where to keep it."""
    for who in dict.fromkeys(shot.who for shot in shots):
        cookies = _signed_in(browser, running, who) if who else None
        for width, scheme in product(WIDTHS, SCHEMES):
            context = browser.new_context(
                base_url=running.web_url,
                viewport={"width": width, "height": WIDTHS[width]},
                color_scheme=scheme,
                timezone_id="America/Denver",
                reduced_motion="reduce",
                storage_state=cookies,
            )
            context.set_default_timeout(20_000)
            for shot in (shot for shot in shots if shot.who == who):
                yield shot, context, FOLDER / f"{shot.name}-{width}-{scheme}.png"
            context.close()


def _signed_in(browser: Browser, running: House, who: str) -> StorageState:
    context = browser.new_context(base_url=running.web_url)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state


def _take(shot: Shot, context: BrowserContext, path: Path) -> bool:
    """Whether it could be taken; says so where not, and goes on."""
    page = context.new_page()
    try:
        page.goto(shot.path)
        for link in shot.follow:
            page.goto(page.locator(link).first.get_attribute("href") or "")
        page.wait_for_load_state("load")
        page.screenshot(path=path, full_page=True, animations="disabled")
    except Exception as wrong:  # noqa: BLE001 - the other pictures are still wanted
        print(f"{shot.name}: {str(wrong).splitlines()[0]}", file=sys.stderr)
        return False
    finally:
        page.close()
    return True


if __name__ == "__main__":
    sys.exit(main())
