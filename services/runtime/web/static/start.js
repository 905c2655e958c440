// Photo first: pictures chosen here wait for the form on the next page.

const { citymend } = self;
const first = document.getElementById("photo-first");
const input = first.querySelector("input");

first.hidden = false;
input.addEventListener("change", async () => {
  for (const [number, file] of [...input.files].entries()) {
    await citymend.keepPicture({
      key: citymend.random(), blob: file, name: file.name || "photo.jpg", of: "draft",
      at: Date.now() + number, small: "",
    }).catch(() => {}); // where nothing is kept it is chosen again
  }
  input.value = "";
  location.assign(first.dataset.form);
});
