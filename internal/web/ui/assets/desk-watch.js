// Says every half minute that this conversation is open here, and whether somebody types, and shows which colleagues have it open too. Without
// this script the page says who had it open when it was loaded.
const place = document.getElementById("watch");
const field = document.getElementById("text");
const token = document.querySelector('input[name="_csrf"]');
const EVERY = 25000; // ms, half of what the server waits
const TYPING = 5000;
let typed = 0;
let told = 0;

async function tell() {
  const body = new URLSearchParams({ _csrf: token.value, typing: Date.now() - typed < TYPING ? "yes" : "" });
  told = Date.now();
  try {
    const answer = await fetch(place.dataset.path, { method: "POST", redirect: "manual", headers: { Accept: "application/json" }, body });
    if (!answer.ok) return;
    const { words } = await answer.json();
    if (place.textContent !== words) place.textContent = words;
    place.hidden = words === "";
  } catch {
    // the network is away; the server refuses an answer that crosses another one
  }
}

field?.addEventListener("input", () => {
  typed = Date.now();
  if (typed - told > TYPING) tell();
});
setInterval(() => { if (!document.hidden) tell(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) tell(); });
