// Brings the page of work that is under way up to date, until it is over.
const EVERY_MS = 2000;
const shown = document.querySelector("[data-desk-progress]");

async function refresh() {
  let page;
  try {
    page = await fetch(location.href, { headers: { Accept: "text/html" } });
  } catch {
    return setTimeout(refresh, EVERY_MS);
  }
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  const progress = fresh.querySelector("[data-desk-progress] progress");
  if (!page.ok || !progress) return location.reload();
  shown.querySelector(".says").replaceWith(fresh.querySelector(".says"));
  setTimeout(refresh, EVERY_MS);
}

if (shown) setTimeout(refresh, EVERY_MS);
