// The two ways in which a journey is made: with keys alone, and with a pointer in a browser that runs no scripts.
import { readFileSync } from "node:fs";
import { settle } from "./browser.mjs";

const mostStops = 160; // more tab stops than any page has

// ringed tells whether the focus is to be seen: on the element, or on the frame of its field.
const ringed = (e) => e.matches(":focus-visible") && [e, e.parentElement, e.closest("label")].some((x) => {
  const s = x && getComputedStyle(x);
  return s && s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
});

const field = (page, label) => page.getByLabel(label, { exact: true });

// leads does what leads to another page and waits for it.
const leads = async (page, act) => {
  await Promise.all([page.waitForEvent("load"), act()]);
  await settle(page);
};

// taken does what brings a file, and returns its name and how its content begins.
const taken = async (page, act) => {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "latin1") };
};

// opened does what opens a document, and returns of what type it is.
const opened = async (page, act) => {
  const isPDF = (url) => url.pathname.endsWith(".pdf");
  const [answer] = await Promise.all([page.waitForResponse((r) => isPDF(new URL(r.url()))), page.waitForURL(isPDF, { waitUntil: "commit" }), act()]);
  return answer.ok() ? answer.headers()["content-type"] : answer.status();
};

const button = (page, name) => page.getByRole("button", { name, exact: true }).first();
const link = (page, name) => page.getByRole("link", { name, exact: true }).first();

// keys is a hand that presses the tab key until it is where it wants to be, and sees on every stop where it is.
export const keys = (page) => {
  page.on("filechooser", () => {}); // whoever begins to listen as the key is pressed is sometimes too late: the browser is told to hand its chooser over
  const isThere = (target) => target.evaluate((e) => e === document.activeElement ||
    e.type === "radio" && document.activeElement.type === "radio" && document.activeElement.name === e.name);
  const reach = async (target) => {
    await target.waitFor();
    const unseen = [];
    for (let i = 0; i < mostStops; i++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(`(() => { // a date has stops within itself, which the browser marks
        const e = document.activeElement, same = e === globalThis.lastStop;
        globalThis.lastStop = e;
        return same || e === document.body || (${ringed})(e) ? "" : e.outerHTML.slice(0, 120);
      })()`);
      if (stop) unseen.push(stop);
      if (await isThere(target)) {
        if (unseen.length) throw new Error(`the focus is not to be seen on ${unseen[0]}`);
        return;
      }
    }
    throw new Error(`the tab key does not lead to ${target} on ${page.url()}`);
  };
  return {
    fill: async (label, text) => {
      const target = field(page, label);
      await reach(target);
      if (await target.evaluate((e) => e.type === "date")) return target.fill(text); // how a date is typed depends on the browser's language
      await page.keyboard.press("Control+A");
      await page.keyboard.type(text);
    },
    check: async (label) => {
      const target = page.getByLabel(label).first();
      await reach(target);
      if (await target.evaluate((e) => e.type !== "radio")) return page.keyboard.press("Space");
      for (let i = 0; !await target.isChecked(); i++) {
        if (i > 20) throw new Error(`the arrow keys do not lead to ${label}`);
        await page.keyboard.press(i ? "ArrowDown" : "Space");
      }
    },
    choose: async (label, option) => { // a menu goes to what is typed
      await reach(field(page, label));
      await page.keyboard.type(option);
      const chosen = await field(page, label).evaluate((e) => e.selectedOptions[0].text);
      if (!chosen.startsWith(option)) throw new Error(`typing "${option}" chose ${chosen} of ${label}`);
    },
    send: async (label, file) => {
      await reach(field(page, label));
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
      await chooser.setFiles(file);
    },
    press: async (name) => {
      await reach(button(page, name));
      await leads(page, () => page.keyboard.press("Enter"));
    },
    follow: async (name) => {
      await reach(link(page, name));
      await leads(page, () => page.keyboard.press("Enter"));
    },
    take: async (name) => {
      await reach(link(page, name));
      return taken(page, () => page.keyboard.press("Enter"));
    },
    open: async (name) => {
      await reach(link(page, name));
      return opened(page, () => page.keyboard.press("Enter"));
    },
  };
};

// pointer is a hand with a mouse.
export const pointer = (page) => ({
  fill: (label, text) => field(page, label).fill(text),
  check: (label) => page.getByLabel(label).first().check(),
  choose: (label, option) => field(page, label).selectOption(option),
  send: (label, file) => field(page, label).setInputFiles(file),
  press: (name) => leads(page, () => button(page, name).click()),
  follow: (name) => leads(page, () => link(page, name).click()),
  take: (name) => taken(page, () => link(page, name).click()),
  open: (name) => opened(page, () => link(page, name).click()),
});

// watchFocus has a page note each stop of the tab key and whether it is to be seen, and returns how many stops there should be. Radio buttons of a name
// are one stop.
const watchFocus = (ringed) => {
  const first = (e) => e.type === "radio" ? [...document.querySelectorAll("input[type=radio]")].find((r) => r.name === e.name && r.form === e.form) : e;
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((e) => e.tabIndex >= 0 && !e.matches(":disabled") && e.checkVisibility({ visibilityProperty: true }));
  const left = new Set(all.map(first)), unseen = new Set();
  document.activeElement.blur();
  document.addEventListener("focusin", ({ target }) => {
    left.delete(first(target));
    if (!ringed(target)) unseen.add(target.outerHTML.slice(0, 120));
  });
  globalThis.walked = () => ({
    left: left.size,
    faults: [...[...left].map((e) => `the tab key does not lead to ${e.outerHTML.slice(0, 120)}`), ...[...unseen].map((e) => `the focus is not to be seen on ${e}`)],
  });
  return left.size;
};

// tabbed presses the tab key until it has been everywhere on the page, and returns where it does not come to and where it is not to be seen. A page on
// which it begins in the middle is walked to its end and once more from its start; a date has stops within itself.
export const tabbed = async (page) => {
  let left = await page.evaluate(`(${watchFocus})(${ringed})`), faults = [];
  for (let pressed = 0, most = 2 * left + 20; left && pressed < most;) {
    for (const until = pressed + left; pressed < until; pressed++) await page.keyboard.press("Tab");
    ({ left, faults } = await page.evaluate("walked()"));
  }
  return faults;
};
