// Takes a picture of every page of the demo, in both brands, light and dark, on a telephone and on a desk: DIR/BRAND/PAGE-WIDTH-SCHEME.png; and of
// every sample page of the gallery in a language that is not English, on both widths: DIR/LANGUAGE/PAGE-WIDTH.png. The desk is in English only.
// Usage: node shots.mjs MARQUE GALLERY DIR [PAGES]; PAGES is a regular expression over the names, and has their samples taken in every language.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launchShell, schemes, settle } from "./browser.mjs";
import { demo, gallery } from "./servers.mjs";
import { walks } from "./walk.mjs";

const widths = [390, 1280];
const height = 844;

const languages = ["es-US", "de-DE"];

const [marque, samples, dir = "build/shots", only = ""] = process.argv.slice(2);
const wanted = new RegExp(only);
let taken = 0;

const shoot = async (page, folder, name) => {
  if (!wanted.test(name)) return;
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height });
      await settle(page);
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true, animations: "disabled" });
      taken++;
    }
  }
};

// turn gives a name one of so many turns, the same whatever other names there are.
const turn = (name, of) => [...name].reduce((sum, c) => (sum * 31 + c.codePointAt()) % 65521, 7) % of;

// languagesOf are those that a sample is taken in: one of them, or all where it is asked for by name.
const languagesOf = (name, chosen) => name.startsWith("desk-") ? ["en-US"] : only ? languages : [languages[chosen % languages.length]];

// shootSamples takes each of the gallery's pages in one of the languages and one of the brands: each language is seen in each brand.
const shootSamples = async (browser, show, brands) => {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  for (const name of show.names.filter((n) => wanted.test(n))) {
    const chosen = turn(name, languages.length * brands.length), brand = brands[Math.floor(chosen / languages.length)];
    for (const language of languagesOf(name, chosen)) {
      await page.goto(`${show.site(brand)}/${name}?locale=${language}`);
      for (const width of widths) {
        await page.setViewportSize({ width, height });
        await settle(page);
        await page.screenshot({ path: join(dir, language, `${name}-${width}.png`), fullPage: true, animations: "disabled" });
        taken++;
      }
    }
  }
  await context.close();
};

// shootDemo walks through the demo of one brand.
const shootDemo = async (browser, shop, brand) => {
  const folder = join(dir, brand);
  await mkdir(folder, { recursive: true });
  for (const walk of walks(shop, brand, shop.customers.filter((c) => c.brand === brand))) {
    const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: widths[1], height } });
    const page = await context.newPage();
    await walk(page, (name) => shoot(page, folder, name));
    await context.close();
  }
};

const browser = await launchShell();
const show = await gallery(samples);
const shop = await demo(marque);
try {
  await Promise.all([shootSamples(browser, show, shop.brands), (async () => { // the brands one after the other: at the desk one employee has one code at a time
    for (const brand of shop.brands) await shootDemo(browser, shop, brand);
  })()]);
} finally {
  await Promise.all([browser.close(), show.stop(), shop.stop()]);
}
console.log(`${taken} pictures in ${dir}`);
