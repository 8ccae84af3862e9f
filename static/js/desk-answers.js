// Keeps the answers typed so far, so that a decision on another card, or a reload, loses none of them.

const key = (field) => `desk-${field.id}`;

for (const field of document.querySelectorAll("[data-desk-answer]")) {
  const kept = sessionStorage.getItem(key(field));
  const panel = field.closest("details");
  if (kept && !field.value) field.value = kept;
  if (kept && panel) panel.open = true;
  field.addEventListener("input", () => sessionStorage.setItem(key(field), field.value));
}
