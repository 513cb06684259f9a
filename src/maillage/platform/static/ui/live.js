// Hears that something happened, never what, and says so to the page: its parts then ask for what they may see.
// Only a page in view listens: a browser opens six connections to a site, and each tab would keep one.
(() => {
  "use strict";

  const ADDRESS = document.body.dataset.live;
  if (!ADDRESS) return;

  const HEARD = ["conversation", "unread", "read", "notice"];
  const AGAIN_MS = 5000; // a proxy whose live process is away answers an error, upon which browsers give up
  const FRESH_MS = 5000; // what a page shows when it begins to listen that soon was true a moment ago
  let stream = null;
  let waiting = 0;
  let isLate = false;

  const tell = (name) => document.body.dispatchEvent(new CustomEvent(`live:${name}`));

  // Said by the server at the start of every connection, and when it heard nothing for a while.
  const refresh = () => {
    tell("refresh");
    if (isLate || performance.now() > FRESH_MS) tell("late");
    isLate = true;
  };

  const listen = () => {
    if (stream || document.hidden) return;
    stream = new EventSource(ADDRESS, { withCredentials: true });
    stream.addEventListener("refresh", refresh);
    for (const name of HEARD) stream.addEventListener(name, () => tell(name));
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      stop();
      waiting = setTimeout(listen, AGAIN_MS * (1 + Math.random()));
    });
  };

  const stop = () => {
    clearTimeout(waiting);
    stream?.close();
    stream = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", listen);
  listen();
})();
