// What must be mended, said as the pages say it: a summary that takes the focus, and each at its field.

const PHONE = /^[0-9+\-()（）\s]{7,40}$/;

/** What a form lacks before it can be kept; the server has the last word. */
export function lacking(form, words) {
  const said = (name) => form.elements[name].value.trim();
  const faults = [];
  if (!said("description")) faults.push({ pointer: "/description", detail: words.blank });
  const placed = said("lat") || ["area", "place", "address"].some(said) || form.elements.use_taken.checked;
  if (!placed) faults.push({ pointer: "/address", detail: words.where });
  if (said("phone") && !PHONE.test(said("phone"))) faults.push({ pointer: "/phone", detail: words.phone });
  if (said("email") && !/^\S+@\S+\.\S+$/.test(said("email"))) faults.push({ pointer: "/email", detail: words.email });
  return faults;
}

function clear(form) {
  for (const old of document.querySelectorAll(".error-summary, .error[data-said]")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function atField(form, { pointer, detail }) {
  const field = document.getElementById(pointer.slice(1));
  if (!field || !form.contains(field)) return;
  const line = document.createElement("p");
  line.className = "error";
  line.dataset.said = "";
  line.id = `${field.id}-mend`;
  line.textContent = detail;
  field.before(line);
  field.setAttribute("aria-invalid", "true");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("-mend"));
  field.setAttribute("aria-describedby", [...described, line.id].join(" "));
}

export function blame(form, faults, words) {
  clear(form);
  if (!faults.length) return;
  const box = document.createElement("div");
  box.className = "error-summary";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  const head = document.createElement("h2");
  head.textContent = words.mend.replace("{num}", faults.length);
  const list = document.createElement("ul");
  for (const { pointer, detail } of faults) {
    const item = document.createElement("li");
    const target = pointer && document.getElementById(pointer.slice(1));
    const line = document.createElement(target ? "a" : "span");
    if (target) line.href = `#${target.id}`;
    line.textContent = detail;
    item.append(line);
    list.append(item);
  }
  box.append(head, list);
  form.parentElement.prepend(box);
  for (const fault of faults.toReversed()) atField(form, fault);
  box.focus();
}
