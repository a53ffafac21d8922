// Checks every page of the demo as its customers walk through it, and every sample page of the gallery. html-validate and Nu judge what the server sent,
// and the tab key leads to everything and is to be seen everywhere; then, narrow and wide, axe (WCAG 2.2 A and AA and best practice), and nothing is
// wider than the window; the same in the dark for the rules that read colours, which are all that the dark changes; the samples again in another brand
// and in Spanish, wide by the rules that read colours and narrow by those that read words too; narrow in German by the same, and in longer words;
// both fit a tablet too. Once more with the site's policy in force the browser complains of nothing, no sample moves, nothing is heavy, and what is
// largest is painted as soon as it can be. Nothing on a page needs scripts. Small moves in one visit of several, and milliseconds, are told and not
// judged: a busy machine is slow.
// Usage: node axe.mjs MARQUE GALLERY [SAMPLES]; SAMPLES is a regular expression over the samples' names, and leaves the demo's walk out.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launch, launchShell, schemes, settle } from "./browser.mjs";
import { tabbed } from "./hands.mjs";
import { nuFaults } from "./nu.mjs";
import { htmlFaults } from "./rules.mjs";
import { demo, gallery } from "./servers.mjs";
import { obeying, paints, seesComplaints, told } from "./visitors.mjs";
import { customersPages, deskPages, strangersPages, walks } from "./walk.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const colours = ["color-contrast", "link-in-text-block"]; // the rules among these tags whose outcome depends on colours
const worded = [...colours, "target-size", "scrollable-region-focusable", "html-has-lang", "html-lang-valid", "valid-lang", "document-title", "button-name",
  "link-name", "input-button-name", "summary-name", "label", "select-name", "image-alt", "svg-img-alt", "empty-heading", "empty-table-header"]; // and on words
const widths = [320, 1280];
const tablet = 768; // where tables begin to be laid out as on a desk
const height = 900;
let checks = 0;
const sources = new Map(); // pages as the server sent them, by name
const faults = new Map(); // what is wrong, and on which pages

const judge = (where, found) => {
  checks++;
  for (const fault of found) faults.set(fault, [...faults.get(fault) ?? [], where]);
};

// tooWide lists what sticks out of the window, boxes and words, but for what only screen readers see.
const tooWide = () => [
  ...[...document.querySelectorAll("body *")]
    .filter((e) => !e.closest(".hidden, svg, .skip") && getComputedStyle(e).display !== "inline" && e.getBoundingClientRect().right > innerWidth + 1)
    .map((e) => `wider than the window: ${e.outerHTML.slice(0, 120)}`),
  ...document.documentElement.scrollWidth > innerWidth ? ["words or boxes lead out of the window, which scrolls to the side"] : [],
];

