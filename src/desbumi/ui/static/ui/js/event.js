/* What the pages of an event do beyond HTML: a list typed by keyboard, ticks that wait for a line, a pile that goes up one by one. */

/* --- Typing a signed list: Enter goes on, a line begins as the one above, who stands there twice is said while it is typed. */
const bare = (name) => name.split(",")[0].toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N} ]/gu, "").split(/\s+/)
  .filter((word) => word && !["h", "hj", "haji", "hajjah", "bin", "binti", "ibu", "bu", "bapak", "pak", "dr", "drs", "dra", "ir", "kh", "ny", "tn", "sdr", "sdri"].includes(word)).join(" ");

for (const table of document.querySelectorAll("[data-typing]")) {
  const form = table.closest("form"), says = form.querySelector("[data-list-says]");
  const there = new Set(JSON.parse(table.dataset.there).map(([name, village]) => `${bare(name)}|${village}`));
  const lines = () => [...table.tBodies[0].rows];
  const field = (line, name) => line.querySelector(`[name=rows-${name}]`);
  const begin = (line) => {
    const above = line.previousElementSibling;
    if (!above || field(line, "role").value || !field(above, "name").value) return;
    for (const name of ["role", "village", "sex"]) field(line, name).value = field(above, name).value;
  };
  const look = () => {
    const seen = new Map();
    let told = "";
    for (const line of lines()) {
      const name = field(line, "name").value.trim();
      line.classList.remove("twice", "known");
      if (!bare(name)) continue;
      const key = `${bare(name)}|${field(line, "village").value}`;
      if (seen.has(key)) { line.classList.add("twice"); told = says.dataset.twice.replace("{name}", name); }
      else if (there.has(key)) { line.classList.add("known"); told = told || says.dataset.known.replace("{name}", name); }
      seen.set(key, line);
    }
    if (says.textContent !== told) says.textContent = told;
  };
  const more = () => {
    const last = lines().at(-1), fresh = last.cloneNode(true);
    for (const each of fresh.querySelectorAll("input, select")) each.value = each.name === "rows-named" ? "yes" : "";
    fresh.cells[0].textContent = lines().length + 1;
    for (const each of fresh.querySelectorAll("[aria-label]")) each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+$/, lines().length + 1));
    fresh.classList.remove("twice", "known");
    table.tBodies[0].append(fresh);
    return fresh;
  };
  table.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const line = event.target.closest("tr"), next = line.nextElementSibling || more();
    begin(next);
    field(next, "name").focus();
  });
  table.addEventListener("input", (event) => { if (event.target.name === "rows-name") begin(event.target.closest("tr")); look(); });
  table.addEventListener("change", look);
  const button = form.querySelector("[data-more-rows]");
  if (button) { button.hidden = false; button.addEventListener("click", () => { for (let at = 0; at < 10; at += 1) more(); }); }
  /* A kept list (desk.js) may be longer than the page: its further lines come back too. */
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(`desbumi-kept:${document.body.dataset.account || ""}:${form.dataset.keep}`)); } catch { /* a closed store */ }
  for (let at = lines().length; at < (kept?.["rows-name"]?.length || 0); at += 1) {
    for (const each of more().querySelectorAll("[name]")) each.value = kept[each.name]?.[at] ?? each.value;
  }
  look();
}

/* An op of its own for each deed; by an insecure address there is no crypto.randomUUID. */
const fresh = (op) => (crypto.randomUUID ? crypto.randomUUID() : op.replace(/.{12}$/, Math.random().toString(16).slice(2, 14).padEnd(12, "0")));

/* --- Ticks: each is kept on this device until the server has it, and is sent once; its op makes a second sending harmless.
   Kept are addresses, days and ops, no name. */
