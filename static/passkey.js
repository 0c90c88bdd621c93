// Passkeys: asks the device and sends its answer with the form around. Everything else of the door works without this.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withId = (known) => ({ ...known, id: bytes(known.id) });

function asked(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  if (options.extensions) options.extensions.prf.eval.first = bytes(options.extensions.prf.eval.first);
  options.allowCredentials = (options.allowCredentials || []).map(withId);
  options.excludeCredentials = (options.excludeCredentials || []).map(withId);
  return { publicKey: options };
}

// What the device says to the fixed question. Some say it only when asked a second time; a key that no browser finds by
// itself need not.
async function said(credential, options) {
  const told = credential.getClientExtensionResults();
  const isFound = !told.credProps || told.credProps.rk !== false;
  if (!told.prf || !isFound) return null;
  if (told.prf.results) return told.prf.results.first;
  if (!told.prf.enabled) return null;
  const publicKey = {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    rpId: options.rp.id,
    allowCredentials: [{ type: "public-key", id: credential.rawId }],
    userVerification: "required",
    extensions: { prf: options.extensions.prf },
  };
  const again = await navigator.credentials.get({ publicKey }).catch(() => null);
  return again && again.getClientExtensionResults().prf?.results?.first;
}

function answered(credential, prf) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, prf: prf ? text(prf) : undefined });
}

async function press(part) {
  const sorry = part.querySelector(".err");
  sorry.hidden = true;
  try {
    const wanted = asked(JSON.parse(part.dataset.options));
    const credential = await navigator.credentials[part.dataset.passkey](wanted);
    part.querySelector("[name=credential]").value = answered(credential, await said(credential, wanted.publicKey));
    part.closest("form").submit();
  } catch {
    sorry.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) {
    part.hidden = false;
    part.querySelector("button").addEventListener("click", () => press(part));
  }
}
