// Starts the program's demo, and the gallery of sample pages, on free ports with data of their own, and stops them again.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const startWithin = 300_000; // of a cold and busy machine; the demo itself promises 60 s

// lines runs a program and returns its first line of output and what ends it.
const lines = async (command, args) => {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let stopping = false;
  const ended = new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      if (!stopping) console.error(`${command} ${args[0]} ended by itself: ${signal ?? code}`);
      resolve(code);
    });
  });
  const first = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${command} ${args[0]} said nothing for ${startWithin / 1000} s`)), startWithin);
    createInterface({ input: child.stdout }).once("line", (line) => { clearTimeout(timer); resolve(line); });
    ended.then((code) => reject(new Error(`${command} ${args[0]} ended with ${code}`)));
  });
  return { first, stop: async () => { stopping = true; child.kill("SIGTERM"); await ended; } };
};

// demo starts the demo of a day that is always the same, so that pictures of two days can be compared.
export const demo = async (binary) => {
  const data = await mkdtemp(join(tmpdir(), "marque-pages-"));
  const { first, stop } = await lines(binary, ["demo", "--port", "0", "--json", "--date", "2026-11-20", "--data", data]);
  const { url, customers, staff } = JSON.parse(first);
  const { port } = new URL(url);
  return {
    customers,
    staff,
    brands: [...new Set(customers.map((c) => c.brand))].sort(),
    site: (brand) => `http://${brand}.localhost:${port}`,
    stop: async () => { await stop(); await rm(data, { recursive: true, force: true }); },
  };
};

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer().once("error", reject);
  server.listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

// gallery starts the gallery, which shows every page with made-up data, in states that the demo is not in too.
export const gallery = async (binary) => {
  const listed = spawn(binary, ["-list"], { stdio: ["ignore", "pipe", "inherit"] });
  const names = [];
  for await (const name of createInterface({ input: listed.stdout })) names.push(name);
  const port = await freePort();
  const { stop } = await lines(binary, ["-listen", `127.0.0.1:${port}`]);
  return { names, site: (brand) => `http://127.0.0.1:${port}/look/${brand}`, stop };
};
