"""Chromium without a head, spoken to over its debugging pipe: the standard library and nothing else.

    with Chromium() as browser:
        page = browser.page()
        page.open("http://127.0.0.1:8321/")
        page.evaluate("document.title")

The pipe (`--remote-debugging-pipe`) carries the Chrome DevTools Protocol as JSON, a NUL after each message, on file descriptors 3
and 4 of the browser: no port, no WebSocket. https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Failure(Exception):
    """What the browser refused, or did not do in time."""


def found():
    """The browser's program; None where there is none."""
    for name in [os.environ.get("FAULTBOOK_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]:
        path = name and shutil.which(name)
        if path:
            return path
    return None


class Chromium:
    """One process, with a profile of its own that goes with it."""

    def __init__(self, program=None, patience=60):
        self.patience = patience
        self.profile = tempfile.mkdtemp(prefix="faultbook-chromium-")
        ours, theirs = _pipe(), _pipe()  # to the browser, from the browser
        self._out, self._in = ours[1], theirs[0]
        keep = (ours[0], theirs[1])

        def descriptors():
            os.dup2(keep[0], 3)
            os.dup2(keep[1], 4)

        self.process = subprocess.Popen(
            [program or found(), "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-default-apps", "--hide-scrollbars",
             "--force-color-profile=srgb", "--font-render-hinting=none", "--user-data-dir=" + self.profile, "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(3, 4), preexec_fn=descriptors)
        for descriptor in keep:
            os.close(descriptor)
        self._number, self._rest, self._answers = 0, b"", {}
        self.events = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
            self.process.wait(5)
        except (Failure, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method, session=None, **params):
        """Asks the browser; the number of the question."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data):]
        return self._number

    def call(self, method, session=None, **params):
        """Asks the browser, and waits for its answer."""
        return self.answer(self.send(method, session, **params), method)

    def answer(self, number, method):
        """Waits for the answer to a question."""
        self.until(lambda: number in self._answers, method)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise Failure(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def until(self, holds, what):
        """Takes in what the browser says until something holds."""
        limit = time.monotonic() + self.patience
        while not holds():
            left = limit - time.monotonic()
            if left <= 0:
                raise Failure(f"{what} took longer than {self.patience} s")
            if not select.select([self._in], [], [], left)[0]:
                continue
            data = os.read(self._in, 1 << 16)
            if not data:
                raise Failure(f"the browser ended during {what}")
            *messages, self._rest = (self._rest + data).split(b"\0")
            for text in messages:
                message = json.loads(text)
                if "id" in message:
                    self._answers[message["id"]] = message
                else:
                    self.events.append(message)

    def page(self):
        """A tab of its own, which shares no cookie with others."""
        return self.window(self.call("Target.createBrowserContext")["browserContextId"])

    def window(self, context):
        """A window of those who share their cookies."""
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context, newWindow=True)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session, target, context)


class Page:
    """A tab."""

    def __init__(self, browser, session, target, context):
        self.browser, self.session, self.target, self.context = browser, session, target, context
        self.complaints = []
        self._seen = len(browser.events)
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(domain + ".enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def beside(self):
        """Another window of the same user."""
        return self.browser.window(self.context)

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)

    def look(self, width, scheme, height=900):
        """A window so wide, on a machine that is set to light or dark."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}])

    def open(self, address):
        """Goes to an address; its HTTP status, once all of it is loaded."""
        mark = len(self.browser.events)
        answer = self.call("Page.navigate", url=address)
        if answer.get("errorText"):
            raise Failure(f"{address}: {answer['errorText']}")
        self.loaded(mark, address, answer.get("loaderId"))
        return self.status(mark)

    def status(self, mark):
        """The HTTP status of the last document since an event."""
        statuses = [e["params"]["response"]["status"] for e in self._events(mark, "Network.responseReceived")
                    if e["params"]["type"] == "Document"]
        return statuses[-1] if statuses else None

    def loaded(self, mark, what, loader=None):
        """Waits until a document that began after an event is there."""
        def there():
            return any(loader in (None, e["params"].get("loaderId")) and e["params"]["name"] == "load"
                       for e in self._events(mark, "Page.lifecycleEvent"))
        self.browser.until(there, "loading " + what)

    def follow(self, action, what):
        """Does something that leads to another page; that page's status."""
        mark = len(self.browser.events)
        action()
        self.loaded(mark, what)
        return self.status(mark)

    def _events(self, mark, method):
        return [e for e in self.browser.events[mark:] if e["method"] == method and e.get("sessionId") == self.session]

    def evaluate(self, expression):
        """The value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Failure(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def wait(self, expression, what):
        """Waits until an expression is true, asking at most every twentieth of a second."""
        limit = time.monotonic() + self.browser.patience
        while not self.evaluate(expression):
            if time.monotonic() > limit:
                raise Failure(f"{what} took longer than {self.browser.patience} s")
            select.select([], [], [], 0.05)

    def press(self, key, text=None, shift=False):
        """A key, down and up."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39, "ArrowLeft": 37, " ": 32}
        common = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": codes.get(key, 0), "modifiers": 8 if shift else 0}
        typed = text or ("\r" if key == "Enter" else None)
        self.call("Input.dispatchKeyEvent", type="keyDown" if typed else "rawKeyDown", **common, **({"text": typed} if typed else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def tab(self, times):
        """The key Tab so many times."""
        questions = [self.browser.send("Input.dispatchKeyEvent", self.session, type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
                     for _ in range(times) for kind in ("rawKeyDown", "keyUp")]
        for question in questions:
            self.browser.answer(question, "Tab")

    def type(self, text):
        """Text, into what has the focus."""
        self.call("Input.insertText", text=text)

    def cookie(self, name, value, url):
        self.call("Network.setCookie", name=name, value=value, url=url, httpOnly=True, sameSite="Strict")

    def complaints_since(self, mark):
        """What the console and the security policy had to say, in words; a document's own status is none of them."""
        words = []
        for event in self.browser.events[mark:]:
            if event.get("sessionId") != self.session:
                continue
            params = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                words.append("exception: " + details.get("exception", {}).get("description", details["text"]))
            elif event["method"] == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
                words.append("console: " + " ".join(str(a.get("value", a.get("description"))) for a in params["args"]))
            elif event["method"] == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                words.append(f"{params['entry']['source']}: {params['entry']['text']} {params['entry'].get('url', '')}")
        return words

    @property
    def mark(self):
        """A place among the events, to look from later."""
        return len(self.browser.events)

    def screenshot(self, path, whole=True):
        picture = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))


def _pipe():
    """A pipe whose ends are none of the descriptors that the browser takes."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high
