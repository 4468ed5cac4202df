// Loaded before a program: notes the most memory that it has used, when it ends. PEAK_FILE names the file.
"use strict";

const fs = require("node:fs");

process.on("exit", () => {
  const used = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync("/proc/self/status", "ascii"));
  fs.appendFileSync(process.env.PEAK_FILE, `${used[1]}\n`);
});
