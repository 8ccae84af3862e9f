// Chooses an entry's picture by sight; the field underneath keeps its number.

import { part } from "./editor-dialogs.js";
import { chosen, described } from "./editor-pictures.js";

for (const field of document.querySelectorAll("[data-picture-field]")) {
  const addresses = field.dataset;
  const face = part("picture-field");
  const image = face.querySelector("img");
  const choose = face.querySelector("[data-choose]");
  const remove = face.querySelector("[data-remove]");
  const around = field.parentElement;
  const label = document.querySelector(`label[for="${field.id}"]`);

  const show = (picture) => {
    image.hidden = remove.hidden = !picture;
    if (!picture) return;
    image.src = picture.thumbnail;
    image.alt = picture.called;
  };
  const set = (picture) => {
    field.value = picture ? picture.pk : "";
    show(picture);
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  choose.addEventListener("click", async () => {
    const [picture] = await chosen(addresses);
    if (picture && (picture.alt || picture.isDecorative || await described(picture, true))) set(picture);
    choose.focus();
  });
  remove.addEventListener("click", () => { set(null); choose.focus(); });

  for (const child of around.children) child.hidden = true;
  around.append(face);
  if (label) {
    label.id ||= `${field.id}_label`;
    label.removeAttribute("for");
    face.setAttribute("aria-labelledby", label.id);
  }
  if (field.value) {
    const address = new URL(addresses.libraryAddress, location);
    address.search = new URLSearchParams({ pk: field.value });
    fetch(address).then((response) => response.json()).then(({ pictures: [picture] }) => show(picture)).catch(() => {});
  }
}
