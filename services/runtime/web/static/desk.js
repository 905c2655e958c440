// Keys of the desk, and opening an item beside the list without loading the page anew.
// Everything they do is a link, a button or a field of the page, so nothing depends on them.
const FIELDS = "input:not([type=hidden]), select, textarea";
const PLACE = `desk-place ${location.pathname}`;
document.documentElement.classList.add("scripted");

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const links = () => [...document.querySelectorAll("[data-desk-list] a")];
const item = () => document.querySelector("[data-item]");

/** The list's position: of the opened item, or where the one stood that has left the list. */
function place() {
  const found = links().findIndex((link) => link === document.activeElement || link.hasAttribute("aria-current"));
  return found >= 0 ? found : Number(sessionStorage.getItem(PLACE) ?? 0) - 0.5;
}

function remember() {
  const found = links().findIndex((link) => link.hasAttribute("aria-current"));
  if (found >= 0) sessionStorage.setItem(PLACE, String(found));
}

function neighbour(step) {
  const all = links();
  if (!all.length) return;
  const wanted = step > 0 ? Math.floor(place() + 1) : Math.ceil(place() - 1);
  const next = all[Math.min(all.length - 1, Math.max(0, wanted))];
  if (item()) show(next.href, true);
  else next.focus();
}

/** Put the item of another page of the same list into this one. */
async function show(address, push) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fresh = page?.querySelector("[data-item]");
  if (!fresh || !item()) { location.assign(address); return; }
  item().replaceWith(document.adoptNode(fresh));
  // What was said of the item before does not concern this one; what can be undone still can.
  for (const said of document.querySelectorAll(".error-summary, .notice:not(:has([data-undo]))")) {
    if (!said.closest("[data-item]")) said.remove();
  }
  document.querySelector(".split")?.classList.add("chosen");
  document.title = page.title;
  if (push) history.pushState({}, "", address);
  mark(page.querySelector("[data-desk-list] [aria-current]")?.getAttribute("href"));
  for (const map of fresh.querySelectorAll("[data-map]")) {
    import(map.dataset.module).then((module) => module.mapOf(map)).catch(() => map.remove());
  }
  document.dispatchEvent(new Event("citymend-shown"));
}

function mark(address) {
  for (const link of links()) {
    const is = link.getAttribute("href") === address;
    link.toggleAttribute("aria-current", is);
    if (is) link.setAttribute("aria-current", "true");
    link.closest("li").classList.toggle("opened", is);
    if (is) { link.focus({ preventScroll: true }); keepInView(link.closest("li")); }
  }
  remember();
}

// Only the list scrolls, and only where it stands beside the item; the page stays where it is.
function keepInView(entry) {
  const list = entry?.closest("[data-desk-list]");
  if (!list || list.scrollHeight <= list.clientHeight) return;
  const top = entry.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + entry.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top;
}

function act(key) {
  const control = document.querySelector(`[data-key~="${CSS.escape(key)}"]`);
  if (!control) return false;
  const details = control.closest("details");
  if (control.matches(FIELDS)) {
    if (details) details.open = true;
    control.focus();
    return true;
  }
  if (control.tagName !== "SUMMARY") { control.click(); return true; }
  if (!details.open) details.open = true;
  else if (key === "?" || key === "f") details.open = false;
  const inside = details.open && (details.querySelector(FIELDS) ?? details.querySelector("button"));
  (inside || control).focus();
  details.scrollIntoView({ block: "nearest" });
  return true;
}

/** Into the opened item, with the keyboard. */
function enter() {
  const current = document.activeElement;
  const resting = current === document.body || current.id === "main" || current.hasAttribute("aria-current");
  if (!resting || !item()) return false;
  item().querySelector("details[open] select, details[open] textarea, button, summary")?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (typing(event.target)) return;
  // A key that is held down moves along the list and does nothing else.
  if (event.repeat && event.key !== "j" && event.key !== "k") return;
  if (event.key === "j") neighbour(1);
  else if (event.key === "k") neighbour(-1);
  else if (event.key === "/") location.assign("/search");
  else if (event.key === "Enter" ? !enter() : !act(event.key)) return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-desk-list] a");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || !item() || innerWidth < 960) return;
  event.preventDefault();
  show(link.href, true);
});

// A template fills the answer and names its outcome; what is written already stays above it.
document.addEventListener("change", (event) => {
  const chosen = event.target.closest("[data-template-of]")?.selectedOptions[0];
  if (!chosen?.dataset.text) return;
  const form = event.target.dataset.templateOf;
  const note = document.getElementById(`${form}-note`);
  const outcome = document.getElementById(`${form}-outcome`);
  const own = note.value.trim() && note.value !== note.dataset.filled ? `${note.value.trim()}\n` : "";
  note.value = own + chosen.dataset.text;
  note.dataset.filled = note.value;
  note.dispatchEvent(new Event("input", { bubbles: true }));
  if (outcome) outcome.value = chosen.dataset.outcome;
  note.focus();
});

// One press, one deed: a form that is on its way is not sent a second time.
let sent = new WeakSet();
document.addEventListener("submit", (event) => {
  if (sent.has(event.target)) event.preventDefault();
  else if (event.target.method === "post") sent.add(event.target);
});
addEventListener("pageshow", () => { sent = new WeakSet(); });

addEventListener("popstate", () => show(location.href, false));
keepInView(document.querySelector("[data-desk-list] .opened"));
remember();
