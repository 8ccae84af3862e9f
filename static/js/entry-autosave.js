// Saves an entry's form while somebody types, within seconds and apart from what readers see. Where the site does not
// answer, the words wait in this browser and go out with the next answer, or when the page is opened again.

const status = document.querySelector("[data-entry-autosave]");

if (status) {
  const REST_MS = 1200, LONGEST_MS = 3000, AGAIN_MS = 4000;
  const form = status.closest("form");
  const alert = document.querySelector("[data-entry-alert]");
  const warnings = document.querySelector("[data-entry-warnings]");
  const place = () => `entry ${location.pathname} `;
  const field = (name) => form.elements.namedItem(name);
  let address = status.dataset.entryAutosave;
  let rest, longest, underway = false, dirty = false, touched = false, leaving = false;

  const say = (element, words) => { if (element.textContent !== words) element.textContent = words; };
  const typed = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };

  const localKey = () => place() + field("window").value;
  const keepHere = () => localStorage.setItem(localKey(), JSON.stringify([...typed()]));
  const forgetHere = () => localStorage.removeItem(localKey());

  const signIn = () => {
    const link = document.createElement("a");
    link.href = status.dataset.signIn;
    link.target = "_blank";
    link.textContent = status.dataset.signInWords;
    status.append(" ", link);
  };

  // A page that was open while somebody signed out and in again has an old proof of where it came from.
  const freshProof = async () => {
    const answer = await fetch(address);
    if (answer.ok) field("csrfmiddlewaretoken").value = (await answer.json()).token;
    return answer.ok;
  };

  const send = async (data) => {
    const answer = await fetch(address, { method: "POST", body: data });
    if (answer.status !== 403 || answer.headers.get("Content-Type")?.startsWith("application/json")) return answer;
    if (!(await freshProof())) return answer;
    data.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    return fetch(address, { method: "POST", body: data });
  };

  const take = (answer) => {
    say(status, answer.told);
    say(alert, answer.alert ?? "");
    if (!answer.page) return;
    address = answer.address;
    field("seen").value = answer.seen;
    field("continues").value = "";
    field("warned").value = answer.warned;
    if (location.pathname !== answer.page) {
      forgetHere();
      history.replaceState(null, "", answer.page + location.search);
      form.action = answer.page;
    }
    warnings.hidden = !answer.warnings.length;
    warnings.querySelector("ul").replaceChildren(...answer.warnings.map((words) => {
      const item = document.createElement("li");
      item.textContent = words;
      return item;
    }));
  };

  const save = async () => {
    clearTimeout(rest);
    clearTimeout(longest);
    longest = undefined;
    if (underway || leaving) return;
    underway = true;
    dirty = false;
    let again = false;
    try {
      const answer = await send(typed());
      if (answer.status === 401) {
        say(status, status.dataset.signedOut);
        signIn();
        again = true;
      } else if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
        take(await answer.json());
      } else {
        throw new Error(answer.status);
      }
    } catch {
      say(status, status.dataset.offline);
      again = true;
    }
    underway = false;
    if (again) keepHere(); else if (!dirty) forgetHere();
    if (again && !dirty) rest = setTimeout(save, AGAIN_MS);
    if (dirty) soon();
  };

  const soon = () => {
    dirty = touched = true;
    if (underway) return;
    clearTimeout(rest);
    rest = setTimeout(save, REST_MS);
    longest ??= setTimeout(save, LONGEST_MS);
  };

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => { leaving = true; keepHere(); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("pagehide", () => {
    if (!dirty || leaving) return;
    keepHere();
    navigator.sendBeacon(address, typed());
  });

  // What may not have arrived before: the server says whether it was new to it.
  const waiting = Object.keys(localStorage).filter((key) => key.startsWith(place()));
  const bring = async () => {
    let news = "";
    for (const key of waiting) {
      const data = new FormData();
      for (const [name, value] of JSON.parse(localStorage.getItem(key))) data.append(name, value);
      data.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
      data.set("_brought", "1");
      const answer = await send(data);
      if (!answer.ok) return;
      localStorage.removeItem(key);
      const { kept, page } = await answer.json();
      if (kept) news = page;
    }
    if (news && !touched) location.assign(news);
  };
  if (waiting.length && !document.querySelector(".errornote")) bring().catch(() => {});
}
