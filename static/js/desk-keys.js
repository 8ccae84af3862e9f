// Keys on the moderation desk: they act on the card that has the focus, and only once the author has turned them on.

const cards = () => [...document.querySelectorAll("[data-desk-card]")];
const heading = (card) => card?.querySelector("h3");

const move = (card, step) => {
  const all = cards();
  const next = card ? all[all.indexOf(card) + step] : all[0];
  heading(next)?.focus();
};

const press = (card, key) => card?.querySelector(`[data-desk-key="${key}"]`)?.click();

const answer = (card) => {
  const opener = card.querySelector('summary[data-desk-key="r"]');
  if (!opener) return;
  opener.parentElement.open = true;
  opener.parentElement.querySelector("textarea").focus();
};

const help = () => {
  const keys = document.getElementById("keys");
  keys.open = true;
  keys.querySelector("summary").focus();
};

const acts = {
  j: (card) => move(card, 1),
  k: (card) => move(card, -1),
  r: answer,
  a: (card) => press(card, "a"),
  l: (card) => press(card, "l"),
  s: (card) => press(card, "s"),
  z: () => document.querySelector("[data-desk-undo]")?.click(),
  "?": help,
};

const isTyping = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return;
  const card = event.target.closest?.("[data-desk-card]");
  if (!card || !acts[event.key]) return;
  event.preventDefault();
  acts[event.key](card);
});

for (const control of document.querySelectorAll("[data-desk-key]")) {
  const key = control.dataset.deskKey;
  control.setAttribute("aria-keyshortcuts", key);
  const hint = document.createElement("kbd");
  hint.textContent = key;
  control.append(" ", hint);
}
