// Between the source in the field and the document in the editor.

import { pm } from "../django_prose_editor/editor.js";

const { DOMParser: Reader, DOMSerializer: Writer } = pm.model;

// A document without a window: nothing in it loads or runs.
const inert = document.implementation.createHTMLDocument("");
const WITH_LINES = /(<\/(?:li|tr|thead|tbody|figure|figcaption)>|<(?:ul|ol|table|thead|tbody|tr|figure)(?: [^>]*)?>)(?=<)/g;

const box = (html = "") => {
  const made = inert.createElement("div");
  made.innerHTML = html;
  return made;
};

export const parsed = (schema, element) => Reader.fromSchema(schema).parse(element);
export const slice = (schema, html, context) => Reader.fromSchema(schema).parseSlice(box(html), { context });

// The content of a document as source, block by block.
export function written(schema, content) {
  const root = box();
  root.append(Writer.fromSchema(schema).serializeFragment(content, { document: inert }));
  for (const piece of root.querySelectorAll("[data-spaced]")) piece.dataset.keep = "";
  for (const around of root.querySelectorAll("li, td, th")) unwrap(around);
  for (const paragraph of root.querySelectorAll("p[data-spaced]")) {
    delete paragraph.dataset.spaced;
    delete paragraph.dataset.keep;
  }
  for (const table of root.querySelectorAll("table")) headRows(table);
  const pieces = [];
  for (const piece of root.querySelectorAll("[data-kept]")) {
    piece.replaceWith(inert.createComment(`kept ${pieces.push(piece.dataset.kept) - 1}`));
  }
  const blocks = [...root.children].map((block) => block.outerHTML);
  // Top-level pieces are comments by now, which `children` leaves out.
  const all = [...root.childNodes].map((child) => (child.nodeType === 8 ? `<!--${child.data}-->` : blocks.shift()));
  return all.filter((block) => block !== "<p></p>").map((block) => filled(block, pieces)).join("\n\n");
}

// A first paragraph that was none in the source, and has no other beside it, is none again.
function unwrap(around) {
  const [first, ...rest] = around.children;
  if (first?.localName !== "p" || "keep" in first.dataset || rest.some((other) => other.localName === "p")) return;
  first.replaceWith(...first.childNodes);
}

function headRows(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const isHead = (row) => [...row.cells].every((cell) => cell.localName === "th");
  const first = rows.findIndex((row) => !isHead(row));
  const heads = rows.slice(0, first < 0 ? 0 : first);
  if (heads.length) table.createTHead().append(...heads);
}

function filled(block, pieces) {
  const html = block.includes("<pre") ? block : block.replace(WITH_LINES, "$1\n");
  return html
    .replace(/<p><!--kept (\d+)--><\/p>/g, (whole, place) => (pieces[place].startsWith("<!--") ? pieces[place] : whole))
    .replace(/<!--kept (\d+)-->/g, (_whole, place) => pieces[place]);
}

// What the server says to a question about HTML; throws where it has no answer.
export async function ask(address, question) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(question),
  });
  const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
  if (!response.ok) throw new Error(answer.sentence ?? "");
  return answer;
}

export const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

// The document for a source, with what it can't hold in closed pieces; nothing when it would come out otherwise.
export async function opened(schema, source, { blocksAddress, compareAddress }) {
  const root = box();
  if (source.trim()) {
    const { blocks } = await ask(blocksAddress, { source });
    const back = blocks.map(({ html }) => written(schema, parsed(schema, box(html)).content));
    const { changed, same } = await ask(compareAddress, { source, blocks: back });
    if (!same) return null;
    for (const [place, block] of blocks.entries()) {
      root.append(...(changed.includes(place) ? [closed(block.source)] : box(block.html).childNodes));
    }
  }
  return parsed(schema, root);
}

function closed(source) {
  const piece = inert.createElement("div");
  piece.dataset.kept = source;
  piece.textContent = box(source).textContent.trim().slice(0, 300) || source.slice(0, 100);
  return piece;
}

// HTML from elsewhere as the site would clean it. Styles and data are most of its weight and nothing of its text.
export async function cleaned(html, { blocksAddress }) {
  const light = html
    .replace(/<!--(?!\s*more)[\s\S]*?-->/g, "")
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/\bdata:image\/[\w.+-]+;base64,[A-Za-z0-9+/=\s]+/g, "data:,");
  const { blocks } = await ask(blocksAddress, { source: light });
  return blocks.map((block) => block.html).join("");
}
