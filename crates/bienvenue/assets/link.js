// The secret of a mailed link stands in the fragment, which a browser sends to nobody. It is put into the form, and taken
// out of the address line and the history. Without this script people copy it into the form themselves.
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token) {
  for (const input of document.querySelectorAll('input[name="token"]')) {
    input.value = token;
  }
  // A redirect keeps the fragment, so that the page in another language has it too.
  document.querySelector(".languages").action += location.hash;
  history.replaceState(null, "", location.pathname);
}
for (const input of document.querySelectorAll('input[name="token"]')) {
  if (input.value) {
    const label = input.closest("label");
    label.hidden = true;
    if (label.nextElementSibling?.id === "code-help") {
      label.nextElementSibling.hidden = true;
    }
  }
}
