// The one map of all pages: areas, base map, points that the list beside it names, too.
// See _map.html for what a page says to it. A page's own script may go on with
//   const { mapOf } = await import(element.dataset.module);
//   const map = await mapOf(element);   map.show(features);

import { fromGcj02, toGcj02 } from "./datum.js";

const MANY = 2; // from here on points that lie close are drawn as one: of two that overlap one cannot be pressed
const opened = new WeakMap();

/** The opened map of an element, once it is there. */
export function mapOf(element) {
  if (!opened.has(element)) opened.set(element, open(element));
  return opened.get(element);
}

function load(address) {
  return new Promise((resolve, reject) => {
    if (document.querySelector(`script[src="${address}"]`)?.dataset.done) return resolve();
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => { script.dataset.done = "yes"; resolve(); };
    script.onerror = () => reject(new Error("a script of the map could not be loaded"));
    document.head.append(script);
  });
}

async function json(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function open(element) {
  const told = element.dataset;
  const words = JSON.parse(told.words);
  await load(told.leaflet);
  await load(told.cluster);
  const map = new CityMap(element, words);
  await map.underlay();
  const island = document.getElementById(`${element.id}-points`);
  if (island) map.show(JSON.parse(island.textContent).features, { fit: true });
  else if (told.source) map.show((await json(told.source)).features, { fit: true });
  element.dataset.ready = "yes";
  return map;
}

class CityMap {
  constructor(element, words) {
    const { L } = window;
    this.element = element;
    this.words = words;
    this.shifted = element.dataset.datum === "gcj02";
    this.list = document.querySelector(`[data-list-of="${element.id}"]`);
    this.leaflet = L.map(element, {
      maxZoom: Number(element.dataset.zoom), zoomControl: false, zoomSnap: 0.5,
      attributionControl: Boolean(element.dataset.attribution), scrollWheelZoom: false,
      zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.leaflet);
    this.leaflet.attributionControl?.setPrefix(false);
    this.leaflet.setView([0, 0], 2);
    this.points = L.layerGroup().addTo(this.leaflet);
    this.markers = new Map();
    this.areas = new Map();
    this.list?.addEventListener("focusin", (event) => this.mark(event.target));
    this.list?.addEventListener("pointerover", (event) => this.mark(event.target));
  }

  /** Where a WGS-84 point lies on these tiles, and the reverse. */
  shown(point) { return this.shifted ? toGcj02(point) : point; }

  wgs84(latlng) {
    const point = [latlng.lat, latlng.lng];
    return this.shifted ? fromGcj02(point) : point;
  }

  async underlay() {
    const { L } = window;
    const { tiles, layer, areas, attribution, zoom } = this.element.dataset;
    if (tiles) {
      // The words come from the setting; only their text is shown.
      const span = document.createElement("span");
      span.textContent = attribution;
      L.tileLayer(tiles, { maxZoom: Number(zoom), attribution: span.innerHTML }).addTo(this.leaflet);
    }
    if (layer) this.draw(await json(layer), "map-layer");
    if (areas) this.drawAreas(await json(areas));
  }

  draw(collection, className, options = {}) {
    return window.L.geoJSON(collection, {
      interactive: false,
      coordsToLatLng: ([long, lat]) => window.L.latLng(...this.shown([lat, long])),
      style: (feature) => ({ className: `${className} depth-${feature.properties?.depth ?? 0}` }),
      pointToLayer: (_, latlng) => window.L.circleMarker(latlng, { radius: 3, className }),
      ...options,
    }).addTo(this.leaflet);
  }

  drawAreas(collection) {
    if (!collection.features.length) return;
    const chinese = document.documentElement.lang.startsWith("zh");
    const drawn = this.draw(collection, "map-area", {
      onEachFeature: (feature, layer) => {
        const { code, name, depth } = feature.properties;
        this.areas.set(code, layer);
        if (!depth) return;
        const said = document.createElement("span");
        said.textContent = chinese ? name.zh : name.en;
        layer.bindTooltip(said, {
          permanent: true, direction: "center", className: `map-name depth-${depth}`,
        });
      },
    });
    this.bounds = drawn.getBounds();
    this.leaflet.fitBounds(this.bounds, { animate: false });
    this.leaflet.setMaxBounds(this.bounds.pad(1));
    const depths = () => {
      const zoom = this.leaflet.getZoom() - this.leaflet.getBoundsZoom(this.bounds);
      this.element.dataset.depth = zoom < 1.5 ? "1" : zoom < 2.5 ? "2" : "3";
    };
    this.leaflet.on("zoomend", depths);
    depths();
  }

  /** Come as close as the first of these areas that has an outline; whether there is one. */
  closeTo(codes) {
    const drawn = codes.map((code) => this.areas.get(code)).find(Boolean);
    if (drawn) this.leaflet.fitBounds(drawn.getBounds(), { animate: false });
    return Boolean(drawn);
  }

  /** Draw these points (GeoJSON features) instead of the ones before. */
  show(features, { fit = false } = {}) {
    const { L } = window;
    this.points.clearLayers();
    this.markers.clear();
    // Counts lie in the middle of what they count, so that two may lie closer than their cells.
    const counted = features.some((feature) => feature.properties.kind === "many");
    const close = features.length < MANY ? L.layerGroup() : L.markerClusterGroup({
      showCoverageOnHover: false, animate: false, maxClusterRadius: counted ? 80 : 48,
      iconCreateFunction: (cluster) => this.icon("many", this.weightOf(cluster), true),
    });
    for (const feature of features) {
      const marker = this.marker(feature);
      this.markers.set(String(feature.properties.id), marker);
      close.addLayer(marker);
    }
    this.points.addLayer(close);
    this.close = close;
    if (fit && features.length) this.fit();
  }

  /** How many reports a cluster stands for: some of its points are counts themselves. */
  weightOf(cluster) {
    return cluster.getAllChildMarkers().reduce((sum, marker) => sum + marker.options.weight, 0);
  }

  fit() {
    const where = [...this.markers.values()].map((marker) => marker.getLatLng());
    this.leaflet.fitBounds(window.L.latLngBounds(where).pad(0.1), { maxZoom: 16, animate: false });
  }

  marker(feature) {
    const { id, title, kind, count, bbox } = feature.properties;
    const [long, lat] = feature.geometry.coordinates;
    const isCount = kind === "many";
    const marker = window.L.marker(this.shown([lat, long]), {
      icon: this.icon(kind, count, isCount), title, keyboard: true, riseOnHover: true,
      weight: isCount ? count : 1,
    });
    if (isCount) {
      const [west, south, east, north] = bbox;
      const corners = [this.shown([south, west]), this.shown([north, east])];
      marker.on("click", () => this.leaflet.fitBounds(corners, { animate: false }));
      return marker;
    }
    marker.bindPopup(() => this.bubble(feature.properties), { maxWidth: 260, minWidth: 160 });
    marker.on("popupopen", () => this.light(id, true));
    marker.on("popupclose", () => this.light(id, false));
    return marker;
  }

  icon(kind, count, cluster = false) {
    const face = document.createElement("span");
    face.className = "pin-face";
    // A report is a single sign; what is counted says its number, be it one.
    face.textContent = count > 1 || (count && kind !== "report") ? String(count) : "";
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.textContent = cluster ? this.words.many.replace("{num}", count) : "";
    face.setAttribute("aria-hidden", "true");
    const html = document.createElement("span");
    html.append(face, said);
    return window.L.divIcon({ className: `pin pin-${kind}`, html, iconSize: [44, 44] });
  }

  bubble({ title, href, note, count }) {
    const box = document.createElement("div");
    const head = document.createElement(href ? "a" : "strong");
    head.textContent = title;
    if (href) head.href = href;
    box.append(head);
    const lines = [note, count > 1 ? this.words.people.replace("{num}", count) : ""];
    for (const line of lines.filter(Boolean)) {
      const words = document.createElement("p");
      words.textContent = line;
      box.append(words);
    }
    return box;
  }

  light(id, on) {
    const entry = this.list?.querySelector(`[data-place="${CSS.escape(String(id))}"]`);
    entry?.classList.toggle("lit", on);
    if (on) entry?.scrollIntoView({ block: "nearest" });
  }

  mark(target) {
    const id = target.closest?.("[data-place]")?.dataset.place;
    if (id === this.marked) return;
    this.markers.get(this.marked)?.getElement()?.classList.remove("lit");
    this.markers.get(id)?.getElement()?.classList.add("lit");
    this.marked = id;
  }
}

function start(element) {
  mapOf(element).catch(() => {
    const words = document.createElement("p");
    words.className = "map-away";
    words.textContent = JSON.parse(element.dataset.words).away;
    element.replaceChildren(words);
    element.dataset.ready = "no";
  });
}

// A map that nobody scrolls to costs nothing.
const near = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((found) => found.isIntersecting)) {
    near.unobserve(entry.target);
    start(entry.target);
  }
}, { rootMargin: "200px" });
for (const element of document.querySelectorAll("[data-map]")) near.observe(element);
