// Offers the tags there are while one is typed; in a field of several, for the word behind the last comma.

const tags = document.querySelector("[data-tags]");

if (tags) {
  const names = JSON.parse(tags.dataset.tags);
  const list = document.createElement("datalist");
  list.id = `${tags.id}-names`;
  tags.after(list);
  tags.setAttribute("list", list.id);
  tags.setAttribute("autocomplete", "off");

  const offer = () => {
    const typed = tags.value.split(",");
    const begun = typed.pop().trim().toLowerCase();
    const before = typed.map((word) => word.trim()).filter(Boolean);
    const there = new Set(before.map((word) => word.toLowerCase()));
    const fitting = begun ? names.filter((name) => name.toLowerCase().includes(begun) && !there.has(name.toLowerCase())) : [];
    list.replaceChildren(...fitting.slice(0, 12).map((name) => {
      const option = document.createElement("option");
      option.value = [...before, name].join(", ");
      option.label = name;
      return option;
    }));
  };

  tags.addEventListener("input", offer);
}
