// Keeps the form and its parts at hand, and what was sent without a connection. It touches nothing
// but what is listed here: no page of the staff, no answer about a person is ever kept.
const KEPT = {{ kept|tojson }};
importScripts(KEPT.queue);

const CACHE = `citymend-${KEPT.version}`;
const ASKED = "/-asked"; // how the pages were asked for
const PATIENCE = 8_000; // milliseconds for a page; then the kept one is better than none
const FRESH = 24 * 3600 * 1000;

/** Everybody's page, asked for as nobody: no cookie goes along. */
async function keepPage(cache, path, ask) {
  const answer = await fetch(`${path}?${ask}`, { credentials: "omit", cache: "no-store" });
  if (answer.ok) await cache.put(path, answer);
}

/** Keep the pages in the language and size of type that are read here. */
async function keepPages(ask) {
  const cache = await caches.open(CACHE);
  if (await asked(cache) === ask) return;
  await Promise.all(KEPT.pages.map((path) => keepPage(cache, path, ask)));
  await cache.put(ASKED, new Response(ask));
}

async function asked(cache) { return (await cache.match(ASKED))?.text(); }

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT.assets);
  const before = await asked(caches); // as an older version of this kept them
  if (before) await keepPages(before);
}

self.addEventListener("install", (event) => {
  event.waitUntil(install().then(() => self.skipWaiting()));
});
self.addEventListener("message", (event) => {
  const ask = event.data?.ask ?? "";
  if (/^lang=[a-z]+&type=[a-z]+$/.test(ask)) event.waitUntil(keepPages(ask).catch(() => {}));
});

async function clear() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("citymend-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("sync", (event) => {
  // Not everything sent is a failure to the browser: it wakes us again.
  if (event.tag === "citymend") event.waitUntil(self.citymend.flush().then((all) => all || Promise.reject()));
});

/** A kept page says that it is one. */
async function keptPage(path) {
  const found = await caches.match(path, { cacheName: CACHE });
  if (!found) return Response.error();
  const headers = new Headers(found.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  const text = await found.text();
  return new Response(text.replace("<html ", "<html data-kept "), { headers });
}

async function refresh(path) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(path);
  const since = Date.parse(found?.headers.get("Date") ?? "");
  const ask = await asked(cache);
  if (ask && !(Date.now() - since < FRESH)) await keepPage(cache, path, ask).catch(() => {});
}

function late(patience) {
  return new Promise((_, reject) => { setTimeout(() => reject(new Error("late")), patience); });
}

async function page(event, path) {
  const ours = KEPT.pages.includes(path);
  try {
    // For what is kept one need not wait for ever; for anything else there is nothing better.
    const answer = await (ours ? Promise.race([fetch(event.request), late(PATIENCE)]) : fetch(event.request));
    if (ours) event.waitUntil(refresh(path));
    return answer;
  } catch {
    return keptPage(ours ? path : KEPT.away);
  }
}

/** A form on its way when the connection went: kept, sent later, and said so. */
async function posted(request) {
  const copy = request.clone();
  try {
    return await Promise.race([fetch(request), late(PATIENCE * 3)]);
  } catch (error) {
    const data = await copy.formData();
    const sends = data.get("step") === "send" || data.has("join");
    if (!sends && data.get("step") !== "check") throw error;
    const item = self.citymend.itemOf(data);
    // Sent, it may have arrived and only the answer is lost.
    await self.citymend.save({ ...item, tries: sends ? 1 : 0 });
    return Response.redirect(`${KEPT.mine}#waiting`, 303);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (KEPT.assets.includes(`${url.pathname}${url.search}`)) {
    event.respondWith(caches.match(request, { cacheName: CACHE }).then((kept) => kept ?? fetch(request)));
  } else if (request.mode !== "navigate") {
    // the network's
  } else if (request.method === "POST" && [KEPT.form, KEPT.join].includes(url.pathname)) {
    event.respondWith(posted(request));
  } else if (request.method === "GET") {
    const path = url.pathname.replace(/(.)\/$/, "$1");
    const ours = KEPT.pages.includes(path) || KEPT.public.some((start) => path.startsWith(start));
    if (ours) event.respondWith(page(event, path));
  }
});
