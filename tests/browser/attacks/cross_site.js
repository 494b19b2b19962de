// Forms, frames and scripts of another site.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OtherSite } from '../support/othersite.js';
import { Visitor } from '../support/visitor.js';

const PASSWORD = 'a sentence to sign in with';

/// Every form that does something, filled as the attacker wants it. Without `csrf`, which he cannot know.
const FORMS = {
  '/login': { email: 'mallory@example.org', password: PASSWORD },
  '/register': { email: 'mallory@example.org', password: PASSWORD },
  '/forgot': { email: 'victim@example.org' },
  '/resend': { email: 'victim@example.org' },
  '/language': { lang: 'fr' },
  '/logout': {},
  '/confirm': { password: PASSWORD },
  '/account/email': { email: 'mallory@example.org' },
  '/account/password': { current_password: PASSWORD, new_password: 'of the attacker' },
  '/account/sessions/end-others': {},
  '/account/export': {},
  '/account/delete': {},
  '/verify-email': { token: 'x', password: PASSWORD },
  '/reset-password': { token: 'x', new_password: PASSWORD },
  '/confirm-email': { token: 'x' },
  '/users': { email: 'mallory@example.org', password: PASSWORD },
  '/sessions': { email: 'mallory@example.org', password: PASSWORD },
};

export function crossSite(world) {
  // To a browser every port of this machine's address is the same site, so there the cookie goes along.
  for (const [mode, host] of [['dev', 'evil.example'], ['dev', '127.0.0.1'], ['serve', 'evil.example'], ['serve', 'localhost']]) {
    test(`a form on ${host} does nothing in ${mode}`, async (t) => {
      const { victim, site } = await lure(t, world, mode, `form-${host}`);
      const before = await history(victim);
      const page = await victim.strays();
      for (const [path, fields] of Object.entries(FORMS)) {
        const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`);
        const action = `${victim.service.origin}${path}`;
        await page.goto(site.page(`<form method="post" action="${action}">${inputs.join('')}<button>Win</button></form>`, host));
        const answered = page.waitForResponse((response) => response.url() === action);
        await page.locator('button').click();
        assert.equal((await answered).status(), 403, path);
      }
      assert.deepEqual(await history(victim), before);
      await victim.leave();
    });

    test(`a page of ${host} neither frames nor reads nor holds ours in ${mode}`, async (t) => {
      const { victim, site } = await lure(t, world, mode, `frame-${host}`);
      const page = await victim.strays();
      for (const path of ['/login', '/account', '/account/delete', '/verify-email', '/', '/profile', '/api/v1/me']) {
        const target = `${victim.service.origin}${path}`;
        const refusal = page.waitForEvent('console', (message) => message.text().includes("frame-ancestors 'none'"));
        await page.goto(site.page(`<iframe src="${target}"></iframe>`, host));
        await refusal;
        assert.ok(!page.frames().some((frame) => frame.url().startsWith(victim.service.origin)), path);
        const read = (options) =>
          page.evaluate(([url, options]) => fetch(url, options).then(() => 'read', () => 'refused'), [target, options]);
        assert.equal(await read({ credentials: 'include' }), 'refused', path);
        assert.equal(await read({ credentials: 'include', mode: 'no-cors' }), 'refused', path);
        const opening = page.waitForEvent('popup');
        await page.evaluate((url) => void (globalThis.held = open(url)), target);
        const popup = await opening;
        await popup.waitForLoadState();
        assert.ok(popup.url().startsWith(victim.service.origin), popup.url());
        // To who opened it, it looks like closed.
        await page.waitForFunction(() => globalThis.held.closed);
        await popup.close();
      }
      await victim.leave();
    });
  }
}

/// Somebody who is signed in, and a site that he strays to.
async function lure(t, world, mode, name) {
  const service = world[mode];
  const site = await OtherSite.start();
  t.after(() => site.stop());
  const email = `${name}@example.org`;
  await service.command(['user', 'add', email], PASSWORD);
  const victim = await Visitor.arrive(world.browser, service);
  Object.assign(victim, { email, password: PASSWORD });
  await victim.enters();
  const other = await victim.elsewhere({});
  await other.leave();
  return { victim, site };
}

/// All that a page tells of an account that something could have changed.
async function history(visitor) {
  await visitor.open('/account/activity');
  const events = await visitor.page.locator('main li').allInnerTexts();
  await visitor.open('/account/sessions');
  const sessions = await visitor.page.locator('main li h2').allInnerTexts();
  await visitor.open('/account');
  await visitor.sees('/account', visitor.email);
  return { events, sessions };
}