const list = document.querySelector("[data-ticks]");
if (list) {
  const KEY = `desbumi-kept:${document.body.dataset.account || ""}:ticks`;
  const says = document.querySelector("[data-queue-says]");
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
  const write = (queue) => { try { localStorage.setItem(KEY, JSON.stringify(queue)); return true; } catch { return false; } };
  const drop = (op) => write(read().filter((each) => each.fields.op !== op)); // by its op: another tab may have sent the first one
  const say = (text) => { says.hidden = !text; says.textContent = text; };
  let busy = false, wrong = false;
  const send = async () => {
    if (busy) return;
    busy = true;
    const had = read().length;
    let out = false, gone = 0;
    for (const each of read()) {
      const body = new URLSearchParams(each.fields);
      body.set("csrfmiddlewaretoken", list.querySelector("[name=csrfmiddlewaretoken]")?.value || "");
      let answer;
      try { answer = await fetch(each.to, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual" }); } catch { break; }
      if (answer.status >= 500) break;
      /* Who is signed out, or asked who is there, is led to a door and has not been heard: the tick stays. A line that is not there
         was taken off meanwhile, if the list itself still is there for this account; else someone else is signed in here. */
      const to = answer.headers.get("HX-Redirect") || "";
      if ([0, 401, 403].includes(answer.status) || (to && !to.startsWith("/programme/"))) { out = true; break; }
      if (answer.status === 404) {
        let same;
        try { same = await fetch(location.pathname, { headers: { "HX-Request": "true" }, redirect: "manual" }); } catch { break; }
        if (same.status === 200) { drop(each.fields.op); gone += 1; } else out = true;
        continue;
      }
      wrong = Math.abs(Date.now() - Date.parse(answer.headers.get("Date"))) > 3600000;
      drop(each.fields.op);
      if (answer.status >= 400) { say(says.dataset.refused); busy = false; return; }
    }
    const queue = read();
    busy = false;
    if (gone) say(says.dataset.gone.replace("{n}", gone));
    else if (queue.length && out) say(says.dataset.out.replace("{n}", queue.length));
    else if (queue.length) say(says.dataset.waiting.replace("{n}", queue.length));
    else if (had) say(wrong ? `${says.dataset.sent} ${says.dataset.clock}` : says.dataset.sent);
  };
  list.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-tick]");
    if (!form || !window.fetch) return;
    const button = form.querySelector("button"), there = Boolean(form.querySelector("[name=is_there]"));
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrfmiddlewaretoken;
    if (!write([...read(), { to: form.getAttribute("action"), fields }])) return; // a full store: the form goes the plain way
    event.preventDefault();
    form.closest("li").classList.toggle("good", there);
    const op = form.querySelector("[name=op]");
    op.value = fresh(op.value);
    if (there) { form.querySelector("[name=is_there]").remove(); button.textContent = `\u2713 ${button.dataset.there}`; }
    else { const hidden = document.createElement("input"); hidden.type = "hidden"; hidden.name = "is_there"; hidden.value = "on"; form.append(hidden); button.textContent = button.dataset.there; }
    button.classList.toggle("second", !there);
    button.classList.toggle("quiet", there);
    send();
  });
  addEventListener("online", send);
  setInterval(() => { if (read().length) send(); }, 15000);
  send();
}

/* --- A pile of photos: one after another, so that a lost line loses at most one, and one sees how far it is. */
const reasons = async (answer) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll(".errors li")].map((each) => each.textContent.trim()).join(" ");
};
for (const form of document.querySelectorAll("[data-pile]")) {
  const ops = new Map(); // a file that is sent again, for nobody knows whether it came, is the same deed
  form.addEventListener("submit", async (event) => {
    const input = form.querySelector("input[type=file]");
    if (!window.fetch || (input.files.length < 2 && !ops.size)) return;
    event.preventDefault();
    const told = form.querySelector("[data-pile-progress]"), bar = told.querySelector("progress"), words = told.querySelector("b"), left = told.querySelector("[data-pile-left]");
    const files = [...input.files], button = form.querySelector("button");
    button.disabled = true;
    told.hidden = false;
    bar.max = files.length;
    left.replaceChildren();
    let done = 0, next = 0;
    const again = new DataTransfer(); // what was not taken stays chosen, and nothing else: pressed again, no page comes twice
    const one = async () => {
      while (next < files.length) {
        const file = files[next];
        next += 1;
        const body = new FormData(form);
        for (const name of ["files", "csrfmiddlewaretoken"]) body.delete(name);
        const same = JSON.stringify([file.name, file.size, file.lastModified, ...[...body].filter(([name]) => name !== "op")]);
        if (!ops.has(same)) ops.set(same, fresh(body.get("op")));
        body.set("op", ops.get(same));
        body.append("files", file);
        body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
        let answer = null;
        for (let attempt = 0; attempt < 3 && !answer?.ok; attempt += 1) {
          try { answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "HX-Request": "true" } }); } catch { await new Promise((wake) => setTimeout(wake, 2000)); }
          if (answer && answer.status < 500) break;
        }
        const to = answer?.headers.get("HX-Redirect") || ""; // whoever is signed out, or asked who is there, is led to a door: nothing is kept
        if (answer?.ok && to.startsWith("/programme/")) done += 1;
        else {
          again.items.add(file);
          const line = document.createElement("li");
          const says = !answer ? form.dataset.pileRefused : answer.ok ? form.dataset.pileOut : form.dataset.pileNot;
          line.textContent = (answer && await reasons(answer)) || says.replace("{name}", file.name);
          left.append(line);
        }
        bar.value = done;
        words.textContent = form.dataset.pileSays.replace("{n}", done).replace("{all}", files.length);
      }
    };
    await Promise.all([one(), one()]);
    button.disabled = false;
    if (again.files.length) { input.files = again.files; input.dispatchEvent(new Event("change", { bubbles: true })); }
    else location.assign(form.dataset.pileDone);
  });
}
