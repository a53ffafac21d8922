// Debian's browser with flags that keep it from calling out, as the Go tests start it.
import { chromium } from "playwright-core";

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"],
});

export const schemes = ["light", "dark"];

// settle waits for what a picture needs: style sheets and fonts. A page of ours moves nothing by itself.
export const settle = (page) => page.evaluate(() => document.fonts.ready.then(() => undefined));
