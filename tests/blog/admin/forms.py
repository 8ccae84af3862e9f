"""What a browser would send back for a form of the admin, button by button."""

import html5lib

FIELDS = {"input", "textarea", "select"}


def filled(response, form_id: str, **changes) -> dict:
    """The fields of the page's form as they stand, with changes; a button is a change of its own."""
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = page.find(f".//form[@id='{form_id}']")
    data = {}
    for field in (field for field in form.iter() if field.tag in FIELDS):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind in {"submit", "button", "file"} or "__prefix__" in name:
            continue
        if kind in {"checkbox", "radio"}:
            if field.get("checked") is not None:
                data.setdefault(name, []).append(field.get("value", "on"))
        elif field.tag == "select":
            chosen = [option for option in field.iter("option") if option.get("selected") is not None]
            one = [] if field.get("multiple") is not None else list(field.iter("option"))[:1]
            data[name] = [option.get("value", "") for option in chosen or one]
        else:
            data.setdefault(name, []).append(field.get("value", "") if field.tag == "input" else _text(field))
    return data | changes


def buttons(response, form_id: str) -> list[str]:
    """The names of the form's submit buttons, in order, each once."""
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = page.find(f".//form[@id='{form_id}']")
    pressed = (field.get("name") for field in form.iter() if field.get("type") == "submit")
    return list(dict.fromkeys(name for name in pressed if name))


def errors(response) -> str:
    return " ".join(
        str(error) for name in response.context["errors"] for error in (name if isinstance(name, list) else [name])
    )


def told(response) -> list[str]:
    """What the page says has happened."""
    return [str(message) for message in response.context["messages"]]


def _text(field) -> str:
    # A browser leaves out the first line break of a text field.
    return "".join(field.itertext()).removeprefix("\n")
