// The check against robots: while a stranger fills a form in, the browser looks for the number that the form's stamp asks for (ALTCHA,
// protocol 2, PBKDF2). Nobody is asked anything. Without this script, or when it fails, the form goes without the number and is let
// through later. PBKDF2 runs beside the page's own thread by itself, so there is no worker, and no Trusted Types policy to make one.
const TOGETHER = 8; // numbers tried at once: the browser spreads them over its cores
const MOST = 1 << 16; // numbers; one in 256 fits
const LONGEST = 30_000; // milliseconds that a form waits for its number
const QUIET = 400; // milliseconds before it says that it waits
const AGAIN = 10_000; // milliseconds until a button that was pressed works once more

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (b) => b.toString(16).padStart(2, "0")).join("");

async function derive(p, counter) {
  const nonce = bytes(p.nonce);
  const word = new Uint8Array(nonce.length + 4);
  word.set(nonce);
  new DataView(word.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", word, "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(p.salt), iterations: p.cost }, key, p.keyLength * 8);
  return hex(bits);
}

// solve returns what the field "altcha" sends for the token of a form, or nothing when there is no puzzle or no number.
export async function solve(token) {
  const stamp = token.split(".")[1];
  if (!stamp) return "";
  const challenge = JSON.parse(atob(stamp));
  const began = performance.now();
  for (let first = 0; first < MOST; first += TOGETHER) {
    const tried = Array.from({ length: TOGETHER }, (_, i) => derive(challenge.parameters, first + i));
    const found = (await Promise.all(tried)).findIndex((key) => key.startsWith(challenge.parameters.keyPrefix));
    if (found >= 0) {
      const solution = { counter: first + found, derivedKey: await tried[found], time: performance.now() - began };
      return btoa(JSON.stringify({ challenge, solution }));
    }
  }
  return "";
}

// watch begins when the form is touched and holds it back until the number is found.
function watch(form, token, field) {
  const status = form.querySelector(".robot-check");
  let work = null, done = false, sent = false;
  const begin = () => (work ??= solve(token.value).catch(() => "").then((solution) => {
    field.value = solution;
    done = true;
  }));
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("pointerenter", begin, { once: true });
  form.addEventListener("submit", async (event) => {
    if (done && !sent) {
      sent = true;
      setTimeout(() => (sent = false), AGAIN); // still here: the network failed
      return;
    }
    event.preventDefault();
    if (done || sent) return; // a second press of the button
    sent = true;
    const say = setTimeout(() => (status.textContent = status.dataset.words), QUIET);
    await Promise.race([begin(), pause(LONGEST)]);
    await pause(0); // a form cannot be sent from within its own event
    clearTimeout(say);
    status.textContent = "";
    done = true;
    sent = false;
    form.requestSubmit(event.submitter);
  });
}

for (const form of document.forms) {
  const token = form.querySelector("input[name=_csrf]");
  const field = form.querySelector("input[name=altcha]");
  if (field && token?.value.includes(".")) watch(form, token, field);
}

// A page out of the browser's memory has a stamp that was used.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
