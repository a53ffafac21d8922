// Makes the customers' journeys on the demo twice: with keys alone, where every stop of the tab key must be seen, and in a browser that runs no
// scripts. Usage: node journeys.mjs MARQUE [GALLERY [JOURNEY...]]: all of them, or the sign-in and those that are named
import { launch } from "./browser.mjs";
import { keys, pointer } from "./hands.mjs";
import { demo } from "./servers.mjs";
import { digits, invitation } from "./walk.mjs";

const wants = async (page, text) => {
  const said = await page.locator("body").innerText();
  if (!said.toLowerCase().includes(text.toLowerCase())) throw new Error(`${page.url()} does not say "${text}" but\n${said.slice(0, 1500)}`);
};

// besides looks whether a sentence stands beside a field: in what describes the field to those who do not see it.
const besides = async (page, label, text) => {
  const said = await page.getByLabel(label).first().evaluate((e) => (e.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent).join(" "));
  if (!said.includes(text)) throw new Error(`beside ${label} of ${page.url()} stands "${said}", not "${text}"`);
};

const signIn = async ({ page, hand, site, customer }) => {
  await page.goto(`${site}/login`);
  await hand.fill("Username or email", customer.username);
  await hand.fill("Password", "not the password");
  await hand.press("Sign in");
  await wants(page, "We could not sign you in");
  await hand.fill("Password", customer.password);
  await hand.press("Sign in");
  await hand.fill("Code", await digits(page, site));
  await hand.press("Continue");
  await wants(page, "Make a payment");
};

const typeAccount = async ({ hand }) => {
  await hand.check("A new bank account");
  await hand.fill("Routing number", "021000021");
  await hand.fill("Account number", "000123456789");
  await hand.fill("Its last 4 digits once more", "6789");
};

const pay = async (j) => {
  const { page, hand, site } = j;
  await hand.follow("Make a payment");
  await hand.check("Another amount");
  await hand.fill("Amount", "a lot");
  await typeAccount(j);
  await hand.press("Continue to review");
  await wants(page, "There is a problem");
  await hand.fill("Amount", "25.00");
  await typeAccount(j);
  await hand.press("Continue to review");
  await hand.press(/^Pay \$25\.00/);
  if (page.url().includes("/pay/confirm")) {
    await hand.press("Send me a code");
    await hand.fill("Code", await digits(page, site));
    await hand.press("Continue");
    await hand.press(/^Pay \$25\.00/);
  }
  await hand.press("Cancel this payment");
  await wants(page, "cancelled");
};

const autopay = async (j) => {
  const { page, hand } = j;
  await hand.follow("Set up autopay");
  await hand.follow("Set up autopay");
  await typeAccount(j);
  await hand.press("Continue to review");
  await hand.press("Sign and turn autopay on");
  await wants(page, "Autopay is on");
  await hand.press(/^Skip/);
  await wants(page, "Skipped, as you asked");
  await hand.follow("Turn autopay off");
  await hand.press("Turn autopay off");
  await wants(page, "Set up autopay");
};

const letter = async ({ page, hand }) => {
  await hand.follow("What it costs to pay it off");
  await hand.follow("Get it as a letter");
  await hand.press("Make the letter");
};

const relief = async ({ page, hand }) => {
  await hand.follow("Relief and changes");
  await hand.follow("Go on with this date");
  await hand.press(/^Move my due date/);
  await wants(page, "moved");
};

const whatIf = async ({ page, hand }) => {
  await hand.follow("What if you paid more?");
  await hand.fill("More with every payment (optional)", "50");
  await hand.fill("And once, with the next payment (optional)", "500");
  await hand.press("Show");
  await wants(page, "What comes of it");
  const said = await page.locator("section", { hasText: "What comes of it" }).first().innerText();
  if (!/\$\d/.test(said) || !/\d+ months? /.test(said)) throw new Error(`the answer has no dollars or no months: ${said}`);
};

const history = async ({ page, hand }) => {
  await hand.follow("Every payment, every cent");
  await hand.choose("Show", "Payments");
  await hand.choose("Year", "2026");
  await hand.press("Filter");
  await wants(page, "entries found.");
  const { name, text } = await hand.take("Table (CSV)");
  if (!name.endsWith(".csv") || text.trim().split("\n").length < 3 || /charge/i.test(text.split("\n").slice(1).join())) throw new Error(`${name} holds ${text.slice(0, 300)}`);
};

