// Pictures while writing: sent at once, described in a dialog, or taken from the library.

import { asked, part, say } from "./editor-dialogs.js";
import { ask, token } from "./editor-source.js";

const IMAGE = /^image\//;

export const imagesOf = (transfer) => [...(transfer?.files ?? [])].filter((file) => IMAGE.test(file.type));

// The pictures as the library has them now; each refusal is told.
export async function sent(files, { uploadAddress }, tell) {
  const taken = [];
  for (const file of files) {
    tell(say("sending").replace("{name}", file.name));
    const body = new FormData();
    body.append("file", file, file.name);
    try {
      const response = await fetch(uploadAddress, { method: "POST", body, headers: { "X-CSRFToken": token() } });
      const isAnswer = response.headers.get("Content-Type")?.includes("json");
      const answer = isAnswer ? await response.json() : { sentence: say("not-sent") };
      if (response.ok && isAnswer) taken.push(answer);
      tell(response.ok && isAnswer ? "" : `${file.name}: ${answer.sentence}`);
    } catch {
      tell(`${file.name}: ${say("not-sent")}`);
    }
  }
  return taken;
}

// Asks for new pictures or one of the library's. Gives a list, empty when the dialog was left.
export function chosen(addresses) {
  let found = [];
  return asked("choose-picture", (form, close) => {
    const file = form.querySelector("[type=file]");
    const note = form.querySelector("[role=status]");
    const shelf = form.querySelector("[data-shelf]");
    const search = form.querySelector("[type=search]");
    const more = form.querySelector("[data-more]");
    let page = 1;
    const load = async () => {
      const address = new URL(addresses.libraryAddress, location);
      address.search = new URLSearchParams({ q: search.value, page });
      const answer = await (await fetch(address)).json();
      if (page === 1) shelf.replaceChildren();
      shelf.append(...answer.pictures.map((picture) => onShelf(picture, () => { found = [picture]; close(true); })));
      more.hidden = !answer.more;
      if (!shelf.childElementCount) note.textContent = say("none-found");
    };
    file.addEventListener("change", async () => {
      found = await sent(file.files, addresses, (text) => { note.textContent = text; });
      if (found.length) close(true);
      file.value = "";
    });
    search.addEventListener("input", () => { page = 1; note.textContent = ""; load(); });
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    more.addEventListener("click", () => { page += 1; load(); });
    load();
  }).then(() => found);
}

function onShelf(picture, choose) {
  const item = part("on-shelf");
  const button = item.querySelector("button");
  const image = item.querySelector("img");
  image.src = picture.thumbnail;
  button.setAttribute("aria-label", picture.called);
  button.title = picture.called;
  button.addEventListener("click", choose);
  return item;
}

// What a picture says: {alt, caption}, or nothing when the dialog was left. The library learns what it did not know.
export async function described(picture, hasCaption) {
  const data = await asked("describe-picture", (form) => {
    const { alt, decorative, caption } = form.elements;
    form.querySelector("img").src = picture.thumbnail ?? picture.src;
    alt.value = picture.alt ?? "";
    decorative.checked = Boolean(picture.isDecorative);
    caption.value = picture.caption ?? "";
    caption.closest("p").hidden = !hasCaption;
    const settle = () => { alt.disabled = decorative.checked; alt.required = !decorative.checked; };
    decorative.addEventListener("change", settle);
    settle();
  });
  if (!data) return null;
  const words = { alt: (data.get("alt") ?? "").trim(), decorative: data.has("decorative"), caption: data.get("caption").trim() };
  if (picture.wordsAddress) ask(picture.wordsAddress, words).catch(() => {});
  return words;
}
