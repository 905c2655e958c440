// The public map: reports from intake, needs from search, and the list beside it in step.

const LISTED = 50;
const around = document.getElementById("around");
const words = JSON.parse(around.dataset.words);
const list = document.getElementById("around-list");
const sentence = document.getElementById("around-sentence");
const entry = document.getElementById("around-entry");
const element = document.getElementById(around.dataset.mapOf);
const names = JSON.parse(document.getElementById("around-names")?.textContent ?? "null");
let asked = 0;

async function json(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function within(address, box) {
  const url = new URL(address, location.href);
  url.searchParams.set("bbox", box);
  return url;
}

async function reports(box) {
  return json(within(around.dataset.reports, box));
}

/** The title of a need in the reader's language: it is made of place and kind. */
function titleOf({ title, area, category }) {
  const [where, what] = [names?.areas[area], names?.kinds[category]];
  return where && what ? `${where} · ${what}` : title;
}

async function needs(box) {
  const url = within(around.dataset.needs, box);
  const days = url.searchParams.get("days");
  url.searchParams.delete("days");
  if (days) {
    const since = new Date(Date.now() - Number(days) * 86400000);
    url.searchParams.set("since", since.toISOString().slice(0, 10));
  }
  url.searchParams.set("kind", "need");
  url.searchParams.set("page_size", "200");
  const found = await json(url);
  return found.items.filter((item) => item.facts.lat != null).map((item) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [Number(item.facts.long), Number(item.facts.lat)] },
    properties: {
      id: `need:${item.id}`, title: titleOf(item), kind: "need", count: Number(item.facts.people) || 1,
      href: `/search/need:${item.id}`, note: "",
    },
  }));
}

function boxOf(map) {
  const bounds = map.leaflet.getBounds();
  const [south, west] = map.wgs84(bounds.getSouthWest());
  const [north, east] = map.wgs84(bounds.getNorthEast());
  const five = (value, least, most) => Math.min(most, Math.max(least, value)).toFixed(5);
  return [five(west, -180, 180), five(south, -90, 90), five(east, -180, 180), five(north, -90, 90)]
    .join(",");
}

function counted([one, several], number) {
  return number === 1 ? one : several.replace("{num}", number);
}

function tell(features, counts, away, clustered) {
  const parts = [];
  if (features.length) {
    parts.push(
      words.here.replace("{reports}", counted(words.reports, counts.reports))
        .replace("{needs}", counted(words.needs, counts.needs)),
    );
    if (features.length > LISTED) parts.push(words.first.replace("{num}", LISTED));
    if (clustered) parts.push(words.many);
  } else parts.push(words.nothing);
  if (away) parts.push(words.away);
  sentence.textContent = parts.join(" ");
  list.replaceChildren(...features.slice(0, LISTED).map(({ properties }) => {
    const item = entry.content.firstElementChild.cloneNode(true);
    const link = item.querySelector("a");
    item.dataset.place = properties.id;
    item.classList.add(`of-${properties.kind}`);
    link.textContent = properties.title;
    link.href = properties.href;
    const isPeople = properties.kind !== "many" && properties.count > 1;
    const people = isPeople ? words.people.replace("{num}", properties.count) : "";
    item.querySelector("p").textContent = [properties.note, people].filter(Boolean).join(" · ");
    return item;
  }));
}

async function look(map) {
  const mine = (asked += 1);
  const box = boxOf(map);
  const [said, wanted] = await Promise.allSettled([reports(box), needs(box)]);
  if (mine !== asked) return; // the map has moved on
  const found = said.status === "fulfilled" ? said.value : { features: [], total: 0, clustered: false };
  const above = wanted.status === "fulfilled" ? wanted.value : [];
  const features = [...above, ...found.features];
  map.show(features);
  tell(
    features, { reports: found.total, needs: above.length },
    wanted.status !== "fulfilled", found.clustered,
  );
  around.dataset.shown = String(features.length);
}

// The very module that the page itself loads, not a second copy of it.
const { mapOf } = await import(element.dataset.module);
const map = await mapOf(element);
document.querySelector("#around .empty")?.remove();
if (around.dataset.box) {
  const [west, south, east, north] = around.dataset.box.split(",").map(Number);
  map.leaflet.fitBounds([map.shown([south, west]), map.shown([north, east])], { animate: false });
}
// A neighbourhood that was asked for fills the map; without an outline, what lies in it does.
const areas = (around.dataset.areas || "").split(" ").filter(Boolean);
const isNear = Boolean(around.dataset.box) || !areas.length || map.closeTo(areas);
await look(map);
if (!isNear && map.markers.size) map.fit();
map.leaflet.on("moveend", () => {
  const url = new URL(location.href);
  url.searchParams.set("bbox", boxOf(map));
  history.replaceState(null, "", url);
  look(map);
});
