// Writes intl.json: how another implementation (ICU, by way of node's Intl) writes our figures and dates.
// Run: node internal/l10n/testdata/intl.mjs > internal/l10n/testdata/intl.json
const locales = ["en-US", "es-US", "de-DE"];
const cents = [0, 1, -1, 5, 99, 100, 61244, -61244, 99999, 100000, 123456, 1234567, -123456789, 98765432100];
const whole = [0, 7, -7, 999, 1000, -1000, 12345, 1234567, -98765432];
// Rates in billionths, written with two and with three digits after the decimal sign.
const rates = [0, 57400000, 114900000, -2500000, 1000000000, 12500000000, 5, 49999, 50000, 36480000, 999995000];
const days = [];
for (let m = 0; m < 12; m++) for (const d of [1, 9, 22, 28]) days.push(new Date(Date.UTC(2020 + m, m, d)));
days.push(new Date(Date.UTC(2024, 1, 29)), new Date(Date.UTC(1999, 11, 31)));
const times = [[0, 5], [1, 0], [9, 30], [12, 0], [12, 59], [13, 1], [23, 59]].map(([h, m]) => new Date(Date.UTC(2026, 10, 22, h, m)));

const iso = (d) => d.toISOString().slice(0, 10);
const date = (l, d, o) => new Intl.DateTimeFormat(l, { timeZone: "UTC", ...o }).format(d);
const out = { icu: process.versions.icu, cldr: process.versions.cldr, money: [], number: [], percent: [], date: [], clock: [] };
for (const l of locales) {
  for (const currency of ["USD", "EUR"]) {
    const f = new Intl.NumberFormat(l, { style: "currency", currency });
    const f0 = new Intl.NumberFormat(l, { style: "currency", currency, minimumFractionDigits: 0, maximumFractionDigits: 0 });
    for (const c of cents) out.money.push({ locale: l, currency, cents: c, want: f.format(c / 100), whole: f0.format(Math.trunc(c / 100) || 0) });
  }
  for (const n of whole) out.number.push({ locale: l, n, want: new Intl.NumberFormat(l).format(n) });
  for (const r of rates) for (const digits of [0, 2, 3]) {
    const f = new Intl.NumberFormat(l, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits });
    out.percent.push({ locale: l, rate: r, digits, want: f.format(`${r}e-9`) });
  }
  for (const d of days) out.date.push({
    locale: l, date: iso(d),
    full: date(l, d, { dateStyle: "full" }), long: date(l, d, { dateStyle: "long" }), medium: date(l, d, { dateStyle: "medium" }),
    short: date(l, d, { year: "numeric", month: "numeric", day: "numeric" }),
    monthYear: date(l, d, { month: "long", year: "numeric" }), monthYearShort: date(l, d, { month: "short", year: "numeric" }),
    monthDay: date(l, d, { month: "long", day: "numeric" }), monthDayShort: date(l, d, { month: "short", day: "numeric" }),
  });
  for (const t of times) out.clock.push({
    locale: l, time: t.toISOString(), want: date(l, t, { timeStyle: "short" }), both: date(l, t, { dateStyle: "long", timeStyle: "short" }),
  });
}
process.stdout.write(JSON.stringify(out).replaceAll("},{", "},\n{").replaceAll(":[{", ":[\n{") + "\n");
