// Writes icons.svg, the one sprite of the pages, from lucide-static 1.62.0. Only icons that a page uses are in it (a test checks).
// Run in a folder where lucide-static is installed: node build-icons.mjs node_modules/lucide-static > icons.svg
import { readFileSync } from "node:fs";
const names = ("arrow-left arrow-right badge-check calendar-check calendar-clock car chevron-right " +
  "circle-alert circle-check circle-dashed circle-dot clock download file-text history hourglass info key-round " +
  "lock mail message-square-text phone receipt repeat shield-check triangle-alert undo-2 user").split(" ");
const symbols = names.map((n) => {
  const svg = readFileSync(`${process.argv[2]}/icons/${n}.svg`, "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "").replaceAll(" />", "/>");
  return `<symbol id="${n}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
});
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
