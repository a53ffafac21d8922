// Walks through every page of a site as its customers do, and stops at each: visit(name, faults) is called while the page is shown.

// digits returns the newest code of the demo's outbox.
export const digits = async (page, site) => {
  const outbox = await page.context().newPage();
  await outbox.goto(`${site}/demo/outbox`);
  const code = /\b\d{6}\b/.exec(await outbox.locator("main").innerText())?.[0];
  await outbox.close();
  return code;
};

// send presses a button and waits for the page that comes of it: a script may hold a form until its puzzle is solved.
const send = (page, button) => Promise.all([page.waitForEvent("load"), button.click()]);

const press = (page, name) => send(page, page.getByRole("button", { name, exact: true }));

export const strangersPages = async (page, site, visit) => {
  const at = async (path, name) => { await page.goto(site + path); await visit(name); };
  await at("/login", "sign-in");
  await page.getByLabel("Username or email").fill("nobody");
  await press(page, "Sign in");
  await visit("sign-in-failed");
  await at("/help", "help");
  await at("/accessibility", "accessibility");
  await at("/privacy", "privacy");
  await at("/genuine", "genuine");
  await at("/signed-out", "signed-out");
  await at("/nowhere", "not-found");
  await at("/demo/outbox", "outbox");
  await at("/forgot", "forgot");
  await page.getByRole("textbox").first().fill("nobody");
  await send(page, page.locator("main form button[type=submit]").first());
  await visit("forgot-code");
};

export const registrationsPages = async (page, site, visit) => {
  await page.goto(`${site}/register`);
  await visit("register-1");
  await press(page, "Continue");
  await visit("register-1-failed");
  await page.goto(await invitation(page, site));
  await visit("register-1-invited");
  await press(page, "Continue");
  await visit("register-2");
  await page.getByLabel("Code", { exact: true }).fill("1");
  await press(page, "Continue");
  await visit("register-2-failed");
  await page.getByLabel("Code", { exact: true }).fill(await digits(page, site));
  await press(page, "Continue");
  await visit("register-3");
  await page.getByLabel("Username").fill(`visitor.${Date.now()}`);
  await page.getByLabel("Password", { exact: true }).fill("password");
  await press(page, "Continue");
  await visit("register-3-failed");
  await page.getByLabel("Password", { exact: true }).fill("lantern hedgehog velvet 41");
  await press(page, "Continue");
  await visit("register-4");
  await page.getByLabel("Text me").check();
  await press(page, "Continue");
  await visit("register-5");
  await press(page, "Create my account");
  await visit("register-done");
};

// invitation finds the brand's newest invitation in the outbox, which holds one for everybody who has not registered yet.
export const invitation = async (page, site) => {
  await page.goto(`${site}/demo/outbox`);
  for (;;) {
    const link = page.locator(`a[href^="${site}/register?code="]`).first();
    if (await link.count()) return link.getAttribute("href");
    await page.getByRole("link", { name: "Older" }).click();
  }
};

export const signIn = async (page, site, customer, visit = async () => {}) => {
  await page.goto(`${site}/login`);
  await page.getByLabel("Username or email").fill(customer.username);
  await page.getByLabel("Password", { exact: true }).fill(customer.password);
  await press(page, "Sign in");
  await visit("code");
  await page.getByLabel("Code", { exact: true }).fill(await digits(page, site));
  await press(page, "Continue");
  await page.waitForURL(`${site}/`);
};

// customersPages shows what one customer sees, and every page that a link leads to from there. What is not about a contract is the same
// for everybody: shown keeps what of that has been shown.
export const customersPages = async (page, site, customer, visit, shown) => {
  const who = customer.username.replace("demo.", "");
  await signIn(page, site, customer, (name) => visit(`${who}-${name}`));
  const seen = new Set(shown), open = ["/"];
  const look = async (name, faults) => { await visit(`${who}-${name}`, faults); open.push(...await links(page, site)); };
  while (open.length) {
    const path = open.shift(), name = nameOf(path);
    if (seen.has(name)) continue;
    seen.add(name);
    if (!/^\/($|contracts\/|statements)/.test(path)) shown.add(name);
    const answer = await page.goto(site + path);
    for (const first of await page.locator("details.line").first().all()) await first.locator("summary").click();
    await look(name, answer.ok() ? [] : [`a link leads to ${name}, which answers ${answer.status()}`]);
  }
  await payingPages(page, site, look);
};

