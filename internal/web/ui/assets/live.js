// Follows a conversation: what is said appears at once, what is written is sent without leaving the page, and whoever types is seen. The page asks
// for what is after the last number that it has whenever it hears of something, comes back, or now and then. Without this script, or while the
// network is away, it is the page that it was: its form sends, and a reload shows what is new.
import { connect } from "./a-live.js";

const place = document.getElementById("live");
const list = document.getElementById("said");
const typing = document.getElementById("live-typing");
const blank = document.getElementById("live-blank").content;
const chip = document.querySelector("#chip .chip");
const promise = document.getElementById("promise");
const field = document.getElementById("text");
const form = field?.form;
const CONNECTED = 30000; // ms between two questions while connected: what is told may be lost
const WAITING = 10000; // while an answer is owed: the place in the line changes, and nobody tells
const ALONE = 5000;
const SHOWN = 6000; // how long somebody who typed is shown as typing
const TYPING = 3000;

let last = Number(place.dataset.last);
let closed = "closed" in place.dataset;
let now = place.textContent;
let asking = false;
let more = false;
let asked = Date.now();
let waiting = promise !== null && !promise.hidden;
let shown = 0;
let typed = 0;
let sending = false;
let over = false;

function words(text) {
  if (place.textContent !== text) place.textContent = text;
  place.hidden = text === "";
}

const text = (node, name, value) => {
  const found = node.querySelector(name);
  if (value) found.textContent = value;
  else found.remove();
};

// offer fills in what stands beside a message, or takes the blank of it away.
function offer(node, what) {
  if (!what) {
    node.remove();
    return;
  }
  text(node, ".said-offer-title", what.title);
  text(node, ".said-offer-lapsed", what.lapsed);
  const facts = node.querySelector("dl");
  const one = facts.firstElementChild;
  one.remove();
  for (const fact of what.facts) {
    const row = one.cloneNode(true);
    row.querySelector("dt").textContent = fact.label;
    row.querySelector("dd").textContent = fact.value;
    facts.append(row);
  }
  const link = node.querySelector("a");
  if (!what.href) link.parentElement.remove();
  link.href = what.href ?? "";
  link.textContent = what.go ?? "";
}

// item makes a message of the page's own blank, by text alone.
function item(said) {
  const node = blank.getElementById(said.event ? "new-event" : "new-said").cloneNode(true);
  node.id = said.anchor;
  node.classList.toggle("mine", said.mine);
  const time = node.querySelector("time");
  time.dateTime = said.at;
  time.textContent = said.when;
  text(node, ".said-text", said.text);
  if (said.event) return node;
  text(node, ".said-who strong", said.who);
  offer(node.querySelector(".said-offer"), said.offer);
  const files = node.querySelector(".said-files");
  const one = files.firstElementChild;
  one.remove();
  for (const file of said.files ?? []) {
    const row = one.cloneNode(true);
    const link = row.querySelector("a");
    link.href = file.href;
    link.download = file.name;
    const [name, size] = link.querySelectorAll("span");
    name.textContent = file.name;
    size.textContent = file.size;
    files.append(row);
  }
  if (files.children.length === 0) files.remove();
  return node;
}

function show(news) {
  const end = list.lastElementChild?.getBoundingClientRect();
  const near = !end || end.top < innerHeight;
  for (const said of news.said ?? []) {
    const number = Number(said.anchor.slice(1));
    if (number <= last) continue;
    last = number;
    list.append(item(said));
    if (!said.mine) typing.hidden = true;
  }
  if (near && news.said?.length) list.lastElementChild.scrollIntoView({ block: "nearest" });
  now = news.now;
  words(now);
  typing.textContent = news.typing;
  if (chip) {
    chip.className = `chip ${news.chip.tone}`;
    chip.querySelector("span").textContent = news.chip.text;
    const use = chip.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${news.chip.icon}`));
  }
  waiting = news.promise !== "";
  if (promise) {
    promise.hidden = news.promise === "";
    promise.querySelector("span").textContent = news.promise;
  }
  const read = form?.querySelector('input[name="read"]');
  if (read) read.value = last;
  if (news.closed !== closed && !field?.value) location.reload(); // what can be done with it has changed
  closed = news.closed;
}

// ask gets what is after the last number. Several at once are one and another one.
async function ask() {
  if (over) return;
  more = true;
  if (asking) return;
  asking = true;
  try {
    while (more) {
      more = false;
      asked = Date.now();
      const answer = await fetch(`${place.dataset.news}?after=${last}${document.hidden ? "" : "&seen=yes"}`, { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.type === "opaqueredirect" || answer.status === 404) {
        over = true;
        words(place.dataset.over);
        return;
      }
      if (answer.ok) show(await answer.json());
    }
  } catch {
    // the network is away: the connection knows it too, and asks when it is there again
  } finally {
    asking = false;
  }
}

let soon = 0;
const line = connect(place.dataset.socket, (told) => {
  if (told.typing) {
    if (told.typing === place.dataset.side) return;
    typing.hidden = false;
    shown = Date.now();
  } else if (told.moved) {
    clearTimeout(soon);
    soon = setTimeout(ask, 300);
  } else if (told.n > last) {
    ask();
  }
}, (there) => {
  if (there) ask();
  else if (!over) words(place.dataset.away);
});

function pace() {
  if (!line.there()) return ALONE;
  return waiting ? WAITING : CONNECTED;
}

setInterval(() => {
  if (Date.now() - shown > SHOWN) typing.hidden = true;
  if (!document.hidden && Date.now() - asked > pace()) ask();
}, 1000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });

field?.addEventListener("input", () => {
  if (Date.now() - typed < TYPING) return;
  typed = Date.now();
  line.say({ typing: "yes" });
});

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

// send sends the form until there is an answer: under its key the message is there once, however often it is sent.
async function send(body) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await fetch(form.action, { method: "POST", redirect: "manual", headers: { Accept: "application/json" }, body });
      if (answer.status < 500 || answer.status === 500) return answer;
    } catch {
      // the network is away
    }
    words(place.dataset.again);
    await wait(Math.min(10000, 500 * 2 ** tries));
  }
}

form?.addEventListener("submit", async (event) => {
  const files = form.querySelector('input[type="file"]');
  if (event.submitter?.value === "fill" || files?.files.length > 0 || field.value.trim() === "") return;
  event.preventDefault();
  if (sending) return;
  sending = true;
  const body = new FormData(form);
  field.readOnly = true;
  const answer = await send(body);
  field.readOnly = false;
  sending = false;
  if (!answer.ok || answer.type === "opaqueredirect") {
    form.submit(); // the page that comes back says what is wrong, or asks to sign in and keeps what was typed
    return;
  }
  const { key } = await answer.json();
  form.querySelector('input[name="_key"]').value = key;
  field.value = "";
  field.defaultValue = "";
  for (const box of form.querySelectorAll('input[type="checkbox"]')) box.checked = false;
  const offers = form.querySelector('select[name="offer"]');
  if (offers) offers.value = "";
  words(now);
  await ask();
  field.focus();
});
