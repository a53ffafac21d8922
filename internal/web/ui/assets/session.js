// Two minutes before a session ends for idleness, a dialog asks whether its person is still there. Staying changes nothing on the page. Without
// this script the foot of each page says until when one is signed in. The look at the time left is no activity; only the button is.
const WARN = 120; // seconds before the end
const line = document.getElementById("session");
const dialog = document.getElementById("session-dialog");
const count = dialog.querySelector("[data-count]");
const stay = dialog.querySelector("[data-stay]");
const trouble = dialog.querySelector("[data-trouble]");

let end = 0; // by this browser's clock
let timer = 0;
let asking = false;

const left = () => Math.max(0, Math.round((end - Date.now()) / 1000));

// words writes the time left with the page's words: a # stands for the number.
function words(seconds) {
  if (seconds > 60) return count.dataset.minutes.replace("#", Math.ceil(seconds / 60));
  return seconds === 1 ? count.dataset.second : count.dataset.seconds.replace("#", seconds);
}

function plan(answer) {
  end = Date.now() + answer.left * 1000;
  stay.hidden = answer.last;
  clearTimeout(timer);
  if (answer.left > WARN) {
    if (dialog.open) dialog.close();
    timer = setTimeout(look, (answer.left - WARN) * 1000);
    return;
  }
  if (!dialog.open) dialog.showModal();
  tick();
}

// tick counts down; near the end every second, before by the quarter minute, so that a screen reader is not flooded.
function tick() {
  const seconds = left();
  if (seconds === 0) {
    look();
    return;
  }
  if (seconds <= 10 || seconds % 15 === 0 || count.textContent === "") count.textContent = words(seconds);
  timer = setTimeout(tick, 1000);
}

// look asks how much time is left: another window may have gone on meanwhile, and a computer that slept has lost count.
async function look() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(line.dataset.path, { redirect: "manual", headers: { Accept: "application/json" } });
    if (answer.ok) plan(await answer.json());
    else over();
  } catch {
    clearTimeout(timer);
    timer = setTimeout(look, 5000); // the network is away; the server knows the time all the same
  } finally {
    asking = false;
  }
}

// over leaves the page, so that nobody else reads it. A form with something typed is sent: the server keeps it for its owner.
function over() {
  clearTimeout(timer);
  for (const form of document.querySelectorAll("main form")) {
    const typed = [...form.elements].some((e) => e.type !== "hidden" && (e.value !== e.defaultValue || e.checked !== e.defaultChecked) && e.type !== "password" && "defaultValue" in e);
    if (typed) {
      form.submit();
      return;
    }
  }
  location.assign(`${line.dataset.signin}?next=${encodeURIComponent(location.pathname + location.search)}`);
}

stay.form.addEventListener("submit", async (event) => {
  event.preventDefault();
  trouble.hidden = true;
  try {
    const answer = await fetch(stay.form.action, {
      method: "POST", redirect: "manual", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(stay.form)),
    });
    if (answer.ok) plan(await answer.json());
    else over();
  } catch {
    trouble.hidden = false;
  }
});

// Esc is as good as the button: whoever presses it is here.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (!stay.hidden) stay.form.requestSubmit();
});

document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
plan({ left: Number(line.dataset.left), last: line.dataset.last === "yes" });
