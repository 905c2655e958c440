// The search page while somebody types: the same page is asked for, and its parts are exchanged.
// Without this file the form and the links do the same.

const WAIT = 150; // milliseconds after the last key
const PARTS = ["chips", "found", "facets"];
const form = document.getElementById("search");
const box = document.getElementById("q");
const offers = document.getElementById("offers");
const mapElement = document.getElementById("hits-map");
let timer = 0;
let running = null;

function address() {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) asked.append(name, value);
  return `${form.getAttribute("action")}${asked.size ? `?${asked}` : ""}`;
}

async function look(where) {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const found = document.getElementById("found");
  found.setAttribute("aria-busy", "true");
  try {
    // The same page, so that there is one way to write a hit.
    const answer = await fetch(where, { signal, headers: { "X-Citymend-Typing": "1", Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    exchange(page);
    history.replaceState(null, "", where);
    document.title = page.title;
  } catch (error) {
    if (error.name !== "AbortError") location.assign(where); // the plain way says what is wrong
  } finally {
    found.removeAttribute("aria-busy");
  }
}

function exchange(page) {
  for (const id of PARTS) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceChildren(...fresh.childNodes);
  }
  const points = page.getElementById("hits-map-points");
  if (points && mapElement) draw(JSON.parse(points.textContent).features);
}

async function draw(features) {
  document.getElementById("map-part").hidden = !features.length;
  const island = document.getElementById("hits-map-points");
  island.textContent = JSON.stringify({ type: "FeatureCollection", features });
  if (!mapElement.dataset.ready) return; // it will read the island when it opens
  const { mapOf } = await import(mapElement.dataset.module);
  const map = await mapOf(mapElement);
  map.leaflet.invalidateSize(); // it may have been hidden
  map.show(features, { fit: true });
}

async function offer() {
  const typed = box.value.trim();
  if (!typed) return offers.replaceChildren();
  const asked = new URLSearchParams({ q: typed.slice(0, 60), page_size: "6", lang: document.documentElement.lang });
  try {
    const answer = await fetch(`/api/search/v1/suggest?${asked}`);
    if (!answer.ok || box.value.trim() !== typed) return;
    const { items } = await answer.json();
    offers.replaceChildren(...items.map(entry));
  } catch {
    offers.replaceChildren(); // suggestions may fail; the search says so itself
  }
}

function entry({ kind, text, parameters, record }) {
  const link = document.createElement("a");
  link.className = "chip";
  link.href = record ? `/search/${encodeURI(record)}` : `/search?${new URLSearchParams(parameters)}`;
  const word = document.createElement("small");
  word.textContent = JSON.parse(offers.dataset.words)[kind] ?? "";
  link.append(text, " ", word);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function typed(event) {
  if (event.isComposing) return; // half a pinyin is not what is meant
  clearTimeout(timer);
  timer = setTimeout(() => { look(address()); offer(); }, WAIT);
}

box.addEventListener("input", typed);
box.addEventListener("compositionend", typed);
form.addEventListener("submit", (event) => {
  // An empty filter has no place in the address.
  event.preventDefault();
  location.assign(address());
});

const here = document.getElementById("only-here");
if (here && mapElement) {
  here.addEventListener("click", async () => {
    const { mapOf } = await import(mapElement.dataset.module);
    const map = await mapOf(mapElement);
    const bounds = map.leaflet.getBounds();
    const [south, west] = map.wgs84(bounds.getSouthWest());
    const [north, east] = map.wgs84(bounds.getNorthEast());
    const url = new URL(address(), location.href);
    for (const name of ["cursor", "lat", "long", "radius"]) url.searchParams.delete(name);
    const sides = [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)];
    url.searchParams.set("bbox", sides.map((side) => side.toFixed(5)).join(","));
    location.assign(url);
  });
  here.hidden = false;
}
