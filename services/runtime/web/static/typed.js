// What is typed and not sent stays in this tab, by the form that it was typed into: a look at the
// photos, another form of the same page or another item beside the list costs no answer.
const WRITTEN = 'main form[method="post"] :is(textarea, input:not([type]), input[type="text"], input[type="date"])';
const CHOSEN = 'main form[method="post"]:has(textarea) select';
const HINT = "data-restored";
const reader = document.querySelector(".account")?.textContent ?? "";

const said = (field, name) => field.form.elements[name]?.value ?? "";

function placeOf(field) {
  // Not form.action: a button may bear that name.
  const of = ["bundle", "subject", "step"].map((name) => said(field, name));
  return `typed ${[reader, field.form.getAttribute("action"), ...of, field.name].join(" ")}`;
}

function stored(field) {
  try {
    return JSON.parse(sessionStorage.getItem(placeOf(field)) ?? "null");
  } catch {
    return null;
  }
}

function keep(field, sent = false) {
  const kept = { text: field.value, version: said(field, "version"), sent };
  try {
    if (field.value.trim()) sessionStorage.setItem(placeOf(field), JSON.stringify(kept));
    else sessionStorage.removeItem(placeOf(field));
  } catch {
    // a browser that keeps nothing
  }
}

/** Of what was sent, only a step of a case that has not moved since was not accepted. */
function isOpen(kept, field) {
  return !kept.sent || ("step" in field.form.elements && kept.version === said(field, "version"));
}

function tell(field) {
  const details = field.closest("details");
  if (details) details.open = true;
  if (!field.hasAttribute(HINT)) return;
  const line = document.createElement("p");
  line.className = "hint";
  line.setAttribute("role", "status");
  line.textContent = field.getAttribute(HINT);
  field.before(line);
}

function bringBack() {
  // A form that was refused shows what was sent; that is newer than anything kept here.
  const refused = document.querySelector(".error-summary") !== null;
  for (const field of document.querySelectorAll(`${WRITTEN}, ${CHOSEN}`)) {
    const kept = stored(field);
    if (!kept) continue;
    if (!isOpen(kept, field)) { sessionStorage.removeItem(placeOf(field)); continue; }
    if (field.matches(CHOSEN)) {
      const known = [...field.options].some((option) => option.value === kept.text);
      if (known && !refused) field.value = kept.text;
    } else if (!field.value.trim()) {
      field.value = kept.text;
      tell(field);
    }
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches(`${WRITTEN}, ${CHOSEN}`)) keep(event.target);
});
document.addEventListener("submit", (event) => {
  for (const field of event.target.elements) {
    if (field.matches(`${WRITTEN}, ${CHOSEN}`) && stored(field)) keep(field, true);
  }
});
document.addEventListener("citymend-shown", bringBack);
bringBack();
