// Reads {"tex", "displayMode", "wrap"} a line, answers with {"mathml"} or {"error"} a line.
"use strict";

const { readFileSync } = require("fs");
const { createInterface } = require("readline");

const temml = new Function(`${readFileSync(`${__dirname}/temml.min.js`, "utf8")}; return temml;`)();

createInterface({ input: process.stdin }).on("line", (line) => {
  const { tex, ...options } = JSON.parse(line);
  let answer;
  try {
    answer = { mathml: temml.renderToString(tex, { ...options, throwOnError: true }) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
