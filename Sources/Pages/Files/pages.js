// The little that is better with a script; every page says the same without it.
"use strict";

// The slider says where it stands while it is moved, and shows it when it is let go.
const slider = document.querySelector("#slider input[type=range]");
if (slider) {
  const output = document.querySelector("#slider-value");
  slider.addEventListener("input", () => { output.textContent = `${slider.value} of ${slider.max}`; });
  slider.addEventListener("change", () => slider.form.requestSubmit());
}

// Pages of the head say when the log has grown, and leave it to the reader to look.
const head = document.querySelector("#head");
const shown = Number(document.body.dataset.head);
if (head && head.textContent.trim() !== "" && window.EventSource) {
  let newest = shown;
  const tail = new EventSource(`/api/v1/tail?from=${shown}`);
  const grew = (event) => {
    const position = Number(event.lastEventId);
    if (!(position > newest)) return;
    newest = position;
    head.textContent = "";
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = `${newest - shown} new events: show them`;
    head.append(link);
  };
  for (const type of document.body.dataset.types.split(" ")) tail.addEventListener(type, grew);
  addEventListener("pagehide", () => tail.close());
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
