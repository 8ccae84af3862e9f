"""The demo blog: what a first start shows, in files beside this one, and what loads them.

Which entry shows what:

a-pot-of-beans              a long discussion, closed by the rule: replies seven deep, the author under several names,
                            nameless readers, a removed comment whose place is kept, a branch that takes no replies, a
                            pingback; an old address; addenda known to the day, the month and the year, and one without
                            a date; <!--more-->, figure with caption, picture of the entry
salt-by-weight              table with caption, figure, code; a discussion kept open, spam
seven-days-of-lemon-water   withdrawn, with a note to readers
sauerkraut                  in German
on-not-counting             quotes, its own copyright line; a discussion that ended on its date
the-jar-shelf               a discussion closed by the author, with words for readers; a link to another entry
a-garden-in-boxes           by the second author, in Markdown with a picture and a table; the author is asked about
                            every comment; a question and flattery wait
lentil-soup                 in Arabic, right to left; comments in two directions
the-small-print             footnotes both ways, very long words, a definition list; held by the rule
tea-and-the-clock           by the second author; closes on a date to come
a-short-note-on-water       no comments, no summary, no picture; an earlier version
bread-with-four-things      Markdown with <!--more--> and code; open by the rule; a question, flattery and spam
broth-for-the-coldest-week  scheduled
breakfast-unfinished        a draft with two earlier versions
about, how-we-talk-here     standing pages in the navigation

blog.toml adds the settings, the second author, links, descriptions of pictures, rules of the owner's own and two
private notes, one of them unread.
"""
