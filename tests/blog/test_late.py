"""What comes late stands where it belongs, and a page without it is what it would be anyway."""

from django.template import Context, Library, Template, engines
from django.utils.safestring import SafeString, mark_safe

from blog import late


def long_text():
    return late.late(mark_safe("<p>a & b %s \\1</p>"))


def test_a_text_that_nobody_waits_for_stands_at_once():
    assert long_text() == "<p>a & b %s \\1</p>" and isinstance(long_text(), SafeString)


def test_a_page_is_the_same_as_if_nothing_came_late(monkeypatch, rf):
    library = Library()
    library.simple_tag(long_text, name="long_text")
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "template_builtins", [*engine.template_builtins, library])
    template = Template("<main>{% if 1 %}{% long_text %}{% endif %}</main>{% long_text %}", engine=engine)
    monkeypatch.setattr(late, "render_to_string", lambda name, context, request: template.render(Context(context)))
    response = late.rendered(rf.get("/"), "page.html", {})
    assert (
        response.content.decode() == template.render(Context()) == "<main><p>a & b %s \\1</p></main><p>a & b %s \\1</p>"
    )


def test_after_a_page_that_failed_nobody_waits(monkeypatch, rf):
    def fails(*_what):
        long_text()
        raise ZeroDivisionError

    monkeypatch.setattr(late, "render_to_string", fails)
    try:
        late.rendered(rf.get("/"), "page.html", {})
    except ZeroDivisionError:
        assert long_text().startswith("<p>")
