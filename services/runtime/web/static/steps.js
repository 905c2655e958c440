// On a phone a long form comes one question at a time; back goes back, and nothing is lost.

const form = document.querySelector("form[data-words]");
const words = JSON.parse(form.dataset.words);
const sections = [...form.querySelectorAll("[data-step]")];
const more = form.querySelector("details[data-more]");
const on = document.getElementById("on");
const send = on.textContent;
const narrow = window.matchMedia("(max-width: 47.99rem)");
let now = 0;

const back = document.createElement("button");
back.type = "button";
back.textContent = words.back;
back.addEventListener("click", () => history.back());

function show(step) {
  now = step;
  const together = !narrow.matches || "errors" in form.dataset;
  sections.forEach((section, number) => { section.hidden = !together && number !== step; });
  const last = together || step === sections.length - 1;
  on.textContent = last ? send : words.next;
  back.hidden = together || step === 0;
  for (const element of form.querySelectorAll("[data-last]")) element.hidden = !last;
  if (!narrow.matches) more.open = true; // there is room
}

/** The step that the address names a field of, as a link to change an answer does. */
function named() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const step = target ? sections.findIndex((section) => section.contains(target)) : -1;
  if (target && more.contains(target)) more.open = true;
  return step < 0 ? null : step;
}

function blank() {
  const first = form.elements.description;
  const missing = now === 0 && !first.value.trim();
  let said = document.getElementById("description-error");
  if (missing && !said) {
    said = document.createElement("p");
    said.className = "error";
    said.id = "description-error";
    said.textContent = words.blank;
    first.before(said);
    first.setAttribute("aria-invalid", "true");
    first.setAttribute("aria-describedby", "description-hint description-error");
  }
  if (missing) first.focus();
  return missing;
}

// What was mended is no longer blamed.
form.elements.description.addEventListener("input", () => {
  const said = document.getElementById("description-error");
  if (!said || !form.elements.description.value.trim()) return;
  said.remove();
  form.elements.description.removeAttribute("aria-invalid");
  form.elements.description.setAttribute("aria-describedby", "description-hint");
});

form.addEventListener("submit", (event) => {
  if (on.textContent === send) return;
  event.preventDefault();
  if (blank()) return;
  history.pushState({ step: now + 1 }, "");
  show(now + 1);
  sections[now].querySelector("h2").scrollIntoView();
  sections[now].querySelector("h2").focus();
});
addEventListener("popstate", (event) => show(event.state?.step ?? 0));
narrow.addEventListener("change", () => show(now));
on.parentElement.prepend(back);
for (const section of sections) section.querySelector("h2").tabIndex = -1;
const first = history.state?.step ?? named();
show(first ?? 0);
if (named() !== null && first !== null) document.getElementById(location.hash.slice(1)).focus();
