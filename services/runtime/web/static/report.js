// The report form, better with scripts: a draft that survives a closed tab, photos that are sent as
// they are chosen, a guess at the kind of problem, and a report that waits for a connection.

const { citymend } = self;
const form = document.getElementById("report");
const words = JSON.parse(form.dataset.words);
const modules = JSON.parse(form.dataset.modules);
const field = (name) => form.elements[name];
const on = document.getElementById("on");
const [{ PhotoField }, { blame, lacking }, { PlaceField, button }] = await Promise.all(
  [modules.photos, modules.mending, modules.where].map((address) => import(address)),
);

const place = new PlaceField(form, words, () => form.requestSubmit(on));
const photos = new PhotoField(form, words, (taken) => place.offer(taken));

// The draft: never a name, a telephone number or an e-mail; the device may be shared.
const DRAFT = "citymend-draft";
const DRAFTED = ["description", "service_code", "guessed", "request_type", "area", "place", "address", "lat", "long"];
const WEEK = 7 * 24 * 3600 * 1000;
const STALE = 20 * 3600 * 1000; // the server keeps a photo that no report names for a day
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

function filled() { form.dispatchEvent(new Event("citymend-filled")); }

async function restorePictures() {
  const pictures = await citymend.pictures("draft").catch(() => []);
  const now = Date.now();
  for (const picture of pictures.filter(({ at }) => now - at > WEEK)) await citymend.dropPicture(picture.key);
  const kept = pictures.filter(({ at }) => now - at <= WEEK)
    .map((picture) => (now - picture.at > STALE ? { ...picture, id: undefined } : picture));
  // What the server shows again it knows by id; what it does not show was removed.
  photos.restore("fresh" in form.dataset ? kept : kept.filter(({ id }) => !id || photos.knows(id)));
  return kept.length;
}

async function restore() {
  const pictures = await restorePictures();
  const draft = stored();
  // What the browser itself kept on the way back is newer than any draft.
  const old = "fresh" in form.dataset && !field("description").value && draft?.description;
  if (old) for (const name of DRAFTED) if (draft[name]) field(name).value = draft[name];
  if (!old && !(pictures && "fresh" in form.dataset)) return;
  filled();
  const anew = button(line.dataset.clear, async () => {
    stored(null);
    for (const name of DRAFTED) field(name).value = "";
    photos.clear();
    await citymend.dropPictures("draft").catch(() => {});
    filled();
    anew.remove();
    field("description").focus();
  }, "link");
  line.replaceChildren(`${line.dataset.restored} `, anew);
}

/** Open a report that waits on this device, to be changed; nobody sends it meanwhile. */
async function reopen(id) {
  const item = await citymend.hold(id).catch(() => null);
  if (!item) return restore();
  field("client_id").value = item.client_id;
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
  for (const [name, value] of item.fields) {
    if (name === "service_code" && value === "another") continue; // another_kind says which
    if (name === "another_kind") field("service_code").value = value;
    else if (field(name)?.type === "checkbox") field(name).checked = true;
    else if (field(name)) field(name).value = value;
  }
  const own = await citymend.pictures(item.client_id);
  const shown = item.photos.map(({ id: known, key }) => own.find((picture) => picture.key === key || picture.id === known)
    ?? { id: known, key: known, name: "" });
  photos.restore(shown.filter(({ key }) => key));
  filled();
  return blame(form, item.errors, words);
}

