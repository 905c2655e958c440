// A kind of problem, found by typing: an editable combobox (ARIA 1.2) over the select, which holds
// the value and is what remains without scripts.

const select = document.querySelector("select[data-find]");
const told = JSON.parse(select.dataset.find);
const options = [...select.options].map((option, number) => ({
  value: option.value, name: option.text, number,
  group: option.parentElement.label ?? "", words: "",
}));
const fold = (text) => text.normalize("NFKC").toLowerCase();
const input = document.createElement("input");
const list = document.createElement("ul");
const count = document.createElement("p");
let shown = [];
let active = -1;

function build() {
  Object.assign(input, { id: `${select.id}-find`, type: "text", autocomplete: "off", placeholder: told.hint });
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
    "aria-controls": `${select.id}-list`, "aria-describedby": select.getAttribute("aria-describedby") ?? "",
    spellcheck: "false",
  })) input.setAttribute(name, value);
  const label = document.querySelector(`label[for="${select.id}"]`);
  label.htmlFor = input.id;
  label.id = `${select.id}-label`;
  Object.assign(list, { id: `${select.id}-list`, hidden: true, className: "found" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-labelledby", label.id);
  count.className = "visually-hidden";
  count.setAttribute("role", "status");
  const box = document.createElement("div");
  box.className = "combobox";
  box.append(input, list, count);
  select.after(box);
  select.hidden = true;
}

// The words that point at a kind come when somebody begins to look for one.
let asked = null;
function learn() {
  asked ??= fetch(told.words).then((answer) => answer.json()).then((words) => {
    for (const option of options) option.words = fold(words[option.value] ?? "");
    // Who typed faster than they came sees what they find; a choice under way is left alone.
    if (document.activeElement === input && input.value !== chosen() && active < 0) open();
  }).catch(() => { asked = null; });
}

function rank(option, wanted) {
  const name = fold(option.name);
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  if (option.words.includes(wanted)) return 2;
  return fold(option.group).includes(wanted) ? 3 : 9;
}

function matching() {
  const wanted = fold(input.value.trim());
  if (!wanted || input.value === chosen()) return options;
  return options.map((option) => [rank(option, wanted), option]).filter(([how]) => how < 9)
    .sort((one, other) => one[0] - other[0] || one[1].number - other[1].number)
    .map(([, option]) => option);
}

function open() {
  shown = matching();
  active = -1;
  list.replaceChildren(...shown.map((option, number) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(option.value === select.value));
    item.textContent = option.name;
    if (option.group) {
      const group = document.createElement("small");
      group.textContent = ` ${option.group}`;
      item.append(group);
    }
    item.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays
    item.addEventListener("click", () => choose(option));
    return item;
  }));
  list.hidden = shown.length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
  input.removeAttribute("aria-activedescendant");
  count.textContent = (shown.length ? told.count : told.none).replace("{num}", shown.length);
}

function close() {
  list.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

const chosen = () => (select.value ? select.options[select.selectedIndex].text : "");

function choose(option) {
  select.value = option.value;
  close();
  show();
  select.dispatchEvent(new Event("change", { bubbles: true }));
  select.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What is chosen, however it came about. */
function show() { input.value = chosen(); }

function move(step) {
  if (list.hidden) open();
  if (!shown.length) return;
  list.children[active]?.classList.remove("active");
  active = (active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length;
  const item = list.children[active];
  item.classList.add("active");
  input.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

function key(event) {
  if (event.isComposing) return; // Enter and arrows belong to the input method
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Enter" && !list.hidden) {
    if (active >= 0) choose(shown[active]);
    else if (shown.length === 1) choose(shown[0]);
    else return void event.preventDefault();
  } else if (event.key === "Escape" && !list.hidden) { close(); show(); } else return;
  event.preventDefault();
}

build();
show();
input.addEventListener("focus", learn);
input.addEventListener("click", () => { if (list.hidden) open(); });
input.addEventListener("input", () => { learn(); open(); });
input.addEventListener("keydown", key);
// Words that are no kind are not lost without a word: the choice before them stays, and is shown.
input.addEventListener("blur", () => {
  if (!input.value.trim() && select.value) choose(options[0]);
  close();
  show();
});
select.addEventListener("change", show);
select.form.addEventListener("citymend-filled", show);
