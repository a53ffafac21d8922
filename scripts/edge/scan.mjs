// Judges the headers of a running site: full marks of the HTTP Observatory for "/", and nothing to find for the CSP Evaluator in any answer.
// Usage: node scan.mjs HOST ADDRESS
import dns from "node:dns";
import { createRequire } from "node:module";
import { scan } from "@mdn/mdn-http-observatory";

const require = createRequire(import.meta.url);
const { CspEvaluator } = require("csp_evaluator/dist/evaluator.js");
const { CspParser } = require("csp_evaluator/dist/parser.js");
const { Severity } = require("csp_evaluator/dist/finding.js");

const [host, address] = process.argv.slice(2);

// The host's name is made up: here it is found at the loopback address.
const { lookup } = dns;
dns.lookup = (name, options, done) => {
  const [opts, fn] = typeof options === "function" ? [{}, options] : [options, done];
  if (name !== host) return lookup(name, opts, fn);
  return opts.all ? fn(null, [{ address, family: 4 }]) : fn(null, address, 4);
};

const bestScore = 100;
const wrong = [];

const { scan: result, tests } = await scan(host);
console.log(`HTTP Observatory: grade ${result.grade}, score ${result.score}, ${result.testsPassed} of ${result.testsQuantity} tests passed`);
for (const [name, test] of Object.entries(tests)) {
  console.log(`  ${test.pass ? "passed" : "FAILED"} ${String(test.scoreModifier).padStart(3)}  ${name}: ${test.result}`);
  if (!test.pass || test.scoreModifier < 0) wrong.push(`${name}: ${test.result}`);
}
if (result.grade !== "A+" || result.score < bestScore) wrong.push(`grade ${result.grade}, score ${result.score}`);

// Every kind of answer carries a policy: a page, a redirect, an asset, a page that is not there, and plain HTTP.
for (const url of [`https://${host}/login`, `https://${host}/`, `https://${host}/readyz`, `https://${host}/no-such-page`, `http://${host}/`]) {
  const policy = (await answer(url)).headers["content-security-policy"];
  const findings = policy ? new CspEvaluator(new CspParser(policy).csp).evaluate() : [{ directive: "all", description: "there is no policy", severity: 10 }];
  console.log(`CSP Evaluator: ${url}: ${findings.length} findings`);
  for (const f of findings) {
    if (accepted(f)) { console.log(`  accepted: ${f.directive} ${f.value}: ${f.description}`); continue; }
    console.log(`  ${Severity[f.severity] ?? f.severity} ${f.directive} ${f.value ?? ""}: ${f.description}`);
    wrong.push(`${url}: ${f.directive}: ${f.description}`);
  }
}

// accepted is the one thing that the evaluator asks about and does not know: whether this host serves files of others, JSONP or AngularJS beside
// its own scripts. It serves none (TestNoFormTakesAFile, TestNothingIsServedButPagesAndOurOwnFiles), and Trusted Types are required as well.
function accepted(f) {
  return f.severity === Severity.MEDIUM_MAYBE && f.directive === "script-src" && f.value === "'self'";
}

async function answer(url) {
  const { get } = await import(url.startsWith("https:") ? "node:https" : "node:http");
  return new Promise((resolve, reject) => get(url, (r) => { r.resume(); resolve(r); }).once("error", reject));
}

for (const w of wrong) console.log(`WRONG ${w}`);
process.exit(wrong.length ? 1 : 0);
