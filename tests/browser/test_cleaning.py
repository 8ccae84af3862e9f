"""What is stored, as a real browser parses it: nothing that is on no list, and the elements other parsers find."""

import os
import random

import html5lib

from blog import html
from blog.html.allowed import ENTRY_TAGS, PRINTED_IN_ENTRIES
from tests.blog.soup import body
from tests.blog.test_html_hostile import check_tree, tree_by_html5lib

BODIES = int(os.environ.get("BODIES", "300"))
BATCH = 100

TREES = """(bodies) => {
  const tree = (parent) => [...parent.childNodes].map((node) => node.nodeType === 3 ? node.data : [
    node.nodeName.toLowerCase(),
    Object.fromEntries([...node.attributes ?? []].map(({ name, value }) => [name, value])),
    tree(node),
  ]);
  return bodies.map((body) => tree(new DOMParser().parseFromString(`<body>${body}`, "text/html").body));
}"""


def as_lists(tree: list) -> list:
    return [node if isinstance(node, str) else [node[0], node[1], as_lists(node[2])] for node in tree]


def test_chromium_finds_what_other_parsers_find_and_nothing_that_is_on_no_list(browser):
    page = browser.new_page()
    chance = random.Random(BODIES)
    done = 0
    while done < BODIES:
        outputs = [html.clean_entry(body(chance), "html").body for _number in range(min(BATCH, BODIES - done))]
        done += len(outputs)
        for output, seen in zip(outputs, page.evaluate(TREES, outputs), strict=True):
            check_tree(seen, ENTRY_TAGS, PRINTED_IN_ENTRIES)
            assert seen == as_lists(tree_by_html5lib(html5lib.parseFragment(output, namespaceHTMLElements=False)))
    page.close()