// runAxe needs no style sheets fetched once more (preload): none of these rules reads them.
const runAxe = async (page, only) => {
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run({ runOnly, preload: false, resultTypes: ["violations"] }), only);
  return violations.map((v) => `axe ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
};

// look checks the page that is shown: html and all, or what another brand and language can change.
const look = async (page, name, { html, known = [] } = {}) => {
  judge(name, known);
  if (html) {
    sources.set(name, html);
    judge(name, (await htmlFaults(html)).map((fault) => `html ${fault}`));
    judge(`${name} by keys`, await tabbed(page));
  }
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      if (!html && colorScheme === "dark" && width === widths[0]) continue; // the first brand is looked at in all four
      await page.setViewportSize({ width, height });
      await settle(page);
      const light = colorScheme === "light", rules = light && html ? tags : light && width === widths[0] ? worded : colours;
      judge(`${name} (${width} px, ${colorScheme})`, [...light ? await page.evaluate(tooWide) : [], ...await runAxe(page, rules)]);
    }
  }
};

// newPage makes a page that has axe from the start and remembers what the server sent last.
const newPage = async (browser) => {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: "reduce" }); // axe needs what the policy forbids the page
  const page = await context.newPage();
  await page.addInitScript(axe); // a third of the time that evaluating it in each page takes
  let html;
  page.on("response", (r) => { if (r.request().isNavigationRequest() && (r.status() < 300 || r.status() >= 400)) html = r.text().catch(() => undefined); });
  return { page, sent: () => html, close: () => context.close() };
};

const walkDemo = async (browser, shop, brand) => {
  for (const walk of walks(shop, brand, shop.customers)) {
    const { page, sent, close } = await newPage(browser);
    await walk(page, async (name, known) => look(page, `${brand} ${name}`, { html: await sent(), known }));
    await close();
  }
};

// complains looks at every page again, as its visitors' browsers do.
const complains = async (browser, shop, brand) => {
  const { page, complaints, close } = await obeying(browser);
  const customer = shop.customers.find((c) => c.brand === brand);
  const seen = async (name) => { await settle(page); judge(`${brand} ${name}`, await complaints()); };
  await strangersPages(page, shop.site(brand), seen);
  await deskPages(page, shop.site(brand), shop.staff, shop.customers.findLast((c) => c.brand === brand), seen);
  await customersPages(page, shop.site(brand), customer, seen, new Set());
  await close();
};

// galleryComplains does the same with the sample pages of some names. A page that listens finds somebody there, who says nothing.
const galleryComplains = async (browser, show, brand, names) => {
  const { page, complaints, still, close } = await obeying(browser, false);
  await page.routeWebSocket(/\/live$/, () => {});
  for (const name of names) judge(`gallery ${brand} ${name}`, [...await still(`${show.site(brand)}/${name}`), ...await complaints()]);
  await close();
};

// dead lists what can be pressed on the page and does nothing in a browser that runs no scripts.
const dead = () => [...document.querySelectorAll("button, input, select, textarea")]
  .filter((e) => e.type !== "hidden" && !e.matches(":disabled") && e.checkVisibility({ visibilityProperty: true }) &&
    (e.type === "button" || !e.form?.querySelector("button:not([type=button])") && !document.querySelector(`button[form="${e.form?.id}"]`)))
  .map((e) => `does nothing without scripts: ${e.outerHTML.slice(0, 120)}`);

// standsWithoutScripts looks whether every sample page offers only what works in a browser that runs no scripts.
const standsWithoutScripts = async (browser, show, brand, names) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const name of names) {
    await page.goto(`${show.site(brand)}/${name}`);
    judge(`gallery ${brand} ${name} without scripts`, await page.evaluate(dead));
  }
  await context.close();
};

// unmarked tells when a page does not say in which language it is.
const unmarked = (lang) => document.documentElement.lang === lang ? [] : [`the page says that it is in "${document.documentElement.lang}", not ${lang}`];

// fitsLongerWords looks whether every sample page keeps within a tablet's and a telephone's width in accented English, whose sentences are a third
// longer than English ones, and in German, whose words are; the German page is also read by axe.
const fitsLongerWords = async (browser, show, brand, names) => {
  const { page, close } = await newPage(browser), longer = await browser.newPage();
  const narrowly = async (page, name, language) => {
    await page.setViewportSize({ width: tablet, height });
    await page.goto(`${show.site(brand)}/${name}?${language}`);
    await settle(page);
    const sticking = await page.evaluate(tooWide);
    await page.setViewportSize({ width: widths[0], height });
    await settle(page);
    return [...sticking, ...await page.evaluate(tooWide)];
  };
  for (const name of names) {
    judge(`gallery ${brand} ${name} in longer words`, await narrowly(longer, name, "pseudo"));
    judge(`gallery ${brand} ${name} in German`, [...await narrowly(page, name, "locale=de-DE"), ...await page.evaluate(unmarked, "de-DE"), ...await runAxe(page, worded)]);
  }
  await Promise.all([close(), longer.context().close()]);
};

// walkGallery looks at samples: all that there is to see in the first brand, and in others, which are in Spanish, what brand and language can change.
const walkGallery = async (browser, show, brands, brand, names) => {
  const { page, sent, close } = await newPage(browser);
  const first = brand === brands[0];
  for (const name of names) {
    await page.goto(`${show.site(brand)}/${name}${first ? "" : "?locale=es-US"}`);
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
    await look(page, `gallery ${brand} ${name}`, first ? { html: await sent() } : { known: await page.evaluate(unmarked, "es-US") });
  }
  await close();
};

// atOnce does all of the tasks, three at a time (two cores' work, and one that waits for the next code of an employee's app), and tells how long each took.
const atOnce = async (tasks) => {
  const waiting = [...tasks];
  const work = async () => {
    while (waiting.length) {
      const [name, task] = waiting.shift(), since = Date.now();
      await task();
      console.log(`${name}: ${Math.round((Date.now() - since) / 1000)} s`);
    }
  };
  await Promise.all([work(), work(), work()]);
};

// seesFaults proves that the checks find what they are for: a page that is wrong in every way must be found wrong in every way.
const seesFaults = async (browser) => {
  const { page, close } = await newPage(browser);
  const bad = '<!doctype html><html><title>Bad</title><style>@media (prefers-color-scheme: dark) { b { color: #333; background: #222 } }</style><main><b>Dim</b><h1>Bad</h1><p style="color:#ccc;background:#fff;width:2000px">Pale<img src=x></p><button type="button">Dead</button><a href="/" style="outline:none">Unseen</a><input onkeydown="event.preventDefault()"><a href="/late">Late</a></main></html>';
  await page.goto(`data:text/html,${encodeURIComponent(bad)}`);
  await look(page, "a bad page", { html: bad, known: [...await page.evaluate(unmarked, "es-US"), ...await page.evaluate(dead)] });
  await close();
  const found = [...faults.keys()].join("\n");
  for (const want of ["axe color-contrast", "axe image-alt", "axe html-has-lang", "html wcag/h37", "<b>Dim</b>", "wider than the window", "scrolls to the side", "not es-US",
    "without scripts: <button", "not to be seen on <a", 'not lead to <a href="/late"']) {
    if (!found.includes(want)) throw new Error(`the checks do not see ${want}; they see\n${found}`);
  }
  faults.clear();
  sources.clear();
  checks = 0;
};

const [marque, samples, only] = process.argv.slice(2);
const began = Date.now();
let painted;
const browser = await launchShell(), visitors = await launch();
await seesFaults(browser);
await seesComplaints(visitors);
const show = await gallery(samples), shop = await demo(marque);
const { brands: [first], brands } = shop;
try {
  const names = show.names.filter((name) => new RegExp(only ?? "").test(name));
  const half = Math.ceil(names.length / 2), halves = [names.slice(0, half), names.slice(half)];
  const whole = ["the demo, walked and obeyed", async () => {
    await walkDemo(browser, shop, first);
    await complains(visitors, shop, first); // one policy holds for all brands
  }];
  await atOnce([
    ...only ? [] : [whole],
    ["samples, obeyed", () => galleryComplains(visitors, show, first, names)],
    ["samples without scripts", () => standsWithoutScripts(browser, show, first, names)],
    ["samples in longer words and in German", () => fitsLongerWords(browser, show, first, names)],
    ...brands.flatMap((brand) => halves.map((names, i) => [`samples of ${brand}, half ${i + 1}`, () => walkGallery(browser, show, brands, brand, names)])),
  ]);
  const customer = shop.customers.find((c) => c.brand === first);
  await Promise.all([browser.close(), visitors.close()]); // all else is quiet when it is measured
  const fresh = await launch();
  painted = await paints(fresh, (page, visit) => customersPages(page, shop.site(first), customer, visit, new Set()));
  await fresh.close();
} finally {
  await Promise.all([browser.close(), visitors.close(), show.stop(), shop.stop()]);
}
judge("first visits", painted.faults);
for (const [name, fault] of await nuFaults(sources)) faults.set(fault, [...faults.get(fault) ?? [], name]);
checks += sources.size;
for (const [fault, where] of faults) console.log(`${fault}\n    on ${where.length} pages: ${where.slice(0, 4).join("; ")}`);
console.log(`the heaviest first visit: ${told.heaviest} bytes; ${painted.said}`);
console.log(`pages that moved while they were loaded, and by how much: ${told.moves.length ? told.moves.sort().reverse().join(", ") : "none"}`);
console.log(`${checks} checks in ${Math.round((Date.now() - began) / 1000)} s, ${faults.size} violations`);
process.exit(faults.size ? 1 : 0);
