/** Mocha's dots and failures for people, and the counts for scripts/test.mjs in the file named by TEST_COUNTS_FILE. */

const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class Counting extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const slow = [];
    runner.on('pass', (test) => slow.push({ title: test.fullTitle(), ms: test.duration ?? 0 }));
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      slow.sort((a, b) => b.ms - a.ms);
      const file = process.env.TEST_COUNTS_FILE;
      if (file) writeFileSync(file, JSON.stringify({ passes, failures, pending, slowest: slow.slice(0, 3) }));
    });
  }
};