const language = async ({ page, hand }) => {
  await hand.follow("Statements");
  const here = page.url();
  await hand.press("Español (EE. UU.)");
  await wants(page, "Estados de cuenta y cartas");
  await hand.press("English (US)");
  await wants(page, "Statements and letters");
  if (page.url() !== here) throw new Error(`the language led from ${here} to ${page.url()}`);
};

const statements = async ({ page, hand }) => {
  await hand.follow("Statements");
  const here = page.url(), type = await hand.open(/statement for .* PDF/);
  if (type !== "application/pdf") throw new Error(`no PDF but ${type}`);
  await page.goto(here);
  await hand.choose("Show", "Letters");
  await hand.press("Filter");
  await wants(page, "found.");
};

const mileage = async ({ page, hand }) => {
  await page.goto(`${await contractOf(page)}/vehicle`);
  await hand.fill("What it shows today", "many");
  await hand.press("Tell us");
  await besides(page, "What it shows today", "Enter the miles that the odometer shows");
  const miles = Number(/([\d,]+)\s+miles/.exec(await page.locator("main").innerText())[1].replaceAll(",", ""));
  await hand.fill("What it shows today", String(miles + 300));
  await hand.press("Tell us");
  await wants(page, "The reading is kept");
};

const proof = (name, mimeType, text) => ({ name, mimeType, buffer: Buffer.from(text) });

const insurance = async ({ page, hand }) => {
  await page.goto(`${await contractOf(page)}/vehicle`);
  await hand.follow("Send a proof of insurance");
  await hand.fill("Insurance company", "Prairie Mutual");
  await hand.fill("Month", "5");
  await hand.fill("Day", "1");
  await hand.fill("Year", "2027");
  await hand.send("File", proof("policy.txt", "text/plain", "I am insured."));
  await hand.press("Send it");
  await wants(page, "There is a problem");
  if (await page.getByLabel("Insurance company").inputValue() !== "Prairie Mutual") throw new Error("what was typed is lost");
  await hand.send("File", proof("policy.pdf", "application/pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"));
  await hand.press("Send it");
  await wants(page, "Your proof of insurance is here");
};

const helper = async ({ page, hand }) => {
  await hand.follow("Profile");
  await hand.follow("See who helps, or invite somebody");
  await hand.follow("Invite somebody");
  await hand.fill("First name", "Ada");
  await hand.fill("Last name", "Fontaine");
  await hand.fill("Email address", "not an address");
  await hand.check("May see what is owed and was paid");
  await hand.fill("Until", "2027-03-01");
  await hand.press("Send the invitation");
  await wants(page, "There is a problem");
  await hand.fill("Email address", "ada@example.com");
  await hand.press("Send the invitation");
  await wants(page, "Ada Fontaine");
  await hand.press(/: Ada Fontaine$/);
  await wants(page, "sees nothing any more");
};

const notices = async ({ page, hand }) => {
  await page.goto(`${new URL(page.url()).origin}/profile`);
  const first = page.getByLabel("Text").first(), before = await first.isChecked();
  await hand.check("Text");
  await hand.press("Save");
  if (await first.isChecked() === before) throw new Error("the choice was not kept");
};

const looked = async ({ page, hand }) => {
  await page.goto(`${new URL(page.url()).origin}/profile/looks`);
  await hand.press("Show");
  await wants(page, "Who looked at your account");
};

const support = async ({ page, hand }) => {
  await hand.follow("Support code");
  await hand.press("Get a code");
  await wants(page, "Read this to the agent on the phone");
  if (!/\d{3}\s?\d{3}/.test(await page.locator("main").innerText())) throw new Error("there is no code");
  await hand.press("Stop");
  await wants(page, "Stopped");
};

const service = async ({ page, hand }) => {
  await hand.follow("Service status");
  await wants(page, "Everything works");
};

// as makes the rest of a journey that of another customer, and returns where the customer is at home.
const as = async (j, username) => {
  const customer = j.shop.customers.find((c) => c.username === username), site = j.shop.site(customer.brand);
  await j.page.context().clearCookies();
  await signIn({ ...j, site, customer });
  return site;
};

// leaseEnd is of a customer whose lease ends soon.
const leaseEnd = async (j) => {
  const { page, hand } = j, site = await as(j, "demo.lease");
  await page.goto(`${await contractOf(page)}/lease-end`);
  await hand.fill("I bring it on", "2027-02-16");
  await hand.press("I want to return it");
  await page.goto(`${site}/`);
  await page.goto(`${await contractOf(page)}/lease-end`);
  await wants(page, "You told us on");
  await hand.check("Now");
  await hand.press("I want to buy it");
};