form.addEventListener("input", () => {
  stored(Object.fromEntries(DRAFTED.map((name) => [name, field(name).value])));
});
if ("fresh" in form.dataset) field("client_id").value = citymend.random();
const again = location.hash.match(/^#again=(\w[\w-]*)$/)?.[1];
await (again ? reopen(again) : restore());

// A guess at the kind of problem, asked as a question.
const box = document.getElementById("guess");
let guessed = "";
// Leaving the words for a button asks for the guess: shown before the finger is up again, it would
// push the button away from under it, and the press would be lost.
let released = Promise.resolve();
addEventListener("pointerdown", () => {
  released = new Promise((up) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { setTimeout(up); }, { once: true });
  });
}, { capture: true });
async function ask(text) {
  const body = new FormData();
  body.set("csrf_token", field("csrf_token").value);
  body.set("description", text);
  const answer = await fetch(form.dataset.suggestion, { method: "POST", body }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

// Whom to call where the words speak of a danger: shown while somebody still writes.
const alarm = document.getElementById("alarm");
function warn(found) {
  if (!found) return;
  const { danger } = found;
  if (!danger) { alarm.replaceChildren(); return; }
  const frame = document.createElement("div");
  frame.className = "alarm";
  const head = document.createElement("h2");
  head.textContent = alarm.dataset.title;
  const lines = document.createElement("ul");
  lines.className = "lines";
  for (const { phone, name } of danger.lines) {
    const link = document.createElement("a");
    link.href = `tel:${phone}`;
    link.textContent = `${name} ${phone}`;
    const item = document.createElement("li");
    item.append(link);
    lines.append(item);
  }
  const advice = danger.advice.map((words) => {
    const said = document.createElement("p");
    said.textContent = words;
    return said;
  });
  frame.append(head, lines, ...advice);
  alarm.replaceChildren(frame);
}
let heard = "";
let listening = 0;
async function listen() {
  const text = field("description").value.trim();
  if (text.length < 4 || text === heard) return;
  heard = text;
  const found = await ask(text);
  await released;
  if (text === heard) warn(found);
}
field("description").addEventListener("input", () => {
  clearTimeout(listening);
  listening = setTimeout(listen, 900);
});

async function guess() {
  const text = field("description").value.trim();
  if (text.length < 4 || text === guessed) return;
  guessed = text;
  const found = (await ask(text)) ?? {};
  await released;
  clearTimeout(listening);
  heard = text;
  warn(found);
  if (!found.code || field("service_code").value) return;
  const head = document.createElement("strong");
  head.textContent = found.sure ? words.looks.replace("{name}", found.name) : words.which;
  const question = document.createElement("p");
  question.textContent = found.sure ? found.question : "";
  const kinds = found.kinds.map((kind) => button(found.sure ? words.yes : kind.name, () => {
    field("service_code").value = kind.code;
    field("guessed").value = kind.code;
    box.replaceChildren(words.chosen.replace("{name}", kind.name));
    form.dispatchEvent(new Event("input"));
    filled();
  }));
  const no = button(found.sure ? words.no : words.another, () => {
    box.replaceChildren();
    document.getElementById("service_code-find").focus();
  });
  const row = document.createElement("p");
  row.className = "pager";
  row.append(...kinds, no);
  box.replaceChildren(head, ...(question.textContent ? [question] : []), row);
}
field("description").addEventListener("change", guess);
field("service_code").addEventListener("change", () => {
  field("guessed").value = ""; // chosen by hand
  box.replaceChildren();
});

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
form.addEventListener("citymend-filled", narrow);
narrow();

/** Keep the report on this device until there is a connection. */
async function keep() {
  const faults = lacking(form, words);
  blame(form, faults, words);
  if (faults.length) return;
  try {
    await citymend.save(citymend.itemOf(new FormData(form)));
  } catch {
    blame(form, [{ pointer: "", detail: words.unkept }], words);
    return;
  }
  stored(null);
  form.reset(); // going back must not write over what is kept
  photos.clear();
  field("client_id").value = citymend.random();
  location.assign(`${form.dataset.mine}#waiting`);
}

/** A page that was kept here has a token of nobody; ask for one's own. */
async function freshToken() {
  if (!("kept" in document.documentElement.dataset)) return true;
  try {
    const answer = await fetch(form.dataset.token, { cache: "no-store", headers: { Accept: "application/json" } });
    field("csrf_token").value = (await answer.json()).csrf_token;
    return true;
  } catch {
    return false;
  }
}

let going = false;
let busy = false;
addEventListener("pageshow", () => { going = false; busy = false; });
form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented || going) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  // A form that is being submitted takes no other submit until this event is over.
  await new Promise((over) => { setTimeout(over); });
  const arrived = navigator.onLine && await photos.settled();
  if (arrived && navigator.onLine && await freshToken()) {
    going = true;
    form.requestSubmit(on);
  } else await keep();
  busy = false;
});
