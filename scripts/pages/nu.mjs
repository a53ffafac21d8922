// Has the Nu HTML checker judge pages as the server sent them. It is a program in Java; where there is none, that is said, and on CI it is a fault.
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

const output = (command, args) => new Promise((resolve, reject) => {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (part) => { text += part; });
  child.once("error", reject);
  child.once("exit", (code) => code === 0 ? resolve(text) : reject(new Error(`${command} ended with ${code}`)));
});

// nuFaults lists the errors of pages, each as [name of the page, sentence]. pages is a Map from names to HTML.
export const nuFaults = async (pages) => {
  if (spawnSync("java", ["-version"]).error) {
    const words = "Java is not installed (apt-get install default-jre-headless)";
    if (process.env.CI === "true") return [["every page", `nu: ${words}`]];
    console.error(`nu: NOT RUN, ${words}`);
    return [];
  }
  const dir = await mkdtemp(join(tmpdir(), "marque-nu-"));
  try {
    const names = [...pages.keys()];
    await Promise.all(names.map((name, i) => writeFile(join(dir, `${i}.html`), pages.get(name))));
    const { messages } = JSON.parse(await output("java", ["-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--errors-only", dir]));
    return messages.map((m) => [names[Number(/(\d+)\.html$/.exec(m.url)[1])], `nu: ${m.message} (line ${m.lastLine})`]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};
