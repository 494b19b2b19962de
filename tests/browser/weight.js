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
  '/admin',
  '/admin/users',
];
/// A device and an address that take much room.
const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
const LONG = '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff';
/// More than the pages show.
const SESSIONS = 60;

export function weight(world) {
  test(`no page weighs ${MOST / 1000} KB, for who has ${SESSIONS} sessions and more events`, async (t) => {
    const { serve } = world;
    const bob = await Visitor.arrive(world.browser, serve, { language: 'fr' });
    Object.assign(bob, { email: 'a-rather-long-name.of.somebody@accounts.example.org', password: PASSWORD });
    await serve.command(['user', 'add', bob.email], PASSWORD);
    for (let session = 0; session < SESSIONS; session++) {
      const [data, headers] = [{ email: bob.email, password: PASSWORD }, { 'user-agent': EDGE, 'x-forwarded-for': LONG }];
      const opened = await bob.context.request.post('/api/v1/sessions', { data, headers, ignoreHTTPSErrors: true });
      assert.ok(opened.ok());
    }
    await bob.context.clearCookies();
    const weights = await weigh(bob, OPEN);
    await serve.command(['user', 'grant-admin', bob.email]);
    const { id } = JSON.parse(await serve.command(['user', 'show', bob.email, '--json']));
    await bob.enters();
    await bob.follow('.languages button[value="fr"]');
    weights.push(...(await weigh(bob, [...OWN, `/admin/users/${id}`])));
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
