// The map on which one points at home, made comfortable by Leaflet: it moves, comes closer, and its marker can be dragged.
// All that it shows is read from the drawing of the page; without this script the drawing itself takes clicks.
(() => {
  "use strict";

  const figure = document.querySelector("[data-ground]");
  if (!figure || !window.L) return;
  const form = figure.closest("form");
  const drawing = figure.querySelector("svg");
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // A press of an arrow, in pixels: with Shift, as fine as the eye.
  const STRIDE = 10;
  const SMALL_STRIDE = 1;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const bounds = (text) => {
    const [south, west, north, east] = text.split(" ").map(Number);
    return L.latLngBounds([south, west], [north, east]);
  };
  const ground = bounds(figure.dataset.ground);
  const seen = bounds(figure.dataset.seen);

  // Where something of the drawing (1000 units a side) stands.
  const at = (x, y) => [
    seen.getNorth() - (y / 1000) * (seen.getNorth() - seen.getSouth()),
    seen.getWest() + (x / 1000) * (seen.getEast() - seen.getWest()),
  ];

  const words = (text) => {
    const span = document.createElement("span");
    span.textContent = text; // a name is never markup
    return span;
  };

  // Both are squares of 1000 units: what the commune's ground holds, and what stands in the part that was asked for.
  const layer = (selector) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 1000 1000");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.append(...drawing.querySelectorAll(selector));
    return svg;
  };

  const show = (map) => {
    L.svgOverlay(layer("g path"), ground).addTo(map);
    L.svgOverlay(layer(".map-houses"), seen).addTo(map);
    for (const circle of drawing.querySelectorAll("circle")) {
      const place = at(circle.getAttribute("cx"), circle.getAttribute("cy"));
      L.circleMarker(place, { radius: 5, className: "map-landmark", interactive: false }).addTo(map);
    }
    for (const text of drawing.querySelectorAll("text")) {
      const isCommune = text.classList.contains("strong");
      const options = { permanent: true, direction: isCommune ? "center" : "top", className: isCommune ? "strong" : "" };
      L.tooltip(options)
        .setLatLng(at(text.getAttribute("x"), text.getAttribute("y")))
        .setContent(words(text.textContent))
        .addTo(map);
    }
  };

  const marker = (map) => {
    const icon = L.divIcon({
      className: "map-pin",
      html: document.querySelector("[data-pin-drawing]").content.firstElementChild.cloneNode(true),
      iconSize: [44, 44],
      iconAnchor: [22, 41],
    });
    const pin = L.marker(figure.dataset.start.split(" ").map(Number), { icon, draggable: true, autoPan: true }).addTo(map);
    const element = pin.getElement();
    element.setAttribute("aria-label", figure.dataset.pin);
    element.addEventListener("keydown", (event) => {
      const way = ARROWS[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      const stride = event.shiftKey ? SMALL_STRIDE : STRIDE;
      const from = map.latLngToContainerPoint(pin.getLatLng());
      pin.setLatLng(map.containerPointToLatLng(from.add([way[0] * stride, way[1] * stride])));
      map.panInside(pin.getLatLng(), { padding: [44, 44], animate: false });
    });
    map.on("click", (event) => pin.setLatLng(event.latlng));
    return pin;
  };

  const start = () => {
    const place = document.createElement("div");
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", figure.dataset.label);
    figure.querySelector(".pointing-picture").replaceWith(place);
    for (const part of document.querySelectorAll("[data-pointing]")) {
      part.toggleAttribute("hidden", part.dataset.pointing !== "with");
    }

    const map = L.map(place, {
      attributionControl: false, // the credit stands below, as text
      zoomControl: false,
      zoomSnap: 0, // exactly what the page speaks of
      maxZoom: 19,
      maxBounds: ground,
      zoomAnimation: !isStill,
      fadeAnimation: !isStill,
      inertia: !isStill,
    }).fitBounds(seen);
    map.setMinZoom(map.getBoundsZoom(ground));
    L.control.zoom({ position: "bottomright", zoomInTitle: figure.dataset.closer, zoomOutTitle: figure.dataset.wider }).addTo(map);
    if (figure.dataset.tiles) {
      place.classList.add("with-tiles");
      L.tileLayer(figure.dataset.tiles, { maxZoom: 19 }).addTo(map);
    }
    show(map);
    const pin = marker(map);
    form.addEventListener("submit", () => {
      const point = pin.getLatLng().wrap();
      form.elements.lat.value = point.lat.toFixed(6);
      form.elements.lon.value = point.lng.toFixed(6);
    });
  };

  start();
})();
