// The Khronos validator's report of GLB files: node validate_glb.mjs FILE... prints one JSON object by file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const validator = require("gltf-validator");

const reports = {};
for (const file of process.argv.slice(2)) {
  const report = await validator.validateBytes(new Uint8Array(readFileSync(file)), { maxIssues: 50 });
  reports[file] = report.issues;
}
console.log(JSON.stringify(reports));
