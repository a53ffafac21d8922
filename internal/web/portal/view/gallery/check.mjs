// Checks every page of the gallery in a browser: axe (WCAG 2.2 A and AA, best practice) in both brands, light and dark, narrow and wide,
// nothing wider than the window; and html-validate once. Needs playwright-core, axe-core, html-validate from npm and Debian's chromium.
// Run: node check.mjs http://127.0.0.1:8099 "$(go run ./internal/web/portal/view/gallery -list | paste -sd,)"
import { chromium } from "playwright-core";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [base, list, brands = "aurelia,norden", widths = "320,1280", schemes = "light,dark"] = process.argv.slice(2);
const pages = list.split(",");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let passed = 0, failed = 0;
const judge = (name, faults) => { if (faults.length) { failed++; console.log(name, ...faults.slice(0, 5)); } else passed++; };

// no-redundant-role: the roles keep stacked tables tables in browsers that drop them when display changes.
const rules = { "no-redundant-role": "off", "void-style": "off", "no-trailing-whitespace": "off", "long-title": "off", "attribute-boolean-style": "off",
  "attribute-empty-style": "off", "doctype-style": "off", "tel-non-breaking": "off", "no-implicit-button-type": "error" };
const validator = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:recommended", "html-validate:a11y"], rules }));
for (const page of pages) {
  const html = await (await fetch(`${base}/look/aurelia/${page}`)).text();
  const report = await validator.validateString(html);
  judge(`html ${page}`, report.results.flatMap((r) => r.messages.map((m) => `\n  ${m.ruleId}: ${m.message} (line ${m.line})`)));
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
for (const scheme of schemes.split(",")) {
  const context = await browser.newContext({ colorScheme: scheme, bypassCSP: true }); // for axe itself
  const page = await context.newPage();
  for (const brand of brands.split(",")) for (const name of pages) for (const width of widths.split(",")) {
    await page.setViewportSize({ width: Number(width), height: 900 });
    await page.goto(`${base}/look/${brand}/${name}`);
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
    const wide = await page.evaluate(() => [...document.querySelectorAll("body *")].filter((e) => !e.closest(".hidden, svg, .skip") &&
      getComputedStyle(e).display !== "inline" && e.getBoundingClientRect().right > innerWidth + 1).map((e) => `\n  too wide: ${e.outerHTML.slice(0, 120)}`));
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    judge(`${brand}/${name} ${width} ${scheme}`, [...wide, ...found.violations.map((v) => `\n  ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 160)}`)]);
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
