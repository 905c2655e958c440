// The report form, better with scripts: one question at a time on a phone, a draft that survives a
// closed tab, a guess at the kind of problem, places near the chosen neighbourhood, where one is.

const form = document.getElementById("report");
const words = JSON.parse(form.dataset.words);
const field = (name) => form.elements[name];

function button(label, then, className = "button") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", then);
  return made;
}

// The draft: never a name, a telephone number or an e-mail; the device may be shared.
const DRAFT = "citymend-draft";
const DRAFTED = ["description", "service_code", "request_type", "area", "place", "address"];
const line = document.getElementById("draft");

function stored(write) {
  try {
    if (write === undefined) return JSON.parse(localStorage.getItem(DRAFT) ?? "null");
    if (write === null) localStorage.removeItem(DRAFT);
    else localStorage.setItem(DRAFT, JSON.stringify(write));
  } catch {
    // a browser that keeps nothing
  }
  return null;
}

function restore() {
  const draft = stored();
  // What the browser itself kept on the way back is newer than any draft.
  if (!("fresh" in form.dataset) || field("description").value || !draft?.description) return;
  for (const name of DRAFTED) if (draft[name]) field(name).value = draft[name];
  const anew = button(line.dataset.clear, () => {
    stored(null);
    for (const name of DRAFTED) field(name).value = "";
    anew.remove();
    field("description").focus();
  }, "link");
  line.replaceChildren(`${line.dataset.restored} `, anew);
}
form.addEventListener("input", () => {
  stored(Object.fromEntries(DRAFTED.map((name) => [name, field(name).value])));
});
restore();

// A guess at the kind of problem, asked as a question.
const box = document.getElementById("guess");
let guessed = "";
async function guess() {
  const text = field("description").value.trim();
  if (text.length < 4 || text === guessed || field("service_code").value) return;
  guessed = text;
  const body = new FormData();
  body.set("csrf_token", field("csrf_token").value);
  body.set("description", text);
  const answer = await fetch(form.dataset.suggestion, { method: "POST", body }).catch(() => null);
  const found = answer?.ok ? await answer.json() : {};
  if (!found.code || field("service_code").value) return;
  const head = document.createElement("strong");
  head.textContent = words.looks.replace("{name}", found.name);
  const question = document.createElement("p");
  question.textContent = found.question;
  const yes = button(words.yes, () => {
    field("service_code").value = found.code;
    box.replaceChildren(words.chosen.replace("{name}", found.name));
    form.dispatchEvent(new Event("input"));
  });
  const no = button(words.no, () => { box.replaceChildren(); field("service_code").focus(); });
  const row = document.createElement("p");
  row.className = "pager";
  row.append(yes, no);
  box.replaceChildren(head, question, row);
}
field("description").addEventListener("change", guess);
field("service_code").addEventListener("change", () => box.replaceChildren());

// Places that lie in the chosen neighbourhood, or around it, come alone.
function narrow() {
  const area = field("area").value;
  for (const option of field("place").querySelectorAll("option[data-path]")) {
    const path = option.dataset.path.split(" ").filter(Boolean);
    const around = path.at(-1);
    const near = !area || !path.length || path.includes(area) || area.startsWith(`${around}.`);
    option.hidden = !near && !option.selected;
    option.disabled = option.hidden;
  }
}
field("area").addEventListener("change", narrow);
narrow();

// Where one is, where the browser can tell.
const locate = document.getElementById("locate");
const told = document.createElement("p");
told.className = "hint";
told.setAttribute("aria-live", "polite");
function pin(lat, long, said) {
  field("lat").value = lat.toFixed(6);
  field("long").value = long.toFixed(6);
  told.textContent = said;
}
if (navigator.geolocation && window.isSecureContext) {
  locate.append(button(locate.dataset.label, () => {
    told.textContent = words.seeking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => pin(
        coords.latitude, coords.longitude,
        words.found.replace("{metres}", Math.ceil(coords.accuracy)),
      ),
      () => { told.textContent = words.lost; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }));
}
locate.append(told);

// A point on the map, where there is a base map.
const element = document.getElementById("pin");
if (element) {
  const { mapOf } = await import(element.dataset.module);
  const map = await mapOf(element);
  const show = (lat, long) => map.show([{
    type: "Feature", geometry: { type: "Point", coordinates: [long, lat] },
    properties: { id: "pin", title: words.pinned, kind: "mine", count: 1 },
  }]);
  const take = (latlng) => {
    const [lat, long] = map.wgs84(latlng);
    pin(lat, long, words.pinned);
    document.getElementById("pin-said").textContent = words.pinned;
    show(lat, long);
  };
  map.leaflet.on("click", (event) => take(event.latlng));
  map.element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.element) {
      event.preventDefault();
      take(map.leaflet.getCenter());
    }
  });
  if (field("lat").value) show(Number(field("lat").value), Number(field("long").value));
}
