// Garmin's FIT SDK for JavaScript as a worker: it answers as benchmarks/worker.py does.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const answer = (values) => process.stdout.write(JSON.stringify(values) + "\n");
const peak = () => process.resourceUsage().maxRSS * 1024;
console.log = console.error;

const folder = process.argv[2];
let sdk;
try {
  sdk = await import(pathToFileURL(createRequire(folder + "/").resolve("@garmin/fitsdk")).href);
} catch (error) {
  answer({ error: String(error.message).split("\n")[0] });
  process.exit(0);
}
answer({ peak: peak() });

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

for await (const line of createInterface({ input: process.stdin })) {
  const bytes = readFileSync(JSON.parse(line).path);
  try {
    const seconds = [];
    let total = 0;
    while (total < 0.1) {
      const start = performance.now();
      new sdk.Decoder(sdk.Stream.fromByteArray(bytes)).read();
      seconds.push((performance.now() - start) / 1000);
      total += seconds[seconds.length - 1];
    }
    answer({ seconds: median(seconds), peak: peak() });
  } catch (error) {
    answer({ error: String(error.message) });
  }
}
