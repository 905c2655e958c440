// Sends what was checked so that nothing is lost: it is kept on this device first, sent, and sent
// again under the same name if no answer comes.

const { citymend } = self;
const form = document.getElementById("check");
const send = form.querySelector("button[value=send]");
const said = document.getElementById("sending");
let busy = false;

function plainly() {
  const step = document.createElement("input");
  Object.assign(step, { type: "hidden", name: "step", value: "send" });
  form.append(step);
  form.submit();
}

form.addEventListener("submit", async (event) => {
  if (event.submitter !== send) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  said.textContent = form.dataset.sending;
  const item = citymend.itemOf(new FormData(form));
  try {
    await citymend.save(item);
    await citymend.flush({ patient: true });
  } catch {
    plainly(); // this browser keeps nothing
    return;
  }
  const sent = await citymend.sentAs(item.client_id);
  const left = await citymend.report(item.client_id);
  if (sent) location.assign(`${form.dataset.done}?token=${encodeURIComponent(sent.token)}`);
  else if (left?.state === "refused") {
    await citymend.remove(item.client_id);
    plainly(); // the form comes back with what must be mended
  } else location.assign(`${form.dataset.mine}#waiting`);
});
addEventListener("pageshow", () => { busy = false; said.textContent = ""; });

// Small pictures of what goes along: those that this device has, the others from the server.
const list = document.getElementById("photos-shown");
const inputs = [...form.querySelectorAll("[name=photos]")];
const pictures = inputs.length ? await citymend.pictures("draft").catch(() => []) : [];
for (const { value, dataset } of inputs) {
  const own = pictures.find(({ id }) => id === value);
  const image = document.createElement("img");
  Object.assign(image, {
    src: own?.small || dataset.small, alt: own?.name || dataset.name, className: "photo-small",
  });
  list.append(image);
}
