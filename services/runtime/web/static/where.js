// Where it is: here, where the picture was taken, or a point of the map. Each has a way by keyboard,
// and the lists and the address below need none of them.

export function button(label, then, className = "button") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", then);
  return made;
}

const phone = window.matchMedia("(max-width: 47.99rem)");

export class PlaceField {
  constructor(form, words, goOn) {
    this.form = form;
    this.words = words;
    this.goOn = goOn;
    this.box = document.getElementById("locate");
    this.said = document.createElement("p");
    this.said.className = "hint";
    this.said.setAttribute("role", "status");
    this.undo = button(words.unpin, () => { this.set("", ""); this.said.textContent = ""; this.undo.hidden = true; }, "link");
    this.undo.hidden = true;
    if (navigator.geolocation && window.isSecureContext) {
      this.box.append(button(this.label("here"), () => this.locate()));
    }
    this.box.append(this.said, this.undo);
    const taken = form.elements.taken.value.split(",");
    document.getElementById("taken-offer").hidden = true; // a button says it better
    if (taken.length === 2) this.offer({ lat: taken[0], long: taken[1] });
    form.addEventListener("citymend-filled", () => this.restore());
    this.restore();
    const map = document.getElementById("pin");
    // A map that nobody sees yet has no size to be drawn in.
    if (map) new IntersectionObserver((entries, seen) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      this.open(map).catch(() => {}); // the map says itself that it is away
    }).observe(map);
  }

  /** One press is enough on a phone, where there is one question at a time. */
  label(what) { return phone.matches ? this.words[`${what}On`] : this.words[what]; }

  set(lat, long) {
    this.form.elements.lat.value = lat === "" ? "" : Number(lat).toFixed(6);
    this.form.elements.long.value = long === "" ? "" : Number(long).toFixed(6);
    if (this.map) this.draw();
    this.form.dispatchEvent(new Event("input"));
  }

  pin(lat, long, said) {
    this.set(lat, long);
    this.said.textContent = said;
    this.undo.hidden = false;
  }

  restore() {
    const { lat, long } = this.form.elements;
    if (lat.value && long.value) this.pin(lat.value, long.value, this.words.pinned);
    else { this.said.textContent = ""; this.undo.hidden = true; }
  }

  /** Offer the place where a picture was taken; said no to or not, nothing else keeps it. */
  offer({ lat, long }) {
    if (this.form.elements.lat.value || this.offered) return;
    this.form.elements.taken.value = `${Number(lat).toFixed(6)},${Number(long).toFixed(6)}`;
    this.offered = button(this.label("taken"), () => {
      this.form.elements.taken.value = "";
      this.offered.remove();
      this.pin(lat, long, this.words.takenUsed);
      if (phone.matches) this.goOn();
    });
    this.box.prepend(this.offered);
  }

  locate() {
    this.said.textContent = this.words.seeking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.pin(coords.latitude, coords.longitude, this.words.found.replace("{metres}", Math.ceil(coords.accuracy)));
        if (phone.matches) this.goOn();
      },
      () => { this.said.textContent = this.words.lost; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }

  async open(element) {
    const { mapOf } = await import(element.dataset.module);
    this.map = await mapOf(element);
    const take = (latlng) => {
      const [lat, long] = this.map.wgs84(latlng);
      this.pin(lat, long, this.words.pinned);
      document.getElementById("pin-said").textContent = this.words.pinned;
    };
    this.map.leaflet.on("click", (event) => take(event.latlng));
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== element) return;
      event.preventDefault();
      take(this.map.leaflet.getCenter());
    });
    element.classList.add("picks");
    element.after(button(this.words.middle, () => take(this.map.leaflet.getCenter())));
    this.draw();
  }

  draw() {
    const { lat, long } = this.form.elements;
    const point = {
      type: "Feature", geometry: { type: "Point", coordinates: [Number(long.value), Number(lat.value)] },
      properties: { id: "pin", title: this.words.pinned, kind: "mine", count: 1 },
    };
    this.map.show(lat.value ? [point] : []);
  }
}
