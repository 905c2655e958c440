// What waits on this device until there is a connection: reports with their pictures. Pages and
// the service worker share this one file, so it is a plain script and not a module.
//
// A report is named by its client_id before the first try; the server knows it again by that, so
// however often it is sent it arrives once. Pictures go first and are known by their ids then.

(() => {
  const SENT_WITHIN = 20_000; // milliseconds for a report, which is small
  const PICTURE_WITHIN = 600_000; // a large picture takes minutes where the connection is bad
  const NEWS = "citymend-queue";
  let opening = null;

  function open() {
    opening ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("citymend", 1);
      asked.onupgradeneeded = () => {
        const made = asked.result;
        made.createObjectStore("reports", { keyPath: "client_id" });
        made.createObjectStore("pictures", { keyPath: "key" });
        made.createObjectStore("sent", { keyPath: "client_id" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    opening.catch(() => { opening = null; });
    return opening;
  }

  /** Do something in one transaction; resolves with its answer once that is durable. */
  async function store(name, mode, work) {
    const opened = await open();
    return new Promise((resolve, reject) => {
      const transaction = opened.transaction(name, mode);
      const asked = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const put = (name, value) => store(name, "readwrite", (kept) => kept.put(value));
  const get = (name, key) => store(name, "readonly", (kept) => kept.get(key));
  const drop = (name, key) => store(name, "readwrite", (kept) => { kept.delete(key); });
  const everything = (name) => store(name, "readonly", (kept) => kept.getAll());

  // Pictures: "of" is "draft" until a report takes them, then its client_id.
  const pictures = async (of) => (await everything("pictures"))
    .filter((picture) => picture.of === of).sort((a, b) => a.at - b.at);
  const keepPicture = (picture) => put("pictures", picture);
  const dropPicture = (key) => drop("pictures", key);

  async function dropPictures(of) {
    for (const picture of await pictures(of)) await dropPicture(picture.key);
  }

  function tell() {
    try {
      const channel = new BroadcastChannel(NEWS);
      channel.postMessage("changed");
      channel.close();
    } catch {
      // nobody to tell
    }
  }

  /** Call back whenever what waits has changed, in whichever tab. */
  function listen(then) {
    try {
      new BroadcastChannel(NEWS).onmessage = then;
    } catch {
      // this browser's tabs do not hear each other
    }
  }

  /** What a form says, to be kept: fields as they are sent, photos by id or by key. */
  function itemOf(data) {
    const own = ["csrf_token", "client_id", "step", "photos", "kept", "picture"];
    const photos = [
      ...data.getAll("photos").map((id) => ({ id })),
      ...data.getAll("kept").map((key) => ({ key })),
    ];
    return {
      client_id: String(data.get("client_id")), photos,
      fields: [...data.entries()].filter(([name]) => !own.includes(name)),
      state: "waiting", errors: [], tries: 0, at: Date.now(),
    };
  }

  /** A name that nobody else gives. */
  const random = () => [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /** Ask the browser to wake the worker once there is a connection, where it can. */
  async function ring() {
    try {
      const here = self.registration ?? await navigator.serviceWorker.getRegistration();
      await here.sync.register("citymend");
    } catch {
      // it is sent when a page is opened
    }
  }

  /** Keep a report until it is sent; its pictures become its own. Rejects where nothing is kept. */
  async function save(item) {
    const known = await get("reports", item.client_id);
    await put("reports", { ...item, at: known?.at ?? item.at });
    for (const picture of await pictures("draft")) {
      const named = item.photos.some(({ id, key }) => key === picture.key || (id && id === picture.id));
      if (named) await keepPicture({ ...picture, of: item.client_id });
    }
    tell();
    ring();
    self.navigator.storage?.persist?.().catch(() => {}); // a full device should not forget it
    return item;
  }

  const waiting = async () => (await everything("reports")).sort((a, b) => a.at - b.at);

  async function remove(id) {
    await drop("reports", id);
    await dropPictures(id);
    tell();
  }

  /** Take a report out of what is sent, to change it; none when it is gone, or may have arrived. */
  const hold = (id) => alone(true, async () => {
    const item = await get("reports", id);
    if (!item || item.tries) return null;
    if (!item.taken) {
      await change(item, { state: "held" });
      return item;
    }
    // Its name stands for what was sent before: changed, it needs another.
    const renamed = { ...item, client_id: random(), state: "held", taken: false };
    await put("reports", renamed);
    for (const picture of await pictures(id)) await keepPicture({ ...picture, of: renamed.client_id });
    await remove(id);
    return renamed;
  });

  async function change(item, values) {
    Object.assign(item, values);
    await put("reports", item);
    tell();
  }

  async function request(address, options, within = SENT_WITHIN) {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), within);
    try {
      const answer = await fetch(address, {
        ...options, signal: ending.signal, headers: { Accept: "application/json" },
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 0, body: {} }; // no connection, or no answer that can be read
    } finally {
      clearTimeout(timer);
    }
  }

  async function pictureFor(item, photo) {
    const own = await pictures(item.client_id);
    return own.find(({ key, id }) => key === photo.key || (id && id === photo.id));
  }

  /** Give every picture an id; "sent", "later" or "refused". */
  async function sendPictures(item) {
    for (const [number, photo] of item.photos.entries()) {
      if (photo.id) continue;
      const picture = await pictureFor(item, photo);
      if (!picture) continue;
      const body = new FormData();
      body.set("file", picture.blob, picture.name);
      const answer = await request("/api/intake/v1/photos", { method: "POST", body }, PICTURE_WITHIN);
      if (answer.status === 201) {
        await keepPicture({ ...picture, id: answer.body.id });
        item.photos[number] = { key: picture.key, id: answer.body.id };
        await change(item, {});
      } else if ([413, 415, 422].includes(answer.status)) {
        await change(item, { state: "refused", errors: faults(answer.body, "/picture", `${picture.name}: `) });
        return "refused";
      } else return "later";
    }
    return "sent";
  }

  function faults(problem, pointer = "", name = "") {
    const found = problem.errors?.length ? problem.errors : [{ pointer: "", detail: problem.detail || problem.title }];
    return found.map((fault) => ({ pointer: pointer || fault.pointer, detail: `${name}${fault.detail ?? ""}` }));
  }

  /** A photo that the server forgot is sent anew, where the picture is still here. */
  async function forgotten(item, errors) {
    let again = false;
    for (const { rule, pointer } of errors ?? []) {
      if (rule !== "known_photo") continue;
      const photo = item.photos[Number(pointer.split("/").at(-1))];
      const picture = photo && await pictureFor(item, photo);
      if (!picture || photo.again) return false;
      delete photo.id;
      Object.assign(photo, { key: picture.key, again: true });
      again = true;
    }
    if (again) await change(item, {});
    return again;
  }

  async function send(item) {
    const ready = await sendPictures(item);
    if (ready !== "sent") return ready;
    item.photos = item.photos.filter(({ id }) => id); // the others were removed by their owner
    const token = await request("/report/token", { cache: "no-store" });
    if (token.status !== 200) return "later";
    const body = new FormData();
    for (const [name, value] of item.fields) body.append(name, value);
    for (const { id } of item.photos) body.append("photos", id);
    body.set("client_id", item.client_id);
    body.set("csrf_token", token.body.csrf_token);
    body.set("step", "send");
    // From here on it may have arrived, whether or not the answer does.
    await change(item, { tries: item.tries + 1 });
    const joins = item.fields.some(([name]) => name === "join");
    const answer = await request(joins ? "/report/join" : "/report", { method: "POST", body });
    if (answer.status === 200 || answer.status === 201) {
      const { id, tracking_token: code, subject } = answer.body;
      // Who is counted already and adds nothing gets no page of this.
      if (code) await put("sent", { client_id: item.client_id, number: id, token: code, subject });
      await remove(item.client_id);
      return "sent";
    }
    if (answer.status === 422 && await forgotten(item, answer.body.errors)) return send(item);
    if (answer.status === 422 || answer.status === 409) {
      await change(item, {
        state: "refused", errors: faults(answer.body), tries: 0, taken: answer.status === 409,
      });
      return "refused";
    }
    return "later";
  }

  async function sendAll() {
    const tried = new Set();
    for (;;) {
      const next = (await waiting()).find((item) => item.state === "waiting" && !tried.has(item.client_id));
      if (!next) return;
      tried.add(next.client_id);
      if (await send(next) === "later") return;
    }
  }

  /** Do something while no other tab sends; where tabs cannot agree, sent twice is still once. */
  function alone(patient, work) {
    const { locks } = self.navigator;
    if (!locks) return work();
    return locks.request(NEWS, { ifAvailable: !patient }, (lock) => (lock ? work() : null));
  }

  const unsent = async () => (await waiting()).some((item) => item.state === "waiting");

  /** Send what waits, oldest first; whether all of it has arrived. patient: wait for other tabs. */
  async function flush({ patient = false } = {}) {
    if (await unsent()) await alone(patient, sendAll);
    return !await unsent();
  }

  self.citymend = {
    save, itemOf, waiting, remove, change, hold, flush, listen, random,
    report: (id) => get("reports", id),
    sent: () => everything("sent"),
    sentAs: (id) => get("sent", id),
    forgetSent: (id) => drop("sent", id),
    pictures, keepPicture, dropPicture, dropPictures,
  };
})();
