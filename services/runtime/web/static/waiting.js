// "Waits on this device": what is not sent yet, how it stands, and what can be done about it.

const { citymend } = self;
const section = document.getElementById("waiting");
const words = JSON.parse(section.dataset.words);
const list = section.querySelector("ul");
const EXCERPT = 80;

function press(label, then, className = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", then);
  return made;
}

function state(item) {
  if (item.state === "refused") return words.refused;
  if (item.state === "held") return words.held;
  return item.tries ? words.unsure : words.saved;
}

async function card(item) {
  const entry = document.createElement("li");
  entry.className = "card";
  entry.dataset.state = item.state;
  const said = document.createElement("p");
  const text = String(item.fields.find(([name]) => name === "description")?.[1] ?? "").trim();
  said.textContent = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
  const how = document.createElement("p");
  how.className = "state";
  how.textContent = state(item);
  const errors = item.errors.map(({ detail }) => {
    const line = document.createElement("p");
    line.className = "error";
    line.textContent = detail;
    return line;
  });
  const shown = document.createElement("p");
  for (const picture of await citymend.pictures(item.client_id)) {
    const image = document.createElement(picture.small ? "img" : "span");
    image.className = "photo-small";
    if (picture.small) Object.assign(image, { src: picture.small, alt: picture.name });
    else image.textContent = picture.name;
    shown.append(image);
  }
  const row = document.createElement("p");
  row.className = "pager";
  // What may have arrived is not changed any more: it would be another report then.
  if (!item.tries) {
    row.append(press(words.change, () => location.assign(`${section.dataset.form}#again=${item.client_id}`)));
  }
  if (item.state === "held" || item.state === "waiting") {
    row.append(press(words.now, async () => {
      await citymend.change(item, { state: "waiting" });
      await citymend.flush({ patient: true });
      await show();
    }));
  }
  if (!item.tries) row.append(press(words.away, async () => {
    if (!confirm(words.sure)) return;
    await citymend.remove(item.client_id);
    await show();
  }));
  entry.append(said, how, ...errors, ...(shown.children.length ? [shown] : []), row);
  return entry;
}

async function show() {
  const items = await citymend.waiting();
  list.replaceChildren(...await Promise.all(items.map(card)));
  section.hidden = items.length === 0;
  if (items.length && location.hash === "#waiting") section.querySelector("h2").focus();
}
if (location.hash === "#waiting") {
  try {
    localStorage.removeItem("citymend-draft"); // it waits here now
  } catch {
    // a browser that keeps nothing
  }
}
citymend.listen(show);
await show().catch(() => {});
