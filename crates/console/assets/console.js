// Comfort only: every page does all of this without a script, some of it with one more click.
"use strict";
(() => {
  const all = (what) => Array.from(document.querySelectorAll(what));

  // The reader's own time beside UTC.
  for (const time of all("time[datetime*=T]")) {
    const at = new Date(time.dateTime);
    if (!isNaN(at)) time.title = at.toLocaleString(document.documentElement.lang);
  }

  // A button beside each value that is written so that nobody clicks it.
  if (navigator.clipboard) {
    for (const value of all("[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = value.dataset.label;
      button.setAttribute("aria-label", value.dataset.label + " " + value.textContent);
      button.addEventListener("click", () => navigator.clipboard.writeText(value.dataset.copy));
      value.after(button);
    }
  }

  // j and k walk through the rows of a list.
  const rows = all(".item h2 a, .list li > a");
  let at = -1;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step || rows.length === 0) return;
    at = Math.min(rows.length - 1, Math.max(0, at + step));
    rows[at].focus();
    event.preventDefault();
  });

  // A passkey: the browser asks the authenticator, and the form carries what it says.
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const asked = (json) => {
    const options = JSON.parse(json);
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const known of options.excludeCredentials || options.allowCredentials) known.id = bytes(known.id);
    return { publicKey: options };
  };
  const answer = (given) => {
    const said = given.response;
    return said.attestationObject
      ? { client: said.clientDataJSON, object: said.attestationObject }
      : { id: given.rawId, client: said.clientDataJSON, authenticator: said.authenticatorData,
          signature: said.signature, owner: said.userHandle || new ArrayBuffer(0) };
  };
  for (const form of window.PublicKeyCredential ? all("form[data-passkey]") : []) {
    form.hidden = false;
    for (const not of all("[data-passkey-not]")) not.hidden = true;
    const failed = form.querySelector("[data-passkey-failed]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        const options = asked(form.dataset.passkey);
        const act = options.publicKey.user ? "create" : "get";
        const parts = answer(await navigator.credentials[act](options));
        for (const name in parts) form.elements[name].value = text(parts[name]);
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }

  // A word before the half hour is over.
  const idle = document.getElementById("idle");
  if (idle) setTimeout(() => { idle.hidden = false; }, 25 * 60 * 1000);
})();
