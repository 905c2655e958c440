// Keys of the desk. Everything they do is a link or a button of the page, so nothing depends on them.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function neighbour(step) {
  const links = [...document.querySelectorAll("[data-desk-list] a")];
  if (!links.length) return;
  const current = links.findIndex((link) => link === document.activeElement || link.hasAttribute("aria-current"));
  const next = links[Math.min(links.length - 1, Math.max(0, current + step))];
  if (next.closest(".bundles")) next.click();
  else next.focus();
}

function act(key) {
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!control) return false;
  control.click();
  if (control.tagName === "SUMMARY") {
    const field = control.parentElement.querySelector("select, textarea, input");
    if (control.parentElement.open && field) field.focus();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") neighbour(1);
  else if (event.key === "k") neighbour(-1);
  else if (event.key === "/") location.assign("/search");
  else if (!act(event.key)) return;
  event.preventDefault();
});

// Only the list scrolls, and only where it stands beside the bundle; the page stays where it is.
const list = document.querySelector(".bundles");
const opened = list?.querySelector(".opened");
if (opened && list.scrollHeight > list.clientHeight) list.scrollTop = opened.offsetTop - list.offsetTop;
