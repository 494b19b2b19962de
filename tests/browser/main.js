// The pages in a real browser: whole journeys, each page in each way to look at it, and what other sites try.

import { after, before, describe } from 'node:test';

import { journeys } from './journeys.js';
import { launch } from './support/browser.js';
import { dev, serve } from './support/service.js';

describe('pages', { concurrency: 3 }, () => {
  const world = {};
  before(async () => {
    [world.browser, world.dev, world.serve] = await Promise.all([launch(), dev(), serve()]);
  });
  after(async () => {
    await world.browser?.close();
    await Promise.all([world.dev?.end(), world.serve?.end()]);
  });
  journeys(world);
});
