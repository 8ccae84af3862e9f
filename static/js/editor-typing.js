// Quotes and dashes as they are printed, while somebody types; Backspace right after takes one back.

import { Extension, textInputRule } from "../django_prose_editor/editor.js";

const QUOTES = {
  de: ["„", "“", "‚", "‘"],
  fr: ["«\u00a0", "\u00a0»", "‹\u00a0", "\u00a0›"],
  es: ["«", "»", "“", "”"],
  ar: ["«", "»", "‹", "›"],
};
const ENGLISH = ["“", "”", "‘", "’"];

export const typing = (language) => {
  const [open, close, openInner, closeInner] = QUOTES[language.slice(0, 2)] ?? ENGLISH;
  const before = "(?:^|[\\s\\u00a0([{\\u2013\\u2014“„«‘‚‹])";
  const apostrophe = /[\p{L}\p{N}](')$/u;
  const rules = [
    [/--$/, "–"],
    [/–-$/, "—"],
    [/\.\.\.$/, "…"],
    [new RegExp(`${before}(")$`), open],
    [/"$/, close],
    [new RegExp(`${before}(')$`), openInner],
    [apostrophe, "’"],
    [/'$/, closeInner],
  ];
  return Extension.create({
    name: "typing",
    addInputRules: () => rules.map(([find, replace]) => textInputRule({ find, replace })),
  });
};
