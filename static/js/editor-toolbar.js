// The editor's toolbar: one stop for the Tab key, arrows within it, Alt+F10 from the text and Escape back to it.

import { asked, part } from "./editor-dialogs.js";

const inTable = (editor) => editor.isActive("table");
const act = (run, more = {}) => ({ run, ...more });
const mark = (name, command) =>
  act((chain) => chain[command](), { isOn: (editor) => editor.isActive(name), may: (editor) => editor.can()[command]() });

const ACTS = {
  bold: mark("bold", "toggleBold"),
  italic: mark("italic", "toggleItalic"),
  code: mark("code", "toggleCode"),
  subscript: mark("subscript", "toggleSubscript"),
  superscript: mark("superscript", "toggleSuperscript"),
  bullets: act((chain) => chain.toggleBulletList(), { isOn: (editor) => editor.isActive("bulletList") }),
  numbers: act((chain) => chain.toggleOrderedList(), { isOn: (editor) => editor.isActive("orderedList") }),
  deeper: act((chain) => chain.sinkListItem("listItem"), { may: (editor) => editor.can().sinkListItem("listItem") }),
  higher: act((chain) => chain.liftListItem("listItem"), { may: (editor) => editor.can().liftListItem("listItem") }),
  quote: act((chain) => chain.toggleBlockquote(), { isOn: (editor) => editor.isActive("blockquote") }),
  rule: act((chain) => chain.setHorizontalRule()),
  table: act((chain) => chain.insertTable({ rows: 3, cols: 2, withHeaderRow: true }), { may: (editor) => !inTable(editor) }),
  undo: act((chain) => chain.undo(), { may: (editor) => editor.can().undo() }),
  redo: act((chain) => chain.redo(), { may: (editor) => editor.can().redo() }),
  "row-above": act((chain) => chain.addRowBefore()),
  "row-below": act((chain) => chain.addRowAfter()),
  "row-gone": act((chain) => chain.deleteRow()),
  "column-before": act((chain) => chain.addColumnBefore()),
  "column-after": act((chain) => chain.addColumnAfter()),
  "column-gone": act((chain) => chain.deleteColumn()),
  "head-row": act((chain) => chain.toggleHeaderRow()),
  "table-gone": act((chain) => chain.deleteTable()),
};

// A change that is about to be made where the cursor stands, with the focus there at once and not a frame later: the next
// key may already be on its way.
export function inText(editor) {
  editor.view.focus();
  return editor.chain();
}

// `own` are acts of the page around the editor: functions by name.
export function toolbar(own) {
  const bar = part("toolbar");
  const style = bar.querySelector("[data-style]");
  const stops = () => [...bar.querySelectorAll("button, select")].filter((stop) => !stop.closest("[hidden]"));
  let editor = null;

  const stand = (stop) => { for (const other of stops()) other.tabIndex = other === stop ? 0 : -1; };
  stand(stops()[0]);
  bar.addEventListener("focusin", ({ target }) => stand(target));
  bar.addEventListener("keydown", (event) => {
    const here = stops();
    const place = here.indexOf(event.target);
    // Up and down belong to the list of styles.
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: here.length - 1 }[event.key];
    if (to !== undefined) here.at(to % here.length).focus();
    else if (event.key === "Escape" && editor) editor.view.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // A press of the mouse leaves the selection in the text.
  bar.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const name = button.dataset.do;
    if (own[name]) own[name]();
    else if (editor) ACTS[name].run(inText(editor)).run();
  });
  style.addEventListener("change", () => {
    const chain = inText(editor);
    if (style.value === "listing") chain.toggleCodeBlock().run();
    else if (style.value === "paragraph") chain.setParagraph().run();
    else chain.setHeading({ level: Number(style.value) }).run();
  });

  const show = () => {
    for (const button of bar.querySelectorAll("[data-do]")) {
      const known = ACTS[button.dataset.do];
      if (!known && !own[button.dataset.do]?.isOn) continue;
      const { isOn, may } = known ?? own[button.dataset.do];
      if (isOn) button.setAttribute("aria-pressed", String(isOn(editor)));
      if (may) button.setAttribute("aria-disabled", String(!may(editor)));
    }
    bar.querySelector("[data-for-tables]").hidden = !inTable(editor);
    const heading = [2, 3, 4, 5, 6].find((level) => editor.isActive("heading", { level }));
    style.value = editor.isActive("codeBlock") ? "listing" : String(heading ?? "paragraph");
  };

  return {
    element: bar,
    focus: () => bar.querySelector("[tabindex='0']").focus(),
    serve(served) {
      editor = served;
      editor.on("transaction", show);
      show();
    },
  };
}

// Asks where a link leads: changes the one at the cursor, links what is selected, or writes the address itself.
export async function link(editor) {
  const there = editor.getAttributes("link").href ?? "";
  const selected = editor.state.doc.textBetween(editor.state.selection.from, editor.state.selection.to, " ");
  const data = await asked("link", (form) => {
    form.elements.address.value = there;
    form.querySelector("[data-unlink]").hidden = !there;
    form.querySelector("[data-text]").hidden = Boolean(there || selected);
  });
  const chain = inText(editor);
  if (!data) return chain.run();
  if (there) chain.extendMarkRange("link");
  if (data.has("unlink")) return chain.unsetMark("link").run();
  const href = whole(data.get("address"));
  if (!href) return chain.run();
  if (there || selected) return chain.setMark("link", { href }).run();
  const text = data.get("text").trim() || href;
  return chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] }).run();
}

// Addresses as people type them: example.org/page, name@example.org.
export function whole(typed) {
  const text = typed.trim();
  if (/^(?:https?:|mailto:|\/|#)/i.test(text)) return text;
  if (/^[^\s@/]+@[\w.-]+\.\w+$/.test(text)) return `mailto:${text}`;
  return /^[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)/.test(text) ? `https://${text}` : "";
}
