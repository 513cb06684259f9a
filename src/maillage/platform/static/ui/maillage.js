// Small comforts for pages that work without them.
(() => {
  "use strict";

  // After a refused form, the summary of what to mend is read first.
  const lead = (part) => part.querySelector(".errors")?.focus();

  // What a link at the end of a list brought takes the place of that link: one reads on from its first entry.
  const readOn = ({ detail }) => {
    if (!detail.requestConfig.elt.matches(".pager a")) return;
    const first = detail.target.querySelector(":scope > .htmx-added");
    if (!first) return;
    first.tabIndex = -1;
    first.focus();
  };

  // In a row wider than the window, browsers leave a control half outside when it takes the focus.
  const comeIntoView = ({ target }) => {
    if (target.matches(".chips a:focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  // A refused form came as the answer to what was sent: on coming back to it, the browser would ask to send it again.
  // It becomes a page like another, on which what was written is found again; secrets and photos are not kept.
  const UNKEPT = ["hidden", "password", "file", "submit", "button"];
  const isKept = ({ type, name, autocomplete }) =>
    name && !UNKEPT.includes(type) && autocomplete !== "one-time-code";
  const isChoice = ({ type }) => type === "radio" || type === "checkbox";

  const keep = (form) => {
    const written = [...form.elements].filter(isKept).map(({ name, value, checked }) => ({ name, value, checked }));
    history.replaceState({ ...history.state, written }, "");
  };

  const findAgain = (field) => {
    const kept = history.state.written.find(
      ({ name, value }) => name === field.name && (!isChoice(field) || value === field.value),
    );
    if (!kept) return;
    if (isChoice(field)) field.checked = kept.checked;
    else if (!field.value || field.value === field.defaultValue) field.value = kept.value; // else the browser knew
  };

  const stayReachable = () => {
    const refused = document.querySelector("form[method=post] .errors")?.closest("form");
    if (refused) {
      keep(refused);
      let pause = 0; // browsers refuse to note each letter
      refused.addEventListener("input", () => {
        clearTimeout(pause);
        pause = setTimeout(keep, 300, refused);
      });
      refused.addEventListener("change", () => keep(refused));
    } else if (history.state?.written) {
      const forms = document.querySelectorAll("main form[method=post]");
      for (const form of forms) [...form.elements].filter(isKept).forEach(findAgain);
    }
  };

  // A second press while the first is on its way would only confuse (the server knows better anyway).
  const once = (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    setTimeout(again, 10000); // an answer that is a file leaves the page where it is
  };

  // Coming back with the browser's arrow must find the form usable again.
  const again = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  };

  // A form written to the server by htmx may be sent again at once.
  document.addEventListener("htmx:afterRequest", again);
  document.addEventListener("submit", once);
  window.addEventListener("pageshow", again);
  document.addEventListener("htmx:load", ({ target }) => lead(target));
  document.addEventListener("htmx:afterSwap", readOn);
  document.addEventListener("focusin", comeIntoView);
  document.addEventListener("DOMContentLoaded", stayReachable);

  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js");
})();
