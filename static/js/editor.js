// The editor of texts in HTML. Its field stays the form's: it holds the source, and hears of every change (input, then
// change). Entries in Markdown, pages without this script and whatever the editor can't hold unharmed keep the field.

import { Editor, Extension, getSchema } from "../django_prose_editor/editor.js";
import { say } from "./editor-dialogs.js";
import { chosen, described, imagesOf, sent } from "./editor-pictures.js";
import { extensions } from "./editor-schema.js";
import { cleaned, opened, slice, written } from "./editor-source.js";
import { inText, link, toolbar, whole } from "./editor-toolbar.js";
import { typing } from "./editor-typing.js";

const schema = getSchema(extensions);
const EMPTY = { type: "doc", content: [{ type: "paragraph" }] };

function begin(field) {
  const addresses = field.dataset;
  const label = document.querySelector(`label[for="${field.id}"]`);
  const format = field.form.elements[field.name.replace(/source$/, "format")];
  const around = document.createElement("div");
  const page = document.createElement("div");
  const note = document.createElement("p");
  let editor = null;
  // The field's text as the editor knows it, and what the editor's document comes out as.
  let known = "";
  let last = "";
  let isChanged = false;
  // Counts attempts to open, so that only the newest one does.
  let attempt = 0;

  around.className = "editor";
  page.className = "editor__page";
  note.className = "editor__note";
  note.setAttribute("role", "status");
  const tell = (sentence) => { note.textContent = sentence; };

  const bar = toolbar({
    link: () => link(editor),
    picture: () => (selectedPicture() ? change() : choose()),
    source: () => (editor ? plain() : open()),
    full: Object.assign(fill, { isOn: () => around.classList.contains("editor--full") }),
  });
  field.before(around);
  around.append(bar.element, page, field, note);
  label?.addEventListener("click", (event) => {
    if (!editor) return;
    event.preventDefault();
    editor.view.focus();
  });

  function mode(name) {
    around.dataset.mode = name;
    page.hidden = name !== "rich";
    field.hidden = name === "rich";
    bar.element.hidden = name === "markdown";
  }

  async function open() {
    const mine = (attempt += 1);
    const source = field.value;
    tell("");
    try {
      const doc = await opened(schema, source, addresses);
      if (mine !== attempt || field.value !== source) return;
      if (!doc) return plain(say("not-unharmed"));
      known = source;
      start(doc);
    } catch (trouble) {
      if (mine === attempt) plain(trouble.message || say("no-answer"));
    }
  }

  function start(doc) {
    editor?.destroy();
    mode("rich");
    editor = new Editor({
      element: page,
      injectCSS: false,
      extensions: [...extensions, typing(addresses.language), own],
      content: doc.content.size ? doc.toJSON() : EMPTY,
      editorProps: {
        attributes: {
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": label?.textContent.replace(/:\s*$/, "") ?? field.name,
          "aria-description": say("help"),
          dir: "auto",
        },
        // Before the editor itself reads what comes in, styles and all.
        handleDOMEvents: {
          paste: (_view, event) => paste(event) && (event.preventDefault(), true),
          drop: (view, event) => drop(view, event) && (event.preventDefault(), true),
        },
        handleDoubleClickOn: (_view, _position, node) => node.attrs.src !== undefined && (change(), true),
      },
      onUpdate: keep,
      onBlur: settle,
    });
    last = written(schema, editor.state.doc.content);
    bar.serve(editor);
  }

  // The source changes with the first word that is typed, and not before.
  function keep() {
    const source = written(schema, editor.state.doc.content);
    if (source === last) return;
    last = known = field.value = source;
    isChanged = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A field tells of its change when it is left.
  function settle() {
    if (isChanged) field.dispatchEvent(new Event("change", { bubbles: true }));
    isChanged = false;
  }

  function plain(sentence = "") {
    attempt += 1;
    editor?.destroy();
    editor = null;
    mode("source");
    tell(sentence);
    if (!sentence) field.focus();
  }

  function follow() {
    attempt += 1;
    if (format?.value === "markdown") {
      editor?.destroy();
      editor = null;
      tell("");
      mode("markdown");
    } else {
      open();
    }
  }

  // Pictures

  const own = Extension.create({
    name: "own",
    addKeyboardShortcuts: () => ({
      "Mod-k": () => { link(editor); return true; },
      "Alt-F10": () => { bar.focus(); return true; },
      Enter: () => Boolean(selectedPicture()) && (change(), true),
      Escape: () => around.classList.contains("editor--full") && (fill(), true),
    }),
  });

  function selectedPicture() {
    const node = editor?.state.selection.node;
    if (node?.attrs.src !== undefined) return { node, place: editor.state.selection.from };
    if (node?.type.name !== "figure") return null;
    let found = null;
    node.descendants((child, offset) => {
      if (child.type.name === "picture") found ??= { node: child, place: editor.state.selection.from + 1 + offset };
    });
    return found;
  }

  async function choose() {
    await insert(await chosen(addresses));
  }

  async function insert(pictures, place) {
    for (const picture of pictures) {
      const words = await described(picture, true);
      if (!words) continue;
      const caption = words.caption ? [{ type: "caption", content: [{ type: "text", text: words.caption }] }] : [];
      const image = { type: "picture", attrs: { src: picture.src, alt: words.decorative ? "" : words.alt } };
      // Below it one writes on; a paragraph that stays empty is none.
      const figure = [{ type: "figure", content: [image, ...caption] }, { type: "paragraph" }];
      const chain = inText(editor);
      if (place === undefined) chain.insertContent(figure).run();
      else chain.insertContentAt(below(place), figure).run();
      place = undefined;
    }
    editor.view.focus();
  }

  // A picture that is dropped on a paragraph stands below it and does not cut it in two.
  function below(place) {
    const dropped = editor.state.doc.resolve(Math.min(place, editor.state.doc.content.size));
    return dropped.depth ? dropped.after(1) : dropped.pos;
  }

  async function change() {
    const { node, place } = selectedPicture();
    const { alt, src } = node.attrs;
    const words = await described({ src, alt, isDecorative: alt === "" }, false);
    if (words) {
      const attributes = { ...node.attrs, alt: words.decorative ? "" : words.alt };
      editor.view.dispatch(editor.state.tr.setNodeMarkup(place, null, attributes, node.marks));
    }
    editor.view.focus();
  }

  async function send(files, place) {
    await insert(await sent(files, addresses, tell), place);
  }

  // What is pasted or dropped

  function paste({ clipboardData }) {
    const html = clipboardData.getData("text/html");
    const words = clipboardData.getData("text/plain");
    const files = imagesOf(clipboardData);
    if (files.length && !/<(?:p|table|li|h[1-6])[\s>]/i.test(html)) {
      send(files);
      return true;
    }
    const address = whole(words);
    if (/^https?:\/\/\S+$/.test(address) && !editor.state.selection.empty && !editor.state.selection.node) {
      return editor.commands.setMark("link", { href: address });
    }
    if (!html || isOurs(html) || editor.isActive("codeBlock")) return false;
    takeIn(html, words);
    return true;
  }

  function drop(view, { dataTransfer, clientX, clientY }) {
    const html = dataTransfer.getData("text/html");
    const files = imagesOf(dataTransfer);
    if (view.dragging || (!files.length && (!html || isOurs(html)))) return false;
    const place = view.posAtCoords({ left: clientX, top: clientY })?.pos;
    if (files.length) {
      send(files, place);
    } else {
      editor.commands.setTextSelection(place);
      takeIn(html, dataTransfer.getData("text/plain"));
    }
    return true;
  }

  const isOurs = (html) => html.includes("data-pm-slice") && !/\sstyle\s*=/i.test(html);

  // Puts HTML from elsewhere in place of the selection, as the site cleans it.
  async function takeIn(html, words) {
    tell(say("cleaning"));
    try {
      const piece = slice(editor.schema, await cleaned(html, addresses), editor.state.selection.$from);
      editor.view.dispatch(editor.state.tr.replaceSelection(piece).scrollIntoView().setMeta("paste", true));
      tell("");
    } catch (trouble) {
      const paragraph = (text) => ({ type: "paragraph", content: text ? [{ type: "text", text }] : [] });
      editor.commands.insertContent(words.split(/\n+/).map(paragraph));
      tell(trouble.message || say("no-answer-to-paste"));
    }
  }

  // The whole window, with the rest of the page out of reach

  function fill() {
    const isFull = around.classList.toggle("editor--full");
    for (let inner = around; inner !== document.body; inner = inner.parentElement) {
      for (const other of inner.parentElement.children) if (other !== inner) other.inert = isFull;
    }
    if (editor) inText(editor).scrollIntoView().run();
    else field.focus();
  }

  format?.addEventListener("change", follow);
  // Words that were kept elsewhere can come back into the field.
  for (const kind of ["input", "change"]) {
    field.addEventListener(kind, () => { if (editor && field.value !== known) open(); });
  }
  follow();
}

for (const field of document.querySelectorAll("[data-editor]")) if (!field.id.includes("__prefix__")) begin(field);
document.addEventListener("formset:added", ({ target }) => {
  for (const field of target.querySelectorAll("[data-editor]")) begin(field);
});
