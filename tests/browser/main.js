// The pages in a real browser: whole journeys, each page in each way to look at it, and what other sites try.
//
// `node main.js` runs all of it, `node main.js attacks` that part alone.

import { after, before, describe } from 'node:test';

import { administration } from './administration.js';
import { attacks } from './attacks.js';
import { brand } from './brand.js';
import { doors } from './doors.js';
import { journeys } from './journeys.js';
import { pages } from './pages.js';
import { proxies } from './proxies.js';
import { launch } from './support/browser.js';
import { dev, serve } from './support/service.js';
import { weight } from './weight.js';

const PARTS = { journeys, administration, doors, attacks, brand, weight, proxies, pages };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  throw new Error(`no part ${unknown}; there are ${Object.keys(PARTS)}`);
}

describe('pages in a browser', { concurrency: 3 }, () => {
  const world = {};
  before(async () => {
    // One after the other, so that what has begun is ended when the next one fails.
    world.browser = await launch();
    world.dev = await dev();
    world.serve = await serve();
  });
  after(async () => {
    await world.browser?.close();
    await Promise.all([world.dev?.end(), world.serve?.end()]);
  });
  for (const [name, part] of Object.entries(PARTS)) {
    if (asked.length === 0 || asked.includes(name)) {
      part(world);
    }
  }
});
