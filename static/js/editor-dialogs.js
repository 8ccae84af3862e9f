// Small questions while writing, in dialogs that the page brings along (data-dialog in its editor's template).

const parts = document.querySelector("[data-editor-parts]")?.content;

export const part = (name) => parts.querySelector(`[data-part="${name}"]`).cloneNode(true);

// A sentence in the language of the page.
export const say = (name) => parts.querySelector(`[data-say="${name}"]`).textContent;

// Opens a dialog and gives its form's data when it is agreed to, nothing when it is left; the focus goes back by itself.
// `ready(form)` fills it in.
export function asked(name, ready) {
  const dialog = part(name);
  const form = dialog.querySelector("form");
  // Not within the page's own form, since forms do not nest.
  (document.querySelector(".editor--full") ?? document.body).append(dialog);
  return new Promise((answered) => {
    let answer = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      answer = new FormData(form, event.submitter);
      dialog.close();
    });
    dialog.querySelector("[data-leave]")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); answered(answer); });
    ready?.(form, (data) => { answer = data; dialog.close(); });
    dialog.showModal();
  });
}
