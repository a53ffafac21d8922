// The page of the API: gets a token, and sends what its forms say. Without this script the page is only read. Tokens stay in memory. The sign-in
// of an app is in a window of its own, which hands its answer to the page that opened it: nobody else's page can.
const box = document.getElementById("api-token");
const said = document.getElementById("api-said");
const client = document.getElementById("api-client");
const secret = document.getElementById("api-secret");
const here = location.origin + location.pathname;
let token = "";

const url64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// grant gets a token and says what came of it.
async function grant(form) {
  said.textContent = "One moment …";
  const answer = await fetch(box.dataset.token, { method: "POST", body: new URLSearchParams(form), credentials: "omit" });
  const body = await answer.json().catch(() => ({}));
  token = body.access_token ?? "";
  said.textContent = token
    ? `You have a token for ${Math.round(body.expires_in / 60)} minutes: ${body.scope}`
    : `No token: ${body.error_description ?? body.detail ?? answer.status}`;
}

// signIn has the app allowed in another window (RFC 7636).
async function signIn() {
  const verifier = url64(crypto.getRandomValues(new Uint8Array(32)));
  const state = url64(crypto.getRandomValues(new Uint8Array(16)));
  const challenge = url64(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const question = new URLSearchParams({
    response_type: "code", client_id: client.value, redirect_uri: here, state, code_challenge: challenge, code_challenge_method: "S256",
  });
  const answered = new Promise((resolve) => addEventListener("api-answer", (event) => resolve(new URLSearchParams(event.detail)), { once: true }));
  if (!open(`${box.dataset.authorize}?${question}`, "api-sign-in", "popup,width=520,height=760")) throw new Error("no window");
  said.textContent = "Allow the app in the window that has opened.";
  const answer = await answered;
  if (answer.get("state") !== state || !answer.has("code")) {
    said.textContent = `No token: ${answer.get("error_description") ?? answer.get("error")}`;
    return;
  }
  await grant({ grant_type: "authorization_code", client_id: client.value, code: answer.get("code"), redirect_uri: here, code_verifier: verifier });
}

// send asks what a form says and shows the answer.
async function send(form) {
  const shown = form.querySelector(".api-answer");
  shown.hidden = false;
  shown.textContent = "One moment …";
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = { Authorization: `Bearer ${token}`, Accept: "application/json" };
  for (const input of form.querySelectorAll("input")) {
    if (input.dataset.where === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.value && input.dataset.where === "query") query.set(input.name, input.value);
    else if (input.value) headers[input.name] = input.value;
  }
  const body = form.querySelector("textarea")?.value;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(box.dataset.token.replace("/oauth/token", "") + path + (query.size ? `?${query}` : ""), {
    method: form.dataset.method, headers, body: form.dataset.method === "POST" ? body ?? "{}" : undefined, credentials: "omit",
  });
  const kind = answer.headers.get("Content-Type") ?? "";
  const content = kind.includes("json") ? JSON.stringify(await answer.json(), null, 2) : `${(await answer.blob()).size} bytes of ${kind}`;
  shown.textContent = `${answer.status} ${answer.headers.get("RateLimit") ?? ""}\n${content}`;
}

const failed = (where) => () => {
  where.textContent = "This portal did not answer.";
};
document.getElementById("api-enter").addEventListener("click", () => {
  const work = secret.value ? grant({ grant_type: "client_credentials", client_id: client.value, client_secret: secret.value }) : signIn();
  work.catch(failed(said));
});
for (const form of document.querySelectorAll(".api-try")) {
  form.hidden = false;
  form.querySelector("button").addEventListener("click", () => send(form).catch(failed(form.querySelector(".api-answer"))));
}
box.classList.add("able");
if (opener && new URLSearchParams(location.search).has("state")) {
  opener.dispatchEvent(new CustomEvent("api-answer", { detail: location.search }));
  close();
}
