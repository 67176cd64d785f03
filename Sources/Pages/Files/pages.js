// The little that is better with a script; every page says the same without it.
"use strict";

// The slider says where it stands while it is moved, and shows it when it is let go.
const slider = document.querySelector("#slider input[type=range]");
if (slider) {
  const output = document.querySelector("#slider-value");
  slider.addEventListener("input", () => { output.textContent = `${slider.value} of ${slider.max}`; });
  slider.addEventListener("change", () => slider.form.requestSubmit());
}

// Pages of the head say when the log has grown, and leave it to the reader to look. A browser has six connections to a server, and
// an open stream takes one for as long as it lasts: of all the pages that are seen at once, one listens (whoever holds the lock) and
// tells the others. A page that nobody sees holds nothing, and asks what it missed when it is seen again.
const head = document.querySelector("#head");
if (head && !document.querySelector(".past")) {
  const shown = Number(document.body.dataset.head);
  const others = new BroadcastChannel("faultbook-head");
  let newest = shown;
  let told = shown;
  let isLate = false;
  let leave = null;

  // A screen reader reads out each change: one a second is enough.
  const tell = () => {
    isLate = false;
    if (newest === told) return;
    told = newest;
    const link = head.querySelector("a") ?? document.createElement("a");
    link.href = location.href;
    link.textContent = newest === shown + 1 ? "1 new event: show it" : `${newest - shown} new events: show them`;
    if (!link.isConnected) head.replaceChildren(link);
    isLate = true;
    setTimeout(tell, 1000);
  };
  const grew = (position) => {
    if (!(position > newest)) return;
    newest = position;
    if (!isLate) tell();
  };
  others.addEventListener("message", ({ data }) => {
    if (data > newest) grew(data);
    else if (data < newest && leave) others.postMessage(newest);
  });

  // Listens until the page goes; a stream that the server refuses is asked for again after a while.
  const listen = (gone) => new Promise((done) => {
    let tail = null;
    let again = 0;
    const open = () => {
      tail = new EventSource(`/api/v1/tail?only=position&from=${newest}`);
      tail.addEventListener("position", (event) => {
        grew(Number(event.data));
        others.postMessage(newest);
      });
      tail.addEventListener("error", () => { if (tail.readyState === EventSource.CLOSED) again = setTimeout(open, 30000); });
    };
    gone.addEventListener("abort", () => { clearTimeout(again); tail.close(); done(); });
    open();
  });
  // Where pages come in clear from another machine there are no locks: each asks now and then.
  const ask = (gone) => {
    const look = async () => {
      const answer = await fetch("/api/v1/events?from=1&limit=1", { signal: gone, cache: "no-store" }).catch(() => null);
      if (answer?.ok) grew(Number(answer.headers.get("faultbook-position")));
    };
    const timer = setInterval(look, 15000);
    gone.addEventListener("abort", () => clearInterval(timer));
    look();
  };
  const come = () => {
    if (leave || document.visibilityState !== "visible") return;
    const presence = new AbortController();
    leave = () => { leave = null; presence.abort(); };
    others.postMessage(newest);
    if (!navigator.locks) return ask(presence.signal);
    navigator.locks.request("faultbook-tail", { signal: presence.signal }, () => listen(presence.signal)).catch(() => {});
  };
  addEventListener("pagehide", () => leave?.());
  addEventListener("pageshow", come);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? come() : leave?.()));
  come();
}

// Commands can be taken to the clipboard, where the browser has one for us.
if (navigator.clipboard) {
  for (const code of document.querySelectorAll("code.command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "second copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy the command ${code.textContent}`);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not copied";
      }
    });
    code.after(" ", button);
  }
}