// links lists where the page leads to on the same site, without files, the choice of another language, and the desk, to which the demo's outbox
// leads and no customer comes.
const links = (page, site) => page.evaluate((origin) => [...document.links].map((a) => new URL(a.href))
  .filter((u) => u.origin === origin && !u.pathname.startsWith("/desk") && !/\.(pdf|csv|ofx|qfx|txt|json)$|\/files\//.test(u.pathname) && !u.pathname.startsWith("/assets/") && u.pathname !== "/language" && u.hash === "")
  .map((u) => u.pathname + u.search), new URL(site).origin);

// nameOf names a page by its path: two payments are the same page.
const nameOf = (path) => path.replace(/\?.*/, "").replace(/[0-9a-f-]{36}/g, "x").replace(/^\/(contracts\/x)?\/?/, "").replaceAll("/", "-") || "dashboard";

const payingPages = async (page, site, look) => {
  await page.goto(`${site}/`);
  const pay = page.getByRole("link", { name: "Make a payment" });
  if (!await pay.count()) return;
  await pay.click();
  await page.getByLabel("Another amount").check();
  await page.getByLabel("Amount", { exact: true }).fill("a lot");
  await page.getByLabel("A new bank account").check();
  await press(page, "Continue to review");
  await look("pay-failed");
  await page.getByLabel("Amount", { exact: true }).fill("25.00");
  await page.getByLabel("Routing number").fill("021000021");
  await page.getByLabel("Account number").fill("000123456789");
  await page.getByLabel("Its last 4 digits").fill("6789");
  await press(page, "Continue to review");
  await look("pay-review");
  const pays = () => send(page, page.getByRole("button", { name: "Pay $25.00" }));
  await pays();
  if (page.url().includes("/pay/confirm")) { // the first payment from a new account has a code of its own
    await look("pay-confirm");
    await press(page, "Send me a code");
    await look("pay-code");
    await page.getByLabel("Code", { exact: true }).fill(await digits(page, site));
    await press(page, "Continue");
    await pays();
  }
  await look("receipt");
  await press(page, "Cancel this payment");
  await look("receipt-cancelled");
  await press(page, "Sign out");
};

// appCode returns what the app of one of the demo's staff shows: a code that differs from the one before, since each works once.
const appCode = async (page, site, who, before) => {
  const outbox = await page.context().newPage();
  for (;;) {
    await outbox.goto(`${site}/demo/outbox`);
    const shown = await outbox.locator("dt", { hasText: who.username }).locator("xpath=following-sibling::dd[1]").innerText();
    const code = /\b\d{3} \d{3}\b/.exec(shown)[0];
    if (code !== before) {
      await outbox.close();
      return code;
    }
    await outbox.waitForTimeout(1000);
  }
};

const signInAtDesk = async (page, site, who, visit = async () => {}) => {
  await page.goto(`${site}/desk/login`);
  await page.getByLabel("Username").fill(who.username);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await press(page, "Sign in");
  await visit("desk-code");
  let code;
  while (page.url().includes("/desk/login/code")) {
    code = await appCode(page, site, who, code);
    await page.getByLabel("Code that your app shows").fill(code);
    await press(page, "Continue");
  }
};

// deskPages helps a customer who lost a telephone: an agent asks, and a senior in another browser agrees.
export const deskPages = async (page, site, [agent, senior], customer, visit) => {
  await page.goto(`${site}/desk/login`);
  await visit("desk-sign-in");
  await page.getByLabel("Username").fill("nobody");
  await press(page, "Sign in");
  await visit("desk-sign-in-failed");
  await signInAtDesk(page, site, agent, visit);
  await visit("desk");
  await press(page, "Find");
  await visit("desk-find-failed");
  await page.getByLabel("Who is it?").fill(customer.username);
  await page.getByLabel("The customer called").check();
  await press(page, "Find");
  await visit("desk-found");
  await Promise.all([page.waitForEvent("load"), page.getByRole("link", { name: customer.name }).click()]);
  await visit("desk-customer");
  const url = page.url();
  await press(page, "Check the answers");
  await visit("desk-customer-failed");
  await page.goto(url);
  await page.getByLabel("By text").check();
  await press(page, "Send the code");
  await visit("desk-customer-sent");
  await page.getByLabel("The code that the caller reads out").fill(await digits(page, site));
  await press(page, "Check the code");
  await visit("desk-customer-proved");
  await page.getByLabel("Code by text").check();
  await press(page, "Ask for the removal");
  await visit("desk-customer-asked");
  await Promise.all([page.waitForEvent("load"), page.getByRole("link", { name: "Show an address in full" }).click()]);
  await visit("desk-reveal");
  await press(page, "Show it");
  await visit("desk-reveal-failed");
  await page.getByLabel("The phone number").check();
  await page.getByLabel("We suspect fraud").check();
  await press(page, "Show it");
  await visit("desk-revealed");
  for (const path of ["requests", "me", "me/passkeys/new", "nowhere"]) {
    await page.goto(`${site}/desk/${path}`);
    await visit(`desk-${path.replaceAll("/", "-")}`);
  }
  const context = await page.context().browser().newContext();
  const other = await context.newPage();
  await signInAtDesk(other, site, senior);
  await other.goto(`${site}/desk/requests`);
  await send(other, other.getByRole("button", { name: "Agree" }));
  await context.close();
  await page.goto(`${site}/desk/requests`);
  await visit("desk-requests-agreed");
  await press(page, "Sign out");
  await visit("desk-signed-out");
};

// walks lists those that together show a brand's whole site: a stranger's, a newcomer's, an employee's and some customers', none of whom is shown what
// another was shown already. Each takes a page of its own, and visit.
export const walks = (shop, brand, customers) => {
  const site = shop.site(brand), shown = new Set();
  return [(page, visit) => strangersPages(page, site, visit), (page, visit) => registrationsPages(page, site, visit),
    (page, visit) => deskPages(page, site, shop.staff, shop.customers.find((c) => c.brand === brand), visit),
    ...customers.map((c) => (page, visit) => customersPages(page, site, c, visit, shown))];
};
