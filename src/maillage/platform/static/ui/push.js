// The button that asks the browser to be pushed to; what the browser answers goes with the form.
(() => {
  "use strict";

  const form = document.getElementById("push");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;

  form.hidden = false;
  document.getElementById("push-absent").hidden = true;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

  const ask = async () => {
    const worker = await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) };
    const { endpoint, keys } = (await worker.pushManager.subscribe(options)).toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.submit();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    ask().catch(() => {
      document.getElementById("push-refused").hidden = false;
    });
  });
})();
