/**
 * `npm run histories`: plays every story of test/replay/stories whose history is missing, and writes it down for replay.
 * A history that exists is what running workflows of a release have lived through, so it stays: a changed workflow gets
 * `patched` and a new story. `-- --again` renews all of them, which is right only before the first release.
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HISTORIES, traces } from '../test/replay/history.ts';
import { recordStory } from '../test/replay/record-story.ts';
import { stories } from '../test/replay/stories/all.ts';
import { fileOf } from '../test/replay/stories/story.ts';
import { createTestEnvironment } from '../test/support/temporal.ts';

const isAgain = process.argv.includes('--again');
const wanted = stories.filter((story) => isAgain || !existsSync(path.join(HISTORIES, fileOf(story))));
mkdirSync(HISTORIES, { recursive: true });
for (const story of wanted) {
  // A server each: when a story ends, the clock runs ahead to its workflow's timeout, years away.
  const temporal = await createTestEnvironment();
  try {
    const history = await recordStory(temporal.env, story);
    const found = traces(history);
    if (found.length > 0) throw new Error(`${fileOf(story)} would hold ${found.join('; ')}`);
    const json = JSON.stringify(history);
    writeFileSync(path.join(HISTORIES, fileOf(story)), `${json}\n`);
    console.log(`${fileOf(story)}: ${String(history.events.length)} events, ${String(json.length)} bytes`);
  } finally {
    await temporal.close();
  }
}
console.log(`${String(wanted.length)} recorded, ${String(stories.length - wanted.length)} were there`);