// dispute is of a customer who turned a lease in.
const dispute = async (j) => {
  const { page, hand } = j;
  await as(j, "demo.return");
  await hand.follow("See the invoice");
  await hand.fill("What is wrong?", "It was there when I took the car.");
  await hand.press("Dispute these lines");
  await wants(page, "There is a problem");
  if (await page.getByLabel("What is wrong?").inputValue() === "") throw new Error("what was typed is lost");
  await hand.check(/^Excess wear: Wheel scraped/);
  await hand.press("Dispute these lines");
  await wants(page, "The lines are in dispute and not due now");
};

// contractOf is the address of the contract that the overview is about.
const contractOf = (page) => page.evaluate(() => /.*\/contracts\/[^/?]+/.exec([...document.links].find((a) => a.pathname.startsWith("/contracts/")).href)[0]);

const password = async ({ page, hand, site, customer }) => {
  await page.goto(`${site}/security`);
  await hand.follow("Change Password");
  await hand.fill("Current password", customer.password);
  await hand.fill("New password", "copper lantern orchard 97");
  await hand.press("Change password");
  customer.password = "copper lantern orchard 97";
  await wants(page, "changed");
};

const forgotten = async ({ page, hand, site, customer }) => {
  await hand.press("Sign out");
  await page.goto(`${site}/login`);
  await hand.follow("Forgot your username or password?");
  await hand.fill("Username or email", customer.username);
  await hand.press("Send");
  for (const place of ["email", "phone"]) { // a code from each
    await wants(page, `Check your ${place}`);
    await hand.fill("Code", await digits(page, site));
    await hand.press("Continue");
  }
  await hand.fill("New password", "velvet copper harbor 53");
  await hand.press("Change password");
  customer.password = "velvet copper harbor 53";
  await wants(page, "Your password is changed");
};

const register = async ({ page, hand, site }) => {
  await page.goto(await invitation(page, site));
  await hand.press("Continue");
  await hand.fill("Code", await digits(page, site));
  await hand.press("Continue");
  await hand.fill("Username", `visitor.${Date.now()}`);
  await hand.fill("Password", "lantern hedgehog velvet 41");
  await hand.press("Continue");
  await hand.check("Text me");
  await hand.press("Continue");
  await hand.press("Create my account");
  await wants(page, "ready");
};

const journeys = {
  signIn, pay, autopay, letter, relief, whatIf, history, language, statements, mileage, insurance, helper, notices, looked, support, service, password, forgotten, leaseEnd, dispute, register,
};

// controls lists what a page offers, for the words of a failure.
const controls = (page) => page.evaluate(() => [...document.querySelectorAll("h1, main a[href], main button, main input:not([type=hidden]), main select")]
  .map((e) => `${e.tagName.toLowerCase()} "${(e.labels?.[0] ?? e).textContent.trim().replace(/\s+/g, " ").slice(0, 60)}"`).join(", "));

const patience = 30_000; // for one step on a busy machine
const [marque, , ...only] = process.argv.slice(2); // the second is the gallery, as run tells every script
const ways = { "keys alone": [keys, {}], "no scripts": [pointer, { javaScriptEnabled: false }] };
const failed = [];
const browser = await launch(), began = Date.now();
let made = 0;
await Promise.all(Object.entries(ways).map(async ([way, [handOf, options]]) => {
  const shop = await demo(marque);
  const customer = shop.customers.find((c) => c.username === "demo.loan"), site = shop.site(customer.brand);
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  for (const [name, journey] of Object.entries(journeys)) {
    if (only.length && name !== "signIn" && !only.includes(name)) continue;
    const since = Date.now();
    try {
      if (name !== "signIn") await page.goto(`${site}/`);
      await journey({ page, hand: handOf(page), site, customer, shop });
      made++;
      if (only.length) console.log(`${name}, ${way}: ${Math.round((Date.now() - since) / 1000)} s`);
    } catch (e) {
      failed.push(`${name}, ${way}, at ${page.url()}: ${e.message}\n    the page has ${await controls(page)}`);
      if (name === "signIn") break;
    }
  }
  await context.close();
  await shop.stop();
}));
await browser.close();
for (const f of failed) console.log(f);
console.log(`${made} journeys in ${Math.round((Date.now() - began) / 1000)} s, ${failed.length} failed`);
process.exit(failed.length ? 1 : 0);
