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

const NOT_KEPT = ["hidden", "password", "file", "submit", "button", "reset", "image"];

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = KEPT + form.dataset.keep;
  const fields = () => [...form.elements].filter((field) => field.name && !NOT_KEPT.includes(field.type) && !("notKept" in field.dataset));
  const isTicked = (field) => field.type === "radio" || field.type === "checkbox";
  const kept = store.get(key);
  if (kept && !form.querySelector("[aria-invalid=true]")) {
    const at = {}; /* the lines of a table share their names: each gets back what stood in it */
    for (const field of fields()) {
      const values = kept[field.name];
      if (!Array.isArray(values)) continue;
      if (isTicked(field)) field.checked = values.includes(field.value);
      else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.includes(option.value);
      else {
        const line = at[field.name] = (at[field.name] ?? -1) + 1;
        if (line < values.length) field.value = values[line];
      }
    }
  }
  form.addEventListener("input", () => {
    const typed = {};
    for (const field of fields()) {
      const values = (typed[field.name] ||= []); /* also of what nobody ticks: unticked is an answer */
      if (field.type === "select-multiple") values.push(...[...field.selectedOptions].map((option) => option.value));
      else if (!isTicked(field) || field.checked) values.push(field.value);
    }
    store.set(key, typed);
  });
  form.addEventListener("submit", (event) => {
    if ((event.submitter?.formMethod || form.method) !== "dialog") store.set(KEPT + "sent", key);
  });
}

/* A page that says "done" means that the form which was sent is on the server: forget it here. */
if (document.querySelector("#said .toast")) {
  const sent = store.get(KEPT + "sent");
  if (sent) store.drop(sent);
}
store.drop(KEPT + "sent"); // whatever came instead: another form's "done" is not this one's

/* What was asked stays in this tab: going back shows it again, and "register someone new" begins with it. No long number does. */
const ASKED = `${KEPT}asked`, CARRIED = `${KEPT}carried`;
const tab = {
  get(key) { try { return sessionStorage.getItem(key) || ""; } catch { return ""; } },
  set(key, value) { try { sessionStorage.setItem(key, value.replace(/\D/g, "").length < 8 ? value : ""); } catch { /* as above */ } },
};
const asked = document.querySelector("input[data-asked]");
if (asked) {
  if (!asked.value && performance.getEntriesByType("navigation")[0]?.type === "back_forward") asked.value = tab.get(ASKED);
  if (asked.value && asked.value !== asked.defaultValue) addEventListener("load", () => { if (window.htmx) asked.form.requestSubmit(); });
  asked.addEventListener("input", () => tab.set(ASKED, asked.value));
  document.addEventListener("click", (event) => { if (event.target.closest("[data-carries-asked]")) tab.set(CARRIED, asked.value); });
}
const begun = document.querySelector("input[data-begins-as-asked]");
if (begun) {
  const words = tab.get(CARRIED);
  tab.set(CARRIED, "");
  if (!begun.value) begun.value = words;
}

/* Who signs out leaves nothing behind for the next person at this device. */
for (const form of document.querySelectorAll("form[data-forget]")) {
  form.addEventListener("submit", () => {
    store.keys().filter((key) => key.startsWith(KEPT)).forEach(store.drop);
    for (const key of [ASKED, CARRIED]) tab.set(key, "");
  });
}

/* A part that could not be fetched: say so, and leave what is there. */
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, () => {
    const said = document.getElementById("said");
    const notice = document.getElementById("line-lost");
    if (said && notice) said.replaceChildren(notice.content.cloneNode(true));
  });
}

/* A question behind a button is lifted over the page; closed, by its button or Esc, the button has the focus again. */
document.addEventListener("click", (event) => {
  const button = event.target.closest(".ask > summary");
  const dialog = button?.parentElement.querySelector(":scope > dialog");
  if (!dialog?.showModal) return;
  event.preventDefault();
  button.parentElement.open = true; /* what lies in closed details is not drawn */
  dialog.showModal();
  dialog.querySelector("[autofocus], h2")?.focus();
  dialog.addEventListener("close", () => { button.parentElement.open = false; button.focus(); }, { once: true });
});

/* A refused form: begin where it says what to mend. */
document.querySelector(".errors:not(.sample *)")?.focus();

/* Files that were chosen: name and size of each, before they are sent. */
for (const list of document.querySelectorAll("[data-chosen]")) {
  const input = document.getElementById(list.dataset.chosen);
  input?.addEventListener("change", () => {
    list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li"), size = (file.size / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
      line.textContent = `${file.name}, ${size} MB${file.size > 20971520 ? ` (${list.dataset.tooLarge})` : ""}`;
      return line;
    }));
    list.hidden = !input.files.length;
  });
}

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
