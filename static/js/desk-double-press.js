// Ignores a press that comes within 400 ms of the page's arrival: it was meant for the page before.

const arrived = performance.now();

addEventListener("submit", (event) => {
  if (performance.now() - arrived < 400) event.preventDefault();
});
