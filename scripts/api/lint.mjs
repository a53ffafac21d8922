// Lints the document by Redocly's recommended rules; warnings fail too.
import { createConfig, lint, formatProblems } from "@redocly/openapi-core";

const [file] = process.argv.slice(2);
const config = await createConfig({ extends: ["recommended-strict"], telemetry: "off" });
const problems = await lint({ ref: file, config });
if (problems.length) {
  formatProblems(problems, { format: "codeframe", version: "", totals: { errors: problems.length, warnings: 0, ignored: 0 } });
  process.exit(1);
}
console.log("redocly: nothing to say about " + file);
