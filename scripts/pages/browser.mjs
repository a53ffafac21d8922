// Debian's browser with flags that keep it from calling out, as the Go tests start it.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const whole = process.env.CHROMIUM ?? "/usr/bin/chromium", shell = "/usr/bin/chromium-headless-shell";

const start = (executablePath) => chromium.launch({
  executablePath,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"],
});

export const launch = () => start(whole);

// launchShell starts, where it is installed, the same engine without windows: it needs half the processor time, and does not tell when it painted.
export const launchShell = () => start(existsSync(shell) ? shell : whole);

export const schemes = ["light", "dark"];

// settle waits for what a picture needs: style sheets and fonts. A page of ours moves nothing by itself.
export const settle = (page) => page.evaluate(() => document.fonts.ready.then(() => undefined));
