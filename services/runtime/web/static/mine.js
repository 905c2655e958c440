// "Sent from this device": numbers and links of reports, kept in this browser only.

const KEY = "citymend-reports";
const MOST = 20;
const { citymend } = self;

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return []; // a browser that keeps nothing
  }
}

function keep(reports) {
  try {
    localStorage.setItem(KEY, JSON.stringify(reports.slice(0, MOST)));
  } catch {
    // a browser that keeps nothing shows nothing here, and the link works all the same
  }
}

function add({ number, token, subject }) {
  keep([{ number, token, subject }, ...kept().filter((report) => report.token !== token)]);
}

const done = document.querySelector("[data-keep-report]")?.dataset;
if (done) {
  try {
    localStorage.removeItem("citymend-draft"); // it is sent
  } catch {
    // a browser that keeps nothing
  }
  citymend.dropPictures("draft").catch(() => {});
  const named = new URLSearchParams(location.search).get("sent");
  if (named) citymend.remove(named).catch(() => {});
  add({ number: done.keepReport, token: done.token, subject: done.subject });
}

/** What was sent while no page was open to note it. */
async function gather() {
  for (const report of await citymend.sent()) {
    add(report);
    await citymend.forgetSent(report.client_id);
  }
}

const section = document.getElementById("mine");
function show() {
  const reports = kept();
  section.hidden = reports.length === 0;
  section.querySelector("ul").replaceChildren(...reports.map((report) => {
    const item = document.createElement("li");
    item.className = "card";
    const link = document.createElement("a");
    link.className = "button unbroken";
    link.href = `${section.dataset.track}/${encodeURIComponent(report.token)}`;
    link.textContent = report.number;
    const words = document.createElement("p");
    words.textContent = report.subject ?? "";
    const forget = document.createElement("button");
    forget.type = "button";
    forget.textContent = section.dataset.forget;
    forget.addEventListener("click", () => {
      keep(kept().filter((other) => other.token !== report.token));
      show();
    });
    const row = document.createElement("p");
    row.className = "pager";
    row.append(link, forget);
    item.append(words, row);
    return item;
  }));
}
const update = () => gather().catch(() => {}).then(() => section && show());
if (section) {
  show();
  citymend.listen(update);
}
update();
