// What the editor holds: the blocks and marks of blog/html, with the names, languages and directions that they carry.
// What it can't hold stands in it as a closed piece, and comes out as it was written.

import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Extension, Gapcursor, HardBreak, Heading, History,
  HorizontalRule, Italic, ListItem, Mark, Node, Paragraph, Subscript, Superscript, Table, TableCell, TableHeader,
  TableRow, Text, TrailingNode, wrappingInputRule,
} from "../django_prose_editor/editor.js";
import { say } from "./editor-dialogs.js";

const ANYWHERE = ["id", "lang", "dir"];

// Attributes that go through as they are written.
const kept = (...names) =>
  Object.fromEntries(names.map((name) => [name, {
    default: null,
    keepOnSplit: false,
    parseHTML: (element) => element.getAttribute(name),
    renderHTML: (attributes) => (attributes[name] === null ? {} : { [name]: attributes[name] }),
  }]));

const number = (name) => ({
  [name]: {
    default: 1,
    parseHTML: (element) => Number.parseInt(element.getAttribute(name), 10) || 1,
    renderHTML: (attributes) => (attributes[name] > 1 ? { [name]: attributes[name] } : {}),
  },
});

const node = (name, tag, more) =>
  Node.create({
    name,
    group: "block",
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
    ...more,
  });

// Words in an item or a cell may stand in a paragraph of their own or without one; which, is kept.
const OwnParagraph = Paragraph.extend({
  addAttributes: () => ({
    spaced: {
      default: false,
      parseHTML: (element) => Boolean(element.parentElement?.matches("li, td, th")),
      renderHTML: ({ spaced }) => (spaced ? { "data-spaced": "" } : {}),
    },
  }),
});

const OrderedList = node("orderedList", "ol", {
  group: "block list",
  content: "listItem+",
  addAttributes: () => kept("start", "type", "reversed"),
  addCommands: () => ({ toggleOrderedList: () => ({ commands }) => commands.toggleList("orderedList", "listItem") }),
  addKeyboardShortcuts() { return { "Mod-Shift-7": () => this.editor.commands.toggleOrderedList() }; },
  addInputRules() {
    const started = ([, start]) => (start === "1" ? {} : { start });
    return [wrappingInputRule({ find: /^(\d{1,3})\.\s$/, type: this.type, getAttributes: started })];
  },
});

// Tab goes on to the next field, so lists are indented by the toolbar and by these keys.
const OwnListItem = ListItem.extend({
  addAttributes: () => kept("value"),
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      "Mod-]": () => this.editor.commands.sinkListItem(this.name),
      "Mod-[": () => this.editor.commands.liftListItem(this.name),
    };
  },
});

const OwnCodeBlock = CodeBlock.extend({
  addAttributes: () => ({
    isCoded: {
      default: true,
      parseHTML: (element) => element.firstElementChild?.localName === "code",
      rendered: false,
    },
  }),
  parseHTML: () => [{ tag: "pre", preserveWhitespace: "full" }],
  renderHTML: ({ node: { attrs }, HTMLAttributes }) =>
    attrs.isCoded ? ["pre", HTMLAttributes, ["code", 0]] : ["pre", HTMLAttributes, 0],
});

// In a table Tab goes from cell to cell and, after the last, on.
const OwnTable = Table.extend({
  renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
  addNodeView: () => null,
  addKeyboardShortcuts() {
    return {
      Tab: () => this.editor.commands.goToNextCell(),
      "Shift-Tab": () => this.editor.commands.goToPreviousCell(),
    };
  },
});
const cell = (more) => () => ({
  ...number("colspan"),
  ...number("rowspan"),
  colwidth: { default: null, parseHTML: () => null, rendered: false },
  ...kept("class", ...more),
});

const Figure = node("figure", "figure", {
  content: "caption? (picture | table | codeBlock | blockquote | paragraph | bulletList | orderedList | kept_block)+ caption?",
  marks: "link",
  isolating: true,
  draggable: true,
});
const Caption = node("caption", "figcaption", { group: "", content: "inline*", isolating: true, defining: true });

const pictured = (name, more) =>
  Node.create({
    name,
    atom: true,
    draggable: true,
    addAttributes: () => kept("src", "alt", "width", "height"),
    renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
    ...more,
  });
const Picture = pictured("picture", { parseHTML: () => [{ tag: "img[src]", context: "figure/", priority: 60 }] });
const Image = pictured("image", { inline: true, group: "inline", parseHTML: () => [{ tag: "img[src]" }] });

const closed = (name, tag, more) =>
  Node.create({
    name,
    atom: true,
    ...more,
    addAttributes: () => ({
      html: { default: "", parseHTML: (element) => element.dataset.kept, rendered: false },
      label: { default: "", parseHTML: (element) => element.textContent || say("more"), rendered: false },
    }),
    parseHTML: () => [{ tag: `${tag}[data-kept]`, priority: 100 }],
    renderHTML: ({ node: { attrs } }) => [tag, { "data-kept": attrs.html }, attrs.label],
  });
const Kept = closed("kept", "span", { inline: true, group: "inline" });
const KeptBlock = closed("kept_block", "div", { group: "block" });

const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes: () => kept("href", "title", "rel", "class"),
  parseHTML: () => [{ tag: "a[href]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

const OwnCode = Code.extend({ excludes: "" });
const OwnBold = Bold.extend({ parseHTML: () => [{ tag: "strong" }, { tag: "b" }] });
const OwnItalic = Italic.extend({ parseHTML: () => [{ tag: "em" }, { tag: "i" }] });

const RARE = {
  abbr: ["title"], bdi: [], bdo: [], cite: [], del: [], dfn: ["title"], ins: [], kbd: [], mark: [], q: [], s: [], samp: [],
  small: [], span: [], time: ["datetime"], u: [], var: [],
};
const rareMarks = Object.entries(RARE).map(([tag, attributes]) =>
  Mark.create({
    name: tag,
    excludes: "",
    addAttributes: () => kept(...attributes),
    parseHTML: () => [{ tag: tag === "span" ? "span:not([data-kept])" : tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  }));

const nodes = [
  OwnParagraph, Heading.configure({ levels: [2, 3, 4, 5, 6] }), Blockquote, BulletList, OrderedList, OwnListItem,
  OwnCodeBlock, HorizontalRule, OwnTable.configure({ resizable: false }), TableRow,
  TableCell.extend({ addAttributes: cell([]) }), TableHeader.extend({ addAttributes: cell(["scope"]) }), Figure, Caption,
];
const marks = [Link, OwnBold, OwnItalic, OwnCode, Subscript, Superscript, ...rareMarks];

const Anywhere = Extension.create({
  name: "anywhere",
  addGlobalAttributes: () => [{ types: [...nodes, ...marks].map(({ name }) => name), attributes: kept(...ANYWHERE) }],
});

export const extensions = [
  Document, Text, ...nodes, Picture, Image, HardBreak, Kept, KeptBlock, ...marks, Anywhere, History, Dropcursor, Gapcursor,
  TrailingNode,
];
