// Takes a picture of every page of the demo, in both brands, light and dark, on a telephone and on a desk: DIR/BRAND/PAGE-WIDTH-SCHEME.png.
// Usage: node shots.mjs MARQUE GALLERY DIR [PAGES]; PAGES is a regular expression over the names.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch, schemes, settle } from "./browser.mjs";
import { demo } from "./servers.mjs";
import { customersPages, deskPages, registrationsPages, strangersPages } from "./walk.mjs";

const widths = [390, 1280];
const height = 844;

const [marque, , dir = "build/shots", only = ""] = process.argv.slice(2);
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

const browser = await launch();
const shop = await demo(marque);
try {
  for (const brand of shop.brands) {
    const site = shop.site(brand), folder = join(dir, brand);
    await mkdir(folder, { recursive: true });
    const shown = new Set();
    const ways = [(p, v) => strangersPages(p, site, v), (p, v) => registrationsPages(p, site, v),
      (p, v) => deskPages(p, site, shop.staff, shop.customers.find((c) => c.brand === brand), v),
      ...shop.customers.filter((c) => c.brand === brand).map((c) => (p, v) => customersPages(p, site, c, v, shown))];
    for (const way of ways) {
      const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: widths[1], height } });
      const page = await context.newPage();
      await way(page, (name) => shoot(page, folder, name));
      await context.close();
    }
  }
} finally {
  await Promise.all([browser.close(), shop.stop()]);
}
console.log(`${taken} pictures in ${dir}`);
