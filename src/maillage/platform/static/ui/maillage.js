// Small comforts for pages that work without them.
(() => {
  "use strict";

  // After a refused form, the summary of what to mend is read first.
  const lead = () => document.querySelector(".errors")?.focus();

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
  document.addEventListener("DOMContentLoaded", lead);

  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js");
})();
