// Takes pictures of the gallery and says what scrolls sideways or breaks the content security policy.
// Needs playwright-core and Debian's chromium: node shots.mjs http://127.0.0.1:8099 OUT [PAGE,PAGE…] [BRAND,…] [WIDTH,…] [light,dark]
import { chromium } from "playwright-core";
import { mkdirSync } from "node:fs";
const [base, out, pages, brands = "aurelia,norden", widths = "390,1280", schemes = "light,dark"] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
let bad = 0;
for (const scheme of schemes.split(",")) {
  const context = await browser.newContext({ colorScheme: scheme, javaScriptEnabled: true });
  const page = await context.newPage();
  page.on("console", (m) => { if (m.type() === "error") { bad++; console.log(page.url(), m.text()); } });
  for (const brand of brands.split(",")) for (const name of pages.split(",")) for (const width of widths.split(",")) {
    await page.setViewportSize({ width: Number(width), height: 900 });
    await page.goto(`${base}/look/${brand}/${name}`);
    await page.evaluate(() => document.fonts.ready);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) { bad++; console.log(`${brand}/${name} at ${width}: ${over}px too wide`); }
    if (out !== "-") await page.screenshot({ path: `${out}/${brand}-${name}-${width}-${scheme}.png`, fullPage: true });
  }
}
await browser.close();
process.exit(bad ? 1 : 0);
