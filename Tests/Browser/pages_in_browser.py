"""Walks through the pages of a running server in a real browser, and says what a person would stumble over.

    faultbook demo --book /tmp/demo.sqlite
    python3 Tests/Browser/pages_in_browser.py .build/debug/faultbook /tmp/demo.sqlite [SCREENSHOTS]

Serves the book, which must be a copy of that of `faultbook demo`: a token is made for it, proposals are decided about, a setting is
changed. Prints one line for each thing that is wrong, and exits with 1; else exits with 0. With a folder for SCREENSHOTS, keeps a
picture of every page.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request

from chromium import Chromium, Failure

PAGES = {
    "overview": "/", "system": "/system", "around": "/system?around=cart&hops=2", "search": "/system?around=ca",
    "component": "/component?name=checkout", "dependency": "/dependency?caller=checkout&callee=payments",
    "journey": "/journey?name=checkout", "belief": "/belief?id=propagation%3Apayments%3Echeckout%40latency%2Fhigh",
    "next": "/next?environment=lab&top=2&now=2026-11-20T19%3A16%3A43Z", "unknown-environment": "/next?environment=nowhere&top=1&now=2026-11-20T19%3A16%3A43Z",
    "record": "/record?component=payments&fault=net.latency", "record-intent": "/record?intent=none",
    "runs": "/runs", "run": "/run?id=r05-inventory-latency", "history": "/history", "past": "/history?at=12664", "trends": "/trends",
    "audit": "/audit", "verified": "/audit?verify=1", "ask": "/ask", "query": "/ask?query=recovery-trend&p.limit=5",
    "system-then": "/system?at=12664", "missing": "/nowhere", "no-such-run": "/run?id=none", "sign-in": "/sign-in",
}
STATUS = {"missing": 404, "no-such-run": 404}

problems = []
here = os.path.dirname(os.path.abspath(__file__))


def wrong(where, what):
    problems.append(f"{where}: {what}")


def expect(holds, where, what):
    if not holds:
        wrong(where, what)


def complaints(page, mark, status):
    """What the browser complained of; that a page which is not there has status 404 is no complaint."""
    return [one for one in page.complaints_since(mark) if not (status in (403, 404) and "Failed to load resource" in one)]


def audited(page, audit, where, width):
    """What the audit finds on the page that is open, and that it is no wider than the window."""
    # The folded parts count too.
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    for one in page.evaluate(audit):
        wrong(where, one)
    wide = page.evaluate("document.documentElement.scrollWidth")
    expect(wide <= width, where, f"the page is {wide} px wide")


def every_page(page, base, pictures):
    audit = open(os.path.join(here, "audit.js"), encoding="utf-8").read()
    for name, path in PAGES.items():
        for width, scheme in [(1280, "light"), (1280, "dark"), (390, "light")]:
            where = f"{name} ({width} px, {scheme})"
            page.look(width, scheme)
            mark = page.mark
            status = page.open(base + path)
            expect(status == STATUS.get(name, 200), where, f"status {status}")
            for one in complaints(page, mark, status):
                wrong(where, one)
            audited(page, audit, where, width)
            if pictures:
                page.evaluate("document.querySelectorAll('details').forEach((one, i) => { one.open = i == 0 })")
                height = page.evaluate("document.documentElement.scrollHeight")
                page.look(width, scheme, min(height, 6000))
                page.screenshot(os.path.join(pictures, f"{name}-{width}-{scheme}.png"))


def links(page, base):
    """Every link of the first pages leads to a page."""
    seen = set()
    for path in ["/", "/system", "/runs", "/audit", "/next?environment=lab&top=2&now=2026-11-20T19%3A16%3A43Z"]:
        page.open(base + path)
        seen |= set(page.evaluate("[...document.querySelectorAll('main a, header a')].map((a) => a.getAttribute('href') ?? a.getAttributeNS('http://www.w3.org/1999/xlink', 'href')).filter((to) => to && !to.startsWith('#') && !to.startsWith('/export') && !to.startsWith('/proposal'))"))
    shown = {}
    for link in sorted(seen):
        shown.setdefault(link.split("?")[0], []).append(link)
    # Of the many links of one kind some.
    chosen = [link for of_kind in shown.values() for link in of_kind[:: max(1, len(of_kind) // 2)][:2] if not link.startswith("/next")]
    answers = page.evaluate(f"Promise.all({json.dumps(chosen)}.map(async (to) => [to, (await fetch(to)).status]))")
    for link, status in answers:
        expect(status == 200, link, f"a link leads to status {status}")


def keyboard(page, base):
    """The skip link comes first and works; Tab reaches all that can be worked, each with a ring that is seen; Enter follows."""
    for path in ["/", "/system", "/history", "/ask?query=recovery-trend", "/trends"]:
        page.look(1280, "light")
        page.open(base + path)
        wanted = page.evaluate("""[...document.querySelectorAll('a[href], svg a, button, input:not([type=hidden]), select, summary, [tabindex="0"]')]
            .filter((one) => one.checkVisibility() && !one.disabled).length""")
        page.evaluate("""(() => {
            window.reached = new Map();
            addEventListener('focusin', ({target: one}) => {
                const style = getComputedStyle(one);
                const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                reached.set(one, [ring, String(one.className?.baseVal ?? one.className), one.textContent.trim().slice(0, 30)]);
            });
        })()""")
        page.tab(wanted + 1)
        stops = page.evaluate("[...reached.values()]")
        expect(stops and "skip" in stops[0][1], path, "the first stop is not the skip link")
        for ring, _, text in stops:
            expect(ring, path, f"nothing shows that \"{text}\" has the focus")
        expect(len(stops) >= wanted, path, f"Tab reaches {len(stops)} of {wanted} that can be worked")
    page.open(base + "/runs")
    page.press("Tab")
    page.press("Enter")
    expect(page.evaluate("document.activeElement.id") == "content", "/runs", "the skip link does not lead to the content")
    page.evaluate("document.querySelector('main tbody a').focus()")
    page.follow(lambda: page.press("Enter"), "a run")
    expect(page.evaluate("location.pathname") == "/run", "/runs", "Enter on a run does not lead to it")


def slider(page, base):
    page.open(base + "/history")
    page.evaluate("document.querySelector('#slider input[type=range]').focus()")
    page.follow(lambda: page.press("ArrowLeft"), "the history")
    expect("at=" in page.evaluate("location.search"), "/history", "the slider leads nowhere")
    expect(page.evaluate("!!document.querySelector('.past')"), "/history", "nothing says that this is the past")


def asking(page, base):
    page.open(base + "/ask?query=recovery-trend")
    page.evaluate("document.querySelector('input[name=\"p.limit\"]').focus()")
    page.type("3")
    page.follow(lambda: page.press("Enter"), "the answer")
    expect(page.evaluate("document.querySelectorAll('main tbody tr').length") == 3, "/ask", "the limit of 3 rows does not hold")


def record(base, recorder, name):
    """Somebody else records a component."""
    event = {"specversion": "1.0", "id": "seen-from-the-browser-" + name, "source": "urn:faultbook:browser", "type": "faultbook.component.declared",
             "time": "2026-11-20T18:17:00Z", "data": {"component": name, "kind": "service"}}
    request = urllib.request.Request(base + "/api/v1/events", json.dumps(event).encode(), {
        "content-type": "application/cloudevents+json", "authorization": "Bearer " + recorder})
    with urllib.request.urlopen(request, timeout=60) as answer:
        expect(answer.status < 300, "live", f"status {answer.status}")


def live(page, base, recorder):
    """An event of somebody else is told without loading the page again."""
    page.open(base + "/runs")
    page.evaluate("window.kept = true")
    record(base, recorder, "newcomer")
    page.wait("document.querySelector('#head').textContent.includes('new event')", "the live tail")
    expect(page.evaluate("window.kept === true"), "live", "the page was loaded again")


def side_by_side(page, base, recorder):
    """Nine pages that are seen at once all load, more than a browser has connections to one server; one event is told on all."""
    pages = [page] + [page.beside() for _ in range(8)]
    for one in pages:
        expect(one.open(base + "/ask") == 200, "side by side", "a page is refused")
        expect(one.evaluate("document.visibilityState") == "visible", "side by side", "a page is not seen")
    held = page.evaluate("navigator.locks.query().then((all) => [all.held.length, all.pending.length])")
    expect(held == [1, 8], "side by side", f"{held} pages listen and wait to")
    record(base, recorder, "for-nine-pages")
    for one in pages:
        one.wait("document.querySelector('#head').textContent.includes('new event')", "one of nine pages")
    # Whoever listened goes: another takes over.
    pages[0].open("about:blank")
    record(base, recorder, "for-eight-pages")
    for one in pages[1:]:
        one.wait("document.querySelector('#head').textContent.includes('2 new events')", "one of eight pages")
    for one in pages[1:]:
        one.close()


def deciding(page, base):
    page.look(1280, "light")
    page.open(base + "/next?environment=lab&top=2&now=2026-11-20T19%3A16%3A43Z")
    title = page.evaluate("document.querySelector('.proposal h2 a').textContent")
    page.evaluate("document.querySelector('.proposal input[name=why]').focus()")
    page.type("as the browser's test")
    page.follow(lambda: page.evaluate("document.querySelector('.proposal button[value=accepted]').click()"), "accepting")
    told = page.evaluate("document.querySelector('#decided')?.nextElementSibling?.textContent ?? ''")
    for word in ["accepted", "browser-tester", "as the browser's test"]:
        expect(word in told, "/next", f"\"{word}\" is not told of the decision about {title}")
    page.follow(lambda: page.evaluate("document.querySelector('#decided').nextElementSibling.querySelector('tbody a').click()"), "the proposal")
    expect(page.evaluate("document.querySelector('main').textContent").find("accepted") > 0, "/proposal", "the decision is not told")
    page.evaluate("document.querySelector('input[name=why]').focus()")
    page.follow(lambda: page.evaluate("document.querySelector('button[value=rejected]').click()"), "rejecting")
    expect("rejected" in page.evaluate("document.querySelector('#decided').nextElementSibling.textContent"), "/next", "rejecting is not told")


def declaring(page, base, pictures):
    """A journey is declared by keyboard; what is wrong with it stands at its field, what was recorded on the page that follows."""
    audit = open(os.path.join(here, "audit.js"), encoding="utf-8").read()
    form = "document.querySelector('form[action=\"/system/journey\"]')"

    def send(**fields):
        # What the browser itself would hold back is the server's to say as well.
        page.evaluate(f"{form}.noValidate = true")
        for name, value in fields.items():
            page.evaluate(f"{form}.querySelector('[name={name}]').focus(); document.activeElement.select()")
            page.type(value)
        page.follow(lambda: page.press("Enter"), "declaring")

    def seen(name):
        for width, scheme in [(1280, "light"), (1280, "dark"), (390, "light")]:
            page.look(width, scheme)
            audited(page, audit, f"declaring ({name})", width)
            if pictures:
                page.look(width, scheme, min(page.evaluate("document.documentElement.scrollHeight"), 6000))
                page.screenshot(os.path.join(pictures, f"declaring-{name}-{width}-{scheme}.png"))
        page.look(1280, "light")

    page.look(1280, "light")
    page.open(base + "/system")
    expect(page.evaluate(f"!{form}.checkValidity()"), "declaring", "an empty form counts as filled in")
    send(journey="returns", entry="gatewy", criticality="7")
    wrong = page.evaluate("""(() => { const field = document.querySelector('[aria-invalid=true]');
        return [field.name, field.value, field.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' ')]; })()""")
    expect(wrong[:2] == ["criticality", "7"] and "must be a fraction" in wrong[2], "declaring", f"marked is {wrong}")
    seen("refused")
    send(criticality="0.5")
    told = page.evaluate("document.querySelector('#done[role=status]').textContent")
    for word in ["Recorded: journey returns", "did you mean gateway?"]:
        expect(word in told, "declaring", f"\"{word}\" is not told: {told}")
    seen("declared")


def recording(page, base, pictures):
    """A whole run by keyboard and without a script: begun, injected, seen, cleared, finished; its verdict is there at the end."""
    audit = open(os.path.join(here, "audit.js"), encoding="utf-8").read()
    page.call("Emulation.setScriptExecutionDisabled", value=True)

    def fill(form, **fields):
        """What is typed, field by field, then Enter in the last one."""
        for name, value in fields.items():
            place = f"document.querySelector('form:has({form}) [name=\"{name.replace('__', '.')}\"]')"
            expect(page.evaluate(f"!!{place}"), "recording", f"there is no field {name} beside {form}")
            page.evaluate(f"{place}.closest('details')?.setAttribute('open', '')")
            page.evaluate(f"{place}.focus()")
            if page.evaluate("document.activeElement.tagName") == "SELECT":
                # As the keys down to the choice would.
                page.evaluate(f"document.activeElement.value = {json.dumps(value)}")
            else:
                page.evaluate("document.activeElement.select()")
                page.type(value)
        page.evaluate(f"document.querySelector('form:has({form}) button').focus()")
        page.follow(lambda: page.press("Enter"), form)

    def seen(name):
        where = f"recording ({name})"
        for width, scheme in [(1280, "light"), (1280, "dark"), (390, "light")]:
            page.look(width, scheme)
            audited(page, audit, where, width)
            if pictures:
                page.look(width, scheme, min(page.evaluate("document.documentElement.scrollHeight"), 6000))
                page.screenshot(os.path.join(pictures, f"recording-{name}-{width}-{scheme}.png"))
        page.look(1280, "light")

    def says(words, what):
        text = page.evaluate("document.querySelector('main').textContent")
        for one in words:
            expect(one in text, "recording", f"\"{one}\" is not told {what}")

    step = "[value={}]".format
    page.open(base + "/runs")
    page.evaluate("document.querySelector('main a[href=\"/record\"]').focus()")
    page.follow(lambda: page.press("Enter"), "the form")
    # What is refused is told with what was typed.
    fill("[name=component]", run="by-keyboard", environment="lab", component="payments", fault="net.latency", magnitude="much", unit="ms")
    says(["Not recorded: “How large”: expected a number"], "of a start without a size")
    expect(page.evaluate("document.querySelector('[name=magnitude]').value") == "much", "recording", "what was typed is gone")
    seen("refused")
    expect(page.evaluate("document.querySelector('[name=magnitude]').getAttribute('aria-invalid')") == "true", "recording", "the field is not marked")
    fill("[name=component]", fault="net.latency", magnitude="300")
    expect(page.evaluate("location.pathname + location.search").startswith("/run?id=by-keyboard&done="), "recording", "it does not lead to the run")
    says(["nothing was injected so far", "Recorded: the start of the run, event", "Next: say how things are before the fault"], "of a run that began")
    fill(step("observe"), saw__component__checkout="fine", saw__journey__checkout="fine")
    seen("started")
    fill(step("inject"), confirmed="true", evidence="the proxy lists it")
    says(["its fault acts"], "of an injected fault")
    seen("injected")
    fill(step("observe"), saw__component__checkout="slow", saw__component__gateway="fine", saw__journey__checkout="slow")
    says(["checkout latency as usual"], "of what was seen")
    fill(step("clear"), how="rolled-back", confirmed="true")
    says(["said to be gone"], "of a cleared fault")
    fill(step("observe"), saw__component__checkout="fine", saw__journey__checkout="fine")
    seen("cleared")
    fill(step("finish"))
    told = page.evaluate("document.querySelector('.marks').textContent")
    expect("verdict" in told and "none yet" not in told, "recording", f"no verdict is told: {told}")
    says(["checkout", "degraded"], "of the run")
    expect(page.evaluate("!document.querySelector('form[action=\"/run/step\"]')"), "recording", "a finished run still takes steps")
    seen("finished")
    page.call("Emulation.setScriptExecutionDisabled", value=False)


def signing_in(page, base, token):
    """Without a token the form stands in the place of the page, and leads on to it; signing out ends that."""
    status = page.open(base + "/runs")
    expect(status == 401, "signing in", f"status {status} without a token")
    page.evaluate("document.querySelector('input[name=token]').focus()")
    page.type("not a token")
    status = page.follow(lambda: page.press("Enter"), "a wrong token")
    expect(status == 401, "signing in", f"status {status} for a wrong token")
    page.open(base + "/runs")
    page.evaluate("document.querySelector('input[name=token]').focus()")
    page.type(token)
    page.follow(lambda: page.press("Enter"), "signing in")
    expect(page.evaluate("location.pathname") == "/runs", "signing in", "it does not lead on to the page that was asked for")
    expect("browser-tester" in page.evaluate("document.querySelector('header').textContent"), "signing in", "the page does not say as whom")
    page.follow(lambda: page.evaluate("document.querySelector('.who button').click()"), "signing out")
    expect(page.open(base + "/runs") == 401, "signing out", "the page is still shown")


def token_of(program, book, name, *roles):
    made = subprocess.run([program, "token", "create", name, *(word for role in roles for word in ("--role", role)), "--book", book, "--format", "json"],
                          capture_output=True, text=True, check=True)
    return json.loads(made.stdout)["token"]


def serve(program, book):
    """A server of the book, on a port that is free, and its address."""
    server = subprocess.Popen([program, "serve", "--book", book, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in server.stdout:
        found = re.search(r"http://[0-9.:]+", line)
        if found:
            return server, found.group()
    raise Failure("the server did not begin")


def main(program, book, pictures=None):
    if pictures:
        os.makedirs(pictures, exist_ok=True)
    token, recorder = (token_of(program, book, *who) for who in [("browser-tester", "planner", "auditor", "recorder"), ("somebody", "recorder")])
    server, base = serve(program, book)
    try:
        with Chromium() as browser:
            walk(browser, base, token, recorder, pictures)
    finally:
        server.terminate()
        server.wait(20)
    for one in dict.fromkeys(problems):
        print(one)
    return 1 if problems else 0


def walk(browser, base, token, recorder, pictures):
    stranger, page = browser.page(), browser.page()
    page.cookie("faultbook_token", token, base)
    steps = [
        ("signing in", lambda: signing_in(stranger, base, token)), ("pages", lambda: every_page(page, base, pictures)),
        ("links", lambda: links(page, base)), ("keyboard", lambda: keyboard(page, base)), ("slider", lambda: slider(page, base)),
        ("asking", lambda: asking(page, base)), ("deciding", lambda: deciding(page, base)),
        ("recording", lambda: recording(page, base, pictures)), ("declaring", lambda: declaring(page, base, pictures)), ("live", lambda: live(page, base, recorder)), ("side by side", lambda: side_by_side(page, base, recorder)),
    ]
    for name, step in steps:
        began = time.monotonic()
        try:
            step()
        except Failure as failure:
            wrong(name, failure)
        print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
