// Improves the comment form: says how long the writing took, gives this form a key of its own, keeps a draft in the
// browser until the comment was accepted, and moves the form under the comment that is answered.

const form = document.querySelector("[data-comment-form]");

if (form) {
  const shownAt = Date.now();
  const text = form.elements.text;
  const draftKey = () => `draft ${form.action}`;

  form.elements.nonce.value ||= crypto.getRandomValues(new Uint8Array(16)).reduce((key, byte) => key + byte.toString(16).padStart(2, "0"), "");
  form.addEventListener("submit", () => {
    form.elements.seconds.value = Math.round((Date.now() - shownAt) / 1000);
    sessionStorage.setItem("sent draft", draftKey());
  });

  const keep = () => localStorage.setItem(draftKey(), text.value);
  const restore = () => { text.value ||= localStorage.getItem(draftKey()) ?? ""; };
  text.addEventListener("input", keep);
  restore();
  document.querySelector("#trouble, #preview-title")?.focus();

  const title = form.querySelector("h2");
  const home = { parent: form.parentNode, action: form.action, title: title.textContent };
  const cancel = Object.assign(document.createElement("button"), { type: "button", className: "button" });
  cancel.textContent = form.dataset.cancel ?? "✕";

  const move = (parent, action, words) => {
    keep();
    parent.append(form);
    form.action = action;
    title.textContent = words;
    restore();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reply]");
    if (!link) return;
    event.preventDefault();
    move(link.closest("article"), `${link.href}post/`, link.getAttribute("aria-label"));
    form.querySelector(".buttons").append(cancel);
    text.focus();
    cancel.onclick = () => {
      move(home.parent, home.action, home.title);
      cancel.remove();
      link.focus();
    };
  });
}
