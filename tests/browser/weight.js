// What a page weighs: all that comes over the line for it the first time, headers, style and script included.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Visitor } from './support/visitor.js';

const MOST = 30_000;
const PASSWORD = 'a sentence to sign in with';
const OPEN = ['/login', '/register', '/register/done', '/forgot', '/forgot/done', '/resend', '/verify-email', '/reset-password'];
const OWN = [
  '/account',
  '/account/email',
  '/account/password',
  '/account/sessions',
  '/account/activity',
  '/account/data',
  '/account/delete',
  '/confirm',
];
/// More than the pages show.
const SESSIONS = 60;

export function weight(world) {
  test(`no page weighs ${MOST / 1000} KB, for who has ${SESSIONS} sessions and more events`, async (t) => {
    const { serve } = world;
    const bob = await Visitor.arrive(world.browser, serve, { language: 'fr' });
    Object.assign(bob, { email: 'a-rather-long-name.of.somebody@accounts.example.org', password: PASSWORD });
    await serve.command(['user', 'add', bob.email], PASSWORD);
    for (let session = 0; session < SESSIONS; session++) {
      const data = { email: bob.email, password: PASSWORD };
      const opened = await bob.context.request.post('/api/v1/sessions', { data, ignoreHTTPSErrors: true });
      assert.equal(opened.status(), 200 + (opened.status() === 201));
    }
    await bob.context.clearCookies();
    const weights = await weigh(bob, OPEN);
    await bob.enters();
    await bob.follow('.languages button[value="fr"]');
    weights.push(...(await weigh(bob, OWN)));
    for (const [path, bytes] of weights) {
      t.diagnostic(`${bytes} bytes  ${path}`);
    }
    assert.deepEqual(weights.filter(([, bytes]) => bytes > MOST), []);
    await bob.leave();
  });
}

/// The bytes of each page with all that it loads, from an empty cache.
async function weigh(visitor, paths) {
  const debugged = await visitor.context.newCDPSession(visitor.page);
  await debugged.send('Network.enable');
  await debugged.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  debugged.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const weights = [];
  for (const path of paths) {
    await visitor.open('about:blank');
    bytes = 0;
    await visitor.page.goto(path, { waitUntil: 'networkidle' });
    assert.equal(visitor.path, path);
    weights.push([path, bytes]);
  }
  await debugged.detach();
  return weights;
}
