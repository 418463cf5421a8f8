/* Passkeys: the browser's own window asks for finger, face or PIN; here only bytes are carried to and fro. */

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const ids = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function make({ publicKey }) {
  const selection = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey, authenticatorSelection: selection, challenge: bytes(publicKey.challenge), excludeCredentials: ids(publicKey.excludeCredentials),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    },
  });
  return told(made, { attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() || [] });
}

async function show({ publicKey }) {
  const shown = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: ids(publicKey.allowCredentials) },
  });
  const handle = shown.response.userHandle;
  return told(shown, {
    authenticatorData: text(shown.response.authenticatorData), signature: text(shown.response.signature), userHandle: handle ? text(handle) : null,
  });
}

function told(credential, response) {
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  };
}

const isName = !/^[\d.]+$|:/.test(location.hostname); // browsers make no passkey for a number
for (const hint of document.querySelectorAll("[data-passkey-by-name]")) {
  const there = new URL(location.href);
  there.hostname = "localhost";
  hint.hidden = !window.PublicKeyCredential || !/^(127\.|\[?::1)/.test(location.hostname);
  hint.querySelector("a").href = there.href;
}
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const can = Boolean(window.PublicKeyCredential) && isName;
  form.hidden = !can;
  for (const instead of document.querySelectorAll("[data-passkey-instead]")) instead.hidden = can;
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    event.preventDefault();
    try {
      const options = form.dataset.options ? JSON.parse(form.dataset.options) : await asked(form.action);
      field.value = JSON.stringify(await (form.dataset.passkey === "make" ? make(options) : show(options)));
      form.submit();
    } catch {
      form.querySelector("[data-passkey-failed]").hidden = false;
    }
  });
}

async function asked(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  return (await answer.json()).request_options;
}
