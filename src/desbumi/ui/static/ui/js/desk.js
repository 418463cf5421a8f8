/* What the desk's pages do beyond HTML: keep what is typed, say when the line is lost, begin where something is to be mended. */

const whose = document.body.dataset.account || "";
const KEPT = `desbumi-kept:${whose}:`;

/* What is typed into a form with data-keep survives a closed tab and a lost session, on this device, for this account. */
const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* a full or closed store: typing goes on */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* as above */ } },
  keys() { try { return Object.keys(localStorage); } catch { return []; } },
};

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = KEPT + form.dataset.keep;
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "password", "submit", "file"].includes(field.type));
  const kept = store.get(key);
  if (kept && !form.querySelector("[aria-invalid=true]")) {
    for (const field of fields()) {
      const values = kept[field.name];
      if (!Array.isArray(values)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0];
    }
  }
  form.addEventListener("input", () => {
    const typed = {};
    for (const field of fields()) {
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
      (typed[field.name] ||= []).push(field.value);
    }
    store.set(key, typed);
  });
  form.addEventListener("submit", () => store.set(KEPT + "sent", key));
}

/* A page that says "done" means that the form which was sent is on the server: forget it here. */
if (document.querySelector("#said .toast")) {
  const sent = store.get(KEPT + "sent");
  if (sent) store.drop(sent);
  store.drop(KEPT + "sent");
}

/* Who signs out leaves nothing behind for the next person at this device. */
for (const form of document.querySelectorAll("form[data-forget]")) {
  form.addEventListener("submit", () => store.keys().filter((key) => key.startsWith(KEPT)).forEach(store.drop));
}

/* A part that could not be fetched: say so, and leave what is there. */
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, () => {
    const said = document.getElementById("said");
    const notice = document.getElementById("line-lost");
    if (said && notice) said.replaceChildren(notice.content.cloneNode(true));
  });
}

/* A refused form: begin where it says what to mend. */
document.querySelector(".errors")?.focus();

/* Print, share and copy: only where the device can. */
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => navigator.share({ text: document.getElementById(button.dataset.share).value }).catch(() => {}));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.done;
  });
}
