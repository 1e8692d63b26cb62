"""The site in a real browser: what people do works, looks whole, runs no foreign script and asks no other machine."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Page,
    TimeoutError,
    ViewportSize,
    expect,
    sync_playwright,
)

from anslag.db.site.metadata import table_path
from tests.databases import empty, poisoned
from tests.site import Served

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# The browser's own calls home are none of the site's; where they would go, nothing answers.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
expect.set_options(timeout=20_000)
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
DARK = {"viewport": DESKTOP, "color_scheme": "dark"}
SWEDISH = {"viewport": PHONE, "color_scheme": "dark", "locale": "sv-SE"}
CHARTS = ("years", "owners", "amounts", "checks", "counties", "kommuner", "unplaced", "funders")


@dataclass
class Visit:
    """A browser's window on a site, and what went wrong in it."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda one: self._asked(one.url))
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("console", lambda said: self._said(said.type, said.text))
        self.page.on("dialog", self._interrupted)

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.wrong.append(f"asked {url}")

    def _said(self, kind: str, text: str) -> None:
        # Chromium notes every answer of 400 and above; that the page comes is tested where it is wanted.
        if kind in ("error", "warning") and "the server responded with a status of" not in text:
            self.wrong.append(f"{kind}: {text}")

    def _interrupted(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def to(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


def missing(environment: Mapping[str, str]) -> NoReturn:
    """What becomes of a browser test without a browser: a person's machine may lack one, CI may not."""
    if environment.get("CI"):
        pytest.fail("no Chromium: in CI the browser tests must run")
    pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")


def test_missing_browser_is_a_failure_in_ci_and_a_skip_elsewhere() -> None:
    with pytest.raises(pytest.fail.Exception):
        missing({"CI": "1"})
    with pytest.raises(pytest.skip.Exception):
        missing({})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        missing(os.environ)
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield one
        one.close()


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[Served]:
    with Served(database, archived=lambda *_: b"<script>alert(1)</script>") as one:
        yield one


@pytest.fixture(scope="module")
def bare(folder: Path) -> Iterator[Served]:
    with Served(empty(folder / "empty.db")) as one:
        yield one


@pytest.fixture(scope="module")
def hostile(folder: Path) -> Iterator[Served]:
    with Served(poisoned(folder / "poisoned.db")) as one:
        yield one


@pytest.fixture(scope="module")
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """The window of most tests: a new one takes longer than what most of them do in it."""
    context = browser.new_context(accept_downloads=True, viewport=DESKTOP)
    yield context
    context.close()


@pytest.fixture
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A window without a page, and without a cookie."""
    asked: Any = getattr(request, "param", DESKTOP)
    if asked is DESKTOP:
        context: BrowserContext = request.getfixturevalue("desktop")
        yield context
        context.clear_cookies()
        for page in context.pages:
            page.close()
    else:
        context = browser.new_context(**({"viewport": asked} if "width" in asked else asked))
        yield context
        context.close()


@pytest.fixture
def visit(window: BrowserContext, site: Served) -> Iterator[Visit]:
    one = Visit(window.new_page(), site.address)
    yield one
    assert one.wrong == []


# -- what people do


def test_search_leads_to_the_words_it_found(visit: Visit) -> None:
    page = visit.to("/")
    page.fill("header input[name=q]", "cykel*")
    page.keyboard.press("Enter")
    expect(page.locator("#grants")).to_have_text("1 grant")
    expect(page.locator(".hits b").first).to_have_text("cykelväg")
    page.click("text=Ny cykelväg")
    expect(page).to_have_url(f"{visit.address}/-/release/odd-edited#g-2")
    expect(page.locator("#g-2")).to_be_in_viewport()


def test_breakdown_narrows_the_list(visit: Visit) -> None:
    page = visit.to("/")
    page.click("nav >> text=Grants")
    page.click(".chips >> text=county")
    line = page.locator(".facet-info li", has_text="Skåne län")
    count = line.locator("span").inner_text()
    line.locator("a").click()
    expect(page.locator(".result-line h2")).to_contain_text(f"{count} rows")
    assert set(page.locator("td.col-county").all_inner_texts()) == {"Skåne län"}


def test_filter_and_order_by_form(visit: Visit) -> None:
    page = visit.to(table_path("grants_list"))
    page.click("summary:has-text('Filter')")
    page.select_option("[name=_filter_column]", "amount")
    page.select_option("[name=_filter_op]", "gt")
    page.fill("[name=_filter_value]", "5000000")
    page.select_option("[name=_sort]", "amount")
    page.click("form.filters [type=submit]")
    sums = [
        int("".join(sign for sign in text if sign.isdigit()))
        for text in page.locator("td.col-amount").all_inner_texts()
    ]
    assert sums
    assert min(sums) > 5_000_000
    assert sums == sorted(sums, reverse=True)


def test_amounts_stand_at_the_right(visit: Visit) -> None:
    page = visit.to(table_path("grants_list"))
    ends = page.evaluate(
        "[...document.querySelectorAll('td.col-amount .kr')].map((one) => Math.round(one.getBoundingClientRect().right))"
    )
    assert len(ends) > 20
    assert len(set(ends)) == 1


def test_row_leads_to_its_evidence(visit: Visit) -> None:
    page = visit.to(table_path("grants_list", release_id="norrskog-000003"))
    page.locator("text=source text").first.click()
    expect(page.locator("#text")).to_be_visible()
    assert "/-/release/norrskog-000003#g-" in page.url


def test_value_jumps_to_its_words(visit: Visit) -> None:
    page = visit.to("/-/release/norrskog-000003")
    words = page.locator("#g-4 td.right a").inner_text()
    page.click("#g-4 td.right a")
    expect(page.locator("#g-4")).to_have_class("pointed")
    mark = page.locator("#v-4-amount")
    expect(page).to_have_url(f"{visit.address}/-/release/norrskog-000003#v-4-amount")
    expect(mark).to_be_in_viewport()
    assert mark.inner_text().replace(" kronor", "") == words.replace("\xa0", " ").replace(",", " ").replace(
        " kr", ""
    )
    assert mark.evaluate("(one) => one.matches(':target') && getComputedStyle(one).outlineStyle") == "solid"


def test_cited_value_has_its_row_in_sight(visit: Visit) -> None:
    page = visit.to("/-/release/odd-hostile#v-8-amount")
    expect(page.locator("#v-8-amount")).to_be_in_viewport()
    expect(page.locator("#g-8")).to_be_in_viewport()
    expect(page.locator("#g-8")).to_have_class("pointed")


def test_every_link_of_the_evidence_page_is_one(visit: Visit) -> None:
    """A link within a link is none: browsers close the outer one."""
    page = visit.to("/-/release/odd-edited")
    empty_links = page.locator("a:not(:has(*))").evaluate_all(
        "(all) => all.filter((one) => !one.textContent.trim()).length"
    )
    assert empty_links == 0
    page.click("#g-2 b a")
    expect(page).to_have_url(f"{visit.address}/-/release/odd-edited#v-2-title")


def test_cited_anchor_shows_the_words_without_scripts(browser: Browser, site: Served) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/-/release/norrskog-000003#v-5-owner")
    expect(page.locator("#v-5-owner")).to_be_in_viewport()
    context.close()


def test_marks_stand_over_their_words(visit: Visit) -> None:
    """Offsets are code points, the browser counts UTF-16: what is marked must still be what was read."""
    page = visit.to("/-/release/norrskog-000003")
    text = page.locator("#text").evaluate("(one) => one.textContent")
    for position in range(1, 6):
        title = page.locator(f"#v-{position}-title").evaluate("(one) => one.textContent")
        assert page.locator(f"#g-{position} b").inner_text() == title
        assert title in text
    fields = ("title", "owner", "amount", "period_start", "claimed_total")
    colours = {
        page.locator(f"#text .f-{one}").first.evaluate("(one) => getComputedStyle(one).backgroundColor")
        for one in fields
    }
    assert len(colours) == len(fields)


def test_click_in_the_text_points_to_the_grant(visit: Visit) -> None:
    page = visit.to("/-/release/norrskog-000003")
    page.click("#v-3-owner")
    expect(page.locator("#g-3")).to_have_class("pointed")


def test_citation_is_offered_for_copying(visit: Visit) -> None:
    page = visit.to("/-/release/norrskog-000003")
    expect(page.locator("button[data-copy]")).to_be_visible()


def test_every_chart_is_drawn(visit: Visit) -> None:
    page = visit.to("/-/dashboard")
    for name in CHARTS:
        expect(page.locator(f"#chart-{name} svg.marks")).to_be_visible()
    years = page.locator("section:has(#chart-years) tbody tr").count()
    assert years > 5
    for name, kind, count in (("years", "rect", years), ("owners", "rect", 15), ("kommuner", "shape", 290)):
        expect(page.locator(f"#chart-{name} svg .mark-{kind} path")).to_have_count(count)
    # The map colours the places that have grants, and no others.
    places = page.locator("#chart-counties svg .mark-shape path")
    expect(places).to_have_count(21)
    fills = places.evaluate_all("(all) => all.map((one) => one.getAttribute('fill'))")
    known = page.locator("section:has(#chart-counties) tbody tr").count()
    assert sum(fill != "#dfe3e8" for fill in fills) == known
    assert 0 < known < 21


COLOURED = """(chart) => [...document.querySelectorAll(`#chart-${chart} svg .mark-shape path, #chart-${chart} svg .mark-rect path`)]
    .filter((one) => one.getAttribute('fill') !== '#dfe3e8' && (one.scrollIntoView({block: 'center'}), true))
    .map((one) => [one, one.getBoundingClientRect()])
    .map(([one, box]) => [one, box.left + box.width / 2, box.top + box.height / 2])
    .filter(([one, x, y]) => document.elementFromPoint(x, y) === one)
    .map(([one, x, y]) => [x, y]).slice(-1)"""


@pytest.mark.parametrize(
    ("chart", "filtered"),
    [("counties", "county__exact="), ("kommuner", "kommun__exact="), ("owners", "organisation_id__exact=")],
)
def test_click_on_a_chart_opens_its_grants(visit: Visit, chart: str, filtered: str) -> None:
    page = visit.to("/-/dashboard")
    expect(page.locator(f"#chart-{chart} svg.marks[role=img]")).to_be_visible()
    page.locator(f"#chart-{chart}").scroll_into_view_if_needed()
    [[x, y]] = page.evaluate(COLOURED, chart)
    page.mouse.click(x, y)
    page.wait_for_url(f"**{filtered}*")
    assert page.locator(".result-line h2").inner_text().partition(" ")[0] != "0"
    assert page.locator("tbody tr").count() > 0


def test_dashboard_without_scripts_has_its_numbers(browser: Browser, site: Served) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/-/dashboard")
    expect(page.locator(".chart table:visible")).to_have_count(8)
    expect(page.locator(".drawing:visible")).to_have_count(0)
    page.click("#numbers-counties a >> nth=0")
    assert "county__exact=" in page.url
    context.close()


def test_columns_are_chosen_by_form(visit: Visit) -> None:
    page = visit.to(table_path("grants_list", county="12"))
    page.click("summary:has-text('Choose columns')")
    page.check("form.columns input[value=partners]")
    page.uncheck("form.columns input[value=year]")
    page.click("form.columns [type=submit]")
    shown = page.locator("th").evaluate_all("(all) => all.map((one) => one.dataset.column)")
    assert "partners" in shown
    assert "year" not in shown
    assert shown[0] == "id"
    assert "county=12" in page.url


def test_years_narrow_the_dashboard(visit: Visit) -> None:
    page = visit.to("/-/dashboard")
    page.fill("[name=from_year]", "2020")
    page.fill("[name=to_year]", "2021")
    page.click("form.years [type=submit]")
    expect(page.locator("#chart-years .mark-rect path")).to_have_count(2)
    page.click("text=all years")
    expect(page.locator("#chart-years .mark-rect path").nth(5)).to_be_visible()


def test_question_is_asked_by_form(visit: Visit) -> None:
    page = visit.to("/anslag/largest_grants")
    page.select_option("select[name=county]", label="Skåne län")
    page.click("text=Ask")
    assert "county=12" in page.url
    assert page.locator("tbody tr").count() > 0
    page.locator("td.col-grant_id a").first.click()
    expect(page.locator("#text")).to_be_visible()


def test_rows_are_taken_along(visit: Visit) -> None:
    page = visit.to(table_path("grants_list"))
    with page.expect_download() as waited:
        page.click(".export-links >> text=CSV")
    download = waited.value
    assert download.suggested_filename == "grants_list.csv"
    with tempfile.TemporaryDirectory() as into:
        file = Path(into) / "rows.csv"
        download.save_as(file)
        with file.open(encoding="utf-8", newline="") as opened:
            assert len(list(csv.DictReader(opened))) == 164


def test_archived_page_runs_nothing(visit: Visit) -> None:
    page = visit.to("/-/release/odd-edited")
    page.locator("text=archived page as received").first.click()
    expect(page.locator("body")).to_contain_text("<script>alert(1)</script>")


# -- how it looks

EVERYWHERE = (
    "/", "/anslag", "/-/search?q=kommun*", "/-/codebook", "/-/dashboard", table_path("grants_list"),
    table_path("grants_list", _facet="county"), table_path("releases"), table_path("organisations"),
    "/anslag/largest_grants", "/anslag/what_changed", "/-/release/norrskog-000003", "/-/release/odd-hostile",
    "/anslag/grants/odd-hostile-g2", "/anslag/organisations/umea-kommun", "/nope",
)  # fmt: skip

CUT_OFF = """() => [...document.querySelectorAll('h1, h2, p, td, th, li, dd, dt, mark, input, button, svg, select')]
    .filter((one) => one.getClientRects().length && !one.closest('.table-wrapper, pre, details:not([open]), .skip'))
    .filter((one) => { const box = one.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1; })
    .map((one) => one.tagName + '.' + one.className + ': ' + one.textContent.slice(0, 40))"""


# Contrast of text to what is behind it below 4.5 to 1: https://www.w3.org/TR/WCAG22/#contrast-minimum
FAINT = """() => {
    const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const part = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    const behind = (one) => {
        for (; one; one = one.parentElement) {
            const [r, g, b, a = 1] = parse(getComputedStyle(one).backgroundColor);
            if (a > 0.5) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const faint = new Set();
    for (const one of document.querySelectorAll('body *')) {
        const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!own || !one.getClientRects().length || one.closest('svg, script, .vega-embed, .skip')) continue;
        const [front, back] = [light(parse(getComputedStyle(one).color)), light(behind(one))];
        const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        if (ratio < 4.5) faint.add(`${one.tagName}.${one.className} ${ratio.toFixed(1)}: ${one.textContent.trim().slice(0, 30)}`);
    }
    return [...faint];
}"""


# What a screen reader stumbles on.
FAULTS = """() => {
    const all = (what) => [...document.querySelectorAll(what)], ids = all('[id]').map((one) => one.id);
    const nameless = (one) => !(one.labels && one.labels.length) && !one.getAttribute('aria-label');
    const levels = all('h1, h2, h3').map((one) => Number(one.tagName[1]));
    return [
        ...ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `two of id ${id}`),
        ...all('input:not([type=hidden], [type=submit]), select, textarea').filter(nameless).map((one) => `no label: ${one.name}`),
        ...all('a').filter((one) => !one.textContent.trim()).map((one) => `link without words: ${one.href}`),
        ...levels.filter((level, place) => level > (levels[place - 1] || 0) + 1).map((level) => `heading ${level} out of turn`),
        ...(all('h1').length === 1 ? [] : ['not one first heading']),
    ];
}"""


def fits(page: Page) -> tuple[int, list[str]]:
    """By how much a page is wider than its window, and what of it is cut off."""
    return page.evaluate(WIDER), page.evaluate(CUT_OFF)


WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def narrowed(page: Page) -> None:
    """Makes the window a phone's; charts follow when they have heard of it, on a busy machine some time later."""
    page.set_viewport_size(PHONE)
    with suppress(TimeoutError):
        page.wait_for_function(f"{WIDER} === 0", timeout=5_000)


# Without rows, pages differ little from each other.
@pytest.mark.parametrize(
    ("which", "paths"), [("site", EVERYWHERE), ("bare", EVERYWHERE[:6])], ids=["site", "bare"]
)
@pytest.mark.parametrize("window", [DESKTOP, SWEDISH], indirect=True, ids=["english", "dark-phone-swedish"])
def test_every_page_fits_the_screen_and_can_be_read(
    window: BrowserContext, which: str, paths: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    served: Served = request.getfixturevalue(which)
    visit = Visit(window.new_page(), served.address)
    is_wide = visit.page.viewport_size == DESKTOP
    for path in paths:
        page = visit.to(path)
        assert (path, *fits(page), page.evaluate(FAINT), page.evaluate(FAULTS)) == (path, 0, [], [], [])
        if is_wide:
            # Loaded once: nothing but its style knows how wide and how dark a page is, and no style is for both.
            page.emulate_media(color_scheme="dark")
            assert (path, "dark", page.evaluate(FAINT)) == (path, "dark", [])
            page.emulate_media(color_scheme="light")
            narrowed(page)
            assert (path, "phone", *fits(page)) == (path, "phone", 0, [])
            page.set_viewport_size(DESKTOP)
    assert visit.wrong == []


# Of a list some rows: axe takes its time for every cell, and the next hundred rows are made like the first.
AXED = (
    "/", table_path("grants_list", _facet="county", year__gt="2016", _size="20"),
    "/anslag/grants/norrskog-000003-g2", "/anslag/organisations/umea-kommun", "/-/release/norrskog-000003",
    "/-/release/odd-edited", "/-/codebook", "/-/search?q=kommun*", "/anslag/sum_per_kommun",
    "/anslag/largest_grants?county=12", "/-/dashboard", "/anslag", "/nope",
)  # fmt: skip
GRAVE = """(options) => axe.run({resultTypes: ['violations'], ...options}).then((found) => found.violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`))"""


def test_axe_finds_nothing_serious(visit: Visit) -> None:
    for path in AXED:
        visit.page.emulate_media(color_scheme="light")
        page = visit.to(path)
        # The site lets no page run scripts of others; what the test itself runs is none of the page's.
        page.evaluate(AXE_SCRIPT)
        assert (path, drawn_and_grave(page, {})) == (path, [])
        page.emulate_media(color_scheme="dark")
        # Nothing but its colours is another in the dark.
        assert (path, drawn_and_grave(page, {"runOnly": ["color-contrast"]})) == (path, [])


def drawn_and_grave(page: Page, options: dict[str, list[str]]) -> list[str]:
    """What axe finds on a page whose charts are drawn."""
    for name in CHARTS if "dashboard" in page.url else ():
        expect(page.locator(f"#chart-{name} svg.marks[role=img]")).to_be_visible()
    found: list[str] = page.evaluate(GRAVE, options)
    return found


def test_axe_finds_what_is_wrong(visit: Visit) -> None:
    page = visit.to("/")
    page.evaluate("document.querySelector('header input').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('header input').removeAttribute('placeholder')")
    page.evaluate(AXE_SCRIPT)
    assert [one.partition(":")[0] for one in page.evaluate(GRAVE, {})] == ["label"]
    assert page.evaluate(GRAVE, {"runOnly": ["color-contrast"]}) == []
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    found = page.evaluate(GRAVE, {"runOnly": ["color-contrast"]})
    assert [one.partition(":")[0] for one in found] == ["color-contrast"]


@pytest.mark.parametrize("window", [DARK], indirect=True)
def test_dark_system_has_a_dark_site(visit: Visit) -> None:
    page = visit.to("/-/dashboard")
    shade = (
        "(what) => getComputedStyle(document.querySelector(what)).backgroundColor.match(/\\d+/g).map(Number)"
    )
    for part in ("body", ".chart", "header.top"):
        assert max(page.evaluate(shade, part)) < 80, part
    label = page.locator("#chart-years svg text").first
    assert label.evaluate("(one) => one.getAttribute('fill')") == "#e6ecf1"
    page.emulate_media(color_scheme="light")
    expect(page.locator("#chart-years svg text").first).to_have_attribute("fill", "#16222e")
    assert min(page.evaluate(shade, "body")) > 200


# -- languages


@pytest.mark.parametrize("window", [SWEDISH], indirect=True)
def test_browser_chooses_the_language_and_people_change_it(visit: Visit) -> None:
    page = visit.to("/-/search?q=kommun*")
    expect(page.locator("h1")).to_have_text("Sök")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.click("text=English")
    expect(page).to_have_url(f"{visit.address}/-/search?q=kommun%2A")
    expect(page.locator("h1")).to_have_text("Search")
    expect(visit.to("/").locator("h1")).to_have_text("Grants read out of Swedish press releases")
    page.click("text=Svenska")
    expect(page.locator("h1")).to_have_text("Anslag lästa ur svenska pressmeddelanden")


@pytest.mark.parametrize("window", [PHONE], indirect=True)
def test_lists_fit_a_phone(visit: Visit) -> None:
    for path in (table_path("grants_list"), table_path("releases"), "/anslag/largest_grants"):
        page = visit.to(path)
        ends = page.evaluate(
            "[...document.querySelectorAll('tbody td')].map((one) => one.getBoundingClientRect().right)"
        )
        assert max(ends) <= PHONE["width"]
        assert (
            page.locator("tbody td").first.evaluate("(one) => getComputedStyle(one, '::before').content")
            != "none"
        )


# -- what must not happen


def test_what_a_press_office_writes_never_runs(window: BrowserContext, hostile: Served) -> None:
    visit = Visit(window.new_page(), hostile.address)
    page = visit.to("/")
    links = page.eval_on_selector_all(
        "a[href^='/-/release/']", "(all) => all.map((one) => one.getAttribute('href'))"
    )
    assert len(links) == 5
    paths = [path for path in EVERYWHERE[:11] if "/-/" not in path or "search" in path or "dashboard" in path]
    for path in [*paths, *links, "/-/search?q=alert", "/anslag/checks", "/anslag/corrections"]:
        visit.to(path)
        assert (
            page.evaluate(
                "document.querySelectorAll('main img, main script:not([type]), main iframe').length"
            )
            == 0
        )
        assert page.evaluate("document.querySelectorAll('[onerror]').length") == 0
    assert visit.wrong == []


def test_empty_site_is_whole(window: BrowserContext, bare: Served) -> None:
    visit = Visit(window.new_page(), bare.address)
    page = visit.to("/")
    expect(page.locator(".notice")).to_contain_text("The database is empty so far")
    visit.to("/-/dashboard")
    expect(page.locator(".chart .notice")).to_have_count(8)
    assert visit.wrong == []
