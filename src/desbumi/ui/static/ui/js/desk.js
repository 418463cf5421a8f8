/* What the desk's pages do beyond HTML: keep what is typed, say what went wrong, move the focus. */

const KEPT = "desbumi-kept:";

/* What is typed into a form with data-keep survives a closed tab and a lost session, on this device. */
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = KEPT + form.dataset.keep;
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "password", "submit", "file"].includes(field.type));
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (kept && !form.querySelector("[aria-invalid=true]")) {
    for (const field of fields()) {
      if (!(field.name in kept)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = kept[field.name].includes(field.value);
      else field.value = kept[field.name][0];
    }
  }
  form.addEventListener("input", () => {
    const typed = {};
    for (const field of fields()) {
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
      (typed[field.name] ||= []).push(field.value);
    }
    localStorage.setItem(key, JSON.stringify(typed));
  });
  form.addEventListener("submit", () => sessionStorage.setItem(KEPT + "sent", key));
}

/* A page that says "done" means that the form which was sent is on the server: forget it here. */
if (document.querySelector("#said .toast")) {
  const sent = sessionStorage.getItem(KEPT + "sent");
  if (sent) localStorage.removeItem(sent);
  sessionStorage.removeItem(KEPT + "sent");
}

/* A refused form: begin where it says what to mend. */
document.querySelector(".errors")?.focus();
