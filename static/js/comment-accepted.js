// The comment arrived: the draft kept in the browser has done its work.

const sent = sessionStorage.getItem("sent draft");

if (sent) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("sent draft");
}
