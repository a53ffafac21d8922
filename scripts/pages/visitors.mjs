// Visitors' browsers: the site's own policy holds in them, nothing is kept from page to page, and they note what goes wrong, what moves, what is heavy
// and when what is largest was painted.
import { settle } from "./browser.mjs";

const most = { bytes: 100 * 1024, shift: 0.1 }; // of a first visit; more than a tenth of layout shift is what people notice (web.dev/cls)
const nothing = 0.0005; // of layout shift: less is none
export const told = { heaviest: 0, moves: [] }; // bytes of the heaviest first visit; pages on which something moved while they were loaded, with how much

// watchMoves has a page note what moves under the reader's eyes.
const watchMoves = () => {
  globalThis.seen = { shift: 0, moved: "" };
  new PerformanceObserver((list) => list.getEntries().forEach((e) => {
    if (e.hadRecentInput) return;
    globalThis.seen.shift += e.value;
    globalThis.seen.moved = e.sources.map((s) => s.node?.outerHTML?.slice(0, 100)).join("; ");
  })).observe({ type: "layout-shift", buffered: true });
};

const newVisitor = async (browser) => {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  const net = await context.newCDPSession(page);
  await net.send("Network.enable");
  await net.send("Network.setCacheDisabled", { cacheDisabled: true });
  return { page, net, close: () => context.close() };
};

// obeying makes a visitor who notes what the browser complains of: what the Content-Security-Policy or Trusted Types refused, what a script threw, what
// could not be loaded; and what was heavy or moved. The gallery is not weighed: its people have names from all over the world, whose letters come in
// files of their own.
export const obeying = async (browser, weighed = true) => {
  const { page, net, close } = await newVisitor(browser);
  await page.addInitScript(watchMoves);
  let said = [], bytes = 0;
  net.on("Network.requestWillBeSent", (e) => { if (e.type === "Document" && !e.redirectResponse) bytes = 0; });
  net.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; });
  page.on("console", (m) => { if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) said.push(`console: ${m.text()}`); });
  page.on("pageerror", (e) => said.push(`script: ${e.message}`));
  const complaints = async () => {
    const all = said, { shift, moved } = await page.evaluate(() => globalThis.seen);
    said = [];
    if (shift >= most.shift) all.push(`moved by ${shift.toFixed(3)} while the page was loaded: ${moved}`);
    if (shift >= nothing) told.moves.push(`${shift.toFixed(4)} ${new URL(page.url()).pathname}`);
    if (weighed && bytes > most.bytes) all.push(`a first visit loads ${bytes} bytes`);
    told.heaviest = Math.max(told.heaviest, weighed ? bytes : 0);
    return all;
  };
  // still opens a page and says what moved while it was loaded, if something did in each of five visits. On a busy machine a page arrives in pieces that
  // are laid out one by one, in one visit other ones than in the next; what is wrong with the page itself moves in every visit.
  const still = async (url) => {
    const moves = [];
    while (moves.length < 5) {
      await page.goto(url);
      await settle(page);
      await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); })); // what moved is told after a picture
      const { shift, moved } = await page.evaluate(() => globalThis.seen);
      if (shift < nothing) return [];
      moves.push(`${shift.toFixed(4)}: ${moved}`);
    }
    return [`something moves in each visit while the page is loaded, ${moves.join("; ")}`];
  };
  return { page, close, complaints, still };
};

// seesComplaints proves that a refused script, a page that moves and one that is heavy are seen.
export const seesComplaints = async (browser) => {
  const { page, complaints, still, close } = await obeying(browser);
  await page.route("http://bad.localhost/", (r) => r.fulfill({
    contentType: "text/html", headers: { "Content-Security-Policy": "default-src 'none'" }, body: `<!doctype html><title>Bad</title><script>alert(1)</script><h1>Bad</h1><p>${"x ".repeat(most.bytes)}`,
  }));
  await page.goto("http://bad.localhost/");
  await page.evaluate(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const late = document.body.appendChild(document.createElement("hr"));
      late.style.blockSize = "400px";
      document.body.prepend(late);
      requestAnimationFrame(() => requestAnimationFrame(done));
    }));
  }));
  await page.route("http://moves.localhost/", (r) => r.fulfill({
    contentType: "text/html", body: `<!doctype html><title>Moves</title><h1>Moves</h1><script>requestAnimationFrame(() => requestAnimationFrame(() => { document.body.style.paddingBlock = "1px" }))</script>`,
  }));
  const all = [...await complaints(), ...await still("http://moves.localhost/")].join("\n");
  for (const want of ["Content Security Policy", "moved", "bytes", "moves in each visit"]) {
    if (!all.includes(want)) throw new Error(`the checks do not see ${want}; they see\n${all}`);
  }
  Object.assign(told, { heaviest: 0, moves: [] });
  await close();
};

// painted waits until what is largest was painted and nothing larger came for a while, and returns after how many milliseconds that was.
const painted = (page) => page.evaluate(() => new Promise((done) => {
  let last = Infinity, timer = setTimeout(() => done(last), 5000);
  new PerformanceObserver((list) => {
    last = list.getEntries().at(-1).startTime;
    clearTimeout(timer);
    timer = setTimeout(() => done(last), 100);
  }).observe({ type: "largest-contentful-paint", buffered: true });
}));

const middle = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

const soon = 500; // milliseconds that a visitor does not notice
const mostOfBare = 3; // a page may take so many times as long as one that is nothing but a heading

// paints opens pages one after the other, as a first visit does, and in turns with one that is nothing but a heading, and a last one that shows its
// heading late. It returns what is wrong and a sentence: how soon what is largest is painted depends on the machine, and is judged against the bare page.
export const paints = async (browser, walk) => {
  const { page, close } = await newVisitor(browser);
  const other = await newVisitor(browser);
  const heading = (script) => `data:text/html,${encodeURIComponent(`<!doctype html><title>Bare</title>${script}<h1>Bare</h1>`)}`;
  const times = [], bare = [];
  for (const one of [page, other.page]) await one.goto(heading("")); // a browser's own beginning is nobody's
  await walk(page, async (name) => { // what a form does before it leads to a page is its work and not the page's
    if (await page.evaluate(() => performance.getEntriesByType("navigation")[0].redirectCount)) await page.goto(page.url());
    times.push([await painted(page), name]);
    await other.page.goto(heading(""));
    bare.push(await painted(other.page));
  });
  const least = middle(bare), whole = middle(times.map(([t]) => t)), [slowest, where] = times.toSorted(([a], [b]) => b - a)[0];
  await other.page.goto(heading(`<script>while (performance.now() < ${(mostOfBare + 1) * least});</script>`));
  if (await painted(other.page) <= mostOfBare * least) throw new Error("the checks do not see a page that paints late");
  await Promise.all([close(), other.close()]);
  return {
    faults: whole > mostOfBare * least ? [`what is largest is painted after ${whole / least} times as long as a bare page's heading`] : [],
    said: `the largest paint of ${times.length} first visits: after ${Math.round(whole)} ms in the middle, on ${times.filter(([t]) => t >= soon).length} of them after ${soon} ms or more, ` +
      `${Math.round(slowest)} ms at most (${where}); a bare page's: ${Math.round(least)} ms`,
  };
};
