// On every page for residents: keeps the form at hand without a connection, sends what waits.

const { citymend } = self;
const worker = document.querySelector('meta[name="citymend-worker"]');
const PAUSES = [5_000, 15_000, 60_000, 300_000];
let tries = 0;
let timer = 0;

async function flush() {
  clearTimeout(timer);
  try {
    if (await citymend.flush()) { tries = 0; return; }
  } catch {
    return; // a browser that keeps nothing has nothing to send
  }
  timer = setTimeout(flush, PAUSES[Math.min(tries, PAUSES.length - 1)]);
  tries += 1;
}

async function say() {
  const line = document.querySelector("[data-waiting]");
  if (!line) return;
  const number = (await citymend.waiting()).length;
  line.hidden = number === 0;
  line.querySelector("a").textContent = line.dataset.waiting.replace("{num}", number);
}

addEventListener("online", () => { tries = 0; flush(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
citymend.listen(() => say().catch(() => {}));
say().catch(() => {});

function settle() {
  flush();
  if (!worker || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(worker.content).then(() => navigator.serviceWorker.ready)
    .then((ready) => ready.active.postMessage({ ask: worker.dataset.ask })).catch(() => {
      // without it a report still waits on this device until a page is opened
    });
}
if (document.readyState === "complete") settle();
else addEventListener("load", settle);
