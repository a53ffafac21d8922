// Passkeys. A button with data-passkey asks our server what to ask, lets the browser answer, and sends its form with the answer in the
// field "response": what follows is an ordinary page. Where the browser knows no passkeys the form is sent without, and the page says so.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const refresh = 4 * 60 * 1000; // a question lives five minutes
const refreshes = 15; // an hour; then the page was forgotten

function read(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.allowCredentials, options.excludeCredentials]) {
    for (const one of list ?? []) one.id = bytes(one.id);
  }
  return options;
}

function write(credential) {
  const from = credential.response;
  const response = { clientDataJSON: text(from.clientDataJSON) };
  if (from.attestationObject) {
    response.attestationObject = text(from.attestationObject);
    response.transports = from.getTransports ? from.getTransports() : [];
  } else {
    response.authenticatorData = text(from.authenticatorData);
    response.signature = text(from.signature);
    if (from.userHandle) response.userHandle = text(from.userHandle);
  }
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {},
  });
}

// ask returns the options, or nothing when the page goes on by itself: to signing in, or to what the server says about the form.
async function ask(button, signal) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(button.form)) {
    if (name === "_csrf" || name === "username") body.append(name, value);
  }
  const reply = await fetch(button.dataset.options, { method: "POST", body, redirect: "manual", signal });
  if (reply.type === "opaqueredirect") {
    location.reload();
    return null;
  }
  if (reply.status === 422) {
    button.form.requestSubmit(button);
    return null;
  }
  if (!reply.ok) throw new Error("no options");
  return read(await reply.json());
}

function send(button, credential) {
  button.form.elements.response.value = write(credential);
  button.form.requestSubmit(button);
}

function say(button, words) {
  const place = button.form.querySelector(".passkey-words");
  place.textContent = words;
}

let waiting = null; // the question that the browser's own list of names and passkeys is about

async function press(button) {
  waiting?.abort();
  say(button, "");
  button.disabled = true;
  try {
    const publicKey = await ask(button);
    if (!publicKey) return;
    const create = button.dataset.passkey === "create";
    const credential = await (create ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
    button.disabled = false;
    send(button, credential);
  } catch (problem) {
    say(button, problem.name === "InvalidStateError" ? button.dataset.known : button.dataset.failed);
  } finally {
    button.disabled = false;
  }
}

// offer lets the browser show passkeys where the username is typed.
async function offer(button) {
  const can = await PublicKeyCredential.isConditionalMediationAvailable?.();
  for (let n = 0; can && n < refreshes; n++) {
    const mine = (waiting = new AbortController());
    let late = false;
    const clock = setTimeout(() => { late = true; mine.abort(); }, refresh);
    try {
      const publicKey = await ask(button, mine.signal);
      if (!publicKey) return;
      send(button, await navigator.credentials.get({ publicKey, mediation: "conditional", signal: mine.signal }));
      return;
    } catch {
      if (!late) return; // the button was pressed, or the person does something else: nothing to say
    } finally {
      clearTimeout(clock);
    }
  }
}

for (const button of window.PublicKeyCredential ? document.querySelectorAll("button[data-passkey]") : []) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    press(button);
  });
  if ("offer" in button.dataset) offer(button);
}
