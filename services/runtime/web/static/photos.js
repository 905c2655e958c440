// Photos of the report form: each is sent as soon as it is chosen, shown small, and can be removed.
// Without a connection it stays on this device and goes along when the report does.

const WIDE = 160; // pixels of the small picture

/** A small copy as a data: address; "" where this browser cannot draw the format (HEIC). */
async function small(file) {
  try {
    const drawn = await createImageBitmap(file, { resizeWidth: WIDE, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    canvas.width = drawn.width;
    canvas.height = drawn.height;
    canvas.getContext("2d").drawImage(drawn, 0, 0);
    return canvas.toDataURL("image/jpeg", 0.7);
  } catch {
    return "";
  }
}

/** Send a picture, telling how far it is. Resolves with {status, body}; status 0: no connection. */
function upload(blob, name, tell) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const failed = () => resolve({ status: 0, body: {} });
    request.open("POST", "/api/intake/v1/photos");
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.timeout = 600_000; // a large picture takes minutes where the connection is bad
    request.upload.onprogress = ({ loaded, total }) => tell(Math.floor((100 * loaded) / total));
    request.onload = () => resolve({ status: request.status, body: request.response ?? {} });
    request.onerror = failed;
    request.ontimeout = failed;
    const body = new FormData();
    body.set("file", blob, name);
    request.send(body);
  });
}

/** The field of photos of a form. "placed" hears where a picture says that it was taken. */
export class PhotoField {
  constructor(form, words, placed) {
    this.form = form;
    this.words = words;
    this.placed = placed;
    this.input = form.querySelector("#picture");
    this.list = form.querySelector("#photos");
    this.most = Number(this.list.dataset.most);
    this.last = Promise.resolve(); // pictures go one after the other
    this.input.addEventListener("change", () => this.choose([...this.input.files]));
    if (this.input.files.length) this.choose([...this.input.files]);
    for (const box of this.list.querySelectorAll("input[type=checkbox]")) this.adopt(box);
  }

  /** What the page brought along, to be shown as all others are. */
  adopt(box) {
    document.getElementById("photos-untick")?.remove(); // a button says it better
    const entry = this.entry({ key: box.value, name: "", small: "", id: box.value });
    entry.dataset.small = box.dataset.small;
    box.closest("li").replaceWith(entry);
    this.tell(entry, this.words.photoSent);
  }

  /** Pictures that an unsent report had; ids: those that the page knows of already. */
  restore(pictures) {
    for (const picture of pictures) {
      const shown = this.list.querySelector(`[data-id="${CSS.escape(picture.id ?? "none")}"]`);
      if (shown) this.draw(shown, picture);
      else if (this.room()) this.add(picture);
    }
    // What this device does not have any more the server shows.
    for (const entry of this.list.querySelectorAll("[data-small]")) {
      if (!entry.querySelector("img")) this.draw(entry, { small: entry.dataset.small, name: this.words.photo });
    }
  }

  knows(id) { return this.list.querySelector(`[data-id="${CSS.escape(id)}"]`) !== null; }

  room() { return this.list.children.length < this.most; }

  async choose(files) {
    this.input.value = ""; // they are sent from here, not once more with the form
    for (const file of files) {
      if (!this.room()) {
        this.say(this.words.photoMost.replace("{num}", this.most));
        return;
      }
      const picture = {
        key: self.citymend.random(), blob: file, name: file.name || "photo.jpg", of: "draft",
        at: Date.now() + this.list.children.length, small: await small(file),
      };
      // Kept before anything is sent: a closed tab loses nothing.
      await self.citymend.keepPicture(picture).catch(() => {});
      this.add(picture);
    }
  }

  add(picture) {
    const entry = this.entry(picture);
    this.list.append(entry);
    if (picture.id) this.tell(entry, this.words.photoSent);
    else this.last = this.last.then(() => this.send(entry, picture));
  }

  async send(entry, picture) {
    if (!entry.isConnected) return;
    if (!picture.small) {
      picture.small = await small(picture.blob);
      this.draw(entry, picture);
    }
    this.tell(entry, this.words.photoSending.replace("{num}", 0));
    const answer = await upload(picture.blob, picture.name, (percent) => {
      this.tell(entry, this.words.photoSending.replace("{num}", percent));
    });
    if (answer.status === 201) {
      picture.id = answer.body.id;
      await self.citymend.keepPicture(picture).catch(() => {});
      this.hold(entry, picture);
      this.tell(entry, this.words.photoSent);
      if (answer.body.taken_at && entry.isConnected) this.placed(answer.body.taken_at);
    } else if ([413, 415, 422].includes(answer.status)) {
      await self.citymend.dropPicture(picture.key).catch(() => {});
      entry.remove();
      this.say(`${picture.name}: ${answer.body.errors?.[0]?.detail ?? answer.body.detail ?? ""}`, true);
    } else this.tell(entry, this.words.photoWaits);
  }

  entry(picture) {
    const item = document.createElement("li");
    item.className = "photo-entry";
    const said = document.createElement("span");
    said.className = "photo-said";
    said.setAttribute("role", "status");
    const away = document.createElement("button");
    away.type = "button";
    away.textContent = this.words.photoAway;
    const which = document.createElement("span");
    which.className = "visually-hidden";
    which.textContent = ` ${picture.name}`;
    away.append(which);
    away.addEventListener("click", () => {
      item.remove();
      self.citymend.dropPicture(picture.key).catch(() => {});
      this.say("");
      this.input.focus();
    });
    const value = document.createElement("input");
    value.type = "hidden";
    item.append(said, away, value);
    this.draw(item, picture);
    this.hold(item, picture);
    return item;
  }

  draw(item, picture) {
    item.querySelector(".photo-small")?.remove();
    const shown = document.createElement(picture.small ? "img" : "span");
    shown.className = "photo-small";
    if (picture.small) Object.assign(shown, { src: picture.small, alt: picture.name });
    else shown.textContent = picture.name || this.words.photo;
    item.prepend(shown);
  }

  /** What the form sends for a picture: its id, or else the key under which it is kept here. */
  hold(item, picture) {
    const value = item.querySelector("input[type=hidden]");
    value.name = picture.id ? "photos" : "kept";
    value.value = picture.id ?? picture.key;
    if (picture.id) item.dataset.id = picture.id;
  }

  tell(entry, words) { entry.querySelector(".photo-said").textContent = words; }

  say(words, wrong = false) {
    let line = document.getElementById("picture-said");
    if (!line) {
      line = document.createElement("p");
      line.id = "picture-said";
      line.setAttribute("role", "status");
      this.input.before(line);
    }
    line.className = wrong ? "error" : "hint";
    line.textContent = words;
  }

  /** Resolves once nothing is on its way; whether every picture has arrived. */
  async settled() {
    if (this.list.querySelector("[name=kept]")) this.say(this.words.photosFirst);
    await this.last;
    this.say("");
    return !this.list.querySelector("[name=kept]");
  }

  clear() { this.list.replaceChildren(); }
}
