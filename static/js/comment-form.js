// Improves the comment form: says how long the writing took, gives the form a key of its own, counts characters, keeps a
// draft in the browser until the comment was accepted, remembers a reader who asks for it, and moves the form under the
// comment that is answered.

const form = document.querySelector("[data-comment-form]");

if (form) {
  const { text, nonce, seconds, writer, name, email, website } = form.elements;
  const shownAt = Date.now();
  const randomKey = () =>
    crypto.getRandomValues(new Uint8Array(16)).reduce((key, byte) => key + byte.toString(16).padStart(2, "0"), "");

  nonce.value ||= randomKey();

  // The draft of each place (the entry, or the comment answered) is its own.
  const draftKey = () => `draft ${form.action}`;
  const keepDraft = () => (text.value ? localStorage.setItem(draftKey(), text.value) : localStorage.removeItem(draftKey()));
  const bringDraft = () => { text.value ||= localStorage.getItem(draftKey()) ?? ""; count(); };

  const left = document.createElement("p");
  left.className = "meta";
  left.setAttribute("aria-live", "polite");
  form.querySelector("#f-text-help").after(left);
  const count = () => {
    const rest = form.dataset.most - [...text.value].length;
    left.textContent = rest < 500 ? `${rest} ${form.dataset.left}` : "";
  };

  // "Remember me" is opt-in and stays in this browser: name, email, website and a random key that only it knows.
  const remember = form.querySelector("[data-remember]");
  const box = remember.querySelector("input");
  const remembered = JSON.parse(localStorage.getItem("reader") ?? "null");
  remember.hidden = false;
  if (remembered) {
    box.checked = true;
    for (const field of [name, email, website]) field.value ||= remembered[field.name] ?? "";
  }
  const keepReader = () => {
    if (!box.checked) return localStorage.removeItem("reader");
    writer.value = remembered?.writer ?? randomKey();
    localStorage.setItem("reader", JSON.stringify({
      name: name.value, email: email.value, website: website.value, writer: writer.value,
    }));
  };

  text.addEventListener("input", () => { keepDraft(); count(); });
  bringDraft();
  form.addEventListener("submit", () => {
    seconds.value = Math.round((Date.now() - shownAt) / 1000);
    keepReader();
    sessionStorage.setItem("sent draft", draftKey());
  });

  document.querySelector("#trouble")?.focus();

  const title = form.querySelector("h2");
  const home = { place: form.parentNode, before: form.nextSibling, action: form.action, title: title.textContent };
  const back = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: form.dataset.back });

  const move = (put, action, words) => {
    keepDraft();
    text.value = "";
    put();
    form.action = action;
    title.textContent = words;
    bringDraft();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reply]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    move(() => link.closest("article").append(form), `${link.href}post/`, link.getAttribute("aria-label"));
    form.querySelector(".buttons").append(back);
    text.focus();
    back.onclick = () => {
      move(() => home.place.insertBefore(form, home.before), home.action, home.title);
      back.remove();
      link.focus();
    };
  });
}
